"""The digest of the sources covers every source that a result comes from."""

from __future__ import annotations

import ast
import shutil
from importlib.util import find_spec
from pathlib import Path

from sim.experiment import sources

ROOT = sources.PACKAGE
# How a fault is told, and how text is read, which the hash of the scenario covers.
WORDS = {"scenario/problems.py", "scenario/files/tree.py"}
MAKERS = ("sim.experiment.chunks", "sim.experiment.tables", "sim.model.lower")


def imported(module: str, found: set[str]) -> set[str]:
    """A module of ours and all that it imports, inside functions too."""
    spec = find_spec(module)
    assert spec is not None
    if module in found or spec.origin is None:
        return found
    found.add(module)
    for node in ast.walk(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sim."):
            imported(node.module, found)
            for name in node.names:
                if find_spec(node.module).submodule_search_locations:  # type: ignore[union-attr]
                    deeper = f"{node.module}.{name.name}"
                    if find_spec(deeper) is not None:
                        imported(deeper, found)
    return found


def test_every_source_that_makes_a_table_is_covered() -> None:
    found: set[str] = set()
    for module in MAKERS:
        imported(module, found)
    files = {
        Path(str(spec.origin)).relative_to(ROOT).as_posix()
        for spec in map(find_spec, found)
        if spec is not None
    }
    assert "engine/batch/kernel.py" in files
    covered = {path.relative_to(ROOT).as_posix() for path in sources.files(ROOT)}
    assert files - WORDS <= covered


def test_a_changed_source_has_another_digest(tmp_path: Path) -> None:
    copy = tmp_path / "sim"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert sources.digest(copy) == sources.digest(ROOT)
    sources.digest.cache_clear()
    (copy / "report" / "words.py").write_text("# no result comes from here")
    assert sources.digest(copy) == sources.digest(ROOT)
    sources.digest.cache_clear()
    path = copy / "model" / "clock.py"
    path.write_text(path.read_text() + "\n# another version\n")
    assert sources.digest(copy) != sources.digest(ROOT)

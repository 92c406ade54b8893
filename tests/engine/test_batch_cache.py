"""The compile cache: a folder named by the sources, so that no stale code is run."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import numba
import pytest

from sim.engine import batch
from sim.engine.batch import cache, compile_now

ROOT = Path(cache.__file__).parents[3]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sources, of which the cache now takes itself to be a part."""
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "sim/engine/batch/cache.py"))
    return tmp_path / "sim"


def test_the_same_sources_have_one_digest(copy: Path) -> None:
    there = cache.digest()
    (copy / "model/clock.py").touch()
    assert cache.digest() == there
    assert len(there) == 16


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("model/clock.py", "TOLERANCE = 1e-9", "TOLERANCE = 1e-8"),
        ("model/philox.py", "ROUNDS = 10", "ROUNDS = 9"),
        ("engine/batch/kernel.py", "counted = 0", "counted = 1"),
        ("engine/trace.py", "5, 6, 7, 8", "5, 7, 6, 8"),
    ],
)
def test_any_change_to_what_is_compiled_is_another_folder(
    copy: Path, path: str, old: str, new: str
) -> None:
    before = cache.folder()
    text = (copy / path).read_text()
    assert old in text
    (copy / path).write_text(text.replace(old, new))
    assert cache.folder() != before


def test_a_change_elsewhere_is_not(copy: Path) -> None:
    before = cache.folder()
    (copy / "experiment/store.py").write_text("")
    assert cache.folder() == before


def test_another_compiler_is_another_folder(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cache.folder()
    monkeypatch.setattr(numba, "__version__", "0.0.0")
    assert cache.folder() != before


def test_everything_that_is_compiled_lies_in_the_rooms_that_are_digested() -> None:
    """Whatever the compiled modules import of the project is in the digest, at any depth."""
    rooms = [ROOT / "sim" / room for room in cache.ROOMS]
    seen: set[Path] = set()
    waiting = [
        ROOT / "sim/engine/batch" / f"{name}.py" for name in ("kernel", "desk", "primitives")
    ]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        waiting += [each for each in _imported(path) if each not in seen]
    outside = [p for p in seen if not any(p == room or room in p.parents for room in rooms)]
    assert outside == []
    assert ROOT / "sim/model/clock.py" in seen


def _imported(path: Path) -> list[Path]:
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sim."):
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    found = [ROOT / f"{name.replace('.', '/')}.py" for name in names]
    return [each for each in found if each.is_file()]


def test_the_place_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("TABLETOP_CACHE", raising=False)
    assert cache.folder().parent == tmp_path / "xdg" / "tabletop-sim"
    monkeypatch.setenv("TABLETOP_CACHE", str(tmp_path / "own"))
    assert cache.folder().parent == tmp_path / "own" / "tabletop-sim"
    assert not cache.warm()


def test_what_is_compiled_is_kept() -> None:
    compile_now()
    assert cache.warm()
    assert Path(numba.config.CACHE_DIR) == cache.folder()


@pytest.mark.parametrize("there", [True, False])
def test_a_cache_that_cannot_be_read_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    """Numba's error is whatever its reader says; where nothing was cached, it is an error of ours.

    With real damage (cut, emptied and altered .nbi and .nbc files) tried by hand: each compiled anew.
    """
    monkeypatch.setenv("TABLETOP_CACHE", str(tmp_path))
    for name in ("kernel.simulate.nbi", "kernel.simulate.1.nbc"):
        (cache.folder() / "batch").mkdir(parents=True, exist_ok=True)
        if there:
            (cache.folder() / "batch" / name).write_bytes(b"half")
    calls: list[int] = []

    def once_damaged(*_: object) -> None:
        calls.append(len(list(cache.folder().rglob("*.nb[ic]"))))
        if len(calls) == 1:
            raise EOFError("Ran out of input")

    monkeypatch.setattr(batch, "simulate", once_damaged)
    if there:
        compile_now()
        assert calls == [2, 0]
    else:
        with pytest.raises(EOFError):
            compile_now()
        assert calls == [0]

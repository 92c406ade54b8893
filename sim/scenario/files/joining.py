"""Files that build on one another: what a scenario extends, and the record it names."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

from sim.scenario.files import library
from sim.scenario.files.tree import Node, Plain, merged, read
from sim.scenario.language.names import Names, gather
from sim.scenario.problems import Mark, Problem, ScenarioError, nearest


@dataclass(frozen=True)
class Joined:
    """A scenario's tree with all it extends, the files read for it, and where its record is."""

    tree: Node
    files: tuple[Path, ...]
    record: Path | None


def shown(path: Path) -> str:
    """A path as errors show it: relative to the current directory when below it, else as given."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (OSError, RuntimeError, ValueError):  # a circle of links, or elsewhere
        return str(path)


def joined(path: Path, above: tuple[Path, ...] = ()) -> Joined:
    """The scenario in a file laid on what it extends, and that on what it extends in turn."""
    tree = read(path, shown(path))
    base = _base(tree, path, (*above, _true(path)))
    record = base.record if base is not None else None
    named = _word(tree, "record")
    if named is not None:
        record = _record(*named, path.parent)
    elif isinstance(tree.value, dict) and "record" in tree.value:
        record = None  # `record:` left empty drops the record of what is extended
    if base is None:
        return Joined(tree, (path,), record)
    return Joined(merged(base.tree, tree), (path, *base.files), record)


def _true(path: Path) -> Path:
    """A path without links, as far as it has an end."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


def _base(tree: Node, path: Path, above: tuple[Path, ...]) -> Joined | None:
    named = _word(tree, "extends")
    if named is None:
        return None
    word, mark = named
    base = _extended(word, mark, path.parent)
    if _true(base) in above:
        raise _wrong(mark, "extends", f"found {word!r}, which extends this file in turn: a circle")
    return joined(base, above)


def _extended(word: str, mark: Mark, folder: Path) -> Path:
    """The file meant by `extends`: within the folder of scenarios, or shipped."""
    known = library.shipped()
    try:
        beside = folder / word
        path = beside if beside.is_file() else beside / library.FILE
        found = path.is_file()
        inside = path.resolve().is_relative_to(folder.resolve().parent)
    except (OSError, RuntimeError, ValueError):
        found = inside = False
    if found and inside and not Path(word).is_absolute():
        return path
    if word in known:
        return known[word]
    if found:
        message = f"found {word!r}, expected a file inside {shown(folder.resolve().parent)}"
        raise _wrong(mark, "extends", message)
    message = (
        f"found {word!r}, which is neither a file nor a shipped scenario{nearest(word, known)}"
    )
    raise _wrong(mark, "extends", message)


def _record(word: str, mark: Mark, folder: Path) -> Path:
    """The record's file, which must lie in the scenario's folder."""
    path = folder / word
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        inside = False
    if not inside or Path(word).is_absolute():
        raise _wrong(
            mark, "record", f"found {word!r}, expected a file in the scenario's own folder"
        )
    if not path.is_file():
        near = nearest(word, [each.name for each in folder.glob("*.yaml")])
        raise _wrong(
            mark, "record", f"found {word!r}, which is no file in the scenario's folder{near}"
        )
    return path


def _word(tree: Node, key: str) -> tuple[str, Mark] | None:
    """The text at a key of the root with its mark; None where there is no text."""
    node = tree.value.get(key) if isinstance(tree.value, dict) else None
    return (node.value, node.mark) if node is not None and isinstance(node.value, str) else None


def _wrong(mark: Mark, path: str, message: str) -> ScenarioError:
    return ScenarioError([Problem(mark, path, message)])


def within(names: Names, variant: Plain) -> Names:
    """The names of a scenario joined by those that a variant adds to it."""
    changes = variant.get("changes") if isinstance(variant, dict) else None
    listed = (
        [each for each in changes if isinstance(each, dict)] if isinstance(changes, list) else []
    )
    added: Plain = {
        "causes": [each["add"] for each in listed if "add" in each],
        "actors": [each["add_actor"] for each in listed if "add_actor" in each],
    }
    new = gather(added)
    return replace(
        names,
        **{
            each.name: getattr(names, each.name) | getattr(new, each.name) for each in fields(Names)
        },
    )

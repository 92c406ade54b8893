"""The folder of a pack: what lies in it, what of it was edited since, and how a new pack moves in."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from sim.classroom.game import Game
from sim.scenario.problems import Mark, Problem, ScenarioError

MANIFEST = "pack.json"
SHOWN = 8  # edited files named in an error


def check_free(folder: Path, *, replace: bool, given: Path | None = None) -> None:
    """Refuse a folder that is none, that holds something else, or whose files were edited.

    `given` is the MSEL that is read again: it may lie there, edited. Raises ScenarioError.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise _refused(folder, "is a file; choose a folder with --out")
    if not any(folder.iterdir()):
        return
    if not (folder / MANIFEST).is_file():
        raise _refused(folder, "is there already and holds no pack; choose another with --out")
    changed = edited(folder)
    if given is not None:
        changed = [name for name in changed if not _same(folder / name, given)]
    if changed and not replace:
        more = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
        raise _refused(
            folder,
            f"was edited since it was written: {', '.join(changed[:SHOWN])}{more}; choose another "
            "folder with --out, or replace the edited files with --restart",
        )


def edited(folder: Path) -> list[str]:
    """The files of a pack that are not as they were written. Raises ScenarioError for no manifest."""
    found = []
    for name, digest in _files(folder).items():
        path = folder / name
        if path.is_file() and _digest(path) != digest:
            found.append(name)
    return found


def move_in(made: Path, folder: Path, game: Game) -> list[Path]:
    """Move what was made into the folder; goes what an older pack wrote there and this one does not."""
    paths = sorted(path for path in made.rglob("*") if path.is_file())
    names = {path.relative_to(made).as_posix(): _digest(path) for path in paths}
    before = _files(folder) if (folder / MANIFEST).is_file() else {}
    told = {
        "kind": "pack",
        "program": f"tabletop-sim {version('tabletop-sim')}",
        "scenario": game.scenario.scenario,
        "exercise": game.exercise.exercise,
        "files": names,
    }
    (made / MANIFEST).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    for name, digest in before.items():
        old = folder / name
        if name not in names and old.is_file() and _digest(old) == digest:
            old.unlink()
    moved = []
    for name in (*names, MANIFEST):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (made / name).replace(target)
        moved.append(target)
    return moved


def _files(folder: Path) -> dict[str, str]:
    """The files that a pack's manifest lists, each within its folder."""
    path = folder / MANIFEST
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        files = dict(told["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _refused(path, f"is no manifest of a pack ({error})") from None
    return {
        name: str(digest)
        for name, digest in files.items()
        if not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts
    }


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _refused(path: Path, message: str) -> ScenarioError:
    return ScenarioError([Problem(Mark(str(path)), "", message)])

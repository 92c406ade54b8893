"""The verbs `session list`, `show` and `delete`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from sim.classroom.debrief.opened import FileError, Opened, opened
from sim.classroom.debrief.people import people
from sim.classroom.log.errors import LogError, NotALog
from sim.classroom.log.file import remove
from sim.classroom.log.hold import alone
from sim.classroom.log.schema import is_log
from sim.classroom.session.digest import digest
from sim.classroom.session.family import plain, relatives
from sim.classroom.state.fold import undone
from sim.classroom.web import links
from sim.cli.common import RESULTS, console, print_json, print_whole, wrong
from sim.report.words import listed

ENDING = ".tabletop"
FAILED, WRONG = 1, 2


def read(path: Path) -> Opened:
    """An exercise file; what is wrong with it ends the verb with a sentence."""
    try:
        return opened(path)
    except FileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG) from None


# --- list --------------------------------------------------------------------------------------


def list_verb(folder: Path, *, as_json: bool) -> None:
    """List the exercise files below a folder; one that cannot be read is listed with the reason."""
    if folder != RESULTS and not folder.is_dir():
        raise wrong(str(folder), "is no folder")
    paths = (path for path in folder.rglob(f"*{ENDING}") if path.is_file())
    ordered = sorted(paths, key=lambda each: (each.parent, plain(each), each.stem))
    rows = [_row(folder, path) for path in ordered]
    if as_json:
        print_json(rows)
        return
    if not rows:
        console().print(f"No exercises below {folder}.")
        return
    table = Table("File", "Exercise", "Made", "Moves", "Seats", "State", box=None, pad_edge=False)
    forks = any(row.get("forked_from") for row in rows)
    if forks:
        table.add_column("Forked from")
    for row in rows:
        if "error" in row:
            table.add_row(row["file"], row["error"], "", "", "", "cannot be read")
            continue
        cells = [row[key] for key in ("file", "title", "made", "moves", "seats", "state")]
        table.add_row(*cells, *([row["forked_from"]] if forks else []))
    print_whole(table)


def _row(folder: Path, path: Path) -> dict[str, str]:
    name = str(path.relative_to(folder))
    try:
        found = opened(path)
    except FileError as error:
        return {"file": name, "error": str(error).removeprefix(f"{path.resolve()} ")}
    game, state = found.head.game, found.state
    return {
        "file": name,
        "title": game.exercise.title,
        "made": _minute(found.head.created),
        "moves": f"{len(state.closed)} of {game.calendar.moves}",
        "seats": str(len(state.seats)),
        "state": _state(found),
        "forked_from": _origin(found),
    }


def _origin(found: Opened) -> str:
    """The name of the file that one was forked from; empty for one that is no fork."""
    return str((found.head.forked_from or {}).get("file", ""))


def _state(found: Opened) -> str:
    state = found.state
    words = {
        "lobby": "not begun", "open": f"move {state.move + 1} is open",
        "closed": f"move {state.move + 1} is closed", "ended": "ended",
    }  # fmt: skip
    return words[state.phase]


def _minute(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


# --- show --------------------------------------------------------------------------------------


def show_verb(path: Path, *, keys: bool, as_json: bool) -> None:
    """Say what a file holds; the code and the links only if asked for."""
    told = _told(path, read(path), keys=keys)
    if as_json:
        print_json(told)
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    for key, value in told.items():
        shown = (
            ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        )
        table.add_row(key.replace("_", " ").capitalize(), str(shown) or "none")
    console().print(table)
    if not keys:
        typer.echo("The room code and the facilitator's link are hidden; --keys shows them.")


def _told(path: Path, found: Opened, *, keys: bool) -> dict[str, Any]:
    head, state = found.head, found.state
    game = head.game
    teams = Counter(
        person.team for person in people(head, state).values() if not state.seats[person.seat].left
    )
    told: dict[str, Any] = {
        "file": str(path),
        "exercise": game.exercise.title,
        "scenario": game.scenario.scenario,
        "made": _minute(head.created),
        "program": head.program,
        "seed": game.seed,
        "state": _state(found),
        "finished": "yes" if state.phase == "ended" else "no",
        "moves": f"{len(state.closed)} of {game.calendar.moves} run",
        "teams": dict(teams),
        "acts": _acts(found),
        "digest": digest(game, found.told),
    }
    if head.forked_from is not None:
        told["forked_from"] = _origin(found)
    if others := relatives(path):
        told["same_class"] = ", ".join(each.name for each in others)
    if keys:
        told |= {"code": head.code, "facilitator": links.facilitator("", head)}
    return told


def _acts(found: Opened) -> str:
    back = len(undone(found.told))
    return f"{len(found.told)}" + (f", of which {back} were taken back" if back else "")


# --- delete ------------------------------------------------------------------------------------


def delete_verb(path: Path, *, yes: bool, only: bool) -> None:
    """Delete what a class left, forks included, with all that lies beside it; what is served is left alone."""
    try:
        _check_deletable(path)
        others = relatives(path)
        files = (path,) if only else (path, *others)
        for each in files[1:]:
            _check_deletable(each)
        for line in _about(path, files, others):
            typer.echo(line)
        if not yes and not _agreed(len(files)):
            typer.echo("Nothing was deleted.")
            raise typer.Exit(FAILED)
        for each in files:
            remove(each)
            typer.echo(f"Deleted {each}")
    except LogError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG if isinstance(error, NotALog) else FAILED) from None


def _agreed(files: int) -> bool:
    what = {1: "it", 2: "both"}.get(files, f"all {files}")
    try:
        return typer.confirm(f"Delete {what} for good?")
    except typer.Abort:  # nobody is there to be asked
        typer.echo("")
        return False


def _check_deletable(path: Path) -> None:
    """Whether a file may be deleted. Raises LogError for one that must stay."""
    if not path.is_file():
        raise NotALog(f"{path}: there is no such file")
    if not is_log(path):
        raise NotALog(f"{path} is not an exercise file; it is left alone")
    with alone(path.resolve()):
        pass


def _about(path: Path, files: tuple[Path, ...], others: tuple[Path, ...]) -> Iterator[str]:
    """What would be deleted, a line for each file, and what else there is of the class."""
    for each in files:
        yield f"{each}: {_content(each)}"
    if not others:
        return
    if len(files) == 1:
        names = listed([each.name for each in others])
        yield f"{names} {'holds' if len(others) == 1 else 'hold'} the same people, and {_stay(others)}."
    else:
        yield f"They are of one class and hold the same people. To delete {path.name} alone: --only"


def _stay(others: tuple[Path, ...]) -> str:
    return "stays" if len(others) == 1 else "stay"


def _content(path: Path) -> str:
    """What is in a file that is to be deleted, in a few words."""
    try:
        found = opened(path)
    except FileError as error:
        return f"an exercise file that cannot be read ({error})"
    state, origin = found.state, _origin(found)
    counts = [
        _count(len(state.closed), "move"), _count(len(state.seats), "seat"),
        _count(len(found.told), "act"), _count(len(state.papers), "minute paper"),
    ]  # fmt: skip
    forked = f", forked from {origin}" if origin else ""
    title = found.head.game.exercise.title
    return f"{title}, made {_minute(found.head.created)}{forked}: {', '.join(counts)}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"

"""The verb `serve`: one command, and a class can play."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sim.cli.common import RESULTS, print_warnings, saying, wrong

if TYPE_CHECKING:
    import socket

    from sim.classroom.log.errors import LogError
    from sim.classroom.log.file import Log
    from sim.cli.served import Begun
    from sim.scenario.exercise.load import Class

SERVE, RESUME, PORT = "serve", "--resume", "--port"
ENDING = ".tabletop"
SEEDS = 2**32  # a random one is short enough to be written down
_NEEDS = {
    "fastapi": "fastapi",
    "uvicorn": "uvicorn",
    "sse_starlette": "sse-starlette",
    "python_multipart": "python-multipart",
    "segno": "segno",
}


@dataclass(frozen=True)
class How:
    """How an exercise is run; what is None was not said on the command line."""

    seed: int | None = None
    file: Path | None = None
    msel: Path | None = None
    by_hand: bool = False
    pace: float | None = None

    def given(self) -> list[str]:
        """The options that were given, all of which are for a new exercise."""
        said = {
            "--seed": self.seed, "--file": self.file, "--msel": self.msel,
            "--by-hand": self.by_hand or None, "--pace": self.pace,
        }  # fmt: skip
        return [option for option, value in said.items() if value is not None]


@dataclass(frozen=True)
class Where:
    """Where an exercise is served."""

    port: int | None = None
    lan: bool = False
    name: str = ""


def serve_verb(where: str, resume: Path | None, how: How, at: Where) -> None:
    """Serve a new exercise, or go on with one, until it is ended."""
    _check_installed()
    _check_given(where, resume, how, at)
    from sim.classroom.log.errors import LogError

    try:
        _serve(where, resume, how, at)
    except LogError as error:
        raise _told(error) from None


def _serve(where: str, resume: Path | None, how: How, at: Where) -> None:
    from sim.classroom.web.serving import serve
    from sim.cli.served import Told, print_end

    begun = _new(where, how, at) if resume is None else _going_on(resume, where, at)
    told = Told(begun, lan=at.lan, name=at.name)
    path = serve(
        begun.log, begun.listening, addresses=told.addresses, hosts=(at.name,) if at.name else (),
        ready=lambda _: told.print(),
    )  # fmt: skip
    print_end(path)


def _new(where: str, how: How, at: Where) -> Begun:
    """A new exercise."""
    from sim.cli.served import Begun

    loaded = _loaded(where, how)
    listening, note = _listening(at, 0)
    try:
        return Begun(_created(loaded, how, listening.getsockname()[1]), listening, note)
    except BaseException:
        listening.close()
        raise


def _going_on(path: Path, where: str, at: Where) -> Begun:
    """An exercise that goes on, its clock standing."""
    from sim.classroom.session.gap import stopped_since
    from sim.cli.served import Begun

    log = _resumed(path, where)
    try:
        listening, note = _listening(at, int(log.head["options"].get("port", 0)))
        return Begun(log, listening, note, resumed=True, stopped=stopped_since(log))
    except BaseException:
        log.close()
        raise


# --- the file ----------------------------------------------------------------------------------


def _loaded(where: str, how: How) -> Class:
    """The exercise, with its list of events as edited if it was."""
    from dataclasses import replace

    from sim.scenario.exercise.load import load_exercise

    with saying(f"Reading {where}"):
        loaded = load_exercise(where)
        print_warnings(loaded.case)
        if how.msel is None:
            return loaded
        from sim.classroom.pack.msel import edited, read_msel

        imported = read_msel(how.msel, loaded.exercise, loaded.case)
        exercise = edited(loaded.exercise, imported)
    typer.echo(f"Read {len(imported.rows)} events from {how.msel}")
    return replace(loaded, exercise=exercise)


def _created(loaded: Class, how: How, port: int) -> Log:
    """A new file for an exercise."""
    from sim.classroom.log.file import Log
    from sim.classroom.session.head import new_head

    seed = secrets.randbelow(SEEDS) if how.seed is None else how.seed
    options = {"by_hand": how.by_hand, "pace": how.pace or 0.0, "port": port}
    head = new_head(loaded, seed, options)
    if how.file is not None:
        how.file.parent.mkdir(parents=True, exist_ok=True)
        return Log.create(how.file, head)
    folder = RESULTS / loaded.case.scenario.scenario / "exercises"
    folder.mkdir(parents=True, exist_ok=True)
    return Log.create(_free(folder), head)


def _free(folder: Path) -> Path:
    """A name with date and time that is not taken; two classes may begin in one second."""
    name = f"{datetime.now(UTC).astimezone():%Y-%m-%d-%H%M%S}"
    endings = ("", *(f"-{number}" for number in range(2, 1000)))
    names = (folder / f"{name}{ending}{ENDING}" for ending in endings)
    return next(path for path in names if not path.exists())


def _resumed(path: Path, where: str) -> Log:
    """The file of an exercise that goes on."""
    from sim.classroom.log.file import Log
    from sim.classroom.session.head import HeadError, read_head

    with saying(f"Reading {path}"):
        log = Log.open(path)
        try:
            scenario = read_head(log.head).game.scenario.scenario
        except HeadError as error:
            log.close()
            raise wrong(str(path), str(error)) from None
    if where and where != scenario:
        log.close()
        message = f"is an exercise of {scenario}, not of {where}; leave the name out"
        raise wrong(str(path), message)
    return log


# --- where it is reached -----------------------------------------------------------------------


def _listening(at: Where, before: int) -> tuple[socket.socket, str]:
    """A socket, and a sentence where its port is not the one to be expected.

    `before` is the port at which a resumed exercise was served, 0 for a new one.
    """
    from sim.classroom.web import addresses

    host = addresses.EVERYWHERE if at.lan else addresses.LOOPBACK
    usual = before or addresses.PORT
    try:
        if at.port is not None:
            return addresses.listening(host, at.port), ""
        found = addresses.listening_near(host, usual)
    except addresses.PortTaken as error:
        raise wrong(PORT, f"{error}; choose another, or leave {PORT} out") from None
    port = found.getsockname()[1]
    if port == usual:
        return found, ""
    told = f"Port {usual} is taken by another program, so this is port {port}."
    return found, f"{told} Pages that are open must be opened anew." if before else told


# --- what is wrong -----------------------------------------------------------------------------


def _check_given(where: str, resume: Path | None, how: How, at: Where) -> None:
    if resume is None and not where:
        raise wrong(
            "SCENARIO", f"name the scenario to play, or a file to go on with ({RESUME} FILE)"
        )
    if resume is not None and (given := how.given()):
        raise wrong(
            given[0], f"is for a new exercise; one that is resumed goes on as it was ({RESUME})"
        )
    if resume is None and where.endswith(ENDING) and Path(where).is_file():
        raise wrong(where, f"is the file of an exercise: go on with it by {RESUME} {where}")
    if at.name and not all(part.isalnum() or part in "-." for part in at.name):
        raise wrong("--host-name", f"found {at.name!r}, expected a name such as class.example.org")


def _check_installed() -> None:
    lacking = [name for module, name in _NEEDS.items() if find_spec(module) is None]
    if lacking:
        names = " and ".join(lacking)
        raise wrong(SERVE, f"needs {names}: pip install 'tabletop-sim[classroom]'")


def _told(error: LogError) -> Exception:
    """What is wrong with a file: 2 for a file that should be another, 1 for what the machine refuses."""
    from sim.classroom.log import errors

    input_ = (errors.NotALog, errors.LogExists, errors.LogTooNew, errors.LogDamaged)
    typer.echo(str(error), err=True)
    return typer.Exit(2 if isinstance(error, input_) else 1)

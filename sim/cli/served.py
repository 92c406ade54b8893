"""What `serve` prints: where the class comes in, where the facilitator sits, and how to end and go on."""

from __future__ import annotations

import shlex
import socket
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import typer

from sim.classroom.log.file import Log
from sim.classroom.session.head import read_head
from sim.classroom.web import addresses, links
from sim.cli.common import console

BLACK_ON_WHITE = "\x1b[40;97m", "\x1b[0m"  # light on dark, whatever the terminal's own colours


@dataclass(frozen=True)
class Begun:
    """An exercise that is about to be served. `note` is a sentence about its port, if one is needed."""

    log: Log
    listening: socket.socket
    note: str = ""
    resumed: bool = False
    stopped: datetime | None = None  # since when a clock stands that was left running


class Told:
    """An exercise that is about to be served, in words."""

    def __init__(self, begun: Begun, *, lan: bool, name: str) -> None:
        self._begun = begun
        self._head = read_head(begun.log.head)
        self._lan = lan
        self._port: int = begun.listening.getsockname()[1]
        own = addresses.own_addresses() if lan else ()
        shown = (*([name] if name else []), *own) or (addresses.LOOPBACK,)
        self.addresses = tuple(f"http://{each}:{self._port}" for each in shown)

    def print(self) -> None:
        """Print all of it."""
        lines = [self._head.game.exercise.title, *self._began(), ""]
        lines += [f"{what:<13}{told}" for what, told in self._links()]
        for line in lines:
            typer.echo(line)
        if self._lan:
            self._print_code()
        typer.echo("")
        for line in (*self._warnings(), *self._ends()):
            typer.echo(line)
        sys.stdout.flush()

    def _began(self) -> list[str]:
        head = self._head
        if self._begun.resumed:
            made = f"{head.created.astimezone():%Y-%m-%d %H:%M}"
            return [f"Going on with the exercise of {made}, seed {head.game.seed}."]
        return [f"A new exercise, seed {head.game.seed}."]

    def _links(self) -> list[tuple[str, str]]:
        head, first = self._head, self.addresses[0]
        here = f"http://{addresses.LOOPBACK}:{self._port}"
        found = [("Join", f"{first}   code {head.code}")]
        found += [
            ("", f"{each}   (another address of this computer)") for each in self.addresses[1:]
        ]
        found += [
            ("Facilitator", f"{links.facilitator(here, head)}"),
            ("", "Who has this link runs the exercise: keep it to yourself."),
            ("Projector", f"{links.projector(here, head)}"),
        ]
        return found

    def _warnings(self) -> list[str]:
        found = [self._begun.note] if self._begun.note else []
        if self._lan and self.addresses == (f"http://{addresses.LOOPBACK}:{self._port}",):
            found.append(
                "This computer is in no network: join a wireless network, or make a hotspot, and begin again."
            )
        if not self._lan:
            found.append(
                "Only this computer can come in. For phones in the same network add --lan."
            )
        if self._begun.stopped is not None:
            gone = ago((datetime.now(UTC) - self._begun.stopped).total_seconds())
            found.append(
                f"A move is open. Its clock stands since the last thing that was written, {gone}: look at the"
                " time that is left, then start it."
            )
        return found

    def _ends(self) -> list[str]:
        return [
            f"All is kept in {_near(self._begun.log.path)} as it happens.",
            "Ctrl-C ends. To go on afterwards, here or on another computer with the file:",
            f"  {resuming(self._begun.log.path)}{' --lan' if self._lan else ''}",
        ]

    def _print_code(self) -> None:
        """The QR code of the link to join, where there is a terminal with room for it."""
        import segno

        code = segno.make(links.joining(self.addresses[0], self._head), error="m", micro=False)
        width, _ = code.symbol_size(border=2)
        page = console()
        encoding = (getattr(sys.stdout, "encoding", "") or "").lower()
        if not sys.stdout.isatty() or page.width < width or not encoding.startswith("utf"):
            return
        drawn = StringIO()
        code.terminal(drawn, border=2, compact=True)
        begin, end = BLACK_ON_WHITE
        typer.echo("")
        for line in drawn.getvalue().splitlines():
            typer.echo(f"{begin}{line}{end}")


def print_end(path: Path) -> None:
    """Say that it has ended, and how to go on."""
    typer.echo(f"\nEnded. All is in {_near(path)}. Go on with:\n  {resuming(path)}")


def ago(seconds: float) -> str:
    """How long ago something was, as people say it."""
    for unit, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        count = int(seconds // unit)
        if count >= 2 or (count == 1 and unit == 60):  # noqa: PLR2004 (an hour and a half: 90 minutes)
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return "less than a minute ago"


def resuming(path: Path) -> str:
    """The command that goes on with a file."""
    return f"tabletop serve --resume {shlex.quote(str(_near(path)))}"


def _near(path: Path) -> Path:
    """A path as seen from here, where that is shorter."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path

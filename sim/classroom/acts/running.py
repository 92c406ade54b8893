"""Acts that run the exercise: moves, the clock, adjudication, taking back."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.classroom.acts.base import Act, MoveNumber

Minutes = Annotated[float, Field(gt=0, le=24 * 60)]
Adjudication = Literal["rigid", "semi-free", "free"]


class MoveOpened(Act):
    """A move begins (the first is STARTEX): orders are taken, the clock runs."""

    kind: ClassVar[str] = "move-opened"
    control: ClassVar[bool] = True
    move: MoveNumber
    minutes: Minutes


class MoveClosed(Act):
    """A move ends: its orders take effect at the start of its dates, and the engine runs them."""

    kind: ClassVar[str] = "move-closed"
    control: ClassVar[bool] = True
    move: MoveNumber


class Paused(Act):
    """The clock stands still."""

    kind: ClassVar[str] = "paused"
    control: ClassVar[bool] = True


class Resumed(Act):
    """The clock goes on."""

    kind: ClassVar[str] = "resumed"
    control: ClassVar[bool] = True


class Extended(Act):
    """The move gets more time, or less."""

    kind: ClassVar[str] = "extended"
    control: ClassVar[bool] = True
    minutes: Annotated[float, Field(ge=-24 * 60, le=24 * 60)]


class Shown(Act):
    """The class has seen what happened up to a scenario time (days from the start)."""

    kind: ClassVar[str] = "shown"
    move: MoveNumber
    until: float


class Ended(Act):
    """ENDEX: play is over, all is revealed."""

    kind: ClassVar[str] = "ended"
    control: ClassVar[bool] = True


class Adjudicating(Act):
    """The facilitator switches how moves are judged: free lets teams argue for what they want."""

    kind: ClassVar[str] = "adjudicating"
    control: ClassVar[bool] = True
    mode: Adjudication


class Undone(Act):
    """An act is taken back; it stays in the log."""

    kind: ClassVar[str] = "undone"
    seq: int


class Forked(Act):
    """The exercise went on in another file from here, or came from one; for the audit."""

    kind: ClassVar[str] = "forked"
    move: MoveNumber
    mode: Literal["model", "class"]
    file: str = ""
    change: str = ""

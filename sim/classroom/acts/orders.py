"""What teams order and say."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.classroom.acts.base import Act, Given, Line, MoveNumber, Party, SeatId, Words
from sim.scenario.exercise.teams import Action

Addressees = Annotated[tuple[Party, ...], Field(max_length=40)]


class OrderGiven(Act):
    """A team's order for a move: where it stands, why, and one thing it does beside.

    `rung` is None to stay. `to` empties to "in public" for an action. A later order of the same move
    replaces an earlier one. `seat` is None where the facilitator wrote it (on paper, or for the team).
    """

    kind: ClassVar[str] = "order-given"
    move: MoveNumber
    team: Party
    seat: SeatId | None
    rung: str | None
    reason: Given
    scope: Words = ""
    action: Action | None = None
    to: Annotated[Addressees, Field(strict=False)] = ()
    text: Words = ""
    paper: bool = False


class Advised(Act):
    """What a seat without the pen says of its team's order: endorses or dissents, and would itself do.

    `order` is the number of that order in the log: once the team has another, this was said of an
    earlier one.
    """

    kind: ClassVar[str] = "advised"
    move: MoveNumber
    seat: SeatId
    verdict: Literal["endorse", "dissent"]
    rung: str | None
    reason: Given
    order: Annotated[int, Field(ge=0)] = 0


class Said(Act):
    """A statement, delivered at once: public, to chosen parties, or within the team.

    With an action that carries a kind it is also heard by the model, when the move closes.
    """

    kind: ClassVar[str] = "said"
    move: MoveNumber
    team: Party
    seat: SeatId | None
    audience: Literal["public", "actors", "team"]
    to: Annotated[Addressees, Field(strict=False)] = ()
    text: Given
    action: Action | None = None


class Argued(Act):
    """A matrix-game argument: something is done, with what result, for up to three reasons."""

    kind: ClassVar[str] = "argued"
    move: MoveNumber
    team: Party
    seat: SeatId | None
    action: Given
    result: Given
    reasons: Annotated[tuple[Given, ...], Field(min_length=1, max_length=3, strict=False)]


class Countered(Act):
    """Another team's counter-argument, or its support, to an argument (numbered from 1)."""

    kind: ClassVar[str] = "countered"
    argument: Annotated[int, Field(ge=1)]
    team: Party
    seat: SeatId | None
    text: Given


class Judged(Act):
    """The facilitator weighs an argument: 2d6 + strong reasons - strong counter-arguments, 7 succeeds.

    The dice are drawn from the exercise's seed under the argument's number. On success the team stands
    on `rung` of its issue, if given, when the move closes.
    """

    kind: ClassVar[str] = "judged"
    control: ClassVar[bool] = True
    argument: Annotated[int, Field(ge=1)]
    strong_for: Annotated[int, Field(ge=0, le=3)]
    strong_against: Annotated[int, Field(ge=0, le=20)]
    rung: Line | None = None

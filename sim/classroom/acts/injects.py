"""What the White cell does with its list of events."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from sim.classroom.acts.base import Act, Given, Line, MoveNumber, Party
from sim.classroom.acts.orders import Addressees

Number = Annotated[int, Field(ge=1, le=99_999)]


class InjectReleased(Act):
    """A row of the MSEL is delivered now, pauses or not. `cause` counts its event in the open move."""

    kind: ClassVar[str] = "inject-released"
    control: ClassVar[bool] = True
    number: Number
    move: MoveNumber


class InjectScheduled(Act):
    """A row is to be delivered at a minute of a move."""

    kind: ClassVar[str] = "inject-scheduled"
    control: ClassVar[bool] = True
    number: Number
    move: MoveNumber
    minute: Annotated[float, Field(ge=0, le=24 * 60)]


class InjectSkipped(Act):
    """A row is not delivered; the event it stands for does not happen."""

    kind: ClassVar[str] = "inject-skipped"
    control: ClassVar[bool] = True
    number: Number


class InjectMade(Act):
    """An inject made on the spot; released or scheduled like any other. A kind makes the model hear it."""

    kind: ClassVar[str] = "inject-made"
    control: ClassVar[bool] = True
    number: Number
    move: MoveNumber
    sender: Party
    to: Annotated[Addressees, Field(strict=False)]
    mode: Line
    message: Given
    event_kind: Party | None = None


class ActionSeen(Act):
    """The facilitator says whether an expected action was carried out."""

    kind: ClassVar[str] = "action-seen"
    control: ClassVar[bool] = True
    number: Number
    done: bool

"""What every act shares: strict, frozen, of bounded size, under the name of its kind."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from sim.classroom.acts import characters

LONGEST_LINE = 200
LONGEST_TEXT = 2_000

LONGEST_NAME = 80


def _seen(value: object) -> object:
    return characters.name(value) if isinstance(value, str) else value


Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), BeforeValidator(_seen)]
Line = Annotated[str, Field(max_length=LONGEST_LINE)]
Words = Annotated[str, Field(max_length=LONGEST_TEXT)]
Given = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
SeatId = Annotated[str, Field(pattern=r"^s\d{1,6}$")]
Party = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=80)]
MoveNumber = Annotated[int, Field(ge=0, le=999)]


class Act(BaseModel):
    """One act. `kind` is its name in the log; `control` marks what the facilitator may take back."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    kind: ClassVar[str]
    control: ClassVar[bool] = False

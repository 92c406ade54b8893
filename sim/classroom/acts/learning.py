"""What is forecast, observed and written down."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.classroom.acts.base import Act, Line, SeatId, Words


class Forecasted(Act):
    """A student's forecast: how likely the outcome is by ENDEX, and the day by which, if it comes."""

    kind: ClassVar[str] = "forecasted"
    seat: SeatId
    when: Literal["first", "last"]
    probability: Annotated[float, Field(ge=0, le=1)]
    by: Annotated[date | None, Field(strict=False)] = None


class Noted(Act):
    """An evaluator's observation against an objective; `rating` is P, S, M or U."""

    kind: ClassVar[str] = "noted"
    seat: SeatId | None  # None: the facilitator
    objective: Line
    task: Line = ""
    rating: Literal["P", "S", "M", "U"] | None = None
    text: Words


class PaperWritten(Act):
    """A private minute paper after the hot wash: an answer to each question. It replaces an earlier one."""

    kind: ClassVar[str] = "paper-written"
    seat: SeatId
    answers: Annotated[tuple[Words, ...], Field(max_length=20, strict=False)]

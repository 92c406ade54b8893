"""What players and evaluators send each for himself: a forecast, a minute paper, the end of a seat."""

from __future__ import annotations

from typing import Any

from sim.classroom.acts.base import Act
from sim.classroom.acts.learning import Forecasted, PaperWritten
from sim.classroom.acts.seats import SeatLeft
from sim.classroom.rules.person import Refused
from sim.classroom.session.session import Session
from sim.classroom.state.state import Seat
from sim.classroom.web.forms import Form, made
from sim.classroom.web.kept import Fault, Unfilled, filled

WHOLE = 100.0  # per cent


def forecast(_: Session, seat: Seat, form: Form) -> Act:
    """A forecast: a probability in per cent, and a day or none."""
    return made(Forecasted, forecast_fields(seat.id, form))


def forecast_fields(seat: str, form: Form) -> dict[str, Any]:
    """The forecast of a seat, as a form has it."""
    return {
        "seat": seat,
        "when": form.text("when"),
        "probability": _share(form) / WHOLE,
        "by": form.maybe("by"),
    }


def _share(form: Form) -> float:
    try:
        share = form.number("probability")
    except Refused:
        share = -1.0
    if not 0.0 <= share <= WHOLE:
        raise Unfilled([Fault("Give a number from 0 (never) to 100 (certain).", "probability")])
    return share


def paper(session: Session, seat: Seat, form: Form) -> Act:
    """The minute paper: an answer to each question."""
    return made(PaperWritten, paper_fields(session, seat.id, form))


def paper_fields(session: Session, seat: str, form: Form) -> dict[str, Any]:
    """The minute paper of a seat, as a form has it."""
    asked = range(len(session.game.exercise.minute_paper))
    answers = tuple(form.text(f"answer{k}") for k in asked)
    filled((any(answers), "answer0", "Answer at least one question."))
    return {"seat": seat, "answers": answers}


def leave(_: Session, seat: Seat, form: Form) -> Act:
    """The seat is given up."""
    filled(
        (
            form.text("sure") == "yes",
            "sure",
            "Tick the box, so that nobody gives up a seat by mistake.",
        )
    )
    return SeatLeft(seat=seat.id)

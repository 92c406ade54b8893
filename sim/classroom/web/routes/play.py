"""The players' pages. Every form is read, made into an act and judged by the rules; none decides anything."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from sim.classroom.acts.base import Act
from sim.classroom.acts.orders import Advised, Argued, Countered, OrderGiven, Said
from sim.classroom.acts.seats import EVALUATORS, PenPassed
from sim.classroom.session.session import Session
from sim.classroom.state.state import Ordered, Seat
from sim.classroom.view.player import player
from sim.classroom.web.acting import act
from sim.classroom.web.forms import Form, made
from sim.classroom.web.kept import Kept, filled
from sim.classroom.web.live import live
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import SEAT
from sim.classroom.web.routes.learning import forecast, leave, paper
from sim.classroom.web.routes.seated import seated

router = APIRouter()
STAY = "stay"  # in place of a rung
REASONS = ("reason1", "reason2", "reason3")


def show(request: Request, seat: Seat, kept: Kept, status: int) -> Response:
    """The page, with a form as it was filled in; evaluators have one of their own."""
    if seat.team == EVALUATORS:
        return see_other("/evaluate")
    served = served_by(request)
    seen = player(served.session, seat)
    return page(
        request, "play.html.j2", cookie=SEAT, status=status, seen=seen, table=seen.table,
        now=seen.table.now, picture=seen.table.picture, kept=kept, stay=STAY,
        **live(served, "/play", "/play/stream"),
    )  # fmt: skip


seated(router, "/play", show)


# --- orders ------------------------------------------------------------------------------------


@router.post("/play/order")
async def order(request: Request) -> Response:
    """The order of the team, by who holds the pen."""
    return await act(request, "order", _order, show, "/play#order")


def _order(session: Session, seat: Seat, form: Form) -> Act:
    decides, whom = bool(session.game.rungs(session.game.teams[seat.team])), form.text("whom")
    filled(
        (not decides or "rung" in form.fields, "rung", "Choose a rung, or to stay."),
        (bool(form.text("reason")), "reason", "Give the reason, in a sentence or two."),
        (not form.text("action") or bool(form.text("text")), "text", "Write what your team says."),
        (whom != "parties" or bool(form.many("to")), "to", "Choose to whom, or do it in public."),
    )
    return made(
        OrderGiven,
        {
            "move": _move(session, form),
            "team": seat.team,
            "seat": seat.id,
            "rung": _rung(form),
            "reason": form.text("reason"),
            "scope": form.text("scope"),
            "action": form.maybe("action"),
            "to": form.many("to") if whom == "parties" else (),
            "text": form.text("text"),
        },
    )


@router.post("/play/advice")
async def advise(request: Request) -> Response:
    """What a seat without the pen says of the order."""
    return await act(request, "advice", _advice, show, "/play#order")


def _advice(session: Session, seat: Seat, form: Form) -> Act:
    return made(Advised, advice_fields(session, seat, _move(session, form), form))


def advice_fields(session: Session, seat: Seat, move: int, form: Form) -> dict[str, Any]:
    """What a seat says of its team's order, as a form has it. Who endorses would do as ordered."""
    verdict = form.text("verdict")
    decides = bool(session.game.rungs(session.game.teams[seat.team]))
    says = not decides or verdict != "dissent" or bool(form.text("rung"))
    filled(
        (bool(verdict), "verdict", "Choose whether you endorse the order or dissent."),
        (says, "rung", "Choose what you would do yourself."),
        (bool(form.text("reason")), "reason", "Say why, in a sentence."),
    )
    placed = session.tip.orders.get((move, seat.team))
    as_ordered = verdict == "endorse" and not form.text("rung")
    return {
        "move": move,
        "seat": seat.id,
        "verdict": verdict,
        "rung": placed.order.rung if as_ordered and placed is not None else _rung(form),
        "reason": form.text("reason"),
        "order": _number(form, placed),
    }


def _number(form: Form, placed: Ordered | None) -> int:
    """The order that the page showed; the one that stands, where the form names none."""
    if "order" in form.fields:
        return form.whole("order")
    return 0 if placed is None else placed.stamp.seq


def _rung(form: Form) -> str | None:
    rung = form.maybe("rung")
    return None if rung == STAY else rung


def _move(session: Session, form: Form) -> int:
    """The move for which a page gave out its form; the one that is open, where the form names none."""
    return form.whole("move") if "move" in form.fields else max(session.tip.move, 0)


@router.post("/play/pen")
async def pen(request: Request) -> Response:
    """The pen, passed to somebody else at the table."""
    return await act(request, "pen", _pen, show, "/play#table")


def _pen(_: Session, seat: Seat, form: Form) -> Act:
    filled((bool(form.text("seat")), "seat", "Choose who gets the pen."))
    return made(PenPassed, {"team": seat.team, "seat": form.text("seat")})


# --- words -------------------------------------------------------------------------------------


@router.post("/play/say")
async def say(request: Request) -> Response:
    """A statement."""
    return await act(request, "say", _said, show, "/play#say")


def _said(session: Session, seat: Seat, form: Form) -> Act:
    audience = form.text("audience")
    filled(
        (bool(audience), "audience", "Choose who is to read it."),
        (
            audience != "actors" or bool(form.many("to")),
            "to",
            "Choose the parties who are to read it.",
        ),
        (bool(form.text("text")), "text", "Write what your team says."),
    )
    return made(
        Said,
        {
            "move": _move(session, form),
            "team": seat.team,
            "seat": seat.id,
            "audience": audience,
            "to": form.many("to") if audience == "actors" else (),
            "text": form.text("text"),
            "action": form.maybe("action"),
        },
    )


@router.post("/play/argue")
async def argue(request: Request) -> Response:
    """An argument of a matrix game."""
    return await act(request, "argue", _argued, show, "/play#arguments")


def _argued(session: Session, seat: Seat, form: Form) -> Act:
    reasons = tuple(text for name in REASONS if (text := form.text(name)))
    filled(
        (bool(form.text("action")), "action", "Write what is done."),
        (bool(form.text("result")), "result", "Write what comes of it."),
        (bool(reasons), REASONS[0], "Give at least one reason why it works."),
    )
    return made(
        Argued,
        {
            "move": _move(session, form),
            "team": seat.team,
            "seat": seat.id,
            "action": form.text("action"),
            "result": form.text("result"),
            "reasons": reasons,
        },
    )


@router.post("/play/counter/{number}")
async def counter(request: Request, number: int) -> Response:
    """An answer to another team's argument."""

    def answer(_: Session, seat: Seat, form: Form) -> Act:
        filled((bool(form.text("text")), "text", "Write your counter-argument, or why you agree."))
        fields = {"argument": number, "team": seat.team, "seat": seat.id, "text": form.text("text")}
        return made(Countered, fields)

    return await act(request, f"counter-{number}", answer, show, "/play#arguments")


# --- each for himself --------------------------------------------------------------------------


@router.post("/play/forecast")
async def play_forecast(request: Request) -> Response:
    """A forecast."""
    return await act(request, "forecast", forecast, show, "/play#forecast")


@router.post("/play/paper")
async def play_paper(request: Request) -> Response:
    """The minute paper."""
    return await act(request, "paper", paper, show, "/play#paper")


@router.post("/play/leave")
async def play_leave(request: Request) -> Response:
    """Give up the seat."""
    return await act(request, "leave", leave, show, "/")

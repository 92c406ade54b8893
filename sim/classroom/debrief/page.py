"""The page of the debrief: one file that needs no network and no script, on screens and on paper.

There are two: the class's, with aliases and without what evaluators wrote, and the facilitator's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.classroom.debrief.drawn import Drawn, drawn
from sim.classroom.debrief.found import Debrief
from sim.classroom.debrief.knowing import Known
from sim.classroom.debrief.revealed import Advice, Order
from sim.classroom.debrief.told import Row, answer, given_up, guesses, means, scores_beside
from sim.classroom.rules.person import Refused
from sim.report import dates
from sim.report.pages import page as reports
from sim.scenario.exercise.learning import RATINGS

ForWhom = Literal["facilitator", "class"]
TEMPLATES = Path(__file__).parent / "templates"
KEPT = "The debrief is for players after ENDEX."


@dataclass(frozen=True)
class Line:
    """A line of "who knew what when" with its times in words."""

    time: str
    known: Known


@dataclass(frozen=True)
class Revealed:
    """An order with who wrote it and what the others at the table said of it: who, verdict, rung, reason."""

    order: Order
    writer: str
    advice: tuple[Row, ...]


def page(
    found: Debrief,
    for_whom: ForWhom,
    *,
    names: bool | None = None,
    zone: tzinfo | None = None,
    pictures: Sequence[Drawn] | None = None,
) -> str:
    """The page as text. Raises Refused for the class before ENDEX.

    `names` shows students by name instead of alias (left out: to the facilitator only); `zone` is that
    of wall times, this computer's if left out; `pictures` are those of `drawn`, where they are there.
    """
    if for_whom == "class" and not found.over:
        raise Refused(KEPT)
    shown = for_whom == "facilitator" if names is None else names
    game = found.game
    started = found.started or found.created
    return environment().get_template("debrief.html.j2").render(
        found=found,
        game=game,
        facilitator=for_whom == "facilitator",
        names=shown,
        held=_day(started, zone),
        clock=_clock(started, zone),
        teams=tuple((party, game.name(party)) for party in game.teams),
        pictures=drawn(found) if pictures is None else pictures,
        lines=tuple(Line(_time(each.at, zone), each) for each in found.knowing),
        moves=tuple(_by_move(found, names=shown)),
        answer=answer(found),
        guesses=guesses(found, names=shown),
        means=means(found),
        given_up=given_up(found),
        beside=scores_beside(found),
        seats=_seats(found, names=shown),
        ratings=RATINGS,
        limits=game.scenario.limits or (reports.NO_LIMITS,),
        day=dates.day,
        made=_made(found),
        css=_style(),
    )  # fmt: skip


@cache
def environment() -> Environment:
    """Our templates before those of the reports; all text is escaped."""
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), FileSystemLoader(reports.TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
    )


def _style() -> Markup:
    """The reports' style sheet, then ours."""
    own = (TEMPLATES / "debrief.css").read_text(encoding="utf-8")
    return reports.style() + Markup(own)  # noqa: S704 (our own)


def _by_move(found: Debrief, *, names: bool) -> Iterator[tuple[int, str, tuple[Revealed, ...]]]:
    """The orders of each move in which there were any."""
    for run in found.runs:
        orders = tuple(
            _revealed(found, each, names=names) for each in found.orders if each.move == run.move
        )
        if orders:
            yield run.move, run.title, orders


def _revealed(found: Debrief, order: Order, *, names: bool) -> Revealed:
    return Revealed(
        order=order,
        writer="" if not order.text else _who(found, order.seat, names=names),
        advice=tuple(
            (_who(found, each.seat, names=names), _verdict(each), each.rung, each.reason)
            for each in order.advice
        ),
    )


def _verdict(advice: Advice) -> str:
    said = "Endorsed" if advice.verdict == "endorse" else "Dissent"
    return f"{said} (on an earlier order)" if advice.earlier else said


def _who(found: Debrief, seat: str | None, *, names: bool) -> str:
    """Somebody with the chair; without names the chair alone.

    All know who sat in which chair: an alias beside it would say whose the forecasts are.
    """
    if seat is None:
        return "the facilitator"
    person = found.people[seat]
    if names:
        return f"{person.name} ({person.chair})"
    shared = person.chair in {"Adviser", "Evaluator"}  # chairs that several sit in
    return f"an {person.chair.lower()}" if shared else f"the seat of {person.chair}"


def _seats(found: Debrief, *, names: bool) -> tuple[Row, ...]:
    """Who sat where: team, chair, name or alias; with both where names are shown."""
    return tuple(
        (each.team, each.chair, each.called(names=names), each.alias if names else "")
        for each in sorted(found.people.values(), key=lambda p: (p.party is None, p.team))
    )


def _made(found: Debrief) -> tuple[tuple[str, str], ...]:
    """What is needed to make it again."""
    worlds = None if found.background is None else found.background.worlds
    beside = (
        "none"
        if worlds is None
        else f"{worlds.runs:,} worlds under the same seed, from the causes alone"
    )
    if worlds is not None and worlds.failed:
        beside += f"; {worlds.failed} more met the bound on events and are in no share"
    return (
        ("Exercise", f"{found.game.exercise.title} ({found.game.exercise.exercise})"),
        ("Program", found.program),
        ("Seed", str(found.game.seed)),
        ("The model’s worlds", beside),
        ("Digest of the class", found.digest),
    )


# --- wall time -----------------------------------------------------------------------------------


def _time(at: datetime, zone: tzinfo | None) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def _day(at: datetime, zone: tzinfo | None) -> str:
    return dates.day(at.astimezone(zone))


def _clock(at: datetime, zone: tzinfo | None) -> str:
    """The zone of wall times, as 'UTC+02:00'."""
    offset = at.astimezone(zone).strftime("%z")
    return "UTC" if offset in {"", "+0000"} else f"UTC{offset[:3]}:{offset[3:5]}"

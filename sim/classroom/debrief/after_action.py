"""The facts of a class for the after-action report: a draft, to be read before anybody is given it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import tzinfo
from typing import cast

from sim.classroom.debrief import told
from sim.classroom.debrief.found import Debrief
from sim.classroom.debrief.knowing import Known
from sim.classroom.debrief.noted import Note, Objective
from sim.classroom.debrief.speaking import sentence
from sim.classroom.pack.contents.overview import overview_rows
from sim.classroom.pack.contents.session import (
    AfterAction,
    Area,
    Correction,
    ForecastRow,
    Participants,
    Rated,
    Rating,
    TimelineRow,
)
from sim.report import dates
from sim.report.words import listed

MARKING = "Draft for control and evaluators: read it before it is handed out"
NOT_HELD = "not held yet"
STRONG = "P"  # the rating that says a strength
SHOWN = {"message", "statement", "order", "event", "decision"}


def facts(found: Debrief, *, names: bool = False, zone: tzinfo | None = None) -> AfterAction:
    """What the report tells of a class; students by alias unless `names`."""
    held = NOT_HELD
    if found.started is not None:
        held = dates.day(found.started.astimezone(zone))
    return AfterAction(
        title=found.game.exercise.title,
        overview=overview_rows(found.game, held),
        summary=tuple(_summary(found, held)),
        objectives=tuple(_rated(found, each, names=names) for each in found.objectives),
        participants=tuple(_participants(found)),
        corrections=tuple(_corrections(found)),
        timeline=tuple(_line(each, zone) for each in found.knowing if each.sort in SHOWN),
        forecasts=tuple(_forecasts(found, names=names)),
        forecast_question=found.scored.question,
        marking=MARKING,
    )


# --- summary -----------------------------------------------------------------------------------


def _summary(found: Debrief, held: str) -> Iterator[str]:
    run, moves = len(found.played), len(found.runs)
    players = sum(person.party is not None for person in found.people.values())
    were, took = ("was" if run == 1 else "were"), ("player" if players == 1 else "players")
    yield (
        f"{_held(held)} {run} of {moves} moves {were} run. {players} {took} took seats; the model played every "
        "team that nobody had joined."
    )
    for each in found.from_history[:1]:
        yield (
            f"The class first parted from history in move {each.move + 1}: {each.name}. In the class: "
            f"{each.own} ({each.by}). In history: {each.history}."
        )
    for parting in found.from_model.partings[:1]:
        yield (
            f"It first parted from what the model would have done by itself on {parting.day}: {parting.text}"
        )
    yield told.answer(found)
    if left := told.given_up(found):
        yield left
    yield "The exercise is a teaching and reasoning aid. Neither it nor the model makes a forecast."


def _held(held: str) -> str:
    return (
        "The exercise was not held yet."
        if held == NOT_HELD
        else f"The exercise was held on {held}."
    )


# --- objectives --------------------------------------------------------------------------------


def _rated(found: Debrief, each: Objective, *, names: bool) -> Rated:
    return Rated(
        objective=each.text,
        capability=each.capability,
        rating=cast("Rating", each.rating) if each.rating else None,
        strengths=tuple(
            note.text if note.rating else f"Noted, not rated: {note.text}"
            for note in each.notes
            if note.text and not _asks(note)
        ),
        areas=tuple(
            Area(
                issue=note.text or f"Rated {note.rating} without words.",
                reference=note.task or each.target,
                analysis=f"Rated {note.rating} in move {note.move + 1} by {_by(found, note, names=names)}.",
            )
            for note in each.notes
            if _asks(note)
        ),
    )


def _by(found: Debrief, note: Note, *, names: bool) -> str:
    if note.seat is None:
        return "the facilitator"
    return found.called(note.seat, names=names) if names else "an evaluator"


def _asks(note: Note) -> bool:
    """Whether a note asks for improvement."""
    return note.rating not in {"", STRONG}


def _corrections(found: Debrief) -> Iterator[Correction]:
    """A line for each area of improvement: what to do about it is for people to settle."""
    for each in found.objectives:
        for note in each.notes:
            if _asks(note):
                yield Correction(capability=each.capability, issue=note.text or each.text)


# --- appendices --------------------------------------------------------------------------------


def _participants(found: Debrief) -> Iterator[Participants]:
    teams = Counter(person.team for person in found.people.values())
    for team, count in teams.items():
        chairs = [person.chair for person in found.people.values() if person.team == team]
        yield Participants(team, count, "; ".join(dict.fromkeys(chairs)))
    model = [
        found.game.name(party) for party in found.game.teams if found.game.name(party) not in teams
    ]
    if model:
        yield Participants("The model", 0, f"played {listed(model)}")


def _line(each: Known, zone: tzinfo | None) -> TimelineRow:
    what = each.text
    if each.sort in {"message", "statement"}:
        what = f"To {each.to}: {each.text}"
    elif each.sort == "order":
        what = f"Order: {each.text}"
    return TimelineRow(
        exercise_time=f"Move {each.move + 1}, {each.at.astimezone(zone):%H:%M}",
        scenario_date=each.date,
        who=each.sender,
        what=sentence(what),
    )


def _forecasts(found: Debrief, *, names: bool) -> Iterator[ForecastRow]:
    rows = told.guesses(found, names=names)
    for who, first, first_score, last, last_score in (*rows, told.means(found)) if rows else ():
        yield ForecastRow(who, first, last, f"Brier score {first_score}, then {last_score}")
    for name, probability, score, note in told.scores_beside(found) if found.played else ():
        yield ForecastRow(name, probability, probability, f"Brier score {score}: {note}")

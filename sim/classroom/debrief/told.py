"""Forecasts and their scores in words, for pages and reports."""

from __future__ import annotations

from sim.classroom.debrief.forecasts import Guess
from sim.classroom.debrief.found import Debrief
from sim.report.words import NBSP, whole

Row = tuple[str, ...]
NOTHING = "–"


def guesses(found: Debrief, *, names: bool) -> tuple[Row, ...]:
    """A line for each forecaster: who, first forecast, its score, last forecast, its score.

    By alias they stand in the order of aliases, so that the order tells nothing.
    """
    rows = [
        (
            found.called(each.seat, names=names),
            *_guess(each.first),
            *_guess(each.last),
        )
        for each in found.scored.forecasters
    ]
    return tuple(sorted(rows, key=lambda row: row[0].casefold()))


def means(found: Debrief) -> Row:
    """The class as a whole: the mean forecast and the mean score, before the first and the last move."""
    told = []
    for when in ("first", "last"):
        crowd, score = found.scored.crowd(when), found.scored.mean(when)
        told += [NOTHING, NOTHING] if crowd is None else [percentage(crowd), points(score)]
    return ("The class, on average", *told)


def scores_beside(found: Debrief) -> tuple[Row, ...]:
    """What the forecasts are held against: name, probability, score, note."""
    return tuple(
        (
            each.name,
            NOTHING if each.probability is None else percentage(each.probability),
            points(each.brier),
            each.note,
        )
        for each in found.scored.beside
    )


def answer(found: Debrief) -> str:
    """What came of the question, in a sentence or two."""
    scored = found.scored
    until = f"{scored.until.day} {scored.until:%B %Y}"
    if not found.played:
        return "No move was run, so nothing came of it."
    came = scored.came
    told = (
        f"In the class it did not happen by {until}."
        if came is None
        else f"In the class it happened, on {came.day} {came:%B %Y}."
    )
    if not scored.whole and came is None:
        told += " The class ended before its last move, so the question is settled there."
    if scored.known and scored.guesses("last"):
        told += " It was known when the last forecast was made: that one shows who had followed."
    return told


def given_up(found: Debrief) -> str:
    """That forecasts of seats that were given up are left out, in a sentence; empty where there are none."""
    seats = len(found.scored.left)
    if not seats:
        return ""
    whose = "a seat that was" if seats == 1 else f"{seats} seats that were"
    return (
        f"Forecasts of {whose} given up before ENDEX are not scored and not in the average: who sat there may "
        "have forecast again from another seat."
    )


def _guess(guess: Guess | None) -> Row:
    if guess is None:
        return NOTHING, NOTHING
    told = percentage(guess.probability)
    if guess.by is not None:
        told += f", {guess.by.day} {guess.by:%b}"
        if guess.days_off is not None:
            told += f" ({_off(guess.days_off)})"
    return told, points(guess.brier)


def _off(days: int) -> str:
    if days == 0:
        return "the day"
    count = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"{count} too {'early' if days > 0 else 'late'}"


def percentage(share: float) -> str:
    """A probability; 0 and 100 only where it is just that."""
    return f"{whole(share)}{NBSP}%"


def points(score: float | None) -> str:
    """A Brier score with two decimals."""
    return NOTHING if score is None else f"{score:.2f}"

"""What the debrief has of one person: the alias nobody else is told, and the forecasts with their scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sim.classroom.debrief.aliases import aliases
from sim.classroom.debrief.forecasts import Forecaster, Guess, scored
from sim.classroom.session.session import Session
from sim.classroom.state.state import Seat
from sim.report import words


@dataclass(frozen=True)
class Score:
    """One of two forecasts: which, what it said, and its Brier score."""

    which: str
    said: str
    brier: str


@dataclass(frozen=True)
class Own:
    """The alias, and the forecasts that are scored; none where no move was run."""

    alias: str
    scores: tuple[Score, ...]


def own(session: Session, seat: Seat) -> Own | None:
    """What somebody finds of himself in the debrief, after ENDEX."""
    if session.state.phase != "ended":
        return None
    alias = aliases(session.head.secret, session.state.seats)[seat.id]
    return Own(alias, tuple(_scores(session, seat)))


def _scores(session: Session, seat: Seat) -> Iterator[Score]:
    if not session.state.closed:
        return
    world = session.world  # which may be older than the last forecast
    now = replace(world, what=replace(world.what, state=session.state))
    mine = next((f for f in scored(now, None).forecasters if f.seat == seat.id), None)
    for which, guess in _guesses(mine):
        yield Score(which, _said(guess), f"{guess.brier:.2f}")


def _guesses(mine: Forecaster | None) -> Iterator[tuple[str, Guess]]:
    for which in ("first", "last"):
        guess = getattr(mine, which, None)
        if guess is not None:
            yield which, guess


def _said(guess: Guess) -> str:
    """As the debrief has it, so that it is found there."""
    share = f"{words.whole(guess.probability)}{words.NBSP}%"
    return share if guess.by is None else f"{share}, by {guess.by.day} {guess.by:%B %Y}"

"""The students' forecasts scored, beside the model, history and even odds."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date

from sim.classroom.acts.learning import Forecasted
from sim.classroom.debrief.background import Background
from sim.classroom.debrief.scores import EVEN, brier, mean
from sim.classroom.game import Game
from sim.classroom.state.state import State
from sim.classroom.world.world import World
from sim.engine.trace import Trace
from sim.experiment.outcomes import counted
from sim.report import dates
from sim.scenario.language.scenario import Scenario


@dataclass(frozen=True)
class Guess:
    """One forecast and its Brier score. `days_off` is above 0 where it came later than forecast."""

    probability: float
    by: date | None
    brier: float
    days_off: int | None


@dataclass(frozen=True)
class Forecaster:
    """A student with the forecast before the first and before the last move, where there was one."""

    seat: str
    first: Guess | None
    last: Guess | None


@dataclass(frozen=True)
class Beside:
    """Something to hold the forecasts against: its probability, and its Brier score."""

    name: str
    probability: float | None
    brier: float | None
    note: str = ""


@dataclass(frozen=True)
class Scored:
    """The question, what came, who forecast what. `until` is the scenario day to which the class came.

    `came` is the day on which the outcome came about in the class, None if it had not. `whole` says
    whether all moves were run, so that the question could be settled as it was asked; `known` whether
    it had come before the last forecast was asked for. `left` are the forecasts of seats that were given
    up: who sat there may have forecast again in another, so they count in nothing.
    """

    question: str
    came: date | None
    until: date
    whole: bool
    known: bool
    forecasters: tuple[Forecaster, ...]
    left: tuple[Forecaster, ...]
    beside: tuple[Beside, ...]

    def mean(self, when: str) -> float | None:
        """The mean Brier score of the first or the last forecasts."""
        return mean(guess.brier for guess in self.guesses(when))

    def crowd(self, when: str) -> float | None:
        """The mean of the probabilities."""
        return mean(guess.probability for guess in self.guesses(when))

    def guesses(self, when: str) -> tuple[Guess, ...]:
        """All first, or all last forecasts."""
        both = (getattr(each, when) for each in self.forecasters)
        return tuple(guess for guess in both if guess is not None)


def scored(world: World, background: Background | None, left: Container[str] = ()) -> Scored:
    """The forecasts of a class, by what happened in its world. Who gave none is not scored.

    `left` are the seats that were given up before ENDEX.
    """
    game, state = world.what.game, world.what.state
    time = _reached(game, world.scenario, world.trace, world.until)
    came = None if time is None else world.scenario.date(time).date()
    forecasters = tuple(_forecasters(state, came))
    return Scored(
        question=game.exercise.forecast.question,
        came=came,
        until=world.scenario.date(max(0.0, world.until - 1e-6)).date(),
        whole=len(state.closed) == game.calendar.moves,
        known=time is not None and time < game.calendar.begin(game.calendar.moves - 1),
        forecasters=tuple(each for each in forecasters if each.seat not in left),
        left=tuple(each for each in forecasters if each.seat in left),
        beside=tuple(_beside(world, background, happened=came is not None)),
    )


def _reached(game: Game, scenario: Scenario, trace: Trace, until: float) -> float | None:
    """When the outcome came about before a time, in days."""
    wanted = game.exercise.forecast.outcome
    (value,) = (each.value for each in counted(scenario, trace) if each.outcome == wanted)
    return value if isinstance(value, float) and value < until else None


def _forecasters(state: State, came: date | None) -> Iterator[Forecaster]:
    for seat in state.seats:
        first, last = (
            _guess(state.forecasts.get((seat, when)), came) for when in ("first", "last")
        )
        if first is not None or last is not None:
            yield Forecaster(seat, first, last)


def _guess(given: Forecasted | None, came: date | None) -> Guess | None:
    if given is None:
        return None
    off = None if came is None or given.by is None else (came - given.by).days
    score = brier(given.probability, happened=came is not None)
    return Guess(given.probability, given.by, score, off)


def _beside(world: World, background: Background | None, *, happened: bool) -> Iterator[Beside]:
    game = world.what.game
    yield Beside(
        "Even odds", EVEN, brier(EVEN, happened=happened), "what one says who knows nothing"
    )
    if background is None:
        return
    found = background.worlds.reached(world.until)
    if found.runs:
        median = background.worlds.median(world.until)
        note = f"its share of {found.runs:,} worlds that nobody plays"
        if median is not None:
            note += f"; in half of them by {dates.day(world.scenario.date(median), year=False)}"
        yield Beside("The model", found.value, brier(found.value, happened=happened), note)
    if background.history is not None:
        past = _reached(game, world.what.scenario, background.history, world.until)
        note = "it had not by then"
        if past is not None:
            note = f"it did, on {dates.day(world.scenario.date(past))}"
        share = float(past is not None)
        yield Beside("As in history", share, brier(share, happened=happened), note)

"""Numbers and dates collected while a scenario is lowered, and what makes a Program refuse to be."""

from __future__ import annotations

from sim.model import keys, program, quantile
from sim.model.program import NONE, Program
from sim.scenario.language.moments import Moment
from sim.scenario.language.numbers import Number
from sim.scenario.language.scenario import Scenario
from sim.scenario.problems import Mark, Problem, ScenarioError

LEAST_MASS = 1e-6  # probability that must be left between the cuts of a distribution

_SHAPES = {
    "value": quantile.FIXED,
    "uniform": quantile.UNIFORM,
    "normal": quantile.NORMAL,
    "lognormal": quantile.LOGNORMAL,
    "triangular": quantile.TRIANGULAR,
    "exponential": quantile.EXPONENTIAL,
}


class Parameters:
    """Collects numbers."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, int, int, float, float, float, float, float, float, float]] = []

    def add(self, name: str, number: Number | None, default: float = 0.0) -> int:
        """Take a number (or its default) and give its index."""
        number = Number(value=default) if number is None else number
        shape = _SHAPES[number.shape]
        a, b, c = (*number.arguments, 0.0, 0.0)[:3]
        low, high = number.support
        low_p, high_p = 0.0, 1.0
        if number.cut:
            low_p = quantile.probability(shape, a, b, c, low) if number.min is not None else 0.0
            high_p = quantile.probability(shape, a, b, c, high) if number.max is not None else 1.0
            if high_p - low_p < LEAST_MASS:
                raise refused(f"{name}: min and max leave {high_p - low_p:.2g} of the distribution")
        self.rows.append((name, keys.name_word(name), shape, a, b, c, low_p, high_p, low, high))
        return len(self.rows) - 1

    def table(self) -> program.Parameters:
        """All numbers taken."""
        return program.Parameters(*(zip(*self.rows, strict=True)))


class Moments:
    """Collects dates."""

    def __init__(self, scenario: Scenario, parameters: Parameters) -> None:
        self.rows: list[tuple[str, int, int, float, float, int, int]] = []
        self._scenario = scenario
        self._parameters = parameters

    def add(self, name: str, moment: Moment, purpose: int = keys.BEGINS, after: int = NONE) -> int:
        """Take a date and give its index."""
        low, high = self._scenario.time(moment.first), self._scenario.time(moment.last)
        draw = f"{name}.until.plus" if purpose == keys.ENDS else f"{name}.plus"
        plus = NONE if moment.plus is None else self._parameters.add(draw, moment.plus)
        self.rows.append((name, keys.name_word(name), purpose, low, high, after, plus))
        return len(self.rows) - 1

    def table(self) -> program.Moments:
        """All dates taken."""
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * 7
        return program.Moments(*columns)


def refused(message: str) -> ScenarioError:
    """A scenario that cannot be lowered."""
    return ScenarioError([Problem(Mark("scenario"), "", message)])


def refuse_collisions(built: Program) -> None:
    """Two names with one hash would share their draws, and so would two drawn numbers of one name."""
    names: dict[int, str] = {}
    drawn: set[str] = set()
    for name, shape in zip(built.parameters.name, built.parameters.shape, strict=True):
        if shape != quantile.FIXED and name in drawn:
            raise refused(f"two numbers that are drawn are called {name!r}: rename one")
        if shape != quantile.FIXED:
            drawn.add(name)
    for table in (built.parameters, built.moments, built.stances, built.causes):
        for name, word in zip(table.name, table.word, strict=True):
            if names.setdefault(word, name) != name:
                raise refused(
                    f"the names {names[word]!r} and {name!r} have the same hash: rename one"
                )

"""What is asked of a counterfactual, and what is found: rows, worlds, cells, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sim.engine.known import Known
from sim.experiment.chunks import Engine
from sim.experiment.columns import Floats
from sim.experiment.counterfactual.cells import Cell
from sim.experiment.counterfactual.columns import Column
from sim.experiment.counterfactual.fan import Fan
from sim.experiment.counterfactual.posterior import Posterior
from sim.experiment.counterfactual.rows import Row
from sim.model.program import Program
from sim.scenario.files.load import Case
from sim.scenario.placing import Placed

if TYPE_CHECKING:
    import polars as pl

WORLDS = 1000  # a share of one half then has a Monte Carlo error of 1.6 points
SIZE = 4000  # draws of each stance's numbers, weighed by the record
DATES = 128  # draws of the dates known to a window


@dataclass(frozen=True)
class Asked:
    """What is asked: how many worlds, of which variants and joint rows, from which date on."""

    worlds: int = WORLDS
    seed: int = 0
    variants: tuple[str, ...] | None = None  # None: all of the case
    joint: tuple[str, ...] = ()
    since: datetime | None = None  # follow the record up to here
    size: int = SIZE
    dates: int = DATES


@dataclass(frozen=True)
class Answered:
    """One row's worlds: the values of every outcome, and who stood where by date.

    `values[outcome]` has one number a world, in the terms of sim.experiment.outcomes.Found.
    """

    row: Row
    values: dict[str, Floats]
    fan: Fan


@dataclass(frozen=True)
class Left:
    """A row that could not be asked, with the reason."""

    row: Row
    reason: str


@dataclass(frozen=True)
class Counterfactual:
    """The but-for table and what it was made from.

    `cells[row][outcome]` are the cells; `null` the worlds without any change, which are the record
    (up to `since`, where that is given). `known` gives either engine the draws of world n, so that any
    of them can be run again and explained; `compared` are those that both engines ran, and agreed on.
    """

    case: Case
    asked: Asked
    engine: Engine
    program: Program
    placed: tuple[Placed, ...]
    posterior: Posterior
    known: Known
    columns: tuple[Column, ...]
    null: Answered
    answers: tuple[Answered, ...]
    left: tuple[Left, ...]
    cells: dict[str, dict[str, Cell]]
    null_error: float  # milliseconds: how far the worlds without a change are from the record
    background: dict[str, float]  # by stance with decisions: the mean share of their work it was
    compared: tuple[int, ...] = ()

    @property
    def horizon(self) -> float:
        """Up to where worlds run, in days."""
        return self.program.horizon

    def table(self, name: str) -> pl.DataFrame:
        """A table as a Polars frame: butfor, outcomes, fan or numbers (see tables.MEANINGS)."""
        from sim.experiment.counterfactual.tables import tables

        return tables(self)[name]

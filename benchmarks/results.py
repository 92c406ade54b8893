"""What was measured: rows against goals, costs as they grow; as JSON, and as Markdown for the README."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
KEPT = HERE.parent / "results" / "reference" / "benchmarks"  # what a command makes is kept there
FILE = KEPT / "results.json"
README = HERE / "README.md"
BEGINS, ENDS = "<!-- results begin -->", "<!-- results end -->"


@dataclass(frozen=True)
class Row:
    """One ratio. `least` is of the least times, `middle` the median over rounds taken in turn.

    `goal` is the most (or, with `at_least`, the least) that is wanted, None where nothing is.
    """

    about: str
    world: str
    slow: str
    fast: str
    least: float
    middle: float
    goal: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met."""
        if self.goal is None:
            return None
        return self.least >= self.goal if self.at_least else self.least <= self.goal


@dataclass(frozen=True)
class Growth:
    """A cost as it grows with a size, in units of the first; `exponent` is fitted on logarithms."""

    about: str
    engine: str
    sizes: list[float]
    costs: list[float]
    exponent: float


@dataclass
class Results:
    """A whole run of the benchmarks."""

    machine: str
    when: str
    load: list[float]  # load average before and after
    rows: list[Row] = field(default_factory=list)
    growth: list[Growth] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def write(self) -> None:
        """Write results.json."""
        FILE.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls) -> Results:
        """Read results.json."""
        tree = json.loads(FILE.read_text(encoding="utf-8"))
        rows = [Row(**row) for row in tree.pop("rows")]
        growth = [Growth(**row) for row in tree.pop("growth")]
        return cls(**tree, rows=rows, growth=growth)

    def markdown(self) -> str:
        """The tables."""
        before, after = self.load
        where = f"Measured {self.when} on {self.machine}."
        return "\n\n".join(
            [
                f"{where} Load average {before:.1f} before, {after:.1f} after.",
                _table(
                    ("what", "world", "how much longer", "least / median", "goal", ""),
                    (_cells(row) for row in self.rows),
                ),
                _table(
                    ("cost of a run as it grows with", "engine", "from, to", "factor", "exponent"),
                    (_grown(row) for row in self.growth),
                ),
                *(f"Not measured: {each}" for each in self.missing),
            ]
        )


def into_readme(text: str) -> None:
    """Put the tables between the marks in the README."""
    whole = README.read_text(encoding="utf-8")
    head, _, rest = whole.partition(BEGINS)
    _, _, tail = rest.partition(ENDS)
    README.write_text(f"{head}{BEGINS}\n\n{text}\n\n{ENDS}{tail}", encoding="utf-8")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    goal = "" if row.goal is None else f"{'≥' if row.at_least else '≤'} {row.goal:g}"
    met = {True: "met", False: "**missed**", None: ""}[row.met]
    numbers = f"{number(row.least)} / {number(row.middle)}"
    what = f"{row.slow} : {row.fast}" + (f" ({row.note})" if row.note else "")
    return row.about, row.world, what, numbers, goal, met


def _grown(row: Growth) -> tuple[str, ...]:
    first, last = row.sizes[0], row.sizes[-1]
    factor = row.costs[-1] / row.costs[0]
    return (
        row.about,
        row.engine,
        f"{first:,.0f} to {last:,.0f}",
        number(factor),
        f"{row.exponent:.2f}",
    )


def number(value: float) -> str:
    """A ratio in words: two decimals below ten, whole above."""
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"  # noqa: PLR2004 (two digits or whole)

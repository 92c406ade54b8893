"""The shares of May 2024 that docs/model.md prints, from the scenario and its variants.

    python -m benchmarks.shares                 prints the table
    python -m benchmarks.shares --write         puts it between the markers in docs/model.md

2,000 runs of each, seed 0, from the causes alone. `tests/experiment/test_shares.py` checks the
figures against what is wanted of them, and that the table in the document is this one.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from sim.experiment.ensemble import Ensemble, ensemble
from sim.experiment.summary import QUANTILES, Share, Summary, wilson
from sim.scenario.files.load import Case, load, load_variant, variants
from sim.scenario.files.tree import read
from sim.scenario.language.scenario import Scenario
from sim.scenario.variants.apply import apply_all

SCENARIO = "may-2024"
RUNS = 2000
BASE = "as it stands"
VARIANTS = ("no-kharkiv", "no-request", "no-allies")
DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "model.md"
BEGIN, END = "<!-- shares -->", "<!-- /shares -->"
WORDS = (
    "Hand-set, in-sample; shares restate the file's assumptions, overlap, and do not sum to 100; "
    "order is evidence, not cause; Russia's answers are coded words and drills, not escalation "
    "risk; declared, not operational, positions."
)


@dataclass(frozen=True)
class Figures:
    """What the runs of one variant say; `median` is over all runs, None later than any date."""

    reaches: Share  # the US reaches the border zone or higher
    median: datetime | None  # when half of all runs had
    back: Share  # reached it, and stands below it at the end
    long_range: Share
    uk_first: Share  # the UK permits military targets before the US reaches the border zone


def figures(runs: int = RUNS) -> dict[str, Figures]:
    """The figures of the scenario and of each variant."""
    case = load(SCENARIO)
    found = {BASE: case.scenario} | {name: varied(case, name) for name in VARIANTS}
    return {name: _figures(ensemble(scenario, runs)) for name, scenario in found.items()}


def varied(case: Case, name: str) -> Scenario:
    """The scenario with one of its variants applied."""
    path = variants(case)[name]
    return apply_all(case.scenario, load_variant(path, case), read(path))


def _figures(found: Ensemble) -> Figures:
    if found.failures:
        raise RuntimeError(f"{len(found.failures)} of {found.runs} replications failed")
    told = {row.outcome.id: row for row in found.summary}
    reaches = told["us-border"]
    half = reaches.quantiles[QUANTILES.index(0.5)]
    return Figures(
        reaches=_share(reaches),
        median=None if half is None else found.scenario.date(half),
        back=wilson(_went_back(found), found.runs),
        long_range=_share(told["us-long-range"]),
        uk_first=_share(told["uk-before-us"]),
    )


def _share(row: Summary) -> Share:
    assert row.share is not None
    return row.share


def _went_back(found: Ensemble) -> int:
    """How many runs reached the border zone and do not hold it at the end."""
    outcomes, ladder = found.outcomes, [rung.id for rung in found.scenario.issue("use").rungs]
    below = ladder[: ladder.index("border-zone")]
    reached = outcomes.filter(pl.col("outcome") == "us-border", pl.col("days").is_not_null())
    ended = outcomes.filter(
        pl.col("outcome") == "us-end", pl.col("rung").cast(pl.String).is_in(below)
    )
    return reached.join(ended, on="replication", how="semi").height


ROWS: dict[str, Callable[[Figures], str]] = {
    "US reaches the border zone or higher": lambda each: _told(each.reaches),
    "the day by which half of all runs have": lambda each: _day(each.median),
    "US stands below it again at the end": lambda each: _told(each.back),
    "US reaches long range": lambda each: _told(each.long_range),
    "UK moves before the US": lambda each: _told(each.uk_first),
}


def table(found: dict[str, Figures]) -> str:
    """The figures as a Markdown table: shares in whole per cent with their 95 % intervals."""
    runs = next(iter(found.values())).reaches.runs
    head = [f"{runs:,} runs each, seed 0", *(_heading(name) for name in found)]
    rows = [[name, *(cell(each) for each in found.values())] for name, cell in ROWS.items()]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _heading(name: str) -> str:
    return f"`{name}`" if name in VARIANTS else name


def _told(share: Share) -> str:
    return f"{100 * share.value:.0f} % ({100 * share.low:.0f} to {100 * share.high:.0f})"


def _day(instant: datetime | None) -> str:
    return "not by the end" if instant is None else f"{instant.day} {instant:%B}"


_SECTION = re.compile(f"(?<={re.escape(BEGIN)}\n).*?(?={re.escape(END)})", re.DOTALL)


def printed(document: str) -> str:
    """What stands between the markers of a document. Raises ValueError without them."""
    found = _SECTION.search(document)
    if found is None:
        raise ValueError(f"the document has no lines {BEGIN} and {END} to put the table between")
    return found.group().strip()


def written(document: str, told: str) -> str:
    """A document with the table between its markers. Raises ValueError without them."""
    printed(document)
    return _SECTION.sub(lambda _: f"{told}\n", document, count=1)


def main() -> None:
    """Print the table, or write it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shares")
    parser.add_argument("--runs", type=int, default=RUNS, help="of each variant")
    parser.add_argument("--write", action="store_true", help=f"into docs/{DOCUMENT.name}")
    options = parser.parse_args()
    told = table(figures(options.runs))
    print(told, WORDS, sep="\n\n")
    if options.write:
        try:
            text = written(DOCUMENT.read_text(encoding="utf-8"), told)
        except (OSError, ValueError) as error:
            sys.exit(f"{DOCUMENT}: {error}")
        DOCUMENT.write_text(text, encoding="utf-8", newline="\n")
        print(f"\nWrote {DOCUMENT}")


if __name__ == "__main__":
    main()

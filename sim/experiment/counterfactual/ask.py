"""The counterfactual in one call, for Python and notebooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sim.experiment.chunks import Engine
from sim.experiment.counterfactual.counterfactual import counterfactual as ask
from sim.experiment.counterfactual.found import WORLDS, Asked, Counterfactual
from sim.scenario.files.load import Case, load
from sim.scenario.language.moments import Moment


def counterfactual(  # noqa: PLR0913 (the options of a counterfactual)
    where: str | Path | Case,
    *,
    variants: Sequence[str] | None = None,
    joint: Sequence[str] = (),
    since: str | datetime | None = None,
    worlds: int = WORLDS,
    seed: int = 0,
    engine: Engine | None = None,
    say: Callable[[str], object] = lambda _: None,
) -> Counterfactual:
    """What would have happened, given the record of a case: `.table("butfor")` is the but-for table.

    `variants` by name (all of the case's by default), `joint` rows as `cause+actor/issue`. With
    `since`, a date, the record is followed up to there. Raises ScenarioError.
    """
    case = where if isinstance(where, Case) else load(where)
    start = Moment.model_validate(since).first if isinstance(since, str) else since
    named = None if variants is None else tuple(variants)
    return ask(case, Asked(worlds, seed, named, tuple(joint), start), engine=engine, say=say)

"""A comparison in one call: a scenario and the names of its variants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sim.experiment.chunks import Engine
from sim.experiment.compare.compare import LEAST, Counting, silently
from sim.experiment.compare.compare import compare as compare_worlds
from sim.experiment.compare.found import CHANCES, SETS, Changed, Comparison, Question
from sim.experiment.compare.tipping import RUNS
from sim.experiment.ensemble import Workers
from sim.scenario.files.load import Case, load, load_variant, variant_path, variants
from sim.scenario.files.tree import read
from sim.scenario.problems import Mark, Problem, ScenarioError, nearest
from sim.scenario.variants.apply import apply_all, touched


def compare(  # noqa: PLR0913 (the options of a comparison)
    where: str | Path | Case,
    variants: Iterable[str | Path] = (),
    *,
    runs: int = 20_000,
    seed: int = 0,
    until: datetime | None = None,
    outcome: str = "",
    sets: int = SETS,
    chances: int = CHANCES,
    trials: int = RUNS,
    simultaneous: bool = False,
    engine: Engine | None = None,
    workers: int | None = None,
    counting: Counting = silently,
) -> Comparison:
    """What each variant changes; all variants of the scenario unless some are named.

    `where` is a shipped name, a folder, a file, or what `sim.load` gave; a variant is a file, or a name
    in the scenario's folder. Raises ScenarioError.
    """
    asked = question(
        where if isinstance(where, Case) else load(where),
        tuple(variants),
        runs=runs,
        seed=seed,
        until=until,
        outcome=outcome,
        sets=sets,
        chances=chances,
        trials=trials,
        simultaneous=simultaneous,
    )
    places = None if workers is None else Workers(workers)
    return compare_worlds(asked, engine=engine, workers=places, counting=counting)


def question(  # noqa: PLR0913 (the options of a comparison)
    case: Case,
    names: tuple[str | Path, ...] = (),
    *,
    runs: int,
    seed: int = 0,
    until: datetime | None = None,
    outcome: str = "",
    sets: int = SETS,
    chances: int = CHANCES,
    trials: int = RUNS,
    simultaneous: bool = False,
) -> Question:
    """What is asked of a case, with its variants' changes made. Raises ScenarioError."""
    known = variants(case)
    if not names and not known:
        raise _wrong(
            case.scenario.scenario,
            f"it has no variants, so there is nothing to compare it with: write one in "
            f"{case.folder / 'variants'} (docs/scenario-files.md says how)",
        )
    if not case.scenario.outcomes:
        raise _wrong(case.scenario.scenario, "it declares no outcomes, so nothing is counted")
    ids = [each.id for each in case.scenario.outcomes]
    if outcome and outcome not in ids:
        raise _wrong("--outcome", f"found the unknown outcome {outcome!r}{nearest(outcome, ids)}")
    for name, value, least in (("runs", runs, LEAST), ("sets", sets, 0), ("chances", chances, 2)):
        if value < least:
            raise _wrong(f"--{name}", f"found {value}, expected at least {least}")
    found = tuple(changed(case, name) for name in names or tuple(known))
    twice = {each.name for each in found if [other.name for other in found].count(each.name) > 1}
    if twice:
        raise _wrong("--variants", f"named more than once: {', '.join(sorted(twice))}")
    return Question(
        case.scenario, found, runs, seed, until, outcome, sets, chances, trials, simultaneous
    )


def changed(case: Case, name: str | Path) -> Changed:
    """A variant by its name or file, with its changes made. Raises ScenarioError."""
    variant = load_variant(name, case)
    scenario = apply_all(case.scenario, variant, read(variant_path(name, case)))
    return Changed(variant.variant, scenario, touched(case.scenario, variant), variant)


def _wrong(where: str, message: str) -> ScenarioError:
    return ScenarioError([Problem(Mark(where), "", message)])

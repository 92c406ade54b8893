"""The null law: worlds that are abducted and not changed are the record, for any record a world can leave.

Every event on record comes back in order, with its rung, to the millisecond; what else there is are
private stages off the record that nobody hears.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from sim.engine import batch
from sim.engine.des import Runaway, run
from sim.engine.noise import Noise
from sim.engine.trace import CAUSE, DECISION, ENDS, STAGE, Trace
from sim.experiment.canary import compare
from sim.experiment.counterfactual.dates import dates
from sim.experiment.counterfactual.posterior import posterior
from sim.experiment.counterfactual.worlds import abducted
from sim.experiment.replay import given as instants
from sim.model import program as p
from sim.model.lower import lower
from sim.model.program import Program
from sim.scenario.files.load import load
from sim.scenario.placing import place
from tests.engine.worlds_made import Made, made
from tests.experiment.counterfactual.worlds import (
    MILLISECOND,
    Told,
    abduct,
    as_known,
    is_apart,
    null,
    parting,
    record,
)
from tests.worlds import (
    BUSY_ACTORS,
    BUSY_CAUSES,
    Tree,
    actor,
    at,
    busy,
    dated,
    during,
    gate,
    hears,
    lasting,
    program,
    recurring,
    stance,
    stands,
    triggered,
)

SHIPPED = ("may-2024", "tanks-2023")
RUN = 3  # seed of the runs that are recorded
WORLDS = 3
LONGEST = 300  # events of a record
MOST_STEPS = 40  # of a decision: each is found to 1e-9 days, and a hundred of them add up


def recorded(base: Program, replication: int, told: Told, seeds: tuple[int, ...]) -> Counter[str]:
    """A run, its record, worlds of it under several seeds on both engines; counts of what there was."""
    program = as_known(base, replication, RUN)
    try:
        free = run(program, Noise(program, RUN, replication), split=False)
    except Runaway:
        return Counter(runaway=1)
    story = record(free, told)
    if not is_apart(program, story) or len(story) > LONGEST:
        return Counter(unrecordable=1)
    for each in seeds:
        post, known = abduct(program, story, worlds=WORLDS, size=300, seed=each, stories=3)
        assert null(program, story, known, each) == ""
        for n in range(WORLDS):
            assert compare(program, each, n, known=known) == ""
        assert np.isfinite(post.evidence)
    return kinds(program, free)


def kinds(program: Program, free: Trace) -> Counter[str]:
    """What was in a record, for the count of what was tried."""
    found: Counter[str] = Counter()
    for event in free.events:
        found[
            {CAUSE: "causes", ENDS: "ends", STAGE: "stages", DECISION: "decisions"}.get(
                event.kind, "rest"
            )
        ] += 1
        if event.kind == CAUSE and program.causes.form[event.subject] == p.TRIGGERED:
            found["triggered"] += 1
        if event.kind == CAUSE and program.causes.form[event.subject] == p.RECURRING:
            found["recurring"] += 1
        if event.kind == DECISION and event.after < event.before:
            found["down"] += 1
        if event.kind == DECISION and program.stances.acts[event.subject]:
            found["acts"] += 1
    return found


def told(number: int) -> Told:
    """More or fewer stages on record, with the rung settled or without."""
    return Told((0.0, 0.5, 1.0)[number % 3], settled=number % 2 == 1, seed=number)


@pytest.mark.parametrize("name", SHIPPED)
def test_runs_of_the_shipped_scenarios(name: str) -> None:
    base = lower(load(name).scenario)
    found = sum((recorded(base, n, told(n), (n,)) for n in range(8)), Counter[str]())
    assert found["decisions"] > 20
    assert found["unrecordable"] < 3


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_records_themselves_with_their_dates_drawn(name: str) -> None:
    case = load(name)
    program = lower(case.scenario)
    assert case.record is not None
    placed = place(case.scenario, case.record)
    for each in (0, 1, 2):
        stories = [
            instants(
                case, program, tuple(replace(e, time=t) for e, t in zip(placed, row, strict=True))
            )
            for row in dates(placed, 30, each).tolist()
        ]
        post = posterior(program, stories, program.horizon, worlds=8, size=1000, seed=each)
        known = abducted(post)
        for n in range(post.worlds):
            story = post.shared[post.common[n]].given
            again = run(program, Noise(program, each, n, known.of(n)), split=False)
            assert parting(story, again) == ""


BUSIER = program(
    actor(
        "us",
        stance(
            standing={"normal": [1.0, 0.4]},
            background=0.05,
            choice_sd=0.5,
            relief=0.5,
            rest={"uniform": [0.0, 1.0]},
            stages=[
                {"id": "agreed", "steps": 2, "public": True},
                {"id": "directed", "settles": True, "steps": 2},
                {"id": "announced"},
            ],
            gives_up_below={"partly": {"normal": [0.8, 0.2]}, "wholly": 1.0},
            reactions=[
                during("talks", -0.6),
                hears("shelling", 0.4, wears=0.8),
                hears({"stage_of": "us", "issue": "use", "stage": "agreed"}, 0.5),
            ],
            requires=[gate({"in_force": "war"}, {"happened": "summit"}, at_least=1, stage="directed"),
                      gate(stands("uk", "partly"), rungs=("wholly",), id="behind")],
        ),
    ),
    actor(
        "uk",
        stance(
            standing={"uniform": [0.6, 1.4]},
            background=0.05,
            choice_sd=0.3,
            stages=[{"id": "planned", "steps": 3, "settles": True}, {"id": "announced"}],
            reactions=[hears({"stage_of": "us", "issue": "use", "stage": "agreed"}, 0.8)],
            requires=[gate({"from": "2024-01-08"}, stage="announced")],
        ),
    ),
    actor(
        "ru",
        stance("reply", (0.6, 0.4), background=0.05, choice_sd=0.4, relief=0.9,
               reactions=[hears({"decision_of": "us", "issue": "use"}, 2.0), during("shock", 0.6)]),
    ),
    causes=(
        lasting("war", None, 5.0),
        {**dated("summit", 0.0), "on": "2024-01-10..2024-01-15"},
        lasting("talks", 18.0, 22.0),
        recurring("shelling", {"exponential": 6.0}, 1.0),
        triggered("shock", stands("us", "partly"), after={"lognormal": [3.0, 0.8]},
                  lasts={"uniform": [1.0, 9.0]}),
        triggered("note", stands("ru", "warning", "reply")),
        triggered("protest", stands("us", "wholly"), lasts=4.0),
    ),
    days=40,
)  # fmt: skip


def test_where_everything_happens() -> None:
    """Gates on stages off the record, own stages heard, rests, ways down, acts, delays, ends, gaps."""
    found = sum(
        (recorded(each, n, told(n), (n,)) for each in (BUSIER, busy()) for n in range(16)),
        Counter[str](),
    )
    for what in MECHANISMS:
        assert found[what] > 15, found
    assert found["unrecordable"] + found["runaway"] < 5


def test_where_stances_are_held_forced_and_released() -> None:
    """A visit that begins with a release has draws of its own, known like those of any other."""
    on: Tree = {"actor": "us", "issue": "use"}
    held = program(
        *BUSY_ACTORS,
        causes=BUSY_CAUSES,
        holds=[
            {**on, "from": "2024-01-08", "until": "2024-01-16..2024-01-18"},
            {**on, "from": at(30.0), "until": at(31.0)},
            {"actor": "ru", "issue": "reply", "until": at(12.0)},
        ],
        forces=[{**on, "rung": "wholly", "on": at(10.0)}],
    )
    found = sum((recorded(held, n, told(n), (n,)) for n in range(12)), Counter[str]())
    assert found["decisions"] > 40
    assert found["rest"] > 60  # holds, forces and releases among them
    assert found["unrecordable"] + found["runaway"] < 4


def test_every_seed_returns_it() -> None:
    assert recorded(BUSIER, 1, told(0), tuple(range(6)))["decisions"] > 3


TRIED: Counter[str] = Counter()
MECHANISMS = ("triggered", "recurring", "ends", "down", "acts", "stages")


@seed(20240602)
@settings(
    max_examples=200,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(made())
def _made_worlds(example: Made) -> None:
    program = example.program()
    if max(program.stances.steps) <= MOST_STEPS:
        TRIED.update(recorded(program, len(TRIED), told(sum(TRIED.values())), (7,)))


def test_made_scenarios() -> None:
    """What is made differs from process to process: Hypothesis takes constants from loaded modules.

    So each mechanism is asked for in `test_where_everything_happens`, and here all but one.
    """
    _made_worlds()
    assert TRIED["decisions"] > 200, TRIED
    seen = [what for what in MECHANISMS if TRIED[what]]
    assert len(seen) >= len(MECHANISMS) - 1, TRIED


def test_both_engines_return_it_at_once() -> None:
    """Hundreds of worlds in one call of the compiled engine, event by event."""
    built = as_known(BUSIER, 2, RUN)
    free = run(built, Noise(built, RUN, 2), split=False)
    story = record(free, told(0))
    _, known = abduct(built, story, worlds=300, size=3000, seed=9)
    found = batch.simulate(built, 9, 0, 300, known=known)
    decided = found.events[:, 1] == DECISION
    want = [e for e in free.events if e.kind == DECISION]
    assert decided.sum() == 300 * len(want)
    times = found.reals[decided, 0].reshape(300, -1)
    assert np.abs(times - [e.time for e in want]).max() < MILLISECOND
    assert (found.events[decided, 4].reshape(300, -1) == [e.after for e in want]).all()

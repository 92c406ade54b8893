"""The abduction is calibrated: stages on record or not, gates, acts, settling, ways down, dates, delays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import floor

import pytest

from sim.engine.given import Given
from sim.engine.trace import Trace
from sim.experiment.counterfactual.dates import dates
from sim.model.keys import DOWN, UP
from sim.scenario.language.record import Entry
from sim.scenario.placing import Placed
from tests.engine.abduction.scripted import stages
from tests.experiment.counterfactual.calibration import (
    FIRST_SEED,
    Quantities,
    Stories,
    assert_calibrated,
    choice,
    date,
    number,
    ranks,
    work,
)
from tests.experiment.counterfactual.worlds import LATER, NO_STAGES, Told, record
from tests.worlds import (
    Tree,
    actor,
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

ENTRY = Entry.model_validate(
    {
        "id": "some",
        "mark": "context",
        "on": "2024-01-03",
        "summary": "Some.",
        "cites": ["page"],
        "confidence": "high",
    }
)
DRAWN: dict[str, object] = {
    "standing": {"normal": [0.8, 0.4]},
    "tempo": {"lognormal": [3.0, 0.6], "min": 0.3},
    "background": 0.02,
    "half_life": 8.0,
    "choice_sd": 0.5,
    "relief": 0.5,
    "resistance": ({"uniform": [0.6, 1.2]}, 0.6),
}


def drawn(**more: object) -> Tree:
    return stance(**{**DRAWN, **more})  # type: ignore[arg-type]


def told(what: Told) -> Stories:
    def stories(trace: Trace, _: int) -> Sequence[Sequence[Given]]:
        return [record(trace, what)]

    return stories


TWO = program(
    actor("us", drawn(stages=stages(2, 1), reactions=[hears("blow", {"uniform": [0.2, 1.2]})])),
    actor(
        "uk",
        drawn(
            stages=[
                *stages(1, 1, settles=0),
                {"id": "drafted", "public": True},
                {"id": "announced"},
            ],
            reactions=[hears({"decision_of": "us", "issue": "use"}, {"uniform": [0.5, 2.0]})],
        ),
    ),
    actor(
        "nl",
        drawn(reactions=[hears({"stage_of": "uk", "issue": "use", "stage": "drafted"}, 0.7)]),
    ),
    causes=(dated("blow", 4.0),),
    days=20,
)
OF_TWO: Quantities = {
    "standing": number(TWO, "us/use.standing"),
    "tempo": number(TWO, "us/use.tempo"),
    "resistance": number(TWO, "us/use.resistance.first"),
    "weight": number(TWO, "us/use/blow.weight"),
    "first step": work(UP, 0),
    "second step": work(UP, 1),
    "last step": work(UP, 2),
    "choice": choice(UP),
    "a step of the second visit": work(UP, 1, rung=1, visit=1),
    "the other's settling step": work(UP, 0, who=1),
    "a step of the other that is heard": work(UP, 2, who=1),
    "the other's last step": work(UP, 3, who=1),
    "the other's choice": choice(UP, who=1),
}


@pytest.mark.parametrize("what", [LATER, NO_STAGES], ids=["all", "none"])
def test_with_all_stages_of_decisions_on_record_and_with_none(what: Told) -> None:
    """Of the second actor one is heard, and the settling one is off the record where none is on it."""
    found, effective = ranks(TWO, told(what), OF_TWO)
    assert effective > 200
    assert_calibrated(found)


GATED = program(
    actor(
        "us",
        drawn(
            stages=stages(1, 1, 1, settles=0),
            requires=[
                gate({"in_force": "trust"}, {"happened": "summit"}, at_least=1, stage="stage-1"),
                gate(stands("uk", "partly"), rungs=("wholly",), id="behind"),
            ],
        ),
    ),
    actor("uk", drawn(standing=1.0)),
    causes=(lasting("trust", None, 4.0), dated("summit", 11.0)),
    days=20,
)


def test_with_gates_that_hold_stages_off_the_record() -> None:
    quantities: Quantities = {
        "standing": number(GATED, "us/use.standing"),
        "tempo": number(GATED, "us/use.tempo"),
        "resistance": number(GATED, "us/use.resistance.first"),
        **{f"step {n}": work(UP, n) for n in range(3)},
        "choice": choice(UP),
        "a step of the second visit": work(UP, 0, rung=1, visit=1),
    }
    found, effective = ranks(GATED, told(NO_STAGES), quantities)
    assert effective > 100
    assert_calibrated(found)


WAYS = program(
    actor(
        "us",
        drawn(
            stages=stages(2),
            rest={"uniform": [0.0, 1.0]},
            gives_up_below={"partly": {"normal": [0.6, 0.3]}, "wholly": 1.0},
            reactions=[during("talks", {"uniform": [-0.8, 0.0]})],
        ),
    ),
    actor(
        "ru",
        {
            **drawn(reactions=[hears({"decision_of": "us", "issue": "use"}, 1.0, wears=0.7)]),
            "issue": "reply",
            "starts_at": "silence",
            "relief": 0.8,
        },
    ),
    causes=(lasting("talks", 8.0, 14.0),),
    days=20,
)


def test_with_ways_down_rests_and_acts() -> None:
    quantities: Quantities = {
        "standing": number(WAYS, "us/use.standing"),
        "rest": number(WAYS, "us/use.rest"),
        "gives up": number(WAYS, "us/use.gives_up_below.partly"),
        "a step up": work(UP, 1),
        "a step down": work(DOWN, 0, rung=1, visit=1),
        "the next step down": work(DOWN, 1, rung=1, visit=1),
        "choice down": choice(DOWN, rung=2, visit=1),
        "standing of who acts": number(WAYS, "ru/reply.standing"),
        "the first act": choice(UP, who=1),
        "the second act": choice(UP, who=1, visit=1),
        "work of the second act": work(UP, 0, who=1, visit=1),
    }
    found, effective = ranks(WAYS, told(NO_STAGES), quantities)
    assert effective > 100
    assert_calibrated(found)


SHOCKED = program(
    actor("us", drawn(choice_sd=0.2)),
    actor("uk", drawn(reactions=[during("shock", 1.0), hears("shelling", 0.3)])),
    causes=(
        triggered(
            "shock",
            stands("us", "partly"),
            after={"lognormal": [5.0, 1.0]},
            lasts={"exponential": 6.0},
        ),
        recurring("shelling", {"exponential": 5.0, "min": 1.0}, 3.0),
    ),
    days=20,
)


def test_with_delays_and_gaps_that_had_passed_or_not() -> None:
    """What had not passed by the end is drawn anew in each story."""

    def stories(trace: Trace, _: int) -> Sequence[Sequence[Given]]:
        return [record(trace)] * 50

    quantities: Quantities = {
        "delay": number(SHOCKED, "shock.after"),
        "lasts": number(SHOCKED, "shock.lasts"),
        "standing": number(SHOCKED, "uk/use.standing"),
        "step": work(UP, 0, who=1),
        **{f"gap {n}": lambda noise, n=n: noise.gap(1, n) for n in range(1, 5)},  # type: ignore[misc]
    }
    found, _ = ranks(SHOCKED, stories, quantities, size=300, replications=120)
    assert_calibrated(found)


FIXED: dict[str, object] = {"standing": 0.9, "tempo": 1.5, "resistance": (1.0, 0.6)}
DAYS = program(
    actor(
        "us",
        drawn(
            **FIXED,
            stages=stages(2),
            reactions=[hears("blow", 0.8), hears("talk", -0.5), hears("word", 0.6)],
        ),
    ),
    actor("uk", drawn(**FIXED, reactions=[hears({"decision_of": "us", "issue": "use"}, 1.0)])),
    causes=(
        {
            **dated("blow", 0.0),
            "on": "2024-01-03",
            "magnitude": {"lognormal": [1.0, 0.7], "max": 9.0},
        },
        {**dated("talk", 0.0), "on": "2024-01-03", "after": "blow"},
        {**dated("word", 0.0), "on": "2024-01-04"},
    ),
    days=8,
)


def test_with_dates_known_to_their_day_and_their_order_within_it() -> None:
    """Also with a magnitude that all share.

    What comes `after` a date late in its window weighs as 1 / (days left), which has no variance: with
    120 draws of the dates the latest are too rare, which 700 replications show.
    """
    quantities: Quantities = {
        **{cause: date(DAYS, cause) for cause in ("blow", "talk", "word")},
        "magnitude": number(DAYS, "blow.magnitude"),
        "first step": work(UP, 0),
        "second step": work(UP, 1),
        "the other's": work(UP, 0, who=1),
        "choice": choice(UP),
    }
    found, effective = ranks(DAYS, by_day, quantities, size=2, replications=80)
    assert effective > 60
    assert_calibrated(found)


def by_day(trace: Trace, number: int, draws: int = 300) -> Sequence[Sequence[Given]]:
    """A run of which each event's day is known, and what came before it on that day."""
    events = record(trace)
    placed = []
    for n, each in enumerate(events):
        day = floor(each.time)
        same = [m for m, other in enumerate(events) if floor(other.time) == day]
        nominal = day + (same.index(n) + 1) / (len(same) + 1)
        placed.append(Placed(ENTRY, nominal, day, day + 1.0, (n - 1,) if n != same[0] else ()))
    return [
        [replace(each, time=time) for each, time in zip(events, row, strict=True)]
        for row in dates(placed, draws, FIRST_SEED + number).tolist()
    ]

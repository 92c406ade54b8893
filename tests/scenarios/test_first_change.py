"""When a variant can first show: never after the worlds part, whatever is changed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim.engine.trace import DECISION, FORCE, STAGE
from sim.experiment.columns import Failure, Floats
from sim.experiment.explain.first_change import first_change
from sim.scenario.language.scenario import Scenario
from sim.scenario.variants.apply import apply
from tests.scenario.changing import (
    ASSUMED,
    EXTRA,
    FORCED,
    HELD,
    alter,
    changed,
    reaction,
    to,
    variant,
)
from tests.scenarios.worlds import World, events, parting

RUNS = 300
SINCE = "2024-05-18"
GATE = f"{{id: g, rungs: [near-only, anywhere], of: [{{from: {SINCE}}}], {ASSUMED}}}"
WEST = f"""{{id: west, name: West, stances: [{{issue: use, starts_at: near-only, standing: 3,
 half_life: 10 d, tempo: 5 d, resistance: {{first: 1, steps: [1]}}, {ASSUMED}}}]}}"""

CHANGES = {
    "drop a lasting cause": ("{drop: offensive}",),
    "drop a cause in force from the start": ("{drop: unease}",),
    "drop a cause that another comes after": ("{drop: {cause: appeal, keep: {echo: it stays}}}",),
    "move a cause": ("{move: {cause: appeal, to: 2024-05-15}}",),
    "add a cause": (f"{{add: {EXTRA}}}",),
    "add a cause that is felt": (f"{{add: {EXTRA}}}", reaction("hears: extra")),
    "alter a magnitude": (alter("appeal", "magnitude: 2"),),
    "alter an end": (alter("offensive", "until: 2024-05-25"),),
    "alter who hears": (alter("appeal", "heard_by: [south]"),),
    "alter what no run reads": (alter("appeal", "because: null"),),
    "alter a delay": (alter("answer", "after: 4 d"),),
    "hold from the start": (HELD,),
    "hold from a date": (HELD.replace("}}", f", from: {SINCE}}}}}"),),
    "hold up to a date": (HELD.replace("}}", f", until: {SINCE}}}}}"),),
    "hold for some days": (HELD.replace("}}", f", from: {SINCE}, until: 2024-05-25}}}}"),),
    "force what is held": (FORCED, HELD.replace("}}", f", from: {SINCE}, until: 2024-05-25}}}}")),
    "force": (FORCED,),
    "force and then hold": (FORCED, HELD.replace("}}", ", from: 2024-05-21}}")),
    "force one that is there": (FORCED.replace("anywhere", "never").replace("05-20", "05-01"),),
    "set a number": (to("north/use.tempo", "2"),),
    "set the weight of a pulse": (to("north/use/plea.weight", "2"),),
    "set the weight of an example": (to("north/use/south-stands.weight", "2"),),
    "set a magnitude": (to("offensive.magnitude", "2"),),
    "drop a reaction": ("{drop_reaction: north/use/war}",),
    "change what a reaction hears": ("{change_reaction: {id: north/use/plea, to: {hears: late}}}",),
    "hear a decision": (reaction("hears: {decision_of: north, issue: use}"),),
    "watch a position": (reaction("while: {position_of: north, issue: use}"),),
    "hear no stage": ("{drop_reaction: south/use/north-advises}",),
    "change a stage": ("{change_stage: {id: north/use/told, to: {steps: 3}}}",),
    "drop a stage": ("{drop_stage: north/use/advised}",),
    "drop a gate": ("{drop_gate: north/use/after-south}",),
    "add a gate": (f"{{add_part: {{stance: south/use, gate: {GATE}}}}}",),
    "add an actor": (f"{{add_actor: {WEST}}}",),
    "add an actor that is watched": (
        f"{{add_actor: {WEST}}}",
        reaction("while: {position_of: west, issue: use}"),
    ),
    "drop an actor": ("{drop_actor: south}",),
}


# Here the change is an event itself, and the worlds part at it.
EXACT = {
    "drop a lasting cause", "drop a cause that another comes after", "move a cause", "add a cause",
    "add a cause that is felt", "hold from the start", "hold from a date",
    "hold up to a date", "hold for some days", "force what is held", "force", "force and then hold",
}  # fmt: skip
NEVER = {"alter what no run reads", "force one that is there"}


@cache
def lively() -> Scenario:
    """The scenario with actors that move, each in its own time."""
    return changed(
        to("north/use.standing", "{normal: [1.2, 0.4]}"),
        to("south/use.standing", "{normal: [1.1, 0.4]}"),
    )


@cache
def baseline() -> World:
    return World.of(lively(), RUNS)


def made(*changes: str) -> World:
    return World.of(apply(lively(), variant(*changes)), RUNS)


def found(theirs: World) -> Floats:
    ours = baseline()
    return first_change(ours.program, theirs.program, ours.columns, theirs.columns)


@pytest.mark.parametrize("what", CHANGES)
def test_nothing_differs_before(what: str) -> None:
    ours, theirs = baseline(), made(*CHANGES[what])
    since, differ = found(theirs), parting(ours, theirs)
    assert events(theirs, theirs.before(since)) == events(ours, ours.before(since))
    assert (differ >= since).all()
    assert np.isinf(differ).all() == (what in NEVER)
    assert np.isinf(since).all() == (what in NEVER)
    if what in EXACT:
        assert (differ == since).all()


def test_what_is_forced_and_then_held_stays_where_it_was_put() -> None:
    of = made(*CHANGES["force and then hold"])
    moved = [
        (time, after)
        for name, kind, time, after in zip(
            of.named, of.columns.kind, of.columns.time, of.columns.after, strict=True
        )
        if name == "north/use" and kind in {DECISION, FORCE} and time >= 19  # from 20 May
    ]
    assert len(moved) > RUNS * 0.7  # the rest are there already
    assert {after for time, after in moved if time >= 20} == set()
    assert {after for _, after in moved} >= {2}


def test_an_end_of_a_hold_shows_where_it_ends() -> None:
    held = World.of(apply(lively(), variant(HELD)), RUNS)
    ended = made(HELD.replace("}}", f", until: {SINCE}}}}}"))
    since = first_change(held.program, ended.program, held.columns, ended.columns)
    assert (since >= 17.0).all()
    assert (since < 18.0).all()  # on 18 May
    assert (parting(held, ended) == since).all()


def test_much_happens_in_the_baseline() -> None:
    columns = baseline().columns
    for kind in (STAGE, DECISION):
        assert np.count_nonzero(columns.kind == kind) > RUNS


def test_a_cause_that_came_after_one_that_is_gone_shows_by_itself() -> None:
    """Its window begins at midnight again, so that its date is another: a change of its own."""
    ours, theirs = baseline(), made("{drop: {cause: appeal, keep: {echo: it stays}}}")
    dates = [of.columns.time[[name == "echo" for name in of.named]] for of in (ours, theirs)]
    appeal = ours.columns.time[[name == "appeal" for name in ours.named]]
    assert (dates[1] < dates[0]).all()
    assert found(theirs).tolist() == np.minimum(appeal, dates[1]).tolist()
    assert (dates[1] < appeal).any()


def test_a_cause_in_force_from_the_start_shows_in_what_those_who_feel_it_do() -> None:
    feeling = reaction("while: unease")
    dropped = "{drop: {cause: unease, keep: {shells: they stay}}}"
    ours, theirs = made(feeling), made(feeling, dropped)
    since = first_change(ours.program, theirs.program, ours.columns, theirs.columns)
    expected = np.minimum(*(conduct(of, "south/use") for of in (ours, theirs)))
    assert since.tolist() == expected.tolist()
    assert np.isfinite(since).mean() > 0.5


def conduct(of: World, stance: str) -> Floats:
    """By replication, the first stage or decision of a stance; inf where there is none."""
    first = np.full(RUNS, np.inf)
    columns = of.columns
    rows = zip(of.named, columns.kind, columns.replication, columns.time, strict=True)
    for name, kind, replication, time in rows:
        if name == stance and kind in {STAGE, DECISION}:
            first[replication] = min(first[replication], time)
    return first


def test_a_failed_replication_has_nothing_before() -> None:
    ours, theirs = baseline(), made("{drop: offensive}")
    failed = replace(theirs.columns, failures=(Failure(3, "it ran away"),))
    since = first_change(ours.program, theirs.program, ours.columns, failed)
    assert since[3] == 0.0
    assert (np.delete(since, 3) == np.delete(found(theirs), 3)).all()


def test_events_of_other_replications_are_refused() -> None:
    ours, theirs = baseline(), World.of(lively(), 10)
    with pytest.raises(ValueError, match="found replications 300 from 0 on and 10 from 0 on"):
        first_change(ours.program, theirs.program, ours.columns, theirs.columns)


def test_programs_of_other_scenarios_are_refused() -> None:
    ours = baseline()
    for key, other in (
        ("scenario", replace(ours.program, scenario="another")),
        ("horizon", replace(ours.program, horizon=1.0)),
    ):
        with pytest.raises(ValueError, match=f"the programs have different {key}"):
            first_change(ours.program, other, ours.columns, ours.columns)

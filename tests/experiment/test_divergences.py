"""First differences over many pairs: the same as pair by pair, counted, and on either engine."""

from __future__ import annotations

from dataclasses import asdict
from math import inf, isnan

import numpy as np
import pytest

from sim.experiment.ask import scenario_of
from sim.experiment.chunks import Chunk, Engine, Task, run_chunk
from sim.experiment.explain import divergences as module
from sim.experiment.explain.changed import Worlds
from sim.experiment.explain.divergence import Divergence, diverge
from sim.experiment.explain.divergences import divergences
from sim.experiment.explain.firsts import Firsts, What, firsts, joined
from sim.model.lower import lower
from sim.scenario.files.load import load, variants
from sim.scenario.language.scenario import Scenario
from tests.experiment.many import everything, feud
from tests.varied import changed, force, hold, sets
from tests.worlds import Tree, actor, at, dated, stance, traced, world

CASE = load("may-2024")
US_HOLD = hold("us", 20.0)
CHANGES: dict[str, tuple[Tree, ...]] = {
    "drop": ({"drop": "war"},),
    "drop-shelling": ({"drop": "shelling"},),
    "move": ({"move": {"cause": "blow", "to": at(30.0)}},),
    "hold": (hold("uk"),),
    "hold-from": (US_HOLD,),
    "hold-until": (hold("us", 8.0, until=20.0), hold("us", 30.0, until=31.0)),
    "hold-act-until": (hold("ru", issue="reply", until=20.0),),
    "hold-and-force": (hold("us", 8.0, until=20.0), force("us", "wholly", 10.0)),
    "force": (force("us", "partly", 10.0),),
    "force-act": (force("ru", "warning", 10.0, "reply"),),
    "trigger": ({"alter": {"cause": "shock", "to": {"lasts": 9.0}}},),
    "number": (sets("us/use.tempo", 3.0),),
    "several": (sets("ru/reply.tempo", 2.0), {"drop": "shelling"}, US_HOLD),
    "actor": ({"drop_actor": "uk"},),
}


def worlds(baseline: Scenario, variant: Scenario) -> Worlds:
    return Worlds(lower(baseline), lower(variant))


def counted(both: Worlds, count: int, first: int = 0, engine: Engine = "des") -> Firsts:
    ours, theirs = (run_chunk(Task(each, 0, engine), Chunk(first, count)) for each in both.both)
    return firsts(both, ours, theirs)


def found(both: Worlds, replication: int) -> Divergence:
    ours, theirs = (traced(each, replication) for each in both.both)
    return diverge(ours, theirs)


def check_agrees(both: Worlds, one: Firsts, replication: int, place: int) -> None:
    """One pair says the same as its place among many."""
    pair = found(both, replication)
    assert one.change[place] == (inf if pair.change is None else pair.change.time)
    first = pair.conduct
    if first is None:
        assert (one.what[place], one.time[place]) == (-1, inf)
        return
    key = first.key
    what = What(key.kind, key.subject, key.stage, key.direction, first.way)
    assert (one.whats[one.what[place]], one.time[place]) == (what, first.time)
    shift = pair.shift(first)
    assert isnan(one.shift[place]) if shift is None else one.shift[place] == shift


# --- the same as pair by pair ---------------------------------------------------------------------


@pytest.mark.parametrize("name", CHANGES)
def test_many_say_what_each_pair_says(name: str) -> None:
    both = worlds(everything(), changed(everything(), *CHANGES[name]))
    one = counted(both, 40)
    assert one.replication.tolist() == list(range(40))
    for replication in range(40):
        check_agrees(both, one, replication, replication)


@pytest.mark.parametrize("name", sorted(variants(CASE)))
def test_the_shipped_variants_too(name: str) -> None:
    both = worlds(CASE.scenario, scenario_of(CASE, name))
    one = counted(both, 20, first=100)
    for replication in range(100, 120):
        check_agrees(both, one, replication, replication - 100)


def test_either_engine_gives_the_same() -> None:
    both = worlds(everything(), changed(everything(), *CHANGES["several"]))
    ours, theirs = (asdict(counted(both, 300, engine=engine)) for engine in ("des", "batch"))
    assert ours.keys() == theirs.keys()
    for name, values in ours.items():
        np.testing.assert_array_equal(values, theirs[name])


def test_chunks_joined_are_the_whole() -> None:
    both = worlds(everything(), changed(everything(), *CHANGES["drop"]))
    whole, parts = counted(both, 60), joined([counted(both, 25), counted(both, 35, first=25)])
    assert [whole.whats[each] for each in whole.what] == [parts.whats[each] for each in parts.what]
    for name in ("replication", "time", "change", "shift"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))


# --- counted --------------------------------------------------------------------------------------


def test_what_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    both = worlds(everything(), changed(everything(), *CHANGES["drop"]))
    pairs = [found(both, replication) for replication in range(200)]
    moved = [pair for pair in pairs if pair.conduct is not None]
    done: list[int] = []
    monkeypatch.setattr(module, "CHUNK", 70)
    counted_ = divergences(both, 200, engine="des", progress=done.append)
    assert done == [70, 140, 200]
    assert (counted_.runs, counted_.failed, counted_.compared) == (200, 0, ())
    assert counted_.untouched.count == 200 - len(moved)
    assert counted_.same.count == sum(pair.first is None for pair in pairs)
    assert sum(group.share.count for group in counted_.groups) == len(moved)
    sizes = [group.share.count for group in counted_.groups]
    assert sizes == sorted(sizes, reverse=True)
    leads = sorted(
        pair.conduct.time - pair.change.time for pair in moved if pair.conduct and pair.change
    )
    assert counted_.lead == leads[(len(leads) - 1) // 2]
    for group in counted_.groups:
        example = pairs[group.example].conduct
        assert example is not None
        assert (example.key.subject, example.key.kind, example.way) == (
            group.what.stance, group.what.kind, group.what.way,
        )  # fmt: skip


def test_the_same_world_twice_differs_nowhere() -> None:
    both = worlds(everything(), everything())
    none = divergences(both, 50, engine="des")
    assert (none.same.count, none.untouched.count, none.groups, none.lead) == (50, 50, (), None)


def test_a_change_that_nobody_feels_is_counted_as_that() -> None:
    made = world(actor("us", stance(standing=2.0)), causes=(dated("news", 1.0),))
    one = divergences(worlds(made, changed(made, {"drop": "news"})), 30, engine="des")
    assert (one.same.count, one.untouched.count, one.groups) == (0, 30, ())


def test_a_pair_that_fails_is_part_of_no_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.model.lower.MOST_EVENTS", 200)
    both = worlds(feud(), changed(feud(), sets("us/reply.tempo", 2.0)))
    one = divergences(both, 40, engine="des")
    assert 0 < one.failed < 40
    assert one.untouched.runs == 40 - one.failed


def test_large_ensembles_are_compared_on_both_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    both = worlds(CASE.scenario, scenario_of(CASE, "no-request"))
    asked: list[object] = []

    def check(program: object, seed: int, runs: int) -> tuple[int, ...]:
        asked.append((program, seed, runs))
        return (1, 2)

    monkeypatch.setattr("sim.experiment.canary.check", check)
    assert divergences(both, 1000, seed=7, engine="batch").compared == (1, 2)
    assert asked == [(both.baseline, 7, 1000), (both.variant, 7, 1000)]
    assert divergences(both, 999, seed=7, engine="batch").compared == ()

"""The shipped variants: each changes what it says, and nothing before that can come to bear."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from sim.engine.des import run
from sim.engine.noise import Noise, moments
from sim.experiment.chunks import Chunk, Task, run_chunk
from sim.experiment.ensemble import default_engine
from sim.experiment.explain.first_change import first_change
from sim.model.lower import lower
from sim.model.program import Program
from sim.scenario.files.load import Case, load, load_variant, variant_of, variants
from sim.scenario.files.tree import parse, read
from sim.scenario.language.changes import Variant
from sim.scenario.language.scenario import Scenario
from sim.scenario.variants.apply import apply_all
from sim.scenario.variants.tree import plain
from tests.scenarios.worlds import World, events, parting

RUNS = 1000
NAMES = sorted(variants(load("may-2024")))
WORDS = 90  # of a paragraph for a teacher, at the least

# What differs in the scenario, and nothing else does: causes by id, parts as actor/issue/list/id.
DIFFERS = {
    "early-request": {"causes/ukrainian-request"},
    "early-threats": {"forces"},
    "france-holds": {"holds"},
    "late-kharkiv": {
        "causes/kharkiv-offensive", "causes/border-sanctuary", "causes/ukrainian-request",
        "causes/zelensky-appeal", "causes/congress-letter", "causes/kharkiv-store-bombed",
    },
    "nato-silent": {"holds"},
    "no-allies": {"holds"},
    "no-foreign-arms": {"causes/foreign-arms"},
    "no-kharkiv": {
        "causes/kharkiv-offensive", "causes/border-sanctuary", "causes/ukrainian-request",
        "causes/zelensky-appeal", "causes/congress-letter", "causes/kharkiv-store-bombed",
    },
    "no-kharkiv-asked": {
        "causes/kharkiv-offensive", "causes/border-sanctuary", "causes/zelensky-appeal",
        "causes/congress-letter", "causes/kharkiv-store-bombed",
    },
    "no-push": {"united-states/use/requires/nobody-presses"},
    "no-request": {"causes/ukrainian-request"},
    "russia-silent": {"holds"},
    "shock": {
        "causes/stray-missile", "united-states/use/reactions/shocked",
        "france/use/reactions/shocked", "nato/advocacy/reactions/shocked",
    },
    "uk-holds": {"holds"},
    "us-first": {
        "united-kingdom/use/requires/behind-washington", "france/use/requires/behind-washington",
        "nato/advocacy/requires/behind-washington",
    },
    "us-long-range": {"united-states/use/resistance"},
}  # fmt: skip


@cache
def case() -> Case:
    return load("may-2024")


@cache
def variant(name: str) -> Variant:
    return load_variant(name, case())


@cache
def changed(name: str) -> Scenario:
    return apply_all(case().scenario, variant(name), read(variants(case())[name]))


@cache
def baseline() -> World:
    return World.of(case().scenario, RUNS)


@cache
def world(name: str) -> World:
    return World.of(changed(name), RUNS)


def inline(text: str) -> Scenario:
    """The scenario under a variant that is written here, with no more than it needs."""
    told = "variant: v\nof: may-2024\ntitle: t\nreason: r\nminimal: m\ncotenable: c\notherwise: o\n"
    node = parse(told + text, "v.yaml")
    return apply_all(case().scenario, variant_of(node, case()), node)


# --- before the first change -------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_variant_is_the_baseline_before_its_first_change(name: str) -> None:
    ours, theirs = baseline(), world(name)
    since = first_change(ours.program, theirs.program, ours.columns, theirs.columns)
    assert not ours.columns.failures
    assert not theirs.columns.failures
    same = events(ours, ours.before(since))
    assert events(theirs, theirs.before(since)) == same
    assert len(same) > RUNS  # there is something before
    assert (since > 0).all()
    differ = parting(ours, theirs)
    assert (differ >= since).all()
    assert np.isfinite(differ).mean() > 0.7  # and something after


@pytest.mark.parametrize(
    "name", ["early-request", "early-threats", "late-kharkiv", "no-allies", "no-kharkiv", "no-request", "shock"]
)  # fmt: skip
def test_the_first_change_is_no_earlier_than_it_must_be(name: str) -> None:
    ours, theirs = baseline(), world(name)
    since = first_change(ours.program, theirs.program, ours.columns, theirs.columns)
    assert (since == parting(ours, theirs)).all()


DATED = {  # the dates that a variant touches, as the programs name them
    "early-request": {"ukrainian-request"},
    "early-threats": {
        "force russia/response demonstration 2024-04-29",
        "force russia/response demonstration 2024-05-14",
    },
    "late-kharkiv": {"kharkiv-offensive", "border-sanctuary"},
    "no-kharkiv": {"kharkiv-offensive", "border-sanctuary"},
    "no-request": {"ukrainian-request"},
}


@pytest.mark.parametrize("name", DATED)
def test_the_first_change_is_the_earliest_date_that_is_drawn_for_it(name: str) -> None:
    """Worked out from the draws alone, without a run: the earlier of the old date and the new."""
    ours, theirs = baseline(), world(name)
    since = first_change(ours.program, theirs.program, ours.columns, theirs.columns)
    for replication in range(100):
        drawn = [
            time
            for program in (ours.program, theirs.program)
            for moment, time in zip(program.moments.name, dates(program, replication), strict=True)
            if moment in DATED[name]
        ]
        assert since[replication] == min(drawn)


def dates(program: Program, replication: int) -> tuple[float, ...]:
    """The dates that a replication draws, in days; none of these has a delay that is drawn."""
    noise = Noise(program, 0, replication)
    return moments(program, noise, (0.0,) * len(program.parameters.name))


def test_no_shipped_variant_takes_away_what_another_cause_comes_after() -> None:
    """Else the window of that other would be another, and its date with it."""
    assert [each.id for each in case().scenario.causes if each.form == "dated" and each.after] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_variant_differs_by_what_it_says_and_by_nothing_else(name: str) -> None:
    ours, theirs = dict(things(case().scenario)), dict(things(changed(name)))
    every = {*ours, *theirs}
    assert {each for each in every if ours.get(each) != theirs.get(each)} == DIFFERS[name]


def things(scenario: Scenario) -> Iterator[tuple[str, object]]:
    """Everything in a scenario by name: its sections, its causes, the parts of its stances."""
    tree = plain(scenario)
    for key, value in tree.items():
        if key not in {"actors", "causes"}:
            yield key, value
    for cause in tree["causes"]:
        yield f"causes/{cause['id']}", cause
    for actor in tree["actors"]:
        yield actor["id"], {key: value for key, value in actor.items() if key != "stances"}
        for stance in actor["stances"]:
            name = f"{actor['id']}/{stance['issue']}"
            for key, value in stance.items():
                if key in {"reactions", "stages", "requires"}:
                    yield from ((f"{name}/{key}/{part['id']}", part) for part in value)
                elif value:
                    yield f"{name}/{key}", value


def test_every_variant_is_looked_at() -> None:
    assert sorted(DIFFERS) == NAMES
    assert len(NAMES) >= 15


# --- what changes nothing ----------------------------------------------------------------------


def test_the_null_variant_is_the_baseline_to_the_byte() -> None:
    scenario = inline("null: true\nchanges: []\n")
    assert scenario == case().scenario
    assert lower(scenario) == baseline().program
    ours, theirs = baseline().columns, World.of(scenario, RUNS).columns
    for name in ("replication", "kind", "subject", "before", "after", "step", "time", "share"):
        assert getattr(theirs, name).tobytes() == getattr(ours, name).tobytes(), name
    program = lower(scenario)
    assert (
        run(program, Noise(program, 0, 7)).digest()
        == run(baseline().program, Noise(baseline().program, 0, 7)).digest()
    )
    since = first_change(baseline().program, program, ours, theirs)
    assert np.isinf(since).all()


INERT = {
    "dated": "on: 2024-05-18",
    "lasting": "from: 2024-05-12, until: 2024-06-12",
    "recurring": "every: {exponential: 3 d}, from: 2024-05-01",
    "triggered": "when: {actor: united-kingdom, issue: use, rung: military-targets}, after: 1 d",
}


@pytest.mark.parametrize("form", INERT)
def test_an_event_that_nobody_hears_leaves_every_replication_as_it_was(form: str) -> None:
    assumed = 'basis: "assumed, for this test"'
    added = f"{{id: a-remark, kind: signal, source: belgium, {INERT[form]}, {assumed}}}"
    ours, theirs = baseline(), World.of(inline(f"changes:\n  - add: {added}\n"), RUNS)
    others = np.array([name != "a-remark" for name in theirs.named])
    assert np.count_nonzero(~others) > RUNS // 2
    assert events(theirs, others) == events(ours, np.ones(len(ours.columns.time), dtype=np.bool_))


def test_an_event_that_nobody_hears_touches_no_pressure() -> None:
    added = 'on: 2024-05-18, kind: signal, source: belgium, basis: "assumed, for this test"'
    scenario = inline(f"changes:\n  - add: {{id: a-remark, {added}}}\n")
    for replication in range(20):
        felt = []
        for each in (case().scenario, scenario):
            program = lower(each)
            trace = run(program, Noise(program, 0, replication))
            felt.append([(event.time, event.felt) for event in trace.events if event.felt])
        assert felt[0] == felt[1]


# --- what is written beside the changes --------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_variant_says_why_and_helps_a_teacher(name: str) -> None:
    told = variant(name)
    assert told.teacher is not None
    assert len(told.teacher.split()) >= WORDS
    assert not told.null
    for text in (told.reason, told.minimal, told.cotenable, told.otherwise):
        assert len(text.split()) >= 15
    for change in told.changes:
        assert change.why is not None, change.verb


def test_no_two_variants_share_a_sentence() -> None:
    counted = Counter(
        sentence
        for name in NAMES
        for text in (variant(name).reason, variant(name).otherwise, variant(name).teacher or "",
                     variant(name).minimal, variant(name).cotenable)
        for sentence in re.split(r"(?<=[.?!])\s+", text)
        if len(sentence.split()) > 4
    )  # fmt: skip
    assert [sentence for sentence, count in counted.items() if count > 1] == []


def test_a_variant_that_another_mentions_exists() -> None:
    for name in NAMES:
        told = variant(name)
        text = " ".join((told.reason, told.minimal, told.cotenable, told.teacher or ""))
        mentioned = {each for each in re.findall(r"`([a-z-]+)`", text) if "-" in each}
        assert mentioned <= {*NAMES, "behind-washington"}, name


def test_every_variant_runs_without_a_failure() -> None:
    for name in NAMES:
        task = Task(lower(changed(name)), 1, default_engine())
        assert run_chunk(task, Chunk(0, 50)).failures == ()

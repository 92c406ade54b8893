"""Lowering: what a file says is in the tables, whoever was dropped is gone, and no two names share a draw."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sim.model import keys
from sim.model.lower import MOST_EVENTS, lower
from sim.model.program import NONE, Program
from sim.model.quantile import probability
from sim.scenario.language.limits import DEFAULTS
from sim.scenario.problems import ScenarioError
from tests.worlds import (
    BASIS,
    START,
    Tree,
    actor,
    at,
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
    world,
)


def parameter(built: Program, name: str) -> tuple[float, ...]:
    """Shape, arguments and cut of a parameter."""
    table, index = built.parameters, built.parameters.name.index(name)
    return (table.shape[index], table.a[index], table.b[index], table.c[index],
            table.low_p[index], table.high_p[index], table.low[index], table.high[index])  # fmt: skip


# --- numbers -----------------------------------------------------------------------------------


def test_numbers_left_out_take_their_defaults() -> None:
    plain = stance()
    del plain["background"]
    built = program(actor("us", plain), causes=(dated("blow", 1.0),))
    values = dict(zip(built.parameters.name, built.parameters.a, strict=True))
    assert values["us/use.background"] == DEFAULTS["background"] == 0.0005
    assert values["us/use.choice_sd"] == values["us/use.relief"] == values["us/use.rest"] == 0.0
    assert values["blow.magnitude"] == 1.0
    assert built.most_events == MOST_EVENTS == 100_000


def test_a_cut_is_kept_as_the_probabilities_at_its_ends() -> None:
    built = program(actor("us", stance(standing={"normal": [1.0, 2.0], "min": 0.0})))
    shape, a, b, c, low_p, high_p, low, high = parameter(built, "us/use.standing")
    assert (a, b, low, high_p) == (1.0, 2.0, 0.0, 1.0)
    assert low_p == probability(int(shape), a, b, c, 0.0) == pytest.approx(0.3085375387259869)
    assert high == 1.0 + 8.3 * 2.0


def test_a_cut_that_leaves_next_to_nothing_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"us/use\.standing: min and max leave"):
        program(actor("us", stance(standing={"normal": [0.0, 1.0], "min": 6.0})))


def test_resistance_is_the_first_and_its_steps_side_by_side() -> None:
    built = program(actor("us", stance(resistance=(1.5, 0.25))))
    first = built.stances.resistance[0]
    assert built.parameters.name[first : first + 2] == (
        "us/use.resistance.first",
        "us/use.resistance.steps.0",
    )
    assert built.parameters.a[first : first + 2] == (1.5, 0.25)


# --- names and draws ---------------------------------------------------------------------------


def test_every_word_is_the_hash_of_its_name() -> None:
    built = program(actor("us"), causes=(lasting("war", 1.0, 5.0),))
    for table in (built.parameters, built.moments, built.stances, built.causes):
        assert [keys.name_word(name) for name in table.name] == list(table.word)


def test_no_two_draws_share_a_key() -> None:
    """One name for one number; one name and purpose for one date; begin and end drawn apart."""
    drawn = {"date": at(10.0), "plus": {"uniform": [0.0, 5.0]}}
    ended = {"date": at(20.0), "plus": {"uniform": [0.0, 5.0]}}
    war = {**lasting("war", None, None), "from": drawn, "until": ended}
    built = program(actor("us", stance(reactions=[during("war", 1.0)])), causes=(war,))
    assert len(set(built.parameters.name)) == len(built.parameters.name)
    moments = list(zip(built.moments.name, built.moments.purpose, strict=True))
    assert moments == [("war", keys.BEGINS), ("war", keys.ENDS)]


def test_two_drawn_numbers_of_one_name_are_refused() -> None:
    """Ids may have dots: the end of `war` and the beginning of `war.until` would be drawn as one."""
    drawn = {"date": at(10.0), "plus": {"uniform": [0.0, 5.0]}}
    causes = (
        {**lasting("war", 1.0, None), "until": drawn},
        {**lasting("war.until", None, None), "from": drawn},
    )
    with pytest.raises(ScenarioError, match=r"drawn are called 'war\.until\.plus': rename one"):
        program(actor("us"), causes=causes)


def test_names_with_one_hash_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "name_word", len)
    with pytest.raises(ScenarioError, match="have the same hash: rename one"):
        program(actor("us"), actor("uk"))


# --- who hears what ----------------------------------------------------------------------------


def test_a_matcher_finds_its_causes_and_heard_by_narrows_them() -> None:
    causes = (
        dated("one", 1.0, kind="blow", source="us"),
        dated("two", 2.0, kind="blow", heard_by=["uk"]),
        dated("three", 3.0, source="us"),
    )
    reactions = [
        hears({"kind": "blow"}, 1.0),
        hears({"source": "us"}, 1.0),
        hears({"kind": "blow", "source": "us"}, 1.0),
        hears("three", 1.0),
    ]
    built = program(
        actor("us", stance(reactions=reactions)),
        actor("uk", stance(reactions=reactions)),
        causes=causes,
    )
    found = [{built.causes.name[c] for c in row} for row in built.reactions.causes]
    assert found[:4] == [{"one"}, {"one", "three"}, {"one"}, {"three"}]
    assert found[4:] == [{"one", "two"}, {"one", "three"}, {"one"}, {"three"}]
    assert built.listeners.cause[built.causes.name.index("two")] == (4,)


def test_causes_matched_stand_in_an_order_that_the_file_does_not_set() -> None:
    causes = (lasting("b", 1.0, None), lasting("a", 2.0, None), lasting("c", 3.0, None))
    hearing = actor("us", stance(reactions=[during({"kind": "incident"}, 1.0)]))
    for order in (causes, causes[::-1]):
        built = program(hearing, causes=order)
        assert [built.causes.name[c] for c in built.reactions.causes[0]] == ["a", "b", "c"]


# --- stages and gates --------------------------------------------------------------------------

STAGES: list[Tree] = [
    {"id": "agreed", "steps": 2, "public": True},
    {"id": "directed", "steps": 3, "settles": True},
    {"id": "announced", "steps": 1},
]


def test_stages_are_laid_out_step_by_step() -> None:
    built = program(actor("us", stance(stages=STAGES)))
    table = built.stances
    assert table.steps == (6,)
    assert table.stage == ((0, 0, 1, 1, 1, 2),)
    assert table.ends_stage == ((0, 1, 0, 0, 1, 1),)
    assert table.public == ((1, 1, 0, 0, 0, 0),)
    assert table.settles == (4,)  # the last step of the stage that settles


def test_the_last_stage_settles_unless_another_does() -> None:
    plain = [{"id": "agreed", "steps": 2}, {"id": "announced", "steps": 2}]
    assert program(actor("us", stance(stages=plain))).stances.settles == (3,)


def test_a_gate_holds_the_steps_of_its_stage_and_needs_all_conditions_unless_told() -> None:
    conditions: tuple[Tree, ...] = (stands("uk", "partly"), {"from": at(3.0)})
    gates = [
        gate(*conditions, stage="directed", id="first"),
        gate(*conditions, at_least=1, rungs=("wholly",), id="second"),
    ]
    built = program(actor("us", stance(stages=STAGES, requires=gates)), actor("uk"))
    table = built.gates
    assert (table.first_step, table.last_step) == ((2, 5), (4, 5))
    assert table.need == (2, 1)
    assert table.rungs == ((1, 2), (2,))
    assert table.subject == ((1, NONE), (1, NONE))
    assert built.moments.low == (3.0, 3.0)


# --- what a variant has dropped ----------------------------------------------------------------


def test_what_was_dropped_is_simply_not_there() -> None:
    scenario = world(
        actor(
            "us",
            stance(
                reactions=[
                    hears("blow", 1.0),
                    during({"position_of": "uk", "issue": "use"}, 1.0),
                    hears({"decision_of": "uk", "issue": "use"}, 1.0),
                ],
                requires=[gate(stands("uk", "partly"), {"happened": "blow"})],
            ),
        ),
        actor("uk"),
        causes=(dated("blow", 1.0), triggered("shock", stands("uk", "partly"))),
    )
    left = scenario.model_copy(
        update={"actors": scenario.actors[:1], "causes": scenario.causes[1:]}
    )
    built = lower(left)
    assert built.stances.name == ("us/use",)
    assert built.reactions.causes == ((), (), ())
    assert built.reactions.watches == (NONE, NONE, NONE)
    assert built.listeners.decision == ((),)
    assert built.gates.subject == ((NONE, NONE),)
    assert built.gates.need == (2,)  # two conditions, neither of which can come true
    assert built.causes.trigger == (NONE,)


# --- time --------------------------------------------------------------------------------------


def test_the_horizon_is_the_end_or_what_is_asked_for_if_that_is_earlier() -> None:
    scenario = world(actor("us"), days=60)
    assert lower(scenario).horizon == 60.0
    assert lower(scenario, START + timedelta(days=7.5)).horizon == 7.5
    assert lower(scenario, START + timedelta(days=99)).horizon == 60.0


def test_a_date_is_a_window_of_its_day_and_a_time_makes_it_exact() -> None:
    causes: tuple[Tree, ...] = (
        {**dated("day", 0.0), "on": "2024-01-03"},
        {**dated("clock", 0.0), "on": "2024-01-03", "time": "06:00"},
        {**dated("range", 0.0), "on": "2024-01-03..2024-01-05"},
        {**dated("later", 0.0), "on": "2024-01-03", "after": "day"},
    )
    built = program(actor("us"), causes=causes)
    table = built.moments
    assert table.low == (2.0, 2.25, 2.0, 2.0)
    assert table.high == (3.0, 2.25, 5.0, 3.0)
    assert table.after == (NONE, NONE, NONE, 0)


def test_a_moment_stands_after_the_one_it_comes_after_whatever_the_file_says() -> None:
    causes: tuple[Tree, ...] = (
        {**dated("later", 0.0), "on": "2024-01-03", "after": "first"},
        {**dated("first", 0.0), "on": "2024-01-03"},
    )
    built = program(actor("us"), causes=causes)
    assert built.moments.name == ("first", "later")
    assert built.causes.begins == (1, 0)


def test_holds_of_one_stance_have_dates_of_their_own() -> None:
    """The first is named for the stance alone, so that a second one moves no date of it."""
    days: list[Tree] = [
        {"from": "2024-01-20", "until": "2024-01-25"},
        {"until": "2024-01-05"},
        {"from": "2024-02-01"},
        {"issue": "reply", "from": "2024-02-01"},
    ]
    us: Tree = {"actor": "us", "issue": "use"}
    built = program(actor("us", stance(), stance("reply")), holds=[{**us, **each} for each in days])
    table, moments = built.interventions, built.moments
    assert table.held == (0, 0, 0, 1)
    assert (table.held_from, table.held_until) == ((0, NONE, 3, 4), (1, 2, NONE, NONE))
    later = "hold us/use 2024-01-20T00:00"
    assert moments.name == (
        later, later, "hold us/use", "hold us/use 2024-02-01T00:00", "hold us/reply",
    )  # fmt: skip
    assert moments.purpose == (keys.BEGINS, keys.ENDS, keys.ENDS, keys.BEGINS, keys.BEGINS)
    assert moments.after == (NONE, 0, NONE, NONE, NONE)


def test_slots_put_dates_first_then_ends_interventions_causes_and_stances() -> None:
    built = program(
        actor("us", stance(requires=[gate({"from": at(3.0)})])),
        actor("uk"),
        causes=(lasting("war", 1.0, 5.0), recurring("shelling", 2.0)),
        holds=[{"actor": "uk", "issue": "use", "from": at(9.0)}],
        forces=[{"actor": "us", "issue": "use", "rung": "partly", "on": at(8.0)}],
    )
    slots = [
        built.slot_of_date(0),
        *(built.slot_of_end(cause) for cause in range(2)),
        built.slot_of_release(0),
        *(built.slot_of_intervention(number) for number in range(2)),
        *(built.slot_of_cause(cause) for cause in range(2)),
        *(built.slot_of_stance(index) for index in range(2)),
    ]
    assert slots == list(range(2, 12))  # 0 and 1 are SimPy's own


def test_every_number_of_a_world_has_a_name_that_says_where_it_stands() -> None:
    built = program(
        actor(
            "us", stance(reactions=[hears("blow", 0.5, wears=0.9)], gives_up_below={"partly": -1.0})
        ),
        causes=(dated("blow", 1.0, magnitude=2.0, basis=BASIS),),
    )
    named = dict(zip(built.parameters.name, built.parameters.a, strict=True))
    assert named["us/use/blow.weight"] == 0.5
    assert named["us/use/blow.wears"] == 0.9
    assert named["us/use.gives_up_below.partly"] == -1.0
    assert named["blow.magnitude"] == 2.0

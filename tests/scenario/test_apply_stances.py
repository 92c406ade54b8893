"""Changes inside a stance: what each does, and that it leaves everything else as it was."""

import pytest

from sim.model.lower import lower
from sim.scenario.language.limits import DEFAULTS
from sim.scenario.variants.numbers import number, parameters
from tests.scenario.changing import ASSUMED, BASE, changed, stance, words


@pytest.mark.parametrize(
    ("name", "to", "was", "now"),
    [
        ("standing", "0.3", "0.1", "0.3"),
        ("half_life", "{lognormal: [12 d, 0.5]}", "10", "lognormal [12, 0.5]"),
        ("tempo", "2 w", "5", "14"),
        ("background", "0.001", "0.0005", "0.001"),
        ("choice_sd", "{uniform: [0, 1]}", "0", "uniform [0, 1]"),
        ("relief", "0.5", "0", "0.5"),
        ("rest", "6 h", "0", "0.25"),
    ],
)
def test_set_a_number_of_a_stance(name: str, to: str, was: str, now: str) -> None:
    change = f"{{set: {{parameter: north/use.{name}, to: {to}, {ASSUMED}}}}}"
    number = getattr(changed(change).actor("north").stance("use"), name)
    assert number.basis.assumed == "for this test"
    assert changed(change) == stance("north", "use", lambda _: {name: number})
    assert words(change) == f"sets north/use.{name} to {now} (was {was})"


def test_set_numbers_that_lie_deeper() -> None:
    def to(name: str, value: str) -> str:
        return f"{{set: {{parameter: {name}, to: {value}, {ASSUMED}}}}}"

    changes = [
        to("north/use.resistance.first", "1.5"),
        to("north/use.resistance.steps.0", "0.25"),
        to("north/use.gives_up_below.near-only", "-2"),
        to("north/use/plea.wears", "0.5"),
        to("north/use/plea.weight", "0.6"),
        to("late.magnitude", "3"),
    ]
    scenario = changed(*changes)
    north = scenario.actor("north").stance("use")
    assert north.resistance.first.arguments == (1.5,)
    assert north.resistance.steps[0].arguments == (0.25,)
    assert [each.arguments for each in north.gives_up_below.values()] == [(-1.0,), (-2.0,)]
    assert north.reactions[1].weight.arguments == (0.6,)
    assert north.reactions[1].wears is not None
    assert north.reactions[1].wears.arguments == (0.5,)
    assert scenario.cause("late").magnitude is not None
    assert words(*changes).splitlines()[2:] == [
        "sets north/use.gives_up_below.near-only to -2 (was none)",
        "sets north/use/plea.wears to 0.5 (was 0.9)",
        "sets north/use/plea.weight to 0.6 (was normal [0.4, 0.1])",
        "sets late.magnitude to 3 (was 1)",
    ]


def test_drop_reaction_and_gate() -> None:
    once = changed("{drop_reaction: north/use/plea}", "{drop_gate: north/use/after-south}")
    assert once == stance(
        "north",
        "use",
        lambda held: {"reactions": (held.reactions[0], held.reactions[2]), "requires": ()},
    )
    assert words("{drop_gate: north/use/after-south}") == "drops the gate north/use/after-south"


def test_drop_stage_leaves_who_hears_it() -> None:
    assert changed("{drop_stage: north/use/advised}") == stance(
        "north", "use", lambda held: {"stages": held.stages[1:]}
    )


def test_change_reaction_from_pulse_to_lasting() -> None:
    change = (
        "{change_reaction: {id: north/use/plea, to: {hears: null, wears: null, while: offensive}}}"
    )
    reaction = changed(change).actor("north").stance("use").reactions[1]
    assert reaction.hears is None
    assert reaction.during is not None
    assert changed(change) == stance(
        "north",
        "use",
        lambda held: {"reactions": (held.reactions[0], reaction, held.reactions[2])},
    )
    assert words(change) == (
        "changes the reaction north/use/plea: hears none; wears none; while offensive"
    )


def test_change_stage_and_gate() -> None:
    once = changed(
        "{change_stage: {id: north/use/told, to: {steps: 3, public: true}}}",
        "{change_gate: {id: north/use/after-south, to: {stage: settled}}}",
    )
    assert once == stance(
        "north",
        "use",
        lambda held: {
            "stages": (
                *held.stages[:2],
                held.stages[2].model_copy(update={"steps": 3, "public": True}),
            ),
            "requires": (held.requires[0].model_copy(update={"stage": "settled"}),),
        },
    )


def test_add_part_of_each_sort() -> None:
    reaction = f"{{id: r, hears: late, weight: 1, {ASSUMED}}}"
    scenario = changed(
        f"{{add_part: {{stance: south/use, reaction: {reaction}}}}}",
        "{add_part: {stance: south/use, stage: {id: s, public: true}}}",
        "{add_part: {stance: south/use, gate: {id: g, rungs: [anywhere], of: [{happened: late}],"
        f" {ASSUMED}}}}}}}",
    )
    south = scenario.actor("south").stance("use")
    assert [each.id for each in south.reactions] == ["north-advises", "r"]
    assert [each.id for each in south.stages] == ["decided", "s"]
    assert [each.id for each in south.requires] == ["g"]
    added = {"reactions": south.reactions, "stages": south.stages, "requires": south.requires}
    assert scenario == stance("south", "use", lambda _: added)


def test_parameters_and_defaults_are_those_of_the_model() -> None:
    lowered = lower(BASE).parameters
    values = dict(zip(lowered.name, lowered.a, strict=True))
    named = parameters(BASE)
    assert {name for name in values if name.split(".")[-1] not in {"every", "after"}} <= set(named)
    for name, keys in named.items():
        if number(BASE, keys) is None and keys[-1] in DEFAULTS and keys[-1] != "wears":
            assert values[name] == DEFAULTS[str(keys[-1])]


@pytest.mark.parametrize(
    "change",
    [
        "{drop: offensive}",
        "{drop: appeal}",
        "{drop_actor: south}",
        "{drop_actor: north}",
        "{drop_stage: north/use/advised}",
        "{move: {cause: offensive, by: 3}}",
    ],
)
def test_what_is_left_behind_is_inert(change: str) -> None:
    assert lower(changed(change)).scenario == "changing"

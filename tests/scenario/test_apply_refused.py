"""Every change that is refused by itself, with its exact message."""

import pytest

from tests.scenario.changing import EXTRA, FORCED, HELD, alter, reaction, refused, to

UNKNOWN = [
    (
        "{drop: offensiv}",
        "drop/cause: found the unknown cause 'offensiv'; did you mean 'offensive'?",
    ),
    (
        "{move: {cause: appeals, by: 1}}",
        "move/cause: found the unknown cause 'appeals'; did you mean 'appeal'?",
    ),
    (
        alter("apeal", "magnitude: 2"),
        "alter/cause: found the unknown cause 'apeal'; did you mean 'appeal'?",
    ),
    (
        alter("late", "heard_by: [nrth]"),
        "alter/to/heard_by/0: found the unknown actor 'nrth'; did you mean 'north'?",
    ),
    (
        alter("late", "magnitud: 2"),
        "alter/to/magnitud: unknown key 'magnitud'; did you mean 'magnitude'?",
    ),
    (
        to("north/use.temp", "3"),
        (
            "set/parameter: found the unknown parameter 'north/use.temp'; "
            "did you mean 'north/use.tempo'?"
        ),
    ),
    (
        to("north/use/war.wears", "0.5"),
        (
            "set/parameter: found the unknown parameter 'north/use/war.wears'; "
            "did you mean 'north/use/plea.wears'?"
        ),
    ),
    (
        "{drop_reaction: north/use/wax}",
        "drop_reaction: found the unknown reaction 'north/use/wax'; did you mean 'north/use/war'?",
    ),
    (
        "{change_stage: {id: north/use/tell, to: {steps: 2}}}",
        "change_stage/id: found the unknown stage 'north/use/tell'; did you mean 'north/use/told'?",
    ),
    (
        "{drop_gate: north/use/after-soth}",
        (
            "drop_gate: found the unknown gate 'north/use/after-soth'; "
            "did you mean 'north/use/after-south'?"
        ),
    ),
    (
        "{change_gate: {id: north/use/after-south, to: {rung: [anywhere]}}}",
        "change_gate/to/rung: unknown key 'rung'; did you mean 'rungs'?",
    ),
    (
        "{add_part: {stance: south/us, stage: {id: s}}}",
        "add_part/stance: found the unknown stance 'south/us'; did you mean 'south/use'?",
    ),
    ("{drop_actor: noth}", "drop_actor: found the unknown actor 'noth'; did you mean 'north'?"),
]

NOTHING = [
    ("{move: {cause: late, by: 0}}", "move/by: moving by 0 days moves nothing"),
    ("{move: {cause: late, to: 2024-06-29}}", "move/to: 'late' is on 2024-06-29 already"),
    (
        "{move: {cause: late, by: 1000000000000}}",
        "move/by: moves 'late' by 999999998 days, out of the scenario",
    ),
    (
        "{move: {cause: offensive, to: 9999-12-31T00:00}}",
        "move/to: moves 'offensive' by 2913043 days, out of the scenario",
    ),
    (
        "{move: {cause: answer, by: 1}}",
        "move/cause: 'answer' is triggered and has no date of its own to move",
    ),
    (
        alter("echo", "magnitude: 0.5"),
        "alter/to/magnitude: the 'magnitude' of 'echo' is that already",
    ),
    (
        alter("late", "magnitude: 1"),
        "alter/to/magnitude: the 'magnitude' of 'late' is that already",
    ),
    (alter("late", ""), "alter/to: it names no key"),
    (to("north/use.tempo", "5 d"), "set/to: 'north/use.tempo' is 5 already"),
    (to("north/use.background", "0.0005"), "set/to: 'north/use.background' is 0.0005 already"),
    (
        to("north/use/plea.weight", "{normal: [0.4, 0.1]}"),
        "set/to: 'north/use/plea.weight' is normal [0.4, 0.1] already",
    ),
    (
        "{change_stage: {id: north/use/told, to: {steps: 1}}}",
        "change_stage/to/steps: the 'steps' of 'told' is that already",
    ),
    (
        "{drop: {cause: appeal, keep: {shells: they had begun}}}",
        "drop/keep/shells: 'shells' does not come from 'appeal'; expected one of: echo, evening",
    ),
    (
        "{drop: {cause: late, keep: {shells: they had begun}}}",
        "drop/keep/shells: 'shells' does not come from 'late'; nothing comes from it",
    ),
    ("{drop: {cause: appeal, keep: {echo: ' '}}}", "drop/keep/echo: say why 'echo' stays"),
]

UNFIT = [
    (
        f"{{add: {EXTRA.replace('extra', 'late')}}}",
        "add/id: the cause 'late' exists already: alter it instead",
    ),
    (alter("late", "on: 2024-05-02"), "alter/to/on: 'on' cannot be altered: use 'move'"),
    (
        alter("late", "id: later"),
        "alter/to/id: 'id' cannot be altered: a cause keeps its id: drop it and add another",
    ),
    (
        "{move: {cause: appeal, by: 0.5}}",
        "move: 'evening' has a time of day, so it moves by whole days",
    ),
    (
        "{drop_stage: north/use/told}",
        (
            "drop_stage: the gate 'after-south' holds the stage 'north/use/told': "
            "drop or change the gate first"
        ),
    ),
    (
        "{change_gate: {id: north/use/after-south, to: {id: other}}}",
        "change_gate/to/id: a gate keeps its id: drop it and add another",
    ),
    (
        "{add_part: {stance: north/use, stage: {id: told}}}",
        "add_part/stage/id: 'north/use' has the stage 'told' already: change it instead",
    ),
    (
        "{add_part: {stance: north/use}}",
        "add_part: found none, expected exactly one of: reaction, stage, gate",
    ),
    ("{add_actor: {id: east, name: East, stances: []}}", "add_actor/id: 'east' exists already"),
]


@pytest.mark.parametrize(("change", "message"), UNKNOWN + NOTHING + UNFIT)
def test_refused_alone(change: str, message: str) -> None:
    assert refused(change) == f"changes/0/{message}"


# The rules of models and checks, whose words are tested where they are written: what matters here
# is that the fault is found, and placed at the change.
RULES = [
    ("{move: {cause: late, by: 3}}", "move/by", "found 2024-07-02, after"),
    ("{move: {cause: late, to: 2024-04-30}}", "move/to", "found 2024-04-30, before"),
    ("{move: {cause: offensive, by: 48}}", "move", "causes/evening/on: found 2024-07-03"),
    (alter("offensive", "until: 2024-07-01"), "alter/to/until", "found 2024-07-01, after"),
    (alter("offensive", "until: 2024-05-09"), "alter/to/until", "not after 'from'"),
    (f"{{add: {EXTRA.replace('05-20', '07-20')}}}", "add/on", "found 2024-07-20, after"),
    (HELD.replace("}}", ", from: 2024-04-01}}"), "hold/from", "found 2024-04-01, before"),
    (FORCED.replace("05-20", "07-20"), "force/on", "found 2024-07-20, after"),
    (alter("late", "kind: null"), "alter/to/kind", "the key 'kind' is missing"),
    (to("north/use.tempo", "0"), "set/to", "expected at least 0.1"),
    (reaction("hears: {kind: plea, source: south}"), "add_part/reaction/hears", "'south'"),
    (
        "{move: {cause: appeal, by: 2, keep: {echo: it stays}}}",
        "move",
        "causes/echo/after: 'appeal' is dated 2024-05-15",
    ),
    (
        "{drop_stage: south/use/decided}",
        "drop_stage",
        "actors/south/stances/use/stages: a decision has at least one stage",
    ),
    (
        "{change_stage: {id: north/use/advised, to: {public: false}}}",
        "change_stage",
        "actors/south/stances/use/reactions/north-advises/hears/stage: the stage 'advised'",
    ),
    (
        "{change_stage: {id: north/use/told, to: {by: [eve]}}}",
        "change_stage/to/by/0",
        "'eve' is not among the people of 'north'",
    ),
    (
        "{change_gate: {id: north/use/after-south, to: {rungs: [never]}}}",
        "change_gate/to/rungs",
        "the lowest rung 'never'",
    ),
]


@pytest.mark.parametrize(("change", "way", "fragment"), RULES)
def test_rules_of_the_language_hold(change: str, way: str, fragment: str) -> None:
    said = refused(change)
    assert said.startswith(f"changes/0/{way}: ")
    assert fragment in said

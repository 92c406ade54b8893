"""Changes that refuse one another, and where in the variant's file an error is placed."""

import pytest

from sim.scenario.problems import ScenarioError
from sim.scenario.variants.apply import ChangeError, apply, apply_all, touched
from tests.scenario.changing import (
    BASE,
    EXTRA,
    FORCED,
    HELD,
    alter,
    changed,
    file,
    reaction,
    refused,
    to,
    variant,
)


def since(moment: str) -> str:
    """A hold from a date on."""
    return HELD.replace("}}", f", from: {moment}}}}}")


def until(moment: str) -> str:
    """A hold up to a date."""
    return HELD.replace("}}", f", until: {moment}}}}}")


TWICE = [
    ("{drop: late}", "{drop: late}", "drop: changes/0 (drop) has changed late already"),
    (
        "{drop: appeal}",
        alter("echo", "magnitude: 2"),
        "alter: changes/0 (drop) has changed echo already",
    ),
    (
        alter("echo", "magnitude: 2"),
        "{drop: appeal}",
        "drop: changes/0 (alter) has changed echo/magnitude already",
    ),
    (
        "{move: {cause: appeal, by: 1}}",
        "{move: {cause: echo, by: 1}}",
        "move: changes/0 (move) has changed echo/dates already",
    ),
    (f"{{add: {EXTRA}}}", "{drop: extra}", "drop: changes/0 (add) has changed extra already"),
    (
        alter("late", "magnitude: 2"),
        to("late.magnitude", "3"),
        "set: changes/0 (alter) has changed late/magnitude already",
    ),
    (
        to("north/use.tempo", "6"),
        to("north/use.tempo", "7"),
        "set: changes/0 (set) has changed north/use/tempo already",
    ),
    (
        to("north/use/plea.weight", "1"),
        "{change_reaction: {id: north/use/plea, to: {weight: 2}}}",
        "change_reaction: changes/0 (set) has changed north/use/reactions/plea/weight already",
    ),
    (
        to("north/use/plea.weight", "1"),
        "{drop_reaction: north/use/plea}",
        "drop_reaction: changes/0 (set) has changed north/use/reactions/plea/weight already",
    ),
    (
        "{add_part: {stance: south/use, stage: {id: s}}}",
        "{drop_stage: south/use/s}",
        "drop_stage: changes/0 (add_part) has changed south/use/stages/s already",
    ),
    (HELD, HELD, "hold: changes/0 (hold) has changed north/use already"),
    (HELD, "{drop_actor: north}", "drop_actor: changes/0 (hold) has changed north/use already"),
    ("{drop_actor: north}", HELD, "hold: changes/0 (drop_actor) has changed north already"),
    (
        since("2024-05-10"),
        since("2024-05-10"),
        "hold: changes/0 (hold) has changed north/use/2024-05-10 already",
    ),
    (
        until("2024-05-20"),
        since("2024-05-10"),
        "hold: north/use is held already, from the start until 2024-05-20",
    ),
    (
        since("2024-05-10"),
        until("2024-05-20"),
        "hold: north/use is held already, from 2024-05-10 on",
    ),
    (
        since("2024-05-10, until: 2024-05-15"),
        since("2024-05-15"),  # they are days, and the end of the one is drawn in the other
        "hold: north/use is held already, from 2024-05-10 until 2024-05-15",
    ),
    (
        until("{date: 2024-05-10, plus: {uniform: [0, 9]}}"),
        since("2024-05-18"),
        "hold: north/use is held already, from the start until 2024-05-10",
    ),
    (FORCED, FORCED, "force: changes/0 (force) has changed north/use/2024-05-20 already"),
    (
        "{drop_actor: south}",
        "{force: {actor: south, issue: use, rung: anywhere, on: 2024-05-20}}",
        "force: changes/0 (drop_actor) has changed south already",
    ),
]


@pytest.mark.parametrize(("first", "second", "message"), TWICE)
def test_refused_after_another(first: str, second: str, message: str) -> None:
    assert refused(first, second) == f"changes/1/{message}"


@pytest.mark.parametrize(
    "held", [HELD, since("2024-05-10"), since("2024-05-20"), until("2024-05-25")]
)
def test_what_is_held_may_be_forced_and_the_other_way_round(held: str) -> None:
    """Held is what does not move by itself; a force moves it from outside."""
    for changes in ((FORCED, held), (held, FORCED)):
        scenario = changed(*changes)
        assert (len(scenario.holds), len(scenario.forces)) == (1, 1)


def test_holds_of_one_stance_may_follow_one_another() -> None:
    spans = (
        until("2024-05-10"),
        since("2024-05-11, until: 2024-05-20T12:00"),
        since("2024-05-20T12:00"),
    )
    for changes in (spans, spans[::-1]):
        assert len(changed(*changes).holds) == 3
    assert len(apply(changed(spans[0]), variant(spans[2])).holds) == 2


def test_what_is_written_must_name_what_is_there_now() -> None:
    said = refused("{drop: appeal}", reaction("hears: appeal"))
    assert said.startswith("changes/1/add_part/reaction/hears")
    assert "found the unknown cause 'appeal'" in said


def test_the_last_actor_stays() -> None:
    said = refused("{drop_actor: south}", "{drop_actor: north}")
    assert said == "changes/1/drop_actor: a scenario needs at least one issue and one actor"


def test_refused_where_the_scenario_itself_holds_or_forces() -> None:
    for first, second, message in (
        (HELD, HELD, "hold: north/use is held already, from the start on"),
        (FORCED, FORCED, "force/on: north/use is forced on 2024-05-20 already"),
    ):
        with pytest.raises(ChangeError) as caught:
            apply(changed(first), variant(second))
        assert str(caught.value) == f"changes/0/{message}"


def test_error_carries_its_place() -> None:
    with pytest.raises(ChangeError) as caught:
        changed("{drop: late}", to("north/use.tempo", "5"))
    error = caught.value
    assert (error.index, error.keys) == (1, ("set", "to"))
    assert error.message == "'north/use.tempo' is 5 already"


def test_all_faults_are_placed_in_the_file() -> None:
    changes = (
        "{drop: late}",
        "{drop: offensiv}",
        alter("late", "nothing: 1"),
        "{drop_actor: noth}",
    )
    with pytest.raises(ScenarioError) as caught:
        apply_all(BASE, variant(*changes), file(*changes))
    assert [str(problem) for problem in caught.value.problems] == [
        "v.yaml:4:8: changes/1/drop: found the unknown cause 'offensiv'; did you mean 'offensive'?",
        "v.yaml:5:9: changes/2/alter: changes/0 (drop) has changed late already",
        "v.yaml:6:14: changes/3/drop_actor: found the unknown actor 'noth'; did you mean 'north'?",
    ]


def test_an_unknown_key_is_placed_at_the_key() -> None:
    change = alter("late", "nothing: 1")
    with pytest.raises(ScenarioError) as caught:
        apply_all(BASE, variant(change), file(change))
    (problem,) = caught.value.problems
    assert (problem.mark.line, problem.mark.column, problem.path) == (3, 28, "changes/0/alter/to")


def test_without_a_file_the_variant_is_named() -> None:
    with pytest.raises(ScenarioError) as caught:
        apply_all(BASE, variant("{drop: lat}"))
    assert str(caught.value) == (
        "v: changes/0/drop/cause: found the unknown cause 'lat'; did you mean 'late'?"
    )


def test_words_of_a_refused_variant() -> None:
    with pytest.raises(ChangeError):
        touched(BASE, variant("{drop: lat}"))

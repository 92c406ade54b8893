"""Changes of causes and actors: what each does, and that it leaves everything else as it was."""

from datetime import UTC, datetime, timedelta

import pytest

from sim.scenario.files.load import load, load_variant
from sim.scenario.files.tree import parse
from sim.scenario.language.actors import Actor
from sim.scenario.language.causes import Cause
from sim.scenario.language.interventions import Force, Hold
from sim.scenario.language.moments import Moment
from sim.scenario.language.numbers import Number
from sim.scenario.variants.apply import apply, apply_all, touched
from tests.scenario.changing import (
    ASSUMED,
    BASE,
    causes,
    changed,
    moment,
    variant,
    without,
    words,
)

# --- nothing, and order ------------------------------------------------------------------------


def test_null_variant_gives_equal_scenario() -> None:
    assert changed() == BASE
    assert words() == ""


def test_scenario_comes_through_a_change_whole() -> None:
    once = changed("{hold: {actor: north, issue: use}}")
    assert once.model_copy(update={"holds": ()}) == BASE


def test_changes_are_made_in_order() -> None:
    added = "{add: {id: extra, on: 2024-05-20, kind: plea, source: east, basis: paper 1}}"
    both = changed(added, "{alter: {cause: late, to: {because: [extra]}}}")
    assert both.cause("late").because == ("extra",)
    with pytest.raises(Exception, match="unknown cause 'extra'"):
        changed("{alter: {cause: late, to: {because: [extra]}}}", added)


def test_input_is_not_changed() -> None:
    before = BASE.model_dump_json()
    changed("{drop: offensive}", "{drop_actor: south}", "{hold: {actor: north, issue: use}}")
    assert BASE.model_dump_json() == before


# --- causes ------------------------------------------------------------------------------------


def test_drop_takes_along_what_came_of_it() -> None:
    assert changed("{drop: offensive}") == without(
        "offensive", "appeal", "echo", "evening", "shells", "answer"
    )
    assert words("{drop: offensive}") == (
        "drops offensive and with it appeal, echo, evening, shells, answer"
    )


def test_drop_takes_a_cause_when_one_of_several_origins_goes() -> None:
    assert changed("{drop: unease}") == without("unease", "shells", "answer")


def test_drop_keeps_what_is_kept_and_what_comes_of_that() -> None:
    kept = "{drop: {cause: offensive, keep: {appeal: it had been made before}}}"
    assert changed(kept) == without("offensive", "shells", "answer")
    assert changed(kept).cause("appeal").because == ("offensive",)  # left, and inert
    assert words(kept) == "drops offensive and with it shells, answer; keeps appeal"


def test_drop_of_a_cause_that_nothing_follows() -> None:
    assert changed("{drop: late}") == without("late")
    assert words("{drop: late}") == "drops late"


def test_what_names_a_dropped_cause_may_be_changed_elsewhere() -> None:
    both = changed("{drop: appeal}", "{change_reaction: {id: north/use/plea, to: {wears: 0.5}}}")
    reaction = both.actor("north").stance("use").reactions[1]
    assert reaction.hears is not None
    assert reaction.hears.cause == "appeal"
    assert reaction.wears == Number(value=0.5)


def test_a_changed_scenario_can_be_changed_again() -> None:
    once = changed("{drop: {cause: appeal, keep: {echo: it stays}}}", "{drop_actor: south}")
    again = apply(once, variant("{drop_stage: north/use/advised}", "{move: {cause: echo, by: 1}}"))
    assert again.cause("echo").on == moment("2024-05-14")
    assert apply(again, variant()) == again


def test_add() -> None:
    text = "{id: extra, on: 2024-05-20, kind: plea, source: east, basis: paper 1}"
    extra = Cause.model_validate(parse(text, "").plain())
    assert changed(f"{{add: {text}}}") == BASE.model_copy(update={"causes": (*BASE.causes, extra)})
    assert words(f"{{add: {text}}}") == "adds extra (plea by east) on 2024-05-20"


def test_move_by_days_moves_what_came_of_it() -> None:
    moved = changed("{move: {cause: offensive, by: 3 d}}")
    dates: dict[str, dict[str, object]] = {
        "offensive": {"begins": moment("2024-05-13"), "until": moment("2024-05-23")},
        "appeal": {"on": moment("2024-05-16")},
        "echo": {"on": moment("2024-05-16")},
        "evening": {"on": moment("2024-05-19")},
        "shells": {"begins": moment("2024-05-14")},
    }
    assert moved == causes(lambda cause: cause.model_copy(update=dates.get(cause.id, {})))
    assert words("{move: {cause: offensive, by: 3 d}}") == (
        "moves offensive from 2024-05-10 to 2024-05-13 and with it appeal, echo, evening, shells"
    )


def test_move_to_a_date_with_what_is_kept() -> None:
    change = "{move: {cause: offensive, to: 2024-05-09, keep: {appeal: asked, shells: went on}}}"
    dates: dict[str, dict[str, object]] = {
        "offensive": {"begins": moment("2024-05-09"), "until": moment("2024-05-19")}
    }
    assert changed(change) == causes(lambda each: each.model_copy(update=dates.get(each.id, {})))
    assert words(change) == ("moves offensive from 2024-05-10 to 2024-05-09; keeps appeal, shells")


def test_move_of_a_day_to_an_instant_shifts_the_rest_by_whole_days() -> None:
    moved = changed("{move: {cause: offensive, to: 2024-05-12T15:00}}")
    assert moved.cause("offensive").begins == moment("2024-05-12T15:00")
    assert moved.cause("offensive").until == moment("2024-05-22")
    assert moved.cause("appeal").on == moment("2024-05-15")


def test_move_from_instant_to_instant_is_exact() -> None:
    to = "{alter: {cause: evening, to: {time: null}}}"
    once = apply(BASE, variant(to, "{move: {cause: appeal, to: 2024-05-14T06:00}}"))
    exact = apply(once, variant("{move: {cause: appeal, to: 2024-05-14T18:00}}"))
    assert exact.cause("appeal").on == moment("2024-05-14T18:00")
    noon = datetime(2024, 5, 17, 12, tzinfo=UTC)
    assert exact.cause("evening").on == Moment(first=noon, last=noon + timedelta(days=1))


def test_move_from_the_start() -> None:
    moved = changed("{move: {cause: unease, by: 2, keep: {shells: went on}}}")
    assert moved.cause("unease").begins == moment("2024-05-03T00:00")
    assert moved.cause("unease").until == "ongoing"
    assert words("{move: {cause: unease, by: 2, keep: {shells: went on}}}") == (
        "moves unease from the start to 2024-05-03T00:00; keeps shells"
    )


def test_an_end_moved_past_the_end_is_ongoing() -> None:
    change = "{move: {cause: offensive, by: 45, keep: {appeal: asked, shells: went on}}}"
    assert changed(change).cause("offensive").until == "ongoing"


def test_alter() -> None:
    change = "{alter: {cause: echo, to: {magnitude: 2, heard_by: [north], after: null}}}"
    keys = {"magnitude": Number(value=2.0), "heard_by": ("north",), "after": None}
    assert changed(change) == causes(
        lambda cause: cause.model_copy(update=keys) if cause.id == "echo" else cause
    )
    assert words(change) == "alters echo: magnitude 2; heard_by [north]; after none"


# --- actors ------------------------------------------------------------------------------------


def test_hold() -> None:
    change = "{hold: {actor: south, issue: talk, from: 2024-05-20}}"
    hold = Hold(actor="south", issue="talk", begins=moment("2024-05-20"))
    assert changed(change) == BASE.model_copy(update={"holds": (hold,)})
    assert words(change) == "holds south/talk from 2024-05-20"
    assert words("{hold: {actor: north, issue: use}}") == "holds north/use"
    until = "{hold: {actor: north, issue: use, from: 2024-05-20, until: 2024-05-27..2024-05-29}}"
    assert words(until) == "holds north/use from 2024-05-20 until 2024-05-27..2024-05-29"
    assert changed(until).holds[0].until == moment("2024-05-27..2024-05-29")


def test_force_at_two_moments() -> None:
    first = "{force: {actor: south, issue: use, rung: near-only, on: 2024-05-20}}"
    then = "{force: {actor: south, issue: use, rung: anywhere, on: 2024-05-25..2024-05-27}}"
    forces = (
        Force(actor="south", issue="use", rung="near-only", on=moment("2024-05-20")),
        Force(actor="south", issue="use", rung="anywhere", on=moment("2024-05-25..2024-05-27")),
    )
    assert changed(first, then) == BASE.model_copy(update={"forces": forces})
    assert words(first, then) == (
        "forces south/use to near-only on 2024-05-20\n"
        "forces south/use to anywhere on 2024-05-25..2024-05-27"
    )


WEST = (
    "{id: west, name: West, stances: [{issue: talk, starts_at: silent, standing: 0, half_life: 1 d,"
    f" resistance: {{first: 1}}, tempo: 1 d, {ASSUMED}, reactions: ["
    f"{{id: own, hears: {{decision_of: west, issue: talk}}, weight: 1, {ASSUMED}}}]}}]}}"
)


def test_add_actor_that_may_then_be_held() -> None:
    once = changed(f"{{add_actor: {WEST}}}", "{hold: {actor: west, issue: talk}}")
    west = Actor.model_validate(parse(WEST, "").plain())
    assert once == BASE.model_copy(
        update={"actors": (*BASE.actors, west), "holds": (Hold(actor="west", issue="talk"),)}
    )
    assert words(f"{{add_actor: {WEST}}}") == "adds the actor west (talk)"


def test_drop_actor_with_the_outcomes_on_it() -> None:
    assert changed("{drop_actor: south}") == BASE.model_copy(
        update={"actors": BASE.actors[:1], "outcomes": (BASE.outcomes[0], BASE.outcomes[3])}
    )
    assert words("{drop_actor: south}") == (
        "drops the actor south and with it south-first, south-end, talk-apart"
    )


def test_drop_actor_with_its_holds_and_forces() -> None:
    held = changed(
        "{hold: {actor: south, issue: talk}}",
        "{force: {actor: south, issue: use, rung: anywhere, on: 2024-05-20}}",
    )
    assert apply(held, variant("{drop_actor: south}")) == changed("{drop_actor: south}")


def test_apply_all_gives_the_same() -> None:
    assert apply_all(BASE, variant("{drop: late}")) == changed("{drop: late}")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "no-kharkiv",
            (
                "drops kharkiv-offensive and with it border-sanctuary, ukrainian-request, "
                "zelensky-appeal, congress-letter, kharkiv-store-bombed"
            ),
        ),
        ("no-request", "drops ukrainian-request"),
        ("no-allies", "holds united-kingdom/use\nholds france/use\nholds nato/advocacy"),
    ],
)
def test_shipped_variant_of_may_2024(name: str, told: str) -> None:
    case = load("may-2024")
    shipped = load_variant(name, case)
    assert touched(case.scenario, shipped) == told
    assert apply_all(case.scenario, shipped) != case.scenario
    assert shipped.teacher is not None

"""Where two runs part: worlds of a few lines, and all that differs in them, told whole."""

from __future__ import annotations

from sim.engine.trace import KINDS
from sim.experiment.explain.divergence import WAYS, Difference, Divergence, diverge, keys
from sim.experiment.explain.origins import origins
from sim.model.keys import DOWN, UP
from sim.model.lower import lower
from sim.scenario.language.scenario import Scenario
from tests.experiment.many import everything
from tests.varied import beside, changed, force, hold, move, parted, sets
from tests.worlds import (
    Tree,
    actor,
    dated,
    during,
    gate,
    hears,
    lasting,
    stance,
    stands,
    traced,
    triggered,
    world,
)

PUSH = dated("push", 3.0)
DROP: Tree = {"drop": "push"}
US: Tree = {"decision_of": "us", "issue": "use"}


def told(found: Divergence) -> list[str]:
    """Every difference in a line: when, what, how it differs, and what it came from."""
    came = origins(found)
    return [
        f"{each.time:.2f} {what(each)} {WAYS[each.way]}{_later(found, each)}"
        f"{' (the change)' if each.given else ''}"
        + "".join(f" < {one.number} {one.how} {one.through}".rstrip() for one in came[number])
        for number, each in enumerate(found.differences)
    ]


def what(each: Difference) -> str:
    key = each.key
    way = {UP: " up", DOWN: " down"}.get(key.direction, "")
    leaves = f" {key.rung}" if key.rung >= 0 else ""
    return f"{KINDS[key.kind]} {key.subject}{f' {key.stage}' if key.stage else way}{leaves}/{key.number}"


def _later(found: Divergence, each: Difference) -> str:
    shift = found.shift(each)
    return f" {shift:+.2f}" if shift else ""


def pushed(*others: Tree, causes: tuple[Tree, ...] = (PUSH,), **more: object) -> Scenario:
    """An actor that moves only when it is pushed, by 3; and others."""
    mover = {**stance(reactions=[hears("push", 3.0)]), **more}
    return world(actor("us", mover), *others, causes=causes)


# --- the same and nearly the same ---------------------------------------------------------------


def test_a_world_does_not_differ_from_itself() -> None:
    for replication in range(5):
        found = beside(everything(), everything(), replication)
        assert (found.differences, found.first, found.change, found.conduct) == (
            (),
            None,
            None,
            None,
        )


def test_a_cause_that_nobody_hears_is_all_that_differs() -> None:
    found = parted(pushed(causes=(PUSH, dated("news", 1.0))), {"drop": "news"})
    assert told(found) == ["1.00 cause news/0 only in the baseline (the change)"]
    assert found.change is found.first
    assert found.conduct is None


# --- the ways in which an event differs ----------------------------------------------------------


def test_a_decision_that_falls_in_one_world_only() -> None:
    lines = [
        "3.00 cause push/0 only in the baseline (the change)",
        "3.19 decision us/use up 0/0 only in the baseline < 0 heard us/use/push",
    ]
    found = parted(pushed(), DROP)
    assert told(found) == lines
    assert found.conduct == found.differences[1]
    other_way = diverge(found.variant, found.baseline)
    assert told(other_way) == [line.replace("the baseline", "the variant") for line in lines]


def test_a_decision_that_falls_later() -> None:
    assert told(parted(pushed(), move("push", 5.0))) == [
        "3.00 cause push/0 later in the variant +2.00 (the change)",
        "3.19 decision us/use up 0/0 later in the variant +2.00 < 0 heard us/use/push",
    ]


def test_a_decision_that_falls_earlier() -> None:
    assert told(parted(pushed(), move("push", 1.0))) == [
        "1.00 cause push/0 earlier in the variant -2.00 (the change)",
        "1.19 decision us/use up 0/0 earlier in the variant -2.00 < 0 heard us/use/push",
    ]


def test_a_decision_that_goes_to_another_rung() -> None:
    """A lasting push too weak to hasten it, at background alone, may still bring it further."""
    settling = stance(background=0.2, choice_sd=1.0, reactions=[during("siege", 0.9)])
    made = world(actor("us", settling), causes=(lasting("siege", None, None),))
    assert told(parted(made, {"drop": "siege"}, replication=15)) == [
        "4.74 decision us/use up 0/0 to another rung",
        "9.24 decision us/use up 1/1 only in the variant < 0 own",
    ]


def test_a_stage_that_settles_on_another_rung() -> None:
    stages: list[Tree] = [{"id": "agreed", "settles": True}, {"id": "announced"}]
    made = world(actor("us", stance(standing=1.9, stages=stages)))
    assert told(parted(made, sets("us/use.resistance.steps.0", 0.2))) == [
        "0.21 stage us/use agreed 0/0 to another rung",
        "0.36 decision us/use up 0/0 to another rung < 0 own",
    ]


# --- the ways by which it comes ------------------------------------------------------------------


def test_through_a_gate() -> None:
    waits = stance(standing=2.0, background=0.001, requires=[gate(stands("us", "partly"))])
    assert told(parted(pushed(actor("uk", waits)), DROP)) == [
        "3.00 cause push/0 only in the baseline (the change)",
        "3.19 decision us/use up 0/0 only in the baseline < 0 heard us/use/push",
        "3.66 decision uk/use up 0/0 only in the baseline < 1 gate uk/use/gate",
    ]


def test_through_a_trigger_and_its_end() -> None:
    shocked = stance(reactions=[hears("shock", 3.0)])
    shock = triggered("shock", stands("us", "partly"), after=2.0, lasts=4.0)
    made = pushed(actor("uk", shocked), causes=(PUSH, shock))
    assert told(parted(made, move("push", 5.0))) == [
        "3.00 cause push/0 later in the variant +2.00 (the change)",
        "3.19 decision us/use up 0/0 later in the variant +2.00 < 0 heard us/use/push",
        "5.19 cause shock/0 later in the variant +2.00 < 1 trigger",
        "5.43 decision uk/use up 0/0 later in the variant +2.00 < 2 heard uk/use/shock",
        "9.19 ends shock/0 later in the variant +2.00 < 2 begins",
    ]


def test_through_a_position_and_what_is_heard_of_it() -> None:
    """A move is heard and watched; a stage is told in public; each takes over its own last step."""
    stages: list[Tree] = [{"id": "agreed", "public": True}, {"id": "announced"}]
    follows = stance(
        reactions=[
            hears({"stage_of": "us", "issue": "use", "stage": "agreed"}, 0.6, id="told"),
            during({"position_of": "us", "issue": "use"}, 1.5, id="stands"),
            hears(US, 0.5, id="moves"),
        ]
    )
    *path, follower = told(parted(pushed(actor("uk", follows), stages=stages), move("push", 5.0)))
    assert path == [
        "3.00 cause push/0 later in the variant +2.00 (the change)",
        "3.09 stage us/use agreed 0/0 later in the variant +2.00 < 0 heard us/use/push",
        "3.16 decision us/use up 0/0 later in the variant +2.00 < 1 own",
    ]
    assert follower == (
        "6.51 decision uk/use up 0/0 later in the variant +2.00 < 1 heard uk/use/told "
        "< 2 heard uk/use/moves < 2 watched uk/use/stands"
    )


def test_acts_are_told_one_by_one() -> None:
    answers = stance("reply", reactions=[hears(US, 4.0)], relief=1.0)
    assert told(parted(pushed(actor("ru", answers)), DROP)) == [
        "3.00 cause push/0 only in the baseline (the change)",
        "3.19 decision us/use up 0/0 only in the baseline < 0 heard us/use/push",
        "3.32 decision ru/reply up 0/0 only in the baseline < 1 heard ru/reply/decision_of-us-use",
    ]


def test_going_back_is_another_decision_than_going_on() -> None:
    """With help it goes on from the rung it has reached, without it goes back."""
    mover = stance(
        half_life=2.0,
        gives_up_below={"partly": 0.5},
        reactions=[hears("push", 1.9), hears("help", 3.0)],
    )
    made = world(actor("us", mover), causes=(PUSH, dated("help", 6.0)))
    assert told(parted(made, {"drop": "help"}, replication=2)) == [
        "6.00 cause help/0 only in the baseline (the change)",
        "6.74 decision us/use up 1/1 only in the baseline < 0 heard us/use/help",
        "10.89 decision us/use down 1/1 only in the variant < 1 own",
    ]


# --- what is the change itself --------------------------------------------------------------------


def test_what_a_held_stance_leaves_undone_is_the_change() -> None:
    follows = stance(reactions=[hears(US, 3.0)])
    made = pushed(actor("uk", follows))
    assert told(parted(made, hold("us"))) == [
        "3.19 decision us/use up 0/0 only in the baseline (the change)",
        "3.43 decision uk/use up 0/0 only in the baseline < 0 heard uk/use/decision_of-us-use",
    ]
    assert told(parted(made, hold("us", 3.1))) == [
        "3.10 hold us/use/0 only in the variant (the change)",
        "3.19 decision us/use up 0/0 only in the baseline (the change)",
        "3.43 decision uk/use up 0/0 only in the baseline < 1 heard uk/use/decision_of-us-use",
    ]


def test_what_a_released_stance_does_is_its_own() -> None:
    """What it leaves undone while it is held is the change; what it does from the release on is not."""
    follows = stance(reactions=[hears(US, 3.0)])
    made = pushed(actor("uk", follows))
    assert told(parted(made, hold("us", 3.1, until=4.0))) == [
        "3.10 hold us/use/0 only in the variant (the change)",
        "3.19 decision us/use up 0/0 only in the baseline (the change)",
        "3.43 decision uk/use up 0/0 later in the variant +2.18 < 1 heard uk/use/decision_of-us-use",
        "4.00 release us/use/0 only in the variant (the change)",
        "5.37 decision us/use up 0/1 only in the variant < 3 own",
    ]
    held = changed(made, hold("us", 1.0))
    assert told(beside(held, changed(made, hold("us", 1.0, until=2.0))))[0] == (
        "2.00 release us/use/0 only in the variant (the change)"
    )


def test_a_hold_that_ends_later() -> None:
    """What happens in one world while the stance is held in the other is the change."""
    mine = stance(standing=2.0, tempo=0.5, gives_up_below={"partly": 9.0, "wholly": 9.0})
    made = world(actor("us", mine), days=12)
    ours, theirs = (changed(made, hold("us", until=until)) for until in (3.0, 6.0))
    for one, other, way in ((ours, theirs, "baseline"), (theirs, ours, "variant")):
        found = beside(one, other)
        assert len(found.differences) > 4
        for each in found.differences:
            alone = f"only in the {way}" == WAYS[each.way]
            assert each.given == ((alone and each.time < 6.0) or KINDS[each.key.kind] == "release")


def test_what_a_forced_stance_does_from_there_on_is_its_own() -> None:
    assert told(parted(pushed(), force("us", "partly", 1.0))) == [
        "1.00 force us/use 1/0 only in the variant (the change)",
        "3.19 decision us/use up 0/0 only in the baseline < 0 own",
        "4.98 decision us/use up 1/1 only in the variant < 1 own",
    ]


def test_an_actor_that_is_not_there_does_not_act_otherwise() -> None:
    follows = stance(reactions=[hears(US, 3.0)])
    assert told(parted(pushed(actor("uk", follows)), {"drop_actor": "us"})) == [
        "3.19 decision us/use up 0/0 only in the baseline (the change)",
        "3.43 decision uk/use up 0/0 only in the baseline < 0 heard uk/use/decision_of-us-use",
    ]


def test_a_number_is_no_event() -> None:
    found = parted(pushed(), sets("us/use.tempo", 2.0))
    assert told(found) == ["3.19 decision us/use up 0/0 later in the variant +0.19"]
    assert found.change is None
    assert found.conduct is found.first


def test_the_numbers_of_a_trigger_are_the_change() -> None:
    shock = triggered("shock", stands("us", "partly"), after=2.0)
    made = pushed(causes=(PUSH, shock))
    assert told(parted(made, {"alter": {"cause": "shock", "to": {"after": 3.0}}})) == [
        "5.19 cause shock/0 later in the variant +1.00 (the change)"
    ]


# --- keys -----------------------------------------------------------------------------------------


def test_no_two_events_of_a_run_have_the_same_key() -> None:
    built = lower(everything())
    for replication in range(20):
        found = keys(traced(built, replication))
        assert len(set(found)) == len(found)

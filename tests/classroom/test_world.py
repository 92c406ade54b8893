"""The class's world: what orders, words and the White cell's list do in it, and what they leave alone."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from sim.classroom.acts.injects import (
    ActionSeen,
    InjectMade,
    InjectReleased,
    InjectScheduled,
    InjectSkipped,
)
from sim.classroom.acts.orders import Argued, Judged
from sim.classroom.acts.running import Adjudicating, Ended
from sim.classroom.acts.seats import TeamHanded
from sim.classroom.rules.person import LEADER, Person
from sim.classroom.world.dice import SUCCESS, dice, succeeds, total
from sim.classroom.world.happenings import happenings
from sim.classroom.world.rows import listed, met
from sim.classroom.world.world import World, world
from sim.engine.des import run
from sim.engine.noise import Noise
from sim.engine.trace import CAUSE, DECISION, FORCE, Event
from sim.model.lower import lower
from sim.scenario.language.vocabulary import Standing
from tests.classroom.played import Play, order, said


def caused(world: World) -> dict[str, float]:
    """The causes that came about, each with its first time."""
    found: dict[str, float] = {}
    for event in world.trace.events:
        if event.kind == CAUSE:
            found.setdefault(world.trace.program.causes.name[event.subject], event.time)
    return found


def heard_by(world: World, cause: str) -> set[str] | None:
    """Who hears a cause; None for all."""
    named = world.scenario.cause(cause).heard_by
    return None if named is None else set(named)


def of_party(world: World, party: str) -> list[Event]:
    """The moves of a party's stance."""
    names = world.trace.program.stances.name
    (stance,) = (k for k, name in enumerate(names) if name.startswith(f"{party}/"))
    return list(world.moves_of(stance))


def told(events: list[Event] | tuple[Event, ...]) -> list[tuple[float, int, int, int]]:
    """Events by what a class could know of them."""
    return [(each.time, each.kind, each.before, each.after) for each in events]


# --- nobody plays ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1])
def test_a_class_of_nobody_is_a_run_of_the_scenario_to_the_bit(seed: int) -> None:
    play = Play(seed)
    play.moves(4)
    scenario = play.game.scenario
    program = lower(scenario, play.game.calendar.bounds[-1])
    assert play.world.digest() == run(program, Noise(program, seed, 0)).digest()


def test_before_the_first_move_is_closed_nothing_has_happened() -> None:
    play = Play()
    for begins in (play.open, lambda: None):
        assert play.world.until == 0.0
        assert of_party(play.world, "united-states") == []
        begins()


def test_worlds_differ_by_seed_and_by_nothing_else() -> None:
    digests = []
    for seed in (1, 1, 2):
        play = Play(seed)
        play.moves(4)
        digests.append(play.world.digest())
    assert digests[0] == digests[1] != digests[2]


# --- orders ------------------------------------------------------------------------------------


def test_an_order_takes_effect_at_the_start_of_its_move_and_stands() -> None:
    play = Play()
    ana = play.sit("united-states")
    play.open()
    play.do(ana, order(ana, 0, "border-zone"))
    play.close()
    play.moves(3)
    (moved,) = of_party(play.world, "united-states")
    ladder = play.game.scenario.issue("use")
    assert (moved.kind, moved.after) == (FORCE, ladder.index("border-zone"))
    assert moved.time == play.game.calendar.begin(0) == 0.0
    assert play.world.until == play.game.calendar.end(3)


def test_a_played_team_never_moves_by_itself_and_an_empty_one_may() -> None:
    free = Play()
    free.moves(4)
    movers = [t for t in free.game.teams if t != "ukraine" and of_party(free.world, t)]
    assert movers
    for party in movers:
        play = Play()
        play.sit(party)
        play.moves(4)
        assert of_party(play.world, party) == []


def test_a_team_handed_to_the_model_goes_on_from_where_it_stood() -> None:
    play = Play()
    ana = play.sit("united-states")
    play.open()
    play.do(ana, order(ana, 0, "border-zone"))
    play.close()
    play.do(LEADER, TeamHanded(team="united-states", to_model=True))
    play.moves(1)
    play.do(LEADER, TeamHanded(team="united-states", to_model=False))
    play.open()
    play.do(ana, order(ana, 2, "prohibited"))
    play.close()
    begin = play.game.calendar.begin
    forced = [each.time for each in of_party(play.world, "united-states") if each.kind == FORCE]
    assert forced == [begin(0), begin(2)]
    decided = [each.time for each in of_party(play.world, "united-states") if each.kind == DECISION]
    assert all(begin(1) <= time <= begin(2) for time in decided)


def test_an_order_on_paper_counts_like_any_other() -> None:
    on_paper, in_a_seat = Play(), Play()
    ana = in_a_seat.sit("france")
    for play in (on_paper, in_a_seat):
        play.open()
    in_a_seat.do(ana, order(ana, 0, "launch-sites"))
    paper = order(ana, 0, "launch-sites").model_copy(update={"seat": None, "paper": True})
    on_paper.do(LEADER, paper)
    for play in (on_paper, in_a_seat):
        play.close()
    assert on_paper.world.digest() == in_a_seat.world.digest()


# --- what has happened stays -------------------------------------------------------------------


def chosen(play: Play, people: list[Person], chance: random.Random) -> None:
    """Play a move at random: orders, words, the list."""
    move = play.open()
    move = play.state().move
    for who in people:
        team = play.game.teams[str(who.team)]
        rungs = [*play.game.rungs(team), None]
        play.do(who, order(who, move, chance.choice(rungs)))
        if chance.random() < 0.6:
            action = chance.choice(sorted(team.orders.actions))
            others = sorted(set(play.game.teams) - {team.party})
            to = chance.sample(others, chance.randint(1, 3))
            play.do(who, said(who, move, audience="actors", to=to, action=action))
    for each in listed(play.game, play.state()):
        draw = chance.random()
        if each.row.type == "expected-action":
            if draw < 0.2 and each.move == move:
                play.do(LEADER, ActionSeen(number=each.row.number, done=draw < 0.1))
        elif not each.released and each.in_move >= move and draw < 0.15:
            play.do(LEADER, InjectReleased(number=each.row.number, move=move))
        elif not each.released and each.in_move >= move and draw < 0.25:
            play.do(LEADER, InjectSkipped(number=each.row.number))
    play.close()


@pytest.mark.parametrize("seed", range(12))
def test_no_later_move_changes_what_has_happened(seed: int) -> None:
    """The class was shown it: events up to the end of a move are the same ever after, to the bit."""
    chance, play = random.Random(seed), Play(seed)  # noqa: S311 (what is played)
    teams = chance.sample(sorted(play.game.teams), chance.randint(1, 6))
    people = [play.sit(team) for team in teams]
    before: list[Event] = []
    for move in range(4):
        chosen(play, people, chance)
        until = play.game.calendar.end(move)
        events = [each for each in play.world.trace.events if each.time < until]
        past = told(
            [each for each in events if move and each.time < play.game.calendar.begin(move)]
        )
        assert past == told(before)
        before = events
    again = world(play.game, play.state())
    assert again.digest() == play.world.digest()


def test_what_is_taken_back_leaves_the_world_as_if_it_had_not_been() -> None:
    def played(*, mistaken: bool) -> World:
        play = Play()
        ana = play.sit("united-states")
        if mistaken:
            play.undo(play.do(LEADER, InjectSkipped(number=110)))
        play.open()
        play.do(ana, order(ana, 0, "border-zone"))
        if mistaken:
            play.undo(play.close())
        play.close()
        return play.world

    assert played(mistaken=True).digest() == played(mistaken=False).digest()


# --- words -------------------------------------------------------------------------------------


def test_the_model_hears_a_formal_word_when_the_move_is_run_and_only_those_it_was_said_to() -> None:
    play = Play()
    ana = play.sit("ukraine")
    play.open()
    seq = play.do(
        ana, said(ana, 0, audience="actors", to=["united-states", "france"], action="appeal")
    )
    cause = f"said-{seq}-ukraine"
    assert cause not in caused(play.world)
    play.close()
    assert caused(play.world)[cause] == play.game.calendar.begin(0)
    assert heard_by(play.world, cause) == {"united-states", "france"}


def test_a_public_word_is_heard_by_all_but_who_says_it() -> None:
    play = Play()
    ana = play.sit("france")
    play.open()
    seq = play.do(ana, said(ana, 0, action="assure"))
    play.close()
    actors = {each.id for each in play.game.scenario.actors}
    assert heard_by(play.world, f"said-{seq}-france") == actors - {"france"}


@pytest.mark.parametrize(
    "more",
    [{}, {"audience": "team"}, {"action": "clarify"}, {"audience": "actors", "to": ["nato"]}],
)
def test_the_model_does_not_hear_plain_words(more: dict[str, object]) -> None:
    play, silent = Play(), Play()
    ana = play.sit("france")
    silent.sit("france")
    for each in (play, silent):
        each.open()
    play.do(ana, said(ana, 0, **more))
    for each in (play, silent):
        each.close()
    assert play.world.digest() == silent.world.digest()


def test_an_appeal_moves_whom_it_is_made_to_no_other_way_than_up() -> None:
    """Direction of effect: with appeals to Washington its pressure is never lower, in any of 20 worlds."""
    for seed in range(20):
        peaks = []
        for speaks in (False, True):
            play = Play(seed)
            ana = play.sit("ukraine")
            play.sit("united-states")  # held: the pressure can be compared
            play.open()
            if speaks:
                more = {"audience": "actors", "to": ["united-states"], "action": "appeal"}
                play.do(ana, said(ana, 0, **more))
            play.close()
            stance = play.world.trace.program.stances.name.index("united-states/use")
            felt = [f for e in play.world.trace.events for f in e.felt if f.stance == stance]
            peaks.append(sum(felt[0].parts_after) if felt else 0.0)
        assert peaks[1] > peaks[0]


# --- the list ----------------------------------------------------------------------------------


def test_an_event_that_is_skipped_does_not_happen_nor_what_came_of_it() -> None:
    play = Play()
    play.do(LEADER, InjectSkipped(number=110))
    play.moves(4)
    there = caused(play.world)
    assert "kharkiv-offensive" not in there
    followed = {c.id for c in play.game.scenario.causes if "kharkiv-offensive" in c.because}
    assert followed
    assert followed & set(there) == set()


def test_an_inject_that_is_put_off_happens_at_the_start_of_its_new_move() -> None:
    play = Play()
    play.do(LEADER, InjectScheduled(number=120, move=2, minute=1.0))
    play.moves(2)
    assert "border-sanctuary" not in caused(play.world)
    play.open()
    play.do(LEADER, InjectReleased(number=120, move=2))
    play.close()
    assert caused(play.world)["border-sanctuary"] == play.game.calendar.begin(2)


def test_an_expected_action_happens_if_its_team_does_it_and_not_if_it_does_not() -> None:
    """Row 130: Ukraine asks Washington, or the White cell does in its place (131)."""

    def played(*, asks: bool = False, sits: bool = True, stands_in: bool = False) -> Play:
        play = Play()
        ana = play.sit("ukraine") if sits else None
        play.moves(1)
        play.open()
        if asks and ana is not None:
            more = {"audience": "actors", "to": ["united-states"], "action": "lobby"}
            play.do(ana, said(ana, 1, **more))
        if stands_in:
            play.do(LEADER, InjectReleased(number=131, move=1))
        play.close()
        return play

    request, begin = "ukrainian-request", Play().game.calendar.begin(1)
    history = caused(played(sits=False).world)[request]
    assert history > begin
    assert caused(played(asks=True).world)[request] == begin
    assert request not in caused(played().world)
    assert caused(played(stands_in=True).world)[request] == begin
    spoken = played(asks=True)
    assert not [name for name in caused(spoken.world) if name.startswith("said-")]  # heard once
    row = next(each for each in listed(spoken.game, spoken.state()) if each.row.number == 130)
    assert met(row, spoken.state()) is True


def test_a_contingency_inject_before_its_move_happens_then_and_only_then() -> None:
    """What the class was told has happened, whatever Ukraine does in its own move."""
    for asks in (False, True):
        play = Play()
        ana = play.sit("ukraine")
        play.open()
        play.do(LEADER, InjectReleased(number=131, move=0))
        play.close()
        assert caused(play.world)["ukrainian-request"] == 0.0
        play.open()
        if asks:
            more = {"audience": "actors", "to": ["united-states"], "action": "lobby"}
            seq = play.do(ana, said(ana, 1, **more))
        play.close()
        there = caused(play.world)
        assert there["ukrainian-request"] == 0.0
        if asks:
            assert f"said-{seq}-ukraine" in there  # and is heard once more, as their own word


def test_the_facilitators_word_on_an_expected_action_counts() -> None:
    play = Play()
    play.sit("ukraine")
    play.moves(1)
    play.open()
    play.do(LEADER, ActionSeen(number=130, done=True))
    play.close()
    assert "ukrainian-request" in caused(play.world)


def test_an_inject_made_on_the_spot_is_heard_if_it_has_a_kind_and_was_released() -> None:
    for kind, released in ((None, True), ("request", False), ("request", True)):
        play = Play()
        made = InjectMade(
            number=1000, move=0, sender="ukraine", to=("united-states", "nato"), mode="call",
            message="Help.", event_kind=kind,
        )  # fmt: skip
        play.do(LEADER, made)
        play.open()
        if released:
            play.do(LEADER, InjectReleased(number=1000, move=0))
        play.close()
        there = "inject-1000" in caused(play.world)
        assert there == (kind is not None and released)
        if there:
            assert heard_by(play.world, "inject-1000") == {"united-states", "nato"}


# --- arguments ---------------------------------------------------------------------------------


def test_dice_are_fair_and_the_same_on_every_replay() -> None:
    assert dice(7, 1) == dice(7, 1)
    rolls = [dice(seed, argument) for seed in range(300) for argument in range(1, 11)]
    sides = Counter(side for roll in rolls for side in roll)
    assert set(sides) == set(range(1, 7))
    assert all(abs(count - 1000) < 5 * 30 for count in sides.values())  # five standard deviations
    carried = sum(sum(roll) >= SUCCESS for roll in rolls) / len(rolls)
    assert abs(carried - 21 / 36) < 0.045
    assert len({dice(7, argument) for argument in range(1, 40)}) > 10


def test_an_argument_that_carries_puts_its_team_on_the_rung_and_one_that_fails_does_not() -> None:
    seen = set()
    for seed in range(12):
        play = Play(seed)
        ana = play.sit("france")
        play.do(LEADER, Adjudicating(mode="free"))
        play.open()
        play.do(ana, order(ana, 0, "prohibited"))
        argued = Argued(
            move=0, team="france", seat=ana.name, action="A", result="B", reasons=("C",)
        )
        play.do(ana, argued)
        judged = Judged(argument=1, strong_for=1, strong_against=0, rung="launch-sites")
        play.do(LEADER, judged)
        play.close()
        carries = sum(dice(seed, 1)) + 1 >= SUCCESS
        assert succeeds(seed, judged) is carries
        assert total(seed, judged) == sum(dice(seed, 1)) + 1
        moved = [each.after for each in of_party(play.world, "france")]
        assert moved == ([1] if carries else [])
        seen.add(carries)
    assert seen == {True, False}


# --- who knows of it ---------------------------------------------------------------------------


def test_what_was_done_in_private_is_known_to_those_who_did_and_heard_it_alone() -> None:
    play = Play()
    play.moves(4)
    private = [each for each in happenings(play.world) if each.audience is not None]
    assert private
    for each in private:
        assert not each.known_to(None)
        assert all(each.known_to(party) for party in each.audience or ())
        outside = set(play.game.teams) - (each.audience or set())
        assert not any(each.known_to(party) for party in outside)
    request = next(each for each in private if "request" in each.text.lower())
    assert request.audience is not None
    assert request.audience >= {"ukraine", "united-states"}
    assert "russia" not in request.audience


def test_everything_that_happened_is_told_in_the_order_in_which_it_did() -> None:
    play = Play()
    ana = play.sit("united-states")
    play.open()
    play.do(ana, order(ana, 0, "border-zone"))
    play.close()
    play.moves(3)
    play.do(LEADER, Ended())
    times = [each.time for each in happenings(play.world)]
    assert times == sorted(times)
    ours = [each for each in happenings(play.world) if each.party == "united-states"]
    assert [each.sort for each in ours][:1] == ["order"]


def test_a_rung_is_reached_by_any_jump_and_not_before() -> None:
    play = Play()
    ana = play.sit("united-states")
    play.moves(1)
    play.open()
    play.do(ana, order(ana, 1, "long-range"))
    play.close()
    reached = play.world.has_reached
    standing = Standing(actor="united-states", issue="use", rung="border-zone")
    begin = play.game.calendar.begin(1)
    assert not reached(standing, begin - 0.01)
    assert reached(standing, begin)
    bottom = Standing(actor="united-states", issue="use", rung="prohibited")
    assert reached(bottom, 0.0)


def test_a_branch_lets_the_model_play_from_a_move_on_and_keeps_what_was_before() -> None:
    play = Play()
    people = [play.sit(team) for team in ("united-states", "france")]
    chance = random.Random(5)  # noqa: S311 (what is played)
    for _ in range(4):
        chosen(play, people, chance)
    whole = play.world
    for move in range(4):
        branch = world(play.game, play.state(), model_from=move)
        begin = play.game.calendar.begin(move)
        ours = told([e for e in whole.trace.events if e.time < begin])
        assert told([e for e in branch.trace.events if e.time < begin]) == ours
        forced = [e for e in branch.trace.events if e.kind == FORCE and e.time >= begin]
        assert forced == [] or move > 0
    assert world(play.game, play.state(), model_from=4).trace.until == whole.until

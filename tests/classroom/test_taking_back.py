"""What is taken back by itself: what it may be, what goes with it, what stays as it was."""

from __future__ import annotations

import pytest

from sim.classroom.acts.injects import InjectSkipped
from sim.classroom.acts.learning import Forecasted, Noted, PaperWritten
from sim.classroom.acts.orders import Argued, Countered, Judged, OrderGiven, Said
from sim.classroom.acts.running import Adjudicating, Ended, MoveOpened, Undone
from sim.classroom.rules.person import LEADER, Person, Refused
from sim.classroom.rules.taking_back import ALONE, take_back
from sim.classroom.state.fold import after, folded, goes_with, last_control, numbered, versions
from sim.classroom.state.state import State
from sim.classroom.world.played import Played
from sim.classroom.world.rows import listed
from sim.classroom.world.scenario import kind_of, played
from tests.classroom.played import Play, advised, order, said


class Taking(Play):
    """A class in which things are taken back as in a session."""

    def take(self, seq: int, who: Person = LEADER) -> None:
        take_back(self.game, self.state(), self.told, who, seq)
        for each in (seq, *goes_with(self.told, seq), *versions(self.told, seq)):
            self.undo(each)

    def kept(self, seq: int, who: Person = LEADER) -> str:
        with pytest.raises(Refused) as told:
            self.take(seq, who)
        return str(told.value)


def argued(team: str = "france", move: int = 0, action: str = "Go first.") -> Argued:
    return Argued(
        move=move, team=team, seat=None, action=action, result="So.", reasons=("One.", "Two.")
    )


def test_each_kind_of_thing_is_as_if_it_had_not_been() -> None:
    play = Taking()
    ana, ben = play.sit("france"), play.sit("france")
    play.do(LEADER, Adjudicating(mode="free"))
    foreseen = play.do(ben, Forecasted(seat=ben.name, when="first", probability=0.4))
    play.open()
    before = play.state()
    seqs = [
        play.do(ana, order(ana, 0, "launch-sites")),
        play.do(ben, advised(play.state(), ben.name)),
        play.do(ana, said(ana, 0)),
        play.do(ana, said(ana, 0, audience="team")),
        play.do(LEADER, Noted(seat=None, objective="decide", rating="P", text="Quick.")),
        play.do(LEADER, argued("nato")),
    ]
    answer = play.do(ana, Countered(argument=1, team="france", seat=ana.name, text="Never."))
    play.take(answer)
    assert play.state().arguments[0].counters == ()
    for seq in seqs:
        play.take(seq)
    assert play.state() == before
    play.take(foreseen)
    assert not play.state().forecasts
    play.close()
    play.do(LEADER, Ended())
    paper = play.do(ben, PaperWritten(seat=ben.name, answers=("a", "b", "c")))
    play.take(paper)
    assert not play.state().papers
    assert {type(act) for _, act in play.told if isinstance(act, ALONE)} == set(ALONE)


def test_only_the_facilitator_takes_back_and_once_and_only_what_people_wrote() -> None:
    play = Taking()
    ana = play.sit("france")
    opened = play.open()
    skip = play.do(LEADER, InjectSkipped(number=50))
    words = play.do(ana, said(ana, 0))
    assert "Only the facilitator" in play.kept(words, ana)
    for seq in (1, opened, skip):
        assert "not taken back by itself" in play.kept(seq)
    assert "no such act" in play.kept(99)
    play.take(words)
    assert "already" in play.kept(words)
    assert "not taken back by itself" in play.kept(len(play.told))  # a taking back


# --- what has been run -------------------------------------------------------------------------


def test_plain_words_go_at_any_time() -> None:
    play = Taking()
    ana = play.sit("france")
    play.open()
    public = play.do(ana, said(ana, 0))
    private = play.do(ana, said(ana, 0, audience="actors", to=("nato",)))
    play.close()
    late = play.do(ana, said(ana, 0, audience="team"))
    play.do(LEADER, Ended())
    digest = play.world.digest()
    for seq in (public, private, late):
        play.take(seq)
    assert play.state().statements == ()
    assert play.world.digest() == digest


def test_what_counted_in_a_move_stays_until_its_closing_is_taken_back() -> None:
    play = Taking()
    ana, ben = play.sit("france"), play.sit("ukraine")
    play.do(LEADER, Adjudicating(mode="free"))
    play.open()
    counted = [
        play.do(ana, order(ana, 0, None)),
        play.do(ben, said(ben, 0, action="appeal", audience="actors", to=("united-states",))),
        play.do(ana, argued().model_copy(update={"seat": ana.name})),
    ]
    play.do(LEADER, Judged(argument=1, strong_for=1, strong_against=0, rung="launch-sites"))
    close = play.close()
    for seq in counted:
        assert "its move has been run: take back the closing first" in play.kept(seq)
    play.undo(close)
    for seq in counted:
        play.take(seq)
    state = play.state()
    assert (dict(state.orders), state.statements, state.arguments) == ({}, (), ())


def test_words_that_carried_out_what_was_expected_stay_though_the_model_hears_none() -> None:
    play = Taking()
    row = next(
        each.row
        for each in listed(play.game, State())
        if each.row.type == "expected-action" and each.row.actions and each.move == 0
    )
    team, action = row.sender, row.actions[0]
    who = play.sit(team)
    kinds = play.game.teams[team].orders.actions
    on_file = kinds[action]
    kinds[action] = None  # as in an exercise whose model is deaf to it
    try:
        assert kind_of(play.game.exercise, team, action) is None
        play.open()
        to = () if "all" in row.to else row.to
        words = said(who, 0, action=action, audience="actors" if to else "public", to=to)
        first, second = play.do(who, words), play.do(who, words)
        play.close()
        assert "its move has been run" in play.kept(first)
        play.take(second)  # the first carried it out
    finally:
        kinds[action] = on_file


def test_words_that_alone_made_a_team_peoples_stay() -> None:
    """Typed in for an empty team: without them the model would have played it."""
    play = Taking()
    play.do(LEADER, Adjudicating(mode="free"))
    play.open()
    only = play.do(LEADER, argued("united-kingdom"))
    assert play.state().is_played("united-kingdom", 0)
    close = play.close()
    assert "its move has been run" in play.kept(only)
    play.undo(close)
    play.take(only)
    assert not play.state().is_played("united-kingdom", 0)


@pytest.mark.parametrize("what", ["unjudged", "answer"])
def test_an_argument_that_decided_nothing_goes_after_its_move(what: str) -> None:
    play = Taking()
    ana, ben = play.sit("france"), play.sit("nato")
    play.do(LEADER, Adjudicating(mode="free"))
    play.open()
    first = play.do(ana, argued().model_copy(update={"seat": ana.name}))
    answer = play.do(ben, Countered(argument=1, team="nato", seat=ben.name, text="Hurtful."))
    if what == "answer":
        play.do(LEADER, Judged(argument=1, strong_for=2, strong_against=1, rung="launch-sites"))
    play.close()
    before = played(Played(play.game, play.state()))
    play.take(first if what == "unjudged" else answer)
    assert "Hurtful." not in repr(play.state())
    assert played(Played(play.game, play.state())) == before


# --- what goes with it, and what does not ------------------------------------------------------


def test_an_argument_goes_with_its_answers_and_its_verdict_and_no_other_changes_its_number() -> (
    None
):
    play = Taking()
    ana = play.sit("russia")
    play.do(LEADER, Adjudicating(mode="free"))
    play.open()
    one = play.do(LEADER, argued("france"))
    two = play.do(LEADER, argued("nato", action="Wait."))
    for number in (1, 2):
        play.do(ana, Countered(argument=number, team="russia", seat=ana.name, text=f"No {number}."))
    play.do(LEADER, Judged(argument=1, strong_for=0, strong_against=0))
    play.take(one)
    (left,) = play.state().arguments
    assert (left.number, left.argued.action) == (2, "Wait.")
    assert [each.text for _, each in left.counters] == ["No 2."]
    play.do(LEADER, Judged(argument=2, strong_for=1, strong_against=1))
    three = play.do(LEADER, argued("france", action="Again."))
    assert numbered(play.told) == {one: 1, two: 2, three: 3}
    assert [each.number for each in play.state().arguments] == [2, 3]


def test_numbers_are_the_same_act_by_act_and_all_at_once() -> None:
    play = Taking()
    play.do(LEADER, Adjudicating(mode="free"))
    play.open()
    seqs = [play.do(LEADER, argued(team)) for team in ("france", "nato", "ukraine")]
    play.take(seqs[2])
    play.take(seqs[0])
    step = play.state()
    for team in ("france", "ukraine"):
        seq = play.do(LEADER, argued(team))
        step = after(step, play.told[seq - 1][0], play.told[seq - 1][1])
    assert step == play.state()
    assert [each.number for each in step.arguments] == [2, 3, 4]
    half = len(play.told) - 2
    assert folded(play.told[half:], folded(play.told[:half])) == step


def test_an_order_goes_with_its_earlier_wordings_and_leaves_what_somebody_else_wrote() -> None:
    play = Taking()
    ana = play.sit("france")
    play.open()
    for rung in (None, "launch-sites"):
        play.do(ana, order(ana, 0, rung))
    mine = order(ana, 0, None, reason="She is ill.").model_copy(update={"seat": None})
    last = [play.do(LEADER, mine) for _ in range(2)][-1]
    play.take(last)
    left = play.state().orders[0, "france"]
    assert (left.order.rung, left.stamp.by) == ("launch-sites", ana.name)
    play.take(left.stamp.seq)
    assert play.state().order(0, "france") is None


def test_advice_forecasts_and_papers_go_with_their_earlier_wordings() -> None:
    play = Taking()
    ana, ben = play.sit("france"), play.sit("france")
    for share in (0.2, 0.8):
        seq = play.do(ben, Forecasted(seat=ben.name, when="first", probability=share))
    play.take(seq)
    play.open()
    play.do(ana, order(ana, 0, None))
    for reason in ("Hurtful.", "Hurtful!"):
        seq = play.do(ben, advised(play.state(), ben.name, reason=reason))
    play.take(seq)
    play.close()
    play.do(LEADER, Ended())
    for text in ("a", "b"):
        seq = play.do(ben, PaperWritten(seat=ben.name, answers=(text,) * 3))
    play.take(seq)
    state = play.state()
    assert (dict(state.forecasts), dict(state.advice), dict(state.papers)) == ({}, {}, {})


# --- undo --------------------------------------------------------------------------------------


def test_undo_offers_what_the_facilitator_did_in_a_teams_name_and_nothing_of_the_players() -> None:
    play = Taking()
    ana, ben = play.sit("france"), play.sit("france")
    play.do(LEADER, Adjudicating(mode="free"))
    opened = play.open()
    play.do(ana, order(ana, 0, None))
    last = last_control(play.told)
    assert last is not None
    assert isinstance(last[1], MoveOpened)
    done = [
        play.do(LEADER, OrderGiven(move=0, team="nato", seat=None, rung=None, reason="On paper.")),
        play.do(LEADER, Said(move=0, team="nato", seat=None, audience="public", text="Hear.")),
        play.do(LEADER, argued("nato")),
    ]
    play.do(ana, Countered(argument=1, team="france", seat=ana.name, text="No."))
    done.append(play.do(LEADER, Countered(argument=1, team="russia", seat=None, text="No!")))
    play.do(LEADER, advised(play.state(), ben.name, verdict="endorse"))
    for seq in reversed(done):
        last = last_control(play.told)
        assert last is not None
        assert last[0].seq == seq
        for each in (seq, *goes_with(play.told, seq)):
            play.undo(each)
    assert not play.state().is_played("nato", 0)  # the model's again
    assert play.state().arguments == ()
    last = last_control(play.told)
    assert last is not None
    assert last[0].seq == opened
    assert sum(isinstance(act, Undone) for _, act in play.told) == len(done) + 1  # an answer

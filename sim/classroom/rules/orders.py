"""What a team may order and say, and who may do it."""

from __future__ import annotations

from sim.classroom.acts.orders import Advised, Argued, Countered, Judged, OrderGiven, Said
from sim.classroom.game import Game
from sim.classroom.rules.person import Person, Refused, need, only_leader, seat_meant
from sim.classroom.state.state import State
from sim.classroom.world.scenario import kind_of
from sim.scenario.exercise.teams import Action
from sim.scenario.problems import nearest


def order(game: Game, state: State, who: Person, act: OrderGiven) -> None:
    """An order is written by who holds the pen while the move is open."""
    _in_this_move(state, act.move, "The orders of this move are closed.")
    _speaks_for(game, state, who, act.team, act.seat)
    holds = state.pens.get(act.team) == who.name
    need(
        who.leads or holds,
        "Only who holds your team's pen can write its order. You can endorse or dissent.",
    )
    team = game.teams[act.team]
    rungs = game.rungs(team)
    if act.rung is not None:
        need(
            bool(rungs),
            f"{game.name(act.team)} decides nothing itself: it can only stay and speak.",
        )
        need(act.rung in rungs, f"Found {act.rung!r}{nearest(act.rung, rungs)}")
    need(
        not act.scope or team.orders.scope,
        "Your team gives no permission whose scope it could set out.",
    )
    need(
        act.reason.strip() != "",
        "Give a reason in a sentence: your team and the debrief will want it.",
    )
    if act.action is None:
        need(
            not act.to and not act.text,
            "Choose what your team does (lobby, assure, warn ...), or leave the words out.",
        )
        return
    _action(game, act.team, act.action)
    _addressees(game, act.team, act.to)
    need(act.text.strip() != "", "Write what your team says, in a sentence.")
    _once(game, state, act.move, act.team, act.action, act.to or None, of_order=True)


def advise(game: Game, state: State, who: Person, act: Advised) -> None:
    """Who does not hold the pen endorses or dissents, with a recommendation."""
    _in_this_move(state, act.move, "This move is closed.")
    seat = seat_meant(state, who, act.seat, "Only the seat itself can endorse or dissent.")
    need(seat.plays, "Only the seat itself can endorse or dissent.")
    team = seat.team
    holds = "This seat holds" if who.leads else "You hold"
    need(state.pens.get(team) != act.seat, f"{holds} the pen: write the order itself.")
    _of_the_order_that_stands(state, team, act)
    rungs = game.rungs(game.teams[team])
    need(act.rung is None or act.rung in rungs, f"Found {act.rung!r}{nearest(act.rung, rungs)}")
    need(act.reason.strip() != "", "Say why, in a sentence.")


def _of_the_order_that_stands(state: State, team: str, act: Advised) -> None:
    """Nobody endorses an order that is not there, or one that he has not read."""
    placed = state.orders.get((act.move, team))
    if placed is None:
        raise Refused(
            "There is no order yet to endorse or to dissent from. Say to your team what you would do."
        )
    need(
        act.order == placed.stamp.seq,
        "The order has changed since you read it. Read it again, then endorse it or dissent.",
    )


def say(game: Game, state: State, who: Person, act: Said) -> None:
    """Statements are made from STARTEX to ENDEX; those that the model hears, while a move is open."""
    going_on = state.phase in {"open", "closed"}
    need(not (going_on and 0 <= act.move < state.move), _written_for(state, act.move))
    need(going_on and act.move == state.move, "There is no move in which to say this.")
    _speaks_for(game, state, who, act.team, act.seat)
    need(act.text.strip() != "", "Write what your team says, in a sentence.")
    if act.audience == "actors":
        need(bool(act.to), "Choose to whom this is said.")
        _addressees(game, act.team, act.to)
    else:
        need(not act.to, "Choose either everybody, your own team, or some parties.")
    if act.action is None:
        return
    need(
        act.audience != "team",
        "What is said within the team cannot be an appeal, a promise or a warning.",
    )
    need(
        state.phase == "open",
        "The move is closed: say this in plain words, or wait for the next move.",
    )
    _action(game, act.team, act.action)
    _once(game, state, act.move, act.team, act.action, act.to or None, of_order=False)


def argue(game: Game, state: State, who: Person, act: Argued) -> None:
    """Arguments are taken under free adjudication, one a team and move."""
    _in_this_move(state, act.move, "This move is closed.")
    need(
        state.adjudication == "free",
        "Arguments are taken only when the facilitator has switched to free adjudication.",
    )
    _speaks_for(game, state, who, act.team, act.seat)
    earlier = [a for a in state.arguments if (a.argued.move, a.argued.team) == (act.move, act.team)]
    need(not earlier, "Your team has made its argument in this move.")


def counter(game: Game, state: State, who: Person, act: Countered) -> None:
    """Other teams answer an argument until it is judged."""
    found = next((a for a in state.arguments if a.number == act.argument), None)
    if found is None:
        raise Refused("There is no such argument.")
    _open(state, found.argued.move, "This move is closed.")
    need(found.judged is None, "The argument has been judged.")
    _speaks_for(game, state, who, act.team, act.seat)
    need(found.argued.team != act.team, "A team does not answer its own argument.")


def judge(game: Game, state: State, who: Person, act: Judged) -> None:
    """The facilitator judges an argument of the open move."""
    only_leader(who, "judge an argument")
    found = next((a for a in state.arguments if a.number == act.argument), None)
    if found is None:
        raise Refused("There is no such argument.")
    _open(state, found.argued.move, "This move is closed.")
    need(found.judged is None, "The argument has been judged: undo that first.")
    need(
        act.strong_for <= len(found.argued.reasons),
        f"The argument has {len(found.argued.reasons)} reasons.",
    )
    need(
        act.strong_against <= len(found.counters),
        f"There are {len(found.counters)} counter-arguments.",
    )
    rungs = game.rungs(game.teams[found.argued.team])
    need(act.rung is None or act.rung in rungs, f"Found {act.rung!r}{nearest(act.rung, rungs)}")


# --- shared ------------------------------------------------------------------------------------


def spoken_to(game: Game, state: State, move: int, team: str) -> frozenset[str]:
    """Whom a team has addressed in a move with something the model hears; `all` for the public."""
    found: set[str] = set()
    for each in state.formal_in(move):
        said = each.said
        if said.team == team and not each.order and kind_of(game.exercise, team, said.action):
            found |= set(said.to) if said.audience == "actors" else {"all"}
    return frozenset(found)


def _once(  # noqa: PLR0913, PLR0917 (what is said, by whom, to whom)
    game: Game,
    state: State,
    move: int,
    team: str,
    action: Action,
    to: tuple[str, ...] | None,
    *,
    of_order: bool,
) -> None:
    """The model hears one statement a move from a team to each addressee, orders included."""
    if kind_of(game.exercise, team, action) is None:
        return
    earlier = spoken_to(game, state, move, team)
    placed = state.order(move, team)
    if not of_order and placed is not None and kind_of(game.exercise, team, placed.action):
        earlier |= set(placed.to) or {"all"}
    new = set(to) if to is not None else {"all"}
    both = new & earlier if "all" not in earlier | new else earlier
    if both:
        whom = "everybody" if "all" in both else ", ".join(sorted(map(game.name, both)))
        message = f"Your team has formally addressed {whom} in this move"
        raise Refused(
            f"{message} already. One formal word to each in a move: say this in plain words instead."
        )


def _open(state: State, move: int, message: str) -> None:
    need(state.phase == "open" and state.move == move, message)


def _in_this_move(state: State, move: int, message: str) -> None:
    """A form of an earlier move does not count in this one unless it is sent once more."""
    need(not (state.phase == "open" and move < state.move), _written_for(state, move))
    _open(state, move, message)


def _written_for(state: State, move: int) -> str:
    return (
        f"This was written for move {move + 1}, which has closed. See whether it still holds in "
        f"move {state.move + 1}, and send it again."
    )


def _speaks_for(game: Game, state: State, who: Person, team: str, seat: str | None) -> None:
    """A seat speaks for its own team and as itself; the facilitator for any."""
    need(team in game.teams, f"There is no team {team!r}{nearest(team, game.teams)}")
    if who.leads:
        need(seat is None, "The facilitator speaks for a team, not for a seat.")
    else:
        need(who.team == team and who.name == seat, "You can speak only for your own team.")
    need(
        team not in state.handed,
        "The model plays this team now. Ask the facilitator to hand it back.",
    )


def _action(game: Game, team: str, action: Action) -> None:
    offered = game.teams[team].orders.actions
    need(action in offered, f"{game.name(team)} cannot {action}{nearest(action, offered)}")


def _addressees(game: Game, team: str, to: tuple[str, ...]) -> None:
    known = (set(game.teams) | {actor.id for actor in game.scenario.actors}) - {team}
    for each in to:
        need(each != team, "Your own team needs no letter from you.")
        need(each in known, f"There is no party {each!r}{nearest(each, known)}")
    need(len(set(to)) == len(to), "Each party is named once.")

"""What people did, in sentences for the class: orders, statements, injects, and events that did not happen."""

from __future__ import annotations

from sim.classroom.acts.orders import Said
from sim.classroom.game import Game
from sim.classroom.world.dice import succeeds
from sim.classroom.world.fates import fates
from sim.classroom.world.rows import listed
from sim.classroom.world.scenario import MADE, SAID
from sim.classroom.world.world import World
from sim.report.words import capital
from sim.report.words import listed as in_a_row
from sim.scenario.exercise.msel import ALL

_VERBS = {
    "lobby": "pressed",
    "appeal": "appealed to",
    "assure": "gave an assurance to",
    "warn": "warned",
    "refuse": "refused",
    "clarify": "clarified to",
    "demonstrate": "demonstrated to",
}


def team(game: Game, party: str) -> str:
    """Whose team: 'the United States’ team'."""
    name = game.called(party)
    return f"{name}{'’' if name.endswith('s') else '’s'} team"


def said(game: Game, words: Said) -> str:
    """What a team said, to whom, in its own words."""
    verb = "said to" if words.action is None else _VERBS[words.action]
    if words.audience == "team":
        whom = "itself"
    elif words.audience == "public":
        whom = "everybody"
    else:
        whom = in_a_row([game.called(party) for party in words.to])
    return f"{team(game, words.team)} {verb} {whom}: “{words.text}”"


def ordered(world: World, party: str, rung: str, move: int) -> tuple[str, str]:
    """That a team took a rung in a move, and its reason."""
    game, state = world.what.game, world.what.state
    won = next(
        (
            each
            for each in state.arguments
            if (each.argued.move, each.argued.team) == (move, party)
            and each.judged is not None
            and each.judged.rung
            and succeeds(game.seed, each.judged)
        ),
        None,
    )
    who = team(game, party)
    if won is not None:
        return f"{who} won the argument for “{rung}”", in_a_row(won.argued.reasons)
    order = state.order(move, party)
    return f"{who} ordered “{rung}”", "" if order is None else order.reason


def cause(world: World, name: str) -> tuple[str, str] | None:
    """What people made happen, with their words; None for an event on file."""
    if name.startswith(SAID):
        seq, _, party = name.removeprefix(SAID).partition("-")
        for each in world.what.state.statements:
            if each.stamp.seq == int(seq) and each.said.team == party:
                return said(world.what.game, each.said), ""
    if name.startswith(MADE):
        number = int(name.removeprefix(MADE))
        for _, act in world.what.state.made:
            if act.number == number:
                return f"the White cell let it be known: “{act.message}”", ""
    return None


def deed(world: World, name: str) -> str:
    """What a team did that carried an event on file out; empty where none did."""
    what = world.what
    fate = fates(what).of(name)
    if fate.deed is not None:
        return said(what.game, fate.deed.said)
    return f"{team(what.game, what.scenario.cause(name).source)} did it" if fate.done else ""


def left_out(world: World, name: str) -> str:
    """Why an event on file did not happen in the class, to go on a sentence with."""
    what = world.what
    for each in listed(what.game, what.state):
        if each.row.cause != name or each.row.type == "contingency-inject":
            continue
        if each.status == "skipped":
            return "the White cell left it out"
        if each.row.type == "expected-action" and each.row.sender in what.people(each.move):
            return f"{team(what.game, each.row.sender)} did not do it"
        if each.status in {"scheduled", "released"} and each.in_move not in what.run:
            return "the White cell put it off"
    return "what it came from did not happen"


def recipients(game: Game, to: tuple[str, ...]) -> str:
    """Addressees in a row."""
    return "everybody" if ALL in to else in_a_row([game.name(each) for each in to])


def sentence(text: str) -> str:
    """The text as a sentence; one that ends in somebody's own sentence has its stop."""
    ends = text.rstrip("”").endswith((".", "!", "?", "…"))
    return capital(text if ends else f"{text}.")

"""The class's scenario: the one on file with what people ordered, said, released and skipped.

Played stances are held and put on the rungs their teams ordered; statements that carry a kind are
causes; an event the White cell skipped does not happen, one released later happens later. It is a
scenario like any other, so everything that can be asked of a scenario can be asked of a class.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.classroom.game import Game
from sim.classroom.state.state import State
from sim.classroom.world.calendar import Calendar, at
from sim.classroom.world.dice import succeeds
from sim.classroom.world.rows import Listed, carried_out_by, listed, met
from sim.scenario.exercise.exercise import Exercise
from sim.scenario.exercise.msel import ALL
from sim.scenario.exercise.teams import Action
from sim.scenario.language.basis import Basis
from sim.scenario.language.causes import Cause
from sim.scenario.language.interventions import Force, Hold
from sim.scenario.language.scenario import Scenario

SAID = "said-"  # begins the id of a cause that somebody said
MADE = "inject-"  # begins the id of a cause that the White cell made


@dataclass(frozen=True)
class Played:
    """What is needed to build the class's scenario. `model_from`: from that move on the model plays all."""

    game: Game
    state: State
    model_from: int | None = None

    @property
    def scenario(self) -> Scenario:
        """The scenario on file."""
        return self.game.scenario

    @property
    def exercise(self) -> Exercise:
        """The exercise on file."""
        return self.game.exercise

    @property
    def calendar(self) -> Calendar:
        """The moves as scenario time."""
        return self.game.calendar

    def people(self, move: int) -> frozenset[str]:
        """The teams that people played in a move that was run."""
        if self.model_from is not None and move >= self.model_from:
            return frozenset()
        return next((c.people for c in self.state.closed if c.move == move), frozenset())

    @property
    def run(self) -> range:
        """The moves that were run with people in them."""
        closed = len(self.state.closed)
        return range(closed if self.model_from is None else min(closed, self.model_from))


def played(what: Played) -> Scenario:
    """The class's scenario."""
    rows = listed(what.exercise, what.calendar, what.state)
    causes = _causes(what, rows)
    return what.scenario.model_copy(
        update={
            "causes": (*causes, *_made(what, rows), *_said(what, rows)),
            "holds": (*what.scenario.holds, *_holds(what)),
            "forces": (*what.scenario.forces, *_forces(what)),
        }
    )


# --- who plays, and what they ordered ----------------------------------------------------------


def _holds(what: Played) -> Iterator[Hold]:
    """A hold for each stretch of moves in which people played a stance."""
    moves = what.calendar
    for team in what.exercise.teams:
        issue = team.orders.issue
        if issue is None:
            continue
        stretches: list[list[int]] = []
        for move in what.run:
            if team.party not in what.people(move):
                continue
            if stretches and stretches[-1][1] == move - 1:
                stretches[-1][1] = move
            else:
                stretches.append([move, move])
        for first, last in stretches:
            begins = moves.opens(first)
            goes_on = last == len(what.run) - 1 and what.model_from is None
            yield Hold(
                actor=team.party,
                issue=issue,
                begins=None if begins <= what.scenario.start else at(begins),
                until=None if goes_on else at(moves.closes(last)),
            )


def _forces(what: Played) -> Iterator[Force]:
    """Where teams went: what they ordered, or what they won by argument."""
    for move in what.run:
        for team in what.exercise.teams:
            if team.party not in what.people(move) or team.orders.issue is None:
                continue
            rung = _rung(what, move, team.party)
            if rung is not None:
                opens = at(what.calendar.opens(move))
                yield Force(actor=team.party, issue=team.orders.issue, rung=rung, on=opens)


def _rung(what: Played, move: int, team: str) -> str | None:
    """The rung a team takes in a move; None to stay."""
    won = [
        each.judged.rung
        for each in what.state.arguments
        if (each.argued.move, each.argued.team) == (move, team)
        and each.judged is not None
        and each.judged.rung
        and succeeds(what.game.seed, each.judged)
    ]
    if won:
        return won[-1]
    order = what.state.order(move, team)
    return None if order is None else order.rung


# --- what is said ------------------------------------------------------------------------------


def _said(what: Played, rows: tuple[Listed, ...]) -> Iterator[Cause]:
    """Statements that carry a kind, as causes at the start of their move."""
    heard_as_row = _as_rows(what, rows)
    for statement in what.state.statements:
        said = statement.said
        kind = kind_of(what.exercise, said.team, said.action)
        if said.move not in what.run or kind is None or said.audience == "team":
            continue
        if said.team not in what.people(said.move):
            continue
        hears = _hearers(what, said.to if said.audience == "actors" else (ALL,), said.team)
        hears -= heard_as_row.get(statement.stamp.seq, frozenset())
        if not hears:
            continue
        yield Cause.model_construct(
            id=f"{SAID}{statement.stamp.seq}-{said.team}",
            name=f"{said.action} by {what.exercise.team(said.team).name or said.team}",
            kind=kind,
            source=said.team,
            on=at(what.calendar.opens(said.move)),
            heard_by=tuple(sorted(hears)),
            because=(),
            basis=Basis(assumed="said by a team of the class"),
        )


def kind_of(exercise: Exercise, team: str, action: Action | None) -> str | None:
    """The kind of event the model hears in a team's action; None where only people hear it."""
    offered = exercise.team(team).orders.actions
    return None if action is None else offered.get(action)


def _hearers(what: Played, to: tuple[str, ...], speaker: str) -> frozenset[str]:
    """The actors with stances that hear what is said to some; nobody hears himself."""
    actors = frozenset(actor.id for actor in what.scenario.actors) - {speaker}
    return actors if ALL in to else actors & frozenset(to)


def _as_rows(what: Played, rows: tuple[Listed, ...]) -> dict[int, frozenset[str]]:
    """By statement: who hears it as the scenario's own event, because it carried that out."""
    heard: dict[int, frozenset[str]] = {}
    for each in rows:
        if (
            each.row.type != "expected-action"
            or each.row.cause is None
            or each.move not in what.run
        ):
            continue
        stand_in = _stand_in(each, rows)
        if stand_in is not None and stand_in.in_move < each.move:
            continue  # it happened before
        by = carried_out_by(each.row, what.state, each.move)
        if by is not None:
            named = what.scenario.cause(each.row.cause).heard_by
            heard[by] = _hearers(what, (ALL,) if named is None else named, each.row.sender)
    return heard


def _made(what: Played, rows: tuple[Listed, ...]) -> Iterator[Cause]:
    """Injects made on the spot that the model hears."""
    for each in rows:
        if each.made_kind is None or not each.released or each.in_move not in what.run:
            continue
        hears = _hearers(what, each.row.to, each.row.sender)
        yield Cause.model_construct(
            id=f"{MADE}{each.row.number}",
            name=f"Inject {each.row.number}",
            kind=each.made_kind,
            source=each.row.sender,
            on=at(what.calendar.opens(each.in_move)),
            heard_by=None if ALL in each.row.to else tuple(sorted(hears)),
            because=(),
            basis=each.row.basis,
        )


# --- what is given -----------------------------------------------------------------------------


def _causes(what: Played, rows: tuple[Listed, ...]) -> tuple[Cause, ...]:
    """The causes on file, moved or dropped as the list was played; what came of a dropped one goes too."""
    fates = {
        each.row.cause: _fate(what, each, rows)
        for each in rows
        if each.row.cause is not None and each.row.type != "contingency-inject"
    }
    released = {each.row.cause for each in rows if each.released}
    kept: dict[str, Cause] = {}
    dropped: set[str] = set()
    for cause in what.scenario.causes:
        fate = fates.get(cause.id, "keep")
        if fate == "drop" or (dropped & set(cause.because) and cause.id not in released):
            dropped.add(cause.id)
            continue
        kept[cause.id] = cause if isinstance(fate, str) else _moved(what, cause, fate)
    return tuple(_freed(each, dropped) for each in kept.values())


def _freed(cause: Cause, dropped: set[str]) -> Cause:
    """A dated cause that is no longer after one that was dropped."""
    if cause.form == "dated" and isinstance(cause.after, str) and cause.after in dropped:
        return cause.model_copy(update={"after": None})
    return cause


def _moved(what: Played, cause: Cause, move: int) -> Cause:
    """A cause at the start of a move. One that lasted until a date before that lasts no longer."""
    opens = at(what.calendar.opens(move))
    if cause.form == "lasting":
        return cause.model_copy(update={"begins": opens})
    return cause.model_copy(update={"on": opens, "time": None, "after": None})


def _fate(what: Played, each: Listed, rows: tuple[Listed, ...]) -> str | int:
    """What becomes of the event of a row: "keep", "drop", or the move at whose start it happens."""
    if each.status == "skipped":
        return "drop"
    own_move = each.move
    stand_in = _stand_in(each, rows)
    if stand_in is not None and stand_in.in_move < own_move:
        return stand_in.in_move  # told before the team could do it: what has happened stays
    acted = each.row.type == "expected-action" and each.row.sender in what.people(own_move)
    if acted and own_move in what.run:
        if met(each, what.exercise, what.scenario, what.state):
            return own_move
        return "drop" if stand_in is None else stand_in.in_move
    if each.in_move != own_move and each.row.type == "inject":
        return each.in_move  # put off, or brought forward
    return "keep"


def _stand_in(each: Listed, rows: tuple[Listed, ...]) -> Listed | None:
    """The contingency inject that was delivered in place of an expected action, if one was."""
    return next((r for r in rows if r.row.instead_of == each.row.number and r.released), None)

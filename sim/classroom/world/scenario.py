"""The class's scenario: the one on file with what people ordered, said, released and skipped.

Played stances are held and put on the rungs their teams ordered; statements that carry a kind are
causes; an event the White cell skipped does not happen, one released later happens later. It is a
scenario like any other, so everything that can be asked of a scenario can be asked of a class.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.classroom.world.calendar import at
from sim.classroom.world.dice import succeeds
from sim.classroom.world.fates import Fates, fates
from sim.classroom.world.played import Played
from sim.classroom.world.rows import Listed
from sim.scenario.exercise.exercise import Exercise
from sim.scenario.exercise.msel import ALL
from sim.scenario.exercise.teams import Action
from sim.scenario.language.basis import Basis
from sim.scenario.language.causes import Cause
from sim.scenario.language.interventions import Force, Hold
from sim.scenario.language.scenario import Scenario

SAID = "said-"  # begins the id of a cause that somebody said
MADE = "inject-"  # begins the id of a cause that the White cell made


def played(what: Played) -> Scenario:
    """The class's scenario."""
    found = fates(what)
    causes = _causes(what, found)
    return what.scenario.model_copy(
        update={
            "causes": (*causes, *_made(what, found.rows), *_said(what, found)),
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


def _said(what: Played, found: Fates) -> Iterator[Cause]:
    """Statements that carry a kind, as causes at the start of their move."""
    heard_as_event = _as_events(found, what)
    for statement in what.state.statements:
        said = statement.said
        kind = kind_of(what.exercise, said.team, said.action)
        if said.move not in what.run or kind is None or said.audience == "team":
            continue
        if said.team not in what.people(said.move):
            continue
        hears = _hearers(what, said.to if said.audience == "actors" else (ALL,), said.team)
        hears -= heard_as_event.get((statement.stamp.seq, said.team), frozenset())
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


def _as_events(found: Fates, what: Played) -> dict[tuple[int, str], frozenset[str]]:
    """By statement: who hears it as the scenario's own event, because it carried that out."""
    heard: dict[tuple[int, str], frozenset[str]] = {}
    for cause in what.scenario.causes:
        fate = found.of(cause.id)
        if fate.deed is None:
            continue
        team = fate.deed.said.team
        named = (ALL,) if cause.heard_by is None else cause.heard_by
        key = (fate.deed.stamp.seq, team)
        heard[key] = heard.get(key, frozenset()) | _hearers(what, named, team)
    return heard


def _made(what: Played, rows: tuple[Listed, ...]) -> Iterator[Cause]:
    """Injects made on the spot that the model hears, if they were delivered before their move was closed."""
    for each in rows:
        if each.made_kind is None:
            continue
        for move in what.run:
            now = what.state.closed[move].rows.get(each.row.number)
            if now is None or not now.released_in(move) or now.seq < each.since:
                continue
            yield Cause.model_construct(
                id=f"{MADE}{each.row.number}",
                name=f"Inject {each.row.number}",
                kind=each.made_kind,
                source=each.row.sender,
                on=at(what.calendar.opens(move)),
                heard_by=None
                if ALL in each.row.to
                else tuple(sorted(_hearers(what, each.row.to, each.row.sender))),
                because=(),
                basis=each.row.basis,
            )


# --- what is given -----------------------------------------------------------------------------


def _causes(what: Played, found: Fates) -> tuple[Cause, ...]:
    """The causes on file, moved or dropped as the list was played."""
    kept: list[Cause] = []
    dropped: set[str] = set()
    for cause in what.scenario.causes:
        fate = found.of(cause.id)
        if fate.move is None:
            dropped.add(cause.id)
        else:
            kept.append(cause if fate.on_date else _moved(what, cause, fate.move))
    return tuple(_freed(each, dropped) for each in kept)


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

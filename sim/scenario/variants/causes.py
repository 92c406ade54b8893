"""Changes of causes: drop, add, move, alter; and which causes go where another goes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sim.scenario.language.causes import Cause
from sim.scenario.language.changes import Alter, Drop, Move
from sim.scenario.language.moments import Moment
from sim.scenario.language.names import Names
from sim.scenario.language.scenario import Scenario
from sim.scenario.problems import nearest
from sim.scenario.variants.base import (
    Refused,
    check_keys,
    place,
    validated,
    written,
)
from sim.scenario.variants.numbers import idle_keys
from sim.scenario.variants.tree import Keys, added, plain, put

_KEPT = {
    "id": "a cause keeps its id: drop it and add another",
    "on": "use 'move'",
    "from": "use 'move'",
}


def followers(scenario: Scenario, name: str, keep: Collection[str] = ()) -> tuple[str, ...]:
    """The causes that are because of `name`, or of one that is, in file order.

    A cause follows when any one of its `because` goes. What is kept passes nothing on.
    """
    gone = {name}
    while True:
        more = {
            cause.id
            for cause in scenario.causes
            if cause.id not in gone and cause.id not in keep and gone.intersection(cause.because)
        }
        if not more:
            return tuple(cause.id for cause in scenario.causes if cause.id in gone - {name})
        gone |= more


def drop(scenario: Scenario, change: Drop, known: Names) -> Scenario:
    """Without the cause and what came of it. What names them stays, and is inert (see lowering)."""
    _index(scenario, change.cause)
    _check_keep(scenario, change.cause, change.keep)
    gone = {change.cause, *followers(scenario, change.cause, change.keep)}
    tree = plain(scenario)
    left = [cause for cause in tree["causes"] if cause["id"] not in gone]
    return validated({**tree, "causes": left}, known)


def add(scenario: Scenario, change: Cause, known: Names) -> Scenario:
    """With a new cause, last in file order."""
    if any(cause.id == change.id for cause in scenario.causes):
        raise Refused((("id",), f"the cause {change.id!r} exists already: alter it instead"))
    tree, way = added(plain(scenario), ("causes",), change)
    return validated(tree, known, ((way, ()),))


def alter(scenario: Scenario, change: Alter, known: Names) -> Scenario:
    """With the keys of `to` merged into the cause; a key that is null goes back to its default."""
    index = _index(scenario, change.cause)
    check_keys(Cause, change.to)
    refused: list[tuple[Keys, str]] = [
        (("to", key), f"{key!r} cannot be altered: {_KEPT[key]}")
        for key in change.to
        if key in _KEPT
    ]
    if refused:
        raise Refused(*refused)
    tree = plain(scenario)
    for key, value in change.to.items():
        tree = put(tree, ("causes", index, key), value)
    fresh = tuple((("causes", index, key), ("to", key)) for key in change.to)
    altered = validated(tree, known, fresh, ((("causes", index), ("to",)),))
    idle = idle_keys(scenario.causes[index], altered.causes[index], change.to)
    if idle:
        raise Refused(*idle)
    return altered


# --- moving ------------------------------------------------------------------------------------


def moves(scenario: Scenario, change: Move) -> tuple[str, ...]:
    """The causes that move along, in file order; a triggered one has no dates to move."""
    return tuple(
        name
        for name in followers(scenario, change.cause, change.keep)
        if scenario.cause(name).form != "triggered"
    )


def move(scenario: Scenario, change: Move, known: Names) -> Scenario:
    """With the cause, and what came of it, moved by as much.

    An `until` that is moved past the end of the scenario becomes `ongoing`.
    """
    index = _index(scenario, change.cause)
    cause = scenario.causes[index]
    if cause.form == "triggered":
        raise Refused((("cause",), f"{cause.id!r} is triggered and has no date of its own to move"))
    _check_keep(scenario, change.cause, change.keep)
    where: Keys = ("to",) if change.to is not None else ("by",)
    shift = _shift(scenario, cause, change)
    if abs(shift) >= timedelta(days=scenario.days):
        message = f"moves {cause.id!r} by {shift.days} days, out of the scenario"
        raise Refused((where, message))
    moving = {cause.id, *moves(scenario, change)}
    tree = plain(scenario)
    for i, each in enumerate(scenario.causes):
        if each.id in moving:
            begin = change.to if i == index else None
            for key, value in _moved(scenario, each, shift, begin).items():
                tree = put(tree, ("causes", i, key), value)
    near = tuple((("causes", index, key), where) for key in ("on", "from"))
    return validated(tree, known, near=near)


def _shift(scenario: Scenario, cause: Cause, change: Move) -> timedelta:
    """How far the cause moves: exact between exact instants, else from day to day."""
    if change.by == 0:
        raise Refused((("by",), "moving by 0 days moves nothing"))
    if change.to is None:
        most = timedelta.max.days - 1  # beyond it Python cannot say how far
        return timedelta(days=min(max(change.by or 0.0, -most), most))
    old = _begin(scenario, cause)
    if change.to == old:
        raise Refused((("to",), f"{cause.id!r} is on {written(old)} already"))
    if old.first == old.last and change.to.first == change.to.last:
        return change.to.first - old.first
    return _midnight(change.to.first) - _midnight(old.first)


def _begin(scenario: Scenario, cause: Cause) -> Moment:
    begin = cause.on or cause.begins
    return begin if isinstance(begin, Moment) else Moment(first=scenario.start, last=scenario.start)


def _midnight(instant: datetime) -> datetime:
    return instant.replace(hour=0, minute=0, second=0, microsecond=0)


def _moved(
    scenario: Scenario, cause: Cause, shift: timedelta, begin: Moment | None
) -> dict[str, object]:
    """The keys that moving a cause changes."""
    if cause.time is not None and shift % timedelta(days=1):
        message = f"{cause.id!r} has a time of day, so it moves by whole days"
        raise Refused(((), message))
    begin = begin or _shifted(_begin(scenario, cause), shift)
    changed: dict[str, object] = {"on" if cause.on is not None else "from": plain(begin)}
    if isinstance(cause.until, Moment):
        until = _shifted(cause.until, shift)
        changed["until"] = "ongoing" if until.last > scenario.ends.last else plain(until)
    return changed


def _shifted(moment: Moment, shift: timedelta) -> Moment:
    return Moment(first=moment.first + shift, last=moment.last + shift, plus=moment.plus)


# --- names -------------------------------------------------------------------------------------


def _index(scenario: Scenario, name: str) -> int:
    return place([cause.id for cause in scenario.causes], name, "cause", ("cause",))


def _check_keep(scenario: Scenario, name: str, keep: dict[str, str]) -> None:
    possible = followers(scenario, name)
    wrong: list[tuple[Keys, str]] = []
    for kept, why in keep.items():
        if kept not in possible:
            hint = nearest(kept, possible) if possible else "; nothing comes from it"
            wrong.append((("keep", kept), f"{kept!r} does not come from {name!r}{hint}"))
        elif not why.strip():
            wrong.append((("keep", kept), f"say why {kept!r} stays"))
    if wrong:
        raise Refused(*wrong)

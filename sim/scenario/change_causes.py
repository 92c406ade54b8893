"""Changes of causes: drop, add, move, alter; and which causes go where another goes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sim.scenario.causes import Cause
from sim.scenario.change_base import (
    Fresh,
    Keys,
    Known,
    Refused,
    added,
    outside,
    place,
    plain,
    put,
    span,
    validated,
    written,
)
from sim.scenario.change_numbers import same
from sim.scenario.changes import Alter, Drop, Move
from sim.scenario.problems import nearest
from sim.scenario.scenario import Scenario
from sim.scenario.values import Moment

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


def drop(scenario: Scenario, change: Drop, known: Known) -> Scenario:
    """Without the cause and what came of it. What names them stays, and is inert (see lowering)."""
    _index(scenario, change.cause)
    _check_keep(scenario, change.cause, change.keep)
    gone = {change.cause, *followers(scenario, change.cause, change.keep)}
    tree = plain(scenario)
    left = [cause for cause in tree["causes"] if cause["id"] not in gone]
    return validated({**tree, "causes": left}, known)


def add(scenario: Scenario, change: Cause, known: Known) -> Scenario:
    """With a new cause, last in file order."""
    if any(cause.id == change.id for cause in scenario.causes):
        raise Refused((("id",), f"the cause {change.id!r} exists already: alter it instead"))
    tree, way = added(plain(scenario), ("causes",), change)
    return validated(tree, known, ((way, ()),))


def alter(scenario: Scenario, change: Alter, known: Known) -> Scenario:
    """With the keys of `to` merged into the cause; a key that is null goes back to its default."""
    index = _index(scenario, change.cause)
    cause = scenario.causes[index]
    aliases = {name: field.alias or name for name, field in Cause.model_fields.items()}
    given = {aliases.get(key, key): value for key, value in change.to.items()}
    if not given:
        raise Refused((("to",), "it alters no key"))
    refused = [
        (("to", key), f"{key!r} cannot be altered: {_KEPT[key]}") for key in given if key in _KEPT
    ]
    if refused:
        raise Refused(*refused)
    tree, fresh = plain(scenario), tuple[tuple[Keys, Keys], ...]()
    for key, value in given.items():
        tree = put(tree, ("causes", index, key), value)
        fresh = (*fresh, (("causes", index, key), ("to", key)))
    altered = validated(tree, known, (*fresh, (("causes", index), ("to",))))
    _check_altered(cause, altered.causes[index], fresh)
    return altered


def _check_altered(before: Cause, after: Cause, fresh: Fresh) -> None:
    fields = {field.alias or name: name for name, field in Cause.model_fields.items()}
    idle = [
        (keys, f"the {keys[-1]!r} of {before.id!r} is that already")
        for _, keys in fresh
        if same(
            getattr(before, fields[str(keys[-1])]),
            getattr(after, fields[str(keys[-1])]),
            str(keys[-1]),
        )
    ]
    if idle:
        raise Refused(*idle)


# --- moving ------------------------------------------------------------------------------------


def moves(scenario: Scenario, change: Move) -> tuple[str, ...]:
    """The causes that move along, in file order; a triggered one has no dates and moves by itself."""
    return tuple(
        name
        for name in followers(scenario, change.cause, change.keep)
        if scenario.cause(name).form != "triggered"
    )


def move(scenario: Scenario, change: Move, known: Known) -> Scenario:
    """With the cause, and what came of it, moved by as much.

    An `until` that is moved past the end of the scenario becomes `ongoing`. Where a cause moves to
    another day and the one it was placed `after` does not, that order no longer applies and goes.
    """
    cause = scenario.causes[_index(scenario, change.cause)]
    if cause.form == "triggered":
        raise Refused((("cause",), f"{cause.id!r} is triggered and has no date of its own to move"))
    _check_keep(scenario, change.cause, change.keep)
    shift = _shift(scenario, cause, change)
    moving = {cause.id, *moves(scenario, change)}
    _check_order(scenario, moving)
    tree = plain(scenario)
    for index, each in enumerate(scenario.causes):
        if each.id in moving:
            to = change.to if each.id == cause.id else None
            for key, value in _moved(scenario, each, shift, to, moving).items():
                tree = put(tree, ("causes", index, key), value)
    return validated(tree, known)


def _shift(scenario: Scenario, cause: Cause, change: Move) -> timedelta:
    """How far the cause moves: exact between exact instants, else from day to day."""
    if change.to is None:
        assert change.by is not None
        if change.by == 0:
            raise Refused((("by",), "moving by 0 days moves nothing"))
        return timedelta(days=change.by)
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
    scenario: Scenario, cause: Cause, shift: timedelta, to: Moment | None, moving: Collection[str]
) -> dict[str, object]:
    """The keys of a cause that moving it changes; None takes a key away."""
    keys: tuple[Keys, str] = (("cause",) if to is None else ("to",), "")
    if cause.time is not None and shift % timedelta(days=1):
        raise Refused((keys[0], f"{cause.id!r} has a time of day, so it moves by whole days"))
    begin = to or _shifted(_begin(scenario, cause), shift)
    if outside(scenario, begin):
        advice = "" if to is not None else f": move it less far, or keep {cause.id!r}"
        message = f"moves {cause.id!r} to {written(begin)}, outside {span(scenario)}{advice}"
        raise Refused((keys[0], message))
    changed: dict[str, object] = {"on" if cause.on is not None else "from": plain(begin)}
    if isinstance(cause.until, Moment):
        until = _shifted(cause.until, shift)
        changed["until"] = "ongoing" if until.last > scenario.ends.last else plain(until)
    if cause.form == "dated" and cause.after is not None and cause.after not in moving:
        changed["after"] = None
    return changed


def _shifted(moment: Moment, shift: timedelta) -> Moment:
    return Moment(first=moment.first + shift, last=moment.last + shift, plus=moment.plus)


def _check_order(scenario: Scenario, moving: Collection[str]) -> None:
    """A cause that stays cannot be placed behind one that leaves its day."""
    for each in scenario.causes:
        if each.form == "dated" and each.id not in moving and each.after in moving:
            raise Refused(
                (
                    ("cause",),
                    f"{each.id!r} is placed after {each.after!r} within its day and does not move: "
                    "alter its 'after' to null first",
                )
            )


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

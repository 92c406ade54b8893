"""The log as JSON Lines: what is played, then an act a line, those that were taken back marked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sim.classroom.acts.base import Act
from sim.classroom.acts.learning import PaperWritten
from sim.classroom.acts.read import body
from sim.classroom.debrief.export.hiding import Hiding
from sim.classroom.debrief.opened import Opened
from sim.classroom.session.digest import digest
from sim.classroom.state.fold import undone
from sim.classroom.state.state import Stamp

SECRET_FIELDS = {"token"}  # never leave the file, not even as a hash
Plain = dict[str, Any]


def lines(
    opened: Opened,
    *,
    student: str | None = None,
    hidden: Hiding | None = None,
    papers: bool = False,
) -> Iterator[str]:
    """The lines, the head first; of a student only what is the student's own.

    Minute papers are private: where names are hidden they are left out, unless `papers` asks for them.
    """
    private = hidden is not None and not papers
    yield _line(_head(opened, student=student, hidden=hidden))
    gone = undone(opened.told)
    for stamp, act in opened.told:
        if private and isinstance(act, PaperWritten):
            continue
        if student is None or is_own(stamp, act, student):
            yield _line(_act(stamp, act, taken_back=stamp.seq in gone, hidden=hidden))


def is_own(stamp: Stamp, act: Act, seat: str) -> bool:
    """Whether an act was done by somebody in a seat, or is about that seat."""
    return stamp.by == seat or getattr(act, "seat", None) == seat


def _head(opened: Opened, *, student: str | None, hidden: Hiding | None) -> Plain:
    head, game = opened.head, opened.head.game
    told: Plain = {
        "kind": "exercise",
        "exercise": game.exercise.exercise,
        "title": game.exercise.title,
        "scenario": game.scenario.scenario,
        "seed": game.seed,
        "program": head.program,
        "created": head.created.isoformat(),
        "anonymous": hidden is not None,
    }
    if hidden is None:  # names are in it: who guesses them all could check his guess
        told["digest"] = digest(game, opened.told)
    else:  # how many; which they are would tell who was there
        told["names_not_searched"] = len(hidden.unsought)
    if student is not None:
        told["seat"] = student if hidden is None else hidden.value("seat", student)
    return told


def _act(stamp: Stamp, act: Act, *, taken_back: bool, hidden: Hiding | None) -> Plain:
    said = {key: value for key, value in body(act).items() if key not in SECRET_FIELDS}
    by: object = stamp.by
    if hidden is not None:
        by = hidden.value("by", stamp.by)
        said = {key: hidden.value(_meaning(act, key), value) for key, value in said.items()}
        if taken_back:
            said = {}  # that it was is enough for research
    return {
        "seq": stamp.seq,
        "at": stamp.at.isoformat(),
        "by": by,
        "kind": act.kind,
        "taken_back": taken_back,
        "body": said,
    }


def _meaning(act: Act, field: str) -> str:
    """What a field holds: an argument's `action` is words, an order's is one of a list."""
    if field == "action" and act.kind == "argued":
        return "action_text"
    if field == "mode" and act.kind != "inject-made":  # one of a list too
        return "choice"
    return field


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

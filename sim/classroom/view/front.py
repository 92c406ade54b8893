"""What the screen in front of the class shows: the public picture, nothing that was said in private.

Nobody scrolls a projector. So the side beside the board has a number of lines, given first to what the
class now talks of (what happened, or the arguments), then to the newest messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from sim.classroom.session.session import Session
from sim.classroom.view.board import Ladder, Past, ladders, past, wording
from sim.classroom.view.messages import Message, messages
from sim.classroom.view.picture import Moved, Picture, picture
from sim.classroom.view.places import TableFree, places
from sim.classroom.view.table import Case, Now, cases, now_of

MESSAGES = 20  # statements, of which the newest few are on the screen
LINES, LETTERS = 24.0, 50  # of the side, measured at 1280 by 720 and 1920 by 1080
HEADING, GAP, ENDEX = (
    1.6,
    0.5,
    3.5,
)  # lines of a heading, of the space after an item, of what ENDEX says
MESSAGE, PART = (
    3,
    2,
)  # lines at most of a message, and of anything else: class.css cuts what is longer

T = TypeVar("T")


@dataclass(frozen=True)
class Front:
    """The screen in front."""

    now: Now
    picture: Picture
    ladders: tuple[Ladder, ...]
    wording: Mapping[str, str]
    past: Past | None  # the move that was run last, once it is closed
    events: tuple[Moved, ...]  # of it, as many of the last as there is room for
    why: bool  # whether there is room for what moved them
    messages: tuple[Message, ...]  # public ones, newest first, as many as there is room for
    cases: tuple[Case, ...]  # the arguments of the move, newest first, as many as there is room for
    tables: tuple[TableFree, ...]  # how full they are


def front(session: Session) -> Front:
    """What the projector's page is made from."""
    public = picture(session, None, most=MESSAGES)
    now = now_of(session.game, session.state)
    run = past(session, public)
    last = run[0] if run and now.phase != "open" else None
    rest = LINES - (ENDEX if now.phase == "ended" else 0.0)
    happened = () if last is None else last.events
    why = HEADING + sum(_of_event(each, why=True) for each in happened) <= rest
    events, rest = _fitting(happened[::-1], lambda each: _of_event(each, why=why), rest)
    rest -= HEADING + 1 if last is not None and not happened else 0.0
    argued = tuple(each for each in cases(session.game, session.state) if each.move == now.move)
    shown, rest = _fitting(argued if now.phase != "ended" else (), _of_case, rest)
    newest, _ = _fitting(messages(public), _of_message, rest)
    return Front(
        now=now,
        picture=public,
        ladders=ladders(public),
        wording=wording(session),
        past=last,
        events=events[::-1],
        why=why,
        messages=newest,
        cases=shown,
        tables=places(session.game, session.state),
    )


def _fitting(
    items: Iterable[T], lines: Callable[[T], float], room: float
) -> tuple[tuple[T, ...], float]:
    """The first items that fit under a heading, and the room that is left."""
    left, found = room - HEADING, list[T]()
    for each in items:
        left -= lines(each)
        if left < 0:
            break
        found.append(each)
    used = HEADING + sum(map(lines, found)) if found else 0.0
    return tuple(found), room - used


def _of_case(case: Case) -> float:
    head = _lines(f"{case.number}. {case.name}: {case.action}")
    return head + _lines(f"Result: {case.result}") + (case.dice is not None) + GAP


def _of_event(event: Moved, *, why: bool) -> float:
    told = _lines(f"{event.day} {event.text}")
    return told + (_lines(" ".join(event.why)) if why and event.why else 0) + GAP


def _of_message(message: Message) -> float:
    meta = _lines(f"{message.sender} to everybody {message.how} 00:00", 1 + (len(message.how) > 20))  # noqa: PLR2004 (letters beside a name)
    return meta + _lines(message.text, MESSAGE) + 2 * GAP


def _lines(text: str, most: int = PART) -> int:
    """The lines that a text takes, of which no more than so many are shown."""
    return min(most, sum(max(1, ceil(len(line) / LETTERS)) for line in text.splitlines() or [""]))

"""What the screen in front of the class shows: the public picture, nothing that was said in private."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.classroom.session.session import Session
from sim.classroom.view.board import Ladder, Past, ladders, past, wording
from sim.classroom.view.messages import Message, messages
from sim.classroom.view.picture import Picture, picture
from sim.classroom.view.places import TableFree, places
from sim.classroom.view.table import Case, Now, cases, now_of

MESSAGES = 20  # statements, of which the newest few are on the screen


@dataclass(frozen=True)
class Front:
    """The screen in front."""

    now: Now
    picture: Picture
    ladders: tuple[Ladder, ...]
    wording: Mapping[str, str]
    past: tuple[Past, ...]
    messages: tuple[Message, ...]  # public ones, newest first
    cases: tuple[Case, ...]
    tables: tuple[TableFree, ...]  # how full they are


def front(session: Session) -> Front:
    """What the projector's page is made from."""
    public = picture(session, None, most=MESSAGES)
    return Front(
        now=now_of(session.game, session.state),
        picture=public,
        ladders=ladders(public),
        wording=wording(session),
        past=past(session, public),
        messages=messages(public),
        cases=cases(session.game, session.state),
        tables=places(session.game, session.state),
    )

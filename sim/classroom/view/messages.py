"""Injects and statements as one list of messages, newest first: what a party has read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sim.classroom.view.picture import Heard, Picture, Told


@dataclass(frozen=True)
class Message:
    """Something that was delivered to a party or said by it."""

    key: str  # the same for as long as it is there
    move: int  # from 1
    at: datetime
    sender: str
    to: tuple[str, ...]  # names; empty where everybody, or only the own team, reads it
    audience: str  # public, actors, team
    how: str  # a wire report; an appeal, a warning ...
    text: str
    date: str  # of the scenario, for injects
    own: bool
    order: bool  # said by an order, when its move closed


def messages(picture: Picture) -> tuple[Message, ...]:
    """All messages of a picture."""
    found = [_inject(told) for told in picture.told]
    found += [_statement(heard, picture.party) for heard in picture.heard]
    return tuple(sorted(found, key=lambda each: (each.at, each.key), reverse=True))


def _inject(told: Told) -> Message:
    return Message(
        key=f"inject-{told.number:05d}",
        move=told.move + 1,
        at=told.at,
        sender=told.sender,
        to=told.to,
        audience="actors" if told.private else "public",
        how=told.mode,
        text=told.message,
        date=told.date,
        own=False,
        order=False,
    )


def _statement(heard: Heard, party: str | None) -> Message:
    return Message(
        key=f"said-{heard.seq:07d}-{heard.team}",
        move=heard.move + 1,
        at=heard.at,
        sender=heard.name,
        to=heard.to,
        audience=heard.audience,
        how=heard.action or "",
        text=heard.text,
        date="",
        own=heard.team == party,
        order=heard.order,
    )

"""What was said, for the facilitator: every statement, and which of them can be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from sim.classroom.rules.taking_back import counted
from sim.classroom.session.session import Session
from sim.classroom.view.picture import Heard, picture

MOST = 100  # statements on a page; assumed


@dataclass(frozen=True)
class AllSaid:
    """Statements, newest first, with those that are left out counted."""

    heard: tuple[Heard, ...]
    fixed: frozenset[int]  # those that the model heard, and that stay
    count: int  # of all there are
    newer: int | None  # from which one on the page with newer ones begins, if there are any
    older: int | None


def all_said(session: Session, first: int = 0) -> AllSaid:
    """A page of what was said: `first` is the place of its newest statement, 0 for the newest of all."""
    heard = picture(session, None, everything=True).heard
    count = len(heard)
    begins = min(max(first, 0), max(count - 1, 0))
    ends = begins + MOST
    return AllSaid(
        heard=heard[begins:ends],
        fixed=fixed(session),
        count=count,
        newer=max(begins - MOST, 0) if begins else None,
        older=ends if ends < count else None,
    )


def fixed(session: Session) -> frozenset[int]:
    """The places in the log of statements that had their part in a move that was run."""
    state = session.state
    return frozenset(
        each.stamp.seq
        for each in state.formal
        if not each.order and counted(session.game, state, each.stamp.seq, each.said)
    )

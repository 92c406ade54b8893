"""The addresses that are handed out: to join, for the facilitator, for the projector."""

from __future__ import annotations

from sim.classroom.session.head import Head


def joining(base: str, head: Head) -> str:
    """The link that students open; it fills in the code, and takes no seat."""
    return f"{base}/?code={head.code}"


def facilitator(base: str, head: Head) -> str:
    """The link that makes a device the facilitator's. Whoever has it runs the exercise."""
    return f"{base}/lead/{head.key('facilitator')}"


def projector(base: str, head: Head) -> str:
    """The link of the screen in front, without secrets."""
    return f"{base}/projector/{head.key('projector')}"

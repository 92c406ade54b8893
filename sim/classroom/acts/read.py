"""Acts from the log, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.classroom.acts import injects, learning, orders, running, seats
from sim.classroom.acts.base import Act

KINDS: dict[str, type[Act]] = {
    act.kind: act
    for module in (seats, running, orders, injects, learning)
    for act in vars(module).values()
    if isinstance(act, type) and issubclass(act, Act) and act is not Act
}


def read(kind: str, body: Mapping[str, Any]) -> Act:
    """The act in a row of the log. Raises KeyError for a kind this version does not know."""
    return KINDS[kind].model_validate(body)


def body(act: Act) -> dict[str, Any]:
    """An act as the plain data of its row."""
    return act.model_dump(mode="json")

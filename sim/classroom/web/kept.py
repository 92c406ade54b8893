"""What somebody typed into a form that was not accepted: it stands in the form again, with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import FormData

from sim.classroom.rules.person import Refused


@dataclass(frozen=True)
class Fault:
    """What is wrong, and with which field; no field where it is not about one."""

    message: str
    field: str = ""


class Unfilled(Refused):
    """A form that lacks something, field by field."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.message for fault in self.faults))


def filled(*wanted: tuple[bool, str, str]) -> None:
    """Raises Unfilled with all that is wanting, each as: whether it is there, its field, what to do."""
    faults = [Fault(message, field) for there, field, message in wanted if not there]
    if faults:
        raise Unfilled(faults)


@dataclass(frozen=True)
class Filled:
    """One form of a page, as it is to stand there."""

    name: str
    fields: FormData | None = None
    faults: tuple[Fault, ...] = ()

    def text(self, field: str, otherwise: object = "") -> str:
        """What a text field holds: what was typed, or what it holds otherwise."""
        if self.fields is None:
            return "" if otherwise is None else str(otherwise)
        value = self.fields.get(field, "")
        return value if isinstance(value, str) else ""

    def holds(self, field: str, value: str, otherwise: bool = False) -> bool:
        """Whether a choice is made."""
        return otherwise if self.fields is None else value in self.fields.getlist(field)

    def fault(self, field: str) -> str:
        """What is wrong with a field, if anything."""
        return " ".join(fault.message for fault in self.faults if fault.field == field)


@dataclass(frozen=True)
class Kept:
    """What is kept for a page: the form that was refused, if one was."""

    name: str = ""
    fields: FormData | None = None
    faults: tuple[Fault, ...] = ()

    def of(self, name: str) -> Filled:
        """A form of the page."""
        return Filled(name, self.fields, self.faults) if name == self.name else Filled(name)

"""What somebody typed into a form that was not accepted: it stands in the form again, with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import FormData

from sim.classroom.rules.person import Refused
from sim.classroom.view.table import OrderForm

LABELS = {
    "rung": "Position", "verdict": "Verdict", "audience": "For", "whom": "Towards", "to": "Parties",
    "action": "Action", "result": "Result", "reason": "Reason", "scope": "What it covers", "text": "Words",
    "probability": "Per cent", "by": "By which day", "answer": "Answers",
}  # fmt: skip
CHOICES = {
    ("rung", "stay"): "stay", ("verdict", "endorse"): "I endorse it", ("verdict", "dissent"): "I dissent",
    ("audience", "team"): "my team only", ("audience", "actors"): "the parties named",
    ("audience", "public"): "everybody", ("whom", "public"): "in public",
    ("whom", "parties"): "the parties named",
}  # fmt: skip


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

    def typed(self, form: OrderForm | None) -> tuple[tuple[str, str], ...]:
        """What the form held, field by field in words, for a page that has it no more."""
        if self.fields is None:
            return ()
        names = (
            {} if form is None else {each.id: each.name for each in (*form.rungs, *form.addressees)}
        )
        found: dict[str, list[str]] = {}
        for field, value in self.fields.multi_items():
            label = LABELS.get(field.rstrip("0123456789"))
            if label is not None and isinstance(value, str) and value.strip():
                told = names.get(value, value) if field in {"rung", "to"} else value
                found.setdefault(label, []).append(CHOICES.get((field, value), told))
        return tuple((label, "\n".join(values)) for label, values in found.items())

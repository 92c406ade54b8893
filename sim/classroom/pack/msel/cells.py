"""A row of the exercise as the cells of its line, by key."""

from __future__ import annotations

from sim.classroom.pack.msel import moments
from sim.classroom.pack.msel.values import Value
from sim.classroom.pack.msel.words import SEPARATOR, Vocabulary, position
from sim.scenario.exercise.msel import Row
from sim.scenario.language.basis import Basis


def cells(row: Row, known: Vocabulary) -> dict[str, Value]:
    """What a line of the list says of a row, by the key of each column."""
    return {
        "number": row.number,
        "at": moments.written(row.at),
        "type": known.types.show(row.type),
        "mode": row.mode,
        "from": known.parties.show(row.sender),
        "to": SEPARATOR.join(known.parties.show(each) for each in row.to),
        "message": row.message,
        "expected": row.expected,
        "objectives": SEPARATOR.join(known.objectives.show(n) for n in row.objectives),
        "notes": row.notes,
        "move": known.moves.show(row.move),
        "minute": int(row.minute) if float(row.minute).is_integer() else row.minute,
        "cause": None if row.cause is None else known.causes.show(row.cause),
        "when": None if row.when is None else known.positions.show(position(row.when)),
        "actions": SEPARATOR.join(row.actions),
        "rung": None if row.rung is None else known.positions.show(position(row.rung)),
        "instead_of": row.instead_of,
        "basis": sources(row.basis),
        "any_move": "yes" if row.any_move else None,
    }


def sources(basis: Basis) -> str:
    """A basis as text."""
    assumed = [f"assumed, {basis.assumed}"] if basis.assumed is not None else []
    return SEPARATOR.join([*basis.cites, *assumed])

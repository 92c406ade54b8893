"""The columns of the list: HSEEP's in their order, the usual additions, and what our language needs."""

from __future__ import annotations

import re
from dataclasses import dataclass

SHEET = "MSEL"  # the name of its sheet in a workbook


@dataclass(frozen=True)
class Column:
    """A column: its header, the key of a row it holds, its width in characters, and what goes in."""

    header: str
    key: str | None
    width: float
    about: str


HSEEP = (
    Column("Event Number", "number", 8, "A whole number, each once."),
    Column(
        "Designated Scenario Time",
        "at",
        13,
        "A day (2024-05-13), a day and a time (2024-05-13 14:00), or days (2024-05-25..2024-05-26).",
    ),
    Column("Event Type", "type", 13, "Inject, Contingency Inject or Expected Action."),
    Column("Inject Mode", "mode", 14, "How it reaches the players."),
    Column("From", "from", 14, "Who sends it, or whose action is expected. See Parties."),
    Column("To", "to", 15, "Who receives it; several with semicolons. See Parties."),
    Column("Message", "message", 48, "What the players read; for an expected action, what it is."),
    Column("Expected Participant Response", "expected", 38, "What you hope to see."),
    Column("Exercise Objective", "objectives", 14, "By number; several with semicolons."),
    Column("Notes", "notes", 34, "For the White cell."),
)
USUAL = (
    Column("Move", "move", 20, "See Moves."),
    Column("Status", None, 11, "Yours to use: kept, and not read."),
    Column("Assigned To", None, 13, "Yours to use: kept, and not read."),
)
OURS = (
    Column("Minute", "minute", 9, "Minutes after the move opens at which it is released."),
    Column(
        "Cause", "cause", 22, "The event of the scenario that the model hears with it. See Causes."
    ),
    Column(
        "When",
        "when",
        30,
        "Released by itself at its minute or later, once this stands. See Positions.",
    ),
    Column("Actions", "actions", 15, "Of an expected action: the actions that carry it out."),
    Column(
        "Rung",
        "rung",
        30,
        "Of an expected action: the position that carries it out. See Positions.",
    ),
    Column("Instead Of", "instead_of", 9, "Of a contingency inject: the event it stands in for."),
    Column("Sources", "basis", 46, "Citations with semicolons, or “assumed,” and the reason."),
    Column(
        "Any Move", "any_move", 9, "Beside When: “yes” to release it in whatever move that comes."
    ),
)
COLUMNS = (*HSEEP, *USUAL, *OURS)
KEPT = tuple(column.header for column in COLUMNS if column.key is None)
BY_KEY = {column.key: column for column in COLUMNS if column.key is not None}
NEEDED = ("number", "at", "type", "from", "to", "message", "expected")  # of which a list is made


def plain(header: str) -> str:
    """A header without what people change by the way: case, spaces, punctuation."""
    return " ".join(re.sub(r"[\W_]+", " ", header.casefold()).split())


BY_HEADER = {plain(column.header): column for column in COLUMNS}

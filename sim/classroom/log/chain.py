"""Entries as text, and the chain of digests that ties each to all before it.

The chain of the head is the SHA-256 over its JSON; that of an entry is the SHA-256 over the chain before
it in hex, a line break, and the JSON array of seq, at, by, kind, body as text, key. JSON is canonical:
UTF-8, keys sorted, no spaces. The chain finds damage and hand edits. It does not stop somebody who works
it out anew, nor tell that entries at the end are missing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sim.classroom.log.entry import Entry, New
from sim.classroom.log.errors import BadEntry

DEEPEST = 100  # arrays and objects inside each other: assumed; Python reads back about 900

# seq, at, by, kind, body, key
Values = tuple[int, str, str, str, str, str | None]


@dataclass(frozen=True, slots=True)
class Tail:
    """Where a log ends: the last seq, 0 if there is none, and the chain up to it."""

    seq: int
    chain: str


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with its body as the text that is written."""

    entry: Entry
    text: str

    def values(self) -> Values:
        """What its chain is over, beside the chain before it."""
        entry = self.entry
        return entry.seq, stamp(entry.at), entry.by, entry.kind, self.text, entry.key


def canonical(value: object) -> str:
    """The one JSON text of a value. Raises BadEntry."""
    try:
        text = json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        text.encode()  # half a surrogate pair is text to Python but to nobody else
    except (TypeError, ValueError, RecursionError) as error:
        raise BadEntry(f"this is not plain data that can be written to a log: {error}") from None
    if text.count("[") + text.count("{") > DEEPEST and _deeper(value, DEEPEST):
        raise BadEntry(f"lists inside lists are more than {DEEPEST} deep")
    return text


def head_text(head: Mapping[str, Any]) -> str:
    """The JSON of a head. Raises BadEntry."""
    return canonical(_plain(head, "the head"))


def head_chain(text: str) -> str:
    """The chain that the first entry goes on from."""
    return sha256(text.encode()).hexdigest()


def digest(before: str, values: Values) -> str:
    """The chain of an entry, from the one before it and its seq, at, by, kind, body and key."""
    return sha256(f"{before}\n{canonical(values)}".encode()).hexdigest()


def stamp(at: datetime) -> str:
    """A time as it is written: ISO 8601, UTC, always with six digits of the second. Raises BadEntry."""
    if at.tzinfo is None:
        raise BadEntry(f"the time {at} does not say in which time zone it is")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def row(new: New, tail: Tail) -> Row:
    """What `new` becomes after `tail`, read back from its own text. Raises BadEntry."""
    text = canonical(_plain(new.body, "the body"))
    key = None if new.key is None else _text(new.key, "key")
    at = stamp(new.at)
    values = (tail.seq + 1, at, _text(new.by, "by"), _text(new.kind, "kind"), text, key)
    return Row(read((*values, digest(tail.chain, values))), text)


def read(values: tuple[Any, ...]) -> Entry:
    """An entry from its row in the table. Raises ValueError if the time or the body is no such thing."""
    seq, at, by, kind, text, key, chain = values
    return Entry(seq, datetime.fromisoformat(at), by, kind, json.loads(text), key, chain)


def _plain(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise BadEntry(f"{what} is {type(value).__name__}, expected an object")
    return dict(value)


def _text(value: object, what: str) -> str:
    """Plain text, also of a member of an enumeration of texts."""
    if not isinstance(value, str):
        raise BadEntry(f"{what} is {type(value).__name__}, expected text")
    return str.__str__(value)


def _deeper(value: object, levels: int) -> bool:
    """Whether more than so many arrays and objects are inside each other."""
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list | tuple):
        return False
    return levels == 0 or any(_deeper(inner, levels - 1) for inner in value)

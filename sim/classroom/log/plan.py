"""What a batch becomes: which of it is new, which was there already. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.classroom.log.chain import Row, Tail, row
from sim.classroom.log.entry import Entry, New
from sim.classroom.log.errors import KeyTaken


@dataclass(frozen=True, slots=True)
class Plan:
    """One entry for each thing asked for, the rows to be written for them, and the end after those."""

    entries: tuple[Entry, ...]
    rows: tuple[Row, ...]
    tail: Tail


def planned(news: Sequence[New], tail: Tail, find: Callable[[str], Entry | None]) -> Plan:
    """What `news` becomes after `tail`; `find` knows entries by their key.

    Raises KeyTaken and BadEntry, and then for the whole of it.
    """
    entries: list[Entry] = []
    rows: list[Row] = []
    keyed: dict[str, Entry] = {}
    for new in news:
        old = keyed.get(new.key) or find(new.key) if isinstance(new.key, str) else None
        if old is not None:
            _check_same(new, old)
            entries.append(old)
            continue
        made = row(new, tail)
        entries.append(made.entry)
        rows.append(made)
        tail = Tail(made.entry.seq, made.entry.chain)
        if made.entry.key is not None:
            keyed[made.entry.key] = made.entry
    return Plan(tuple(entries), tuple(rows), tail)


def _check_same(new: New, old: Entry) -> None:
    """The body may differ: what was written first counts. Raises KeyTaken."""
    if (new.by, new.kind) != (old.by, old.kind):
        raise KeyTaken(
            f"the key {old.key!r} was used already, for {old.kind!r} by {old.by!r} (entry {old.seq}); "
            f"it cannot be used for {new.kind!r} by {new.by!r}"
        )

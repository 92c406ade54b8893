"""What a log is made of: entries, and what is yet to become one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """Something to be written: who did it, of what kind it is, what it says, and when it came in.

    `body` is plain JSON: objects with text for keys, arrays, text, finite numbers, true, false, null.
    `key` is chosen by whoever sends it and is the same when it is sent again, so that it counts once.
    """

    by: str
    kind: str
    body: Mapping[str, Any]
    at: datetime
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a log, as it is read back; its body is shared and must not be changed.

    `seq` counts from 1 without gaps. `at` is in UTC, to the microsecond, and need not ascend: clocks
    are set. `chain` is the SHA-256, in hex, over the chain of the entry before and this entry.
    """

    seq: int
    at: datetime
    by: str
    kind: str
    body: dict[str, Any]
    key: str | None
    chain: str

    def again(self) -> New:
        """What has to be written elsewhere for this entry to be there too."""
        return New(by=self.by, kind=self.kind, body=self.body, at=self.at, key=self.key)

"""Names that are no names: the same for a seat in every table of one class, and of no other.

An alias is drawn from the secret of the exercise file, so nobody without the file can tell who it is, and
two exports of one class agree.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from hashlib import sha256

from sim.classroom.session.head import LETTERS

LEAST = 4  # letters after the dash: nearly a million aliases
PREFIX = "P-"


def aliases(secret: str, seats: Iterable[str]) -> dict[str, str]:
    """An alias for each seat. Where two would be the same, all get one letter more."""
    ids = sorted(set(seats))
    length = LEAST
    while True:
        found = {seat: PREFIX + _letters(secret, seat, length) for seat in ids}
        if len(set(found.values())) == len(ids):
            return found
        length += 1


def _letters(secret: str, seat: str, length: int) -> str:
    digest = hmac.new(bytes.fromhex(secret), b"alias " + seat.encode(), sha256).digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(length):
        number, which = divmod(number, len(LETTERS))
        letters.append(LETTERS[which])
    return "".join(letters)

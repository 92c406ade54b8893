"""One-time links that move a seat to another device.

A claim is made from the exercise's secret, the seat, the token that the seat has now, and the time.
Nothing is kept: once the seat has another token the claim is worth nothing, so it works once; and it is
worth nothing after half an hour. It is short enough to be typed.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from sim.classroom.session.head import LETTERS
from sim.classroom.session.session import Session
from sim.classroom.state.state import Seat
from sim.classroom.web.guard import same

LASTS = 900  # seconds; a claim is good for one to two of these
LETTERS_OF_ONE = 12  # 59 bits, with few guesses a minute
GROUP = 4


def claim(session: Session, seat: Seat, now: float) -> str:
    """A claim to a seat, as it stands in a link: `s12-ABCD-EFGH-JKMN`."""
    word = _word(session, seat, int(now // LASTS))
    groups = [word[k : k + GROUP] for k in range(0, LETTERS_OF_ONE, GROUP)]
    return "-".join((seat.id, *groups))


def claimed(session: Session, text: str, now: float) -> Seat | None:
    """The seat that a claim is good for, as the log now stands; None for any other text."""
    name, _, word = text[:80].partition("-")
    seat = session.tip.seats.get(name)
    if seat is None:
        return None
    given = word.upper().replace("-", "")
    bucket = int(now // LASTS)
    good = [same(given, _word(session, seat, each)) for each in (bucket, bucket - 1)]
    return seat if any(good) else None


def device(session: Session, text: str, visitor: str) -> str:
    """The token that a browser gets for a claim: the same again if its form is sent twice."""
    return _mac(session, f"device {text} {visitor}").hexdigest()


def _word(session: Session, seat: Seat, bucket: int) -> str:
    number = int.from_bytes(_mac(session, f"claim {seat.id} {seat.token} {bucket}").digest()[:16])
    letters = []
    for _ in range(LETTERS_OF_ONE):
        number, which = divmod(number, len(LETTERS))
        letters.append(LETTERS[which])
    return "".join(letters)


def _mac(session: Session, text: str) -> hmac.HMAC:
    return hmac.new(bytes.fromhex(session.head.secret), text.encode(), sha256)

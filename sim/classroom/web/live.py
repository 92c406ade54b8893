"""What a page tells its script: where it came from, what to listen to, how to spread a class's requests."""

from __future__ import annotations

from typing import Any

from sim.classroom.web.served import Served

EACH = 12  # milliseconds that a page takes, three or four times as long as measured: there is other work
LEAST, MOST = 100, 10_000  # milliseconds


def live(served: Served, path: str, stream: str) -> dict[str, Any]:
    """Context for a page that stays up to date. `drafts` keeps one exercise's texts from another's.

    Each device waits a random part of `spread`, so half of it as a rule: where something changes all the
    time, as many pages are asked for in a second as can be made.
    """
    return {
        "live": {
            "page": path,
            "stream": stream,
            "spread": min(MOST, max(LEAST, 2 * EACH * len(served.hub))),
            "drafts": served.session.head.key("drafts")[:8],
        }
    }

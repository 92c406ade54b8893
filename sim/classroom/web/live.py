"""What a page tells its script: where it came from, what to listen to, how to spread a class's requests."""

from __future__ import annotations

from typing import Any

from sim.classroom.web.served import Served

EACH = 12  # milliseconds that a page takes, rounded up: a class that is told at once comes over so long
LEAST, MOST = 100, 6_000  # milliseconds


def live(served: Served, path: str, stream: str) -> dict[str, Any]:
    """Context for a page that stays up to date. `drafts` keeps one exercise's texts from another's."""
    return {
        "live": {
            "page": path,
            "stream": stream,
            "spread": min(MOST, max(LEAST, EACH * len(served.hub))),
            "drafts": served.session.head.key("drafts")[:8],
        }
    }

"""Citations: whom, where in it, and an address that a browser can open."""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.history import History


@dataclass(frozen=True)
class Cite:
    """A citation: whom, where in it, and an address if it has one that a browser can open."""

    source: str
    text: str
    url: str | None


def cites(history: History, written: tuple[str, ...]) -> tuple[Cite, ...]:
    """Citations with the names and addresses of their sources, each source once with its places."""
    places: dict[str, list[str]] = {}
    for each in written:
        source, _, place = each.partition(" ")
        places.setdefault(source, []).extend([place] if place else [])
    return tuple(_cite(history, source, found) for source, found in places.items())


def _cite(history: History, source: str, places: list[str]) -> Cite:
    found = history.sources.get(source)
    if found is None:
        return Cite(source, " ".join([source, *places]), None)
    name = found.publisher or found.title or source
    date = f" ({found.date})" if found.date else ""
    return Cite(source, f"{', '.join([name, *places])}{date}", _openable(found.url))


def _openable(url: str | None) -> str | None:
    return url if url is not None and url.startswith(("https://", "http://")) else None

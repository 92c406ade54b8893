"""Every route of the application with its places filled in, so that a test of all of them forgets none."""

from __future__ import annotations

from fastapi.routing import APIRoute

from sim.classroom.session.head import Head
from sim.classroom.web.routes import ROUTERS

STREAMS = ("/play/stream", "/control/stream", "/projector/{key}/stream")


def routes() -> list[tuple[str, str]]:
    """Method and path of every route, as it is written."""
    return [
        (method, route.path)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


def filled(path: str, head: Head, *, claim: str = "s1-ABCD-EFGH-JKMN") -> str:
    """A path that leads somewhere."""
    own = {
        "{key}": head.key("facilitator" if path.startswith("/lead") else "projector"),
        "{party}": "france", "{which}": "named", "{word}": claim, "{form}": "order",
        "{number:int}": "1", "{number}": "1",
    }  # fmt: skip
    if path == "/control/inject/{number:int}":
        own["{number:int}"] = "50"
    for name, value in own.items():
        path = path.replace(name, value)
    assert "{" not in path, path
    return path


def gets(head: Head, **more: str) -> list[str]:
    """Everything that can be fetched and that ends; but static files, and the link that makes a facilitator."""
    return [
        filled(path, head, **more)
        for method, path in routes()
        if method == "GET" and path not in {*STREAMS, "/lead/{key}"}
    ]


def posts(head: Head, **more: str) -> list[str]:
    """Everything that forms are sent to."""
    return [filled(path, head, **more) for method, path in routes() if method == "POST"]


def cookie_of(path: str) -> str:
    """The cookie whose person sends a form to an address."""
    part = path.split("/")[1]
    return {"control": "lead", "play": "seat", "evaluate": "seat"}.get(part, "visitor")

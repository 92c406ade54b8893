"""Templates into pages. What a person wrote is escaped by Jinja; only what a template made counts as safe."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sim.classroom.view.messages import Message
from sim.classroom.web.people import VISITOR, token_for
from sim.classroom.web.served import Served

FOLDER = Path(__file__).parent
WHOLE = 60
MESSAGES = 20_000  # messages kept as they look on a page


def served_by(request: Request) -> Served:
    """What this process serves."""
    served: Served = request.app.state.served
    return served


def page(
    request: Request, template: str, *, cookie: str = VISITOR, status: int = 200, **context: Any  # noqa: ANN401
) -> HTMLResponse:  # fmt: skip
    """A page. Its forms carry the token of the person behind `cookie`, and a number of their own."""
    session = served_by(request).session
    html = (
        _templates()
        .get_template(template)
        .render(
            title=session.game.exercise.title,
            token=token_for(request, session, cookie),
            once=lambda: secrets.token_hex(8),
            game=session.game,
            **context,
        )
    )
    return HTMLResponse(html, status)


def notice(request: Request, heading: str, text: str, *, status: int = 200) -> HTMLResponse:
    """A page that says one thing, and how to get back."""
    html = (
        _templates()
        .get_template("notice.html.j2")
        .render(title="Tabletop exercise", heading=heading, text=text, back=_back(request))
    )
    return HTMLResponse(html, status)


def _back(request: Request) -> str:
    """The page to go back to: by the part of the site that was asked."""
    path = request.url.path
    for part in ("/control", "/play", "/evaluate", "/projector"):
        if path.startswith(part):
            return part
    return "/"


def see_other(path: str) -> Response:
    """After a form: the browser fetches a page, so that a reload sends nothing again."""
    return RedirectResponse(path, 303)


@lru_cache(maxsize=1)
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else every page asks the disk for the dates of its templates
    )
    found.filters["clock"] = clock
    found.filters["wall"] = wall
    found.globals["asset"] = asset
    found.globals["message_item"] = message_item
    return found


@lru_cache(maxsize=MESSAGES)
def message_item(each: Message, prefix: str) -> Markup:
    """A message as an item of a list: it stays as it is, and so is made once for all who read it."""
    html = _templates().get_template("message.html.j2").render(each=each, prefix=prefix)
    return Markup(html)  # noqa: S704 (the template has escaped what people wrote)


def clock(seconds: float) -> str:
    """Seconds as a clock shows them: 4:05, or -0:30 when time is over."""
    whole = round(seconds)
    minutes, rest = divmod(abs(whole), WHOLE)
    return f"{'−' if whole < 0 else ''}{minutes}:{rest:02d}"


def wall(at: datetime) -> str:
    """A wall time in the server's own zone: the class sits around it."""
    return (
        f"{at.astimezone():%H:%M}" if at.tzinfo else f"{at.replace(tzinfo=UTC).astimezone():%H:%M}"
    )


@lru_cache(maxsize=32)
def asset(name: str) -> str:
    """The address of a static file, with a digest so that browsers fetch a changed one."""
    digest = sha256((FOLDER / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?{digest}"

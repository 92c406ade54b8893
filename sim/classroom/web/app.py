"""The application: pages and streams around one exercise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from sim.classroom.log.errors import LogError
from sim.classroom.log.file import Log
from sim.classroom.rules.person import Refused
from sim.classroom.session.session import Session
from sim.classroom.web import pages
from sim.classroom.web.acting import unwritten
from sim.classroom.web.guard import HEADERS, Guard, TooLarge
from sim.classroom.web.hub import Hub
from sim.classroom.web.people import leads
from sim.classroom.web.routes import ROUTERS
from sim.classroom.web.served import Options, Served
from sim.classroom.web.ticker import keep_time

STATIC = Path(__file__).parent / "static"


def create_app(
    log: Log, *, addresses: tuple[str, ...] = (), hosts: tuple[str, ...] = (),
    ready: Callable[[Served], Any] = lambda _: None,
) -> FastAPI:  # fmt: skip
    """The application around an exercise file that is open for writing.

    `hosts` are the names beside numbers under which it may be asked. `ready` is called when it serves.
    """
    hub = Hub()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        session = Session(log, hear=hub.tell)
        options = Options(**session.head.options)
        served = Served(session, hub, options, addresses, forks=log.path.parent)
        app.state.served = served
        clock = asyncio.create_task(keep_time(served))
        ready(served)
        try:
            yield
        finally:
            hub.shut()
            clock.cancel()
            await asyncio.gather(clock, return_exceptions=True)
            await served.debriefs.close()
            await served.session.close()

    app = FastAPI(
        title="Tabletop exercise",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(LogError, _not_written)
    app.add_exception_handler(TooLarge, _too_large)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Guard, hosts=hosts)
    return app


def _refused(request: Request, error: Exception) -> Response:
    """An act that was not accepted: what was written is not lost, the browser goes back to it."""
    return pages.notice(request, "Not accepted", str(error), status=409)


def _not_written(request: Request, error: Exception) -> Response:
    assert isinstance(error, LogError)
    told = unwritten(error)
    if leads(request, pages.served_by(request).session):
        told = f"It could not be written to the exercise's file, so it does not count: {error}. Try again."
    return pages.notice(request, "Not written", told, status=503)


def _too_large(_: Request, __: Exception) -> Response:
    return PlainTextResponse("That is more than a form here may send.", 413)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    told = {
        403: "This page is not for this device. If you had a seat here, ask the facilitator.",
        404: "There is no such page.",
        429: "Too many wrong codes. Wait a minute and try again.",
    }
    text = told.get(error.status_code, str(error.detail))
    return pages.notice(request, "Not here", text, status=error.status_code)


def _unreadable(request: Request, _: Exception) -> Response:
    return pages.notice(request, "Not here", "There is no such page.", status=404)


def _broken(request: Request, _: Exception) -> Response:
    """A fault of the program, which is told in full where it was started and not at all here."""
    told = "Something is wrong with the program. Load the page again and look whether what you did counts."
    response = pages.notice(request, "This did not work", told, status=500)
    response.headers.update(HEADERS)  # this answer does not pass the guard
    return response

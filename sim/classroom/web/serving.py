"""The process that serves an exercise: uvicorn, quiet, ended within seconds by Ctrl-C or SIGTERM."""

from __future__ import annotations

import gc
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn
from sse_starlette.sse import AppStatus

from sim.classroom.log.file import Log
from sim.classroom.web.addresses import BACKLOG
from sim.classroom.web.app import create_app
from sim.classroom.web.served import Served

GRACE = 2  # seconds that answers have to finish once the server is to end
FILES = 8_192  # connections and files that may be open: each phone takes two or three; macOS starts at 256
GARBAGE = 10_000, 20, 100  # when Python looks for garbage: seldom through all, which takes a while
SWITCH = (
    0.0005  # seconds after which a page that is made lets the thread go on that writes to the disk
)
STOP = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    """uvicorn that ends the streams first, so that nothing waits for pages left open."""

    served: Served | None = None

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then the server."""
        if self.served is not None:
            self.served.hub.shut()
        await super().shutdown(sockets)


def serve(
    log: Log, listening: socket.socket, *, addresses: tuple[str, ...] = (), hosts: tuple[str, ...] = (),
    ready: Callable[[Served], Any] = lambda _: None,
) -> Path:  # fmt: skip
    """Serve an exercise file that is open for writing until a signal comes; the file it then was.

    `ready` is called once requests are answered.
    """
    _roomy()
    gc.set_threshold(*GARBAGE)
    sys.setswitchinterval(SWITCH)
    # Streams are ended by the hub: the library would cut them off in the middle of an answer.
    AppStatus.enable_automatic_graceful_drain = False
    found: list[Served] = []

    def began(served: Served) -> None:
        gc.collect()
        gc.freeze()  # what is there now stays: it is not looked through again and again under load
        found.append(served)
        server.served = served
        ready(served)

    app = create_app(log, addresses=addresses, hosts=hosts, ready=began)
    config = uvicorn.Config(
        app, lifespan="on", log_level="error", access_log=False, server_header=False,
        proxy_headers=False, timeout_graceful_shutdown=GRACE, backlog=BACKLOG,
    )  # fmt: skip
    server = Server(config)
    with _ended_by_signals(server):
        server.run(sockets=[listening])
    return found[0].session.path if found else log.path


@contextmanager
def _ended_by_signals(server: Server) -> Iterator[None]:
    """Signals end the server and nothing more; uvicorn would raise them again when it is done."""

    def end(*_: object) -> None:
        server.should_exit = True

    before = {each: signal.signal(each, end) for each in STOP}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _roomy() -> None:
    """Let this process have as many connections as a big class needs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

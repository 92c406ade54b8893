"""What tests hand in: an executor made at home, and workers of a cluster that are not as they should be."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any


class HomeMade(Executor):
    """A thread for each call, and nothing else: it says not even how many it has."""

    closed = False

    def submit(self, fn: Any, /, *args: Any, **more: Any) -> Future[Any]:  # noqa: ANN401
        future: Future[Any] = Future()

        def call() -> None:
            try:
                future.set_result(fn(*args, **more))
            except Exception as error:  # noqa: BLE001 (whoever waits for it has it)
                future.set_exception(error)

        Thread(target=call).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        self.closed = True


@contextmanager
def worker_with(sources: Path, address: str) -> Iterator[None]:
    """A process that works for a cluster and takes its modules from a folder before any other."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address]
    options = ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
    worker = subprocess.Popen(
        [*command, *options],
        cwd=sources,
        env={**os.environ, "PYTHONPATH": str(sources)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(20)

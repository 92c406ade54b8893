"""A Dask cluster that exists already, as an executor that knows how many threads it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from importlib.util import find_spec
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = "10s"  # for a scheduler to answer
DROUGHT = 60.0  # seconds without any worker before it is given up
EVERY = 1.0  # seconds between two looks at how many threads there are

Say = Callable[[str], object]


class WorkersDied(Exception):  # noqa: N818 (what the user is told)
    """Workers died again and again, none came, or they run other code; finished chunks are kept."""


class Cluster(Executor):
    """The executor of a cluster, which runs a chunk again where a worker is lost."""

    def __init__(self, client: Client, address: str, say: Say) -> None:
        self._client, self._address, self._say = client, address, say
        self._executor: Executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        self._threads = 0
        self._asked = -EVERY
        self._dry_since: float | None = None

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN201
        """Hand a call to the cluster."""
        future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002 (Dask's cancels what it does not wait for)
        """Let go of the cluster; it goes on without us."""
        self._executor.shutdown(wait=wait)

    def threads(self) -> int:
        """How many threads its workers have now. Raises WorkersDied after a minute without any."""
        now = monotonic()
        if now - self._asked >= EVERY:
            self._asked = now
            try:
                self._threads = sum(self._client.nthreads().values())  # type: ignore[no-untyped-call]
            except (OSError, TimeoutError) as error:
                raise WorkersDied(f"the scheduler at {self._address} is gone ({error})") from error
            self._wait_for_workers(now)
        return self._threads

    def _wait_for_workers(self, now: float) -> None:
        if self._threads:
            self._dry_since = None
        elif self._dry_since is None:
            self._dry_since = now
            self._say(f"waiting for workers at {self._address}")
        elif now - self._dry_since > DROUGHT:
            raise WorkersDied(
                f"the scheduler at {self._address} had no workers for {DROUGHT:.0f} seconds; start "
                f"some with: dask worker {self._address}"
            )


def why_no_dask() -> str:
    """Why no cluster can be used here; empty if one can."""
    if find_spec("distributed") is None:
        return "needs dask.distributed: pip install 'tabletop-sim[dask]'"
    return ""


@contextmanager
def cluster(address: str, say: Say = lambda _: None) -> Iterator[Cluster]:
    """The executor of a Dask cluster; `say` is told when it waits for workers.

    Raises WorkersDied where nothing answers, no worker comes, or it gives a chunk up.
    """
    if reason := why_no_dask():
        raise WorkersDied(f"--dask {address}: {reason}")
    from distributed import Client, KilledWorker

    try:
        connected = Client(address, timeout=PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise WorkersDied(f"--dask {address}: no scheduler answers there ({error})") from error
    with connected as client:
        try:
            yield Cluster(client, address, say)
        except (KilledWorker, CancelledError) as error:
            reason = str(error) or "it is gone"
            raise WorkersDied(
                f"the cluster at {address} lost its workers: {reason}; each needs this program, in the "
                "same version"
            ) from error

"""Writing to a log from an event loop: what waits while one commit runs goes into the next.

The contract, for a caller that judges acts by the state that earlier acts have led to:

* **Judge, submit and fold without an `await` between.** `submit` is not a coroutine: it gives each act its
  place in the log (seq, chain and all) and returns the entries as they will be read back. The caller folds
  `Submitted.fresh` into its state at once, so that the next act is judged by it. Acts sent again are not
  fresh and are not folded; ask `find` first, as the state may by now refuse what it once allowed.
* **Confirm after the commit.** Until `Submitted.done` resolves, or `on_commit` is called, nobody may be told
  that an act counts, and nothing of the state it led to may be shown.
* **A failed commit takes everything with it that was submitted and not yet committed**, also what was not
  part of that commit: it was judged by a state that never came about. First `on_loss` is called, then each
  `done` fails with the LogError. In `on_loss`, without waiting, the caller throws its state away and
  folds it anew from `entries()`. Nothing is submitted in between, as both run in the event loop. What is
  submitted afterwards is tried anew. An act that was reported lost may have reached the disk after all; then
  it is among `entries()`, or will be when the file is next opened, and its key keeps it from counting twice.
* **Order.** Places in the log, calls of `on_commit`, and the resolving of `done` are in the order of the
  calls of `submit`. Cancelling one that waits changes nothing for the others, nor takes its act back:
  share news from `on_commit`, not after an `await` that a phone which hangs up cancels.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Self

from sim.classroom.log.chain import Row
from sim.classroom.log.entry import Entry, New
from sim.classroom.log.errors import LogClosed, LogError, Overloaded
from sim.classroom.log.file import Log
from sim.classroom.log.plan import planned

MOST_WAITING = 10_000  # entries, some seconds' worth of writing; assumed


@dataclass(frozen=True, slots=True)
class Submitted:
    """What has its place in the log but need not be on the disk.

    `entries` has one entry for each thing submitted, `fresh` those of them that were not there before.
    `done` gives `entries` once they are on the disk, or fails with a LogError.
    """

    entries: tuple[Entry, ...]
    fresh: tuple[Entry, ...]
    done: asyncio.Future[tuple[Entry, ...]]


@dataclass(frozen=True, slots=True)
class _Waiting:
    rows: tuple[Row, ...]
    submitted: Submitted


class Writer:
    """Writes to a log from the running event loop; from then on the log is the writer's, which closes it.

    Commits run one at a time in a thread of their own, the only one to touch the file. `on_commit` is
    called in the event loop with the entries of each commit, `on_loss` with the error of each that failed.
    """

    def __init__(
        self,
        log: Log,
        *,
        on_commit: Callable[[tuple[Entry, ...]], object] = lambda _: None,
        on_loss: Callable[[LogError], object] = lambda _: None,
        most: int = MOST_WAITING,
    ) -> None:
        self._log = log
        self._on_commit = on_commit
        self._on_loss = on_loss
        self._most = most
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="log")
        self._queue: list[_Waiting] = []
        self._idle = asyncio.Event()
        self._closing = False
        self._closed = False
        self._idle.set()
        self._tail = log.tail
        self._committed = log.tail.seq
        self._pending: dict[str, Entry] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def last(self) -> int:
        """The seq of the last entry submitted; what is committed ends at `committed`."""
        return self._tail.seq

    @property
    def committed(self) -> int:
        """The seq of the last entry committed, as far as anybody has been told."""
        return self._committed

    def entries(self, since: int = 0) -> tuple[Entry, ...]:
        """The committed entries after seq `since`, from memory."""
        return self._log.entries(since)[: max(self._committed - max(since, 0), 0)]

    def find(self, key: str) -> Entry | None:
        """The entry with this key, committed or not."""
        return self._pending.get(key) or self._log.find(key)

    def submit(self, *news: New) -> Submitted:
        """Give `news` their places in the log, all in one transaction; see the contract above.

        Raises KeyTaken, BadEntry, Overloaded, LogClosed, and then for all of them: nothing has changed.
        """
        if self._closing:
            raise LogClosed(f"{self._log.path} is being closed")
        waiting = self._tail.seq - self._committed
        if waiting and waiting + len(news) > self._most:
            raise Overloaded(f"{waiting} entries are waiting to be written; send again in a moment")
        plan = planned(news, self._tail, self.find)
        self._tail = plan.tail
        fresh = tuple(row.entry for row in plan.rows)
        self._pending.update({entry.key: entry for entry in fresh if entry.key is not None})
        submitted = Submitted(plan.entries, fresh, self._loop.create_future())
        if all(entry.seq <= self._committed for entry in plan.entries):
            submitted.done.set_result(plan.entries)
        else:
            self._enqueue(_Waiting(plan.rows, submitted))
        return submitted

    async def append(self, new: New) -> Entry:
        """Write `new`; its entry, once it is on the disk. Raises as `submit` does, and LogError."""
        (entry,) = await self.submit(new).done
        return entry

    async def append_all(self, news: Sequence[New]) -> tuple[Entry, ...]:
        """Write all of `news` or none. Raises as `submit` does, and LogError."""
        return await self.submit(*news).done

    async def close(self) -> None:
        """Take nothing more, write what waits, and close the log. May be called again."""
        self._closing = True
        await self._idle.wait()
        if not self._closed:
            self._closed = True
            try:
                await self._loop.run_in_executor(self._thread, self._log.close)
            finally:
                self._thread.shutdown(wait=False)

    def _enqueue(self, waiting: _Waiting) -> None:
        self._queue.append(waiting)
        if self._idle.is_set():
            self._idle.clear()
            self._loop.call_soon(self._commit)  # what else is submitted in this turn goes along

    def _commit(self) -> None:
        batch, self._queue = self._queue, []
        rows = [row for waiting in batch for row in waiting.rows]
        job = self._loop.run_in_executor(self._thread, self._log.write, rows)
        job.add_done_callback(partial(self._finished, batch))

    def _finished(self, batch: list[_Waiting], job: asyncio.Future[None]) -> None:
        error = job.exception()
        try:
            if error is None:
                self._keep(batch)
            else:
                self._lose(batch, error)
        finally:
            if self._queue:
                self._commit()
            else:
                self._idle.set()

    def _keep(self, batch: list[_Waiting]) -> None:
        fresh = tuple(entry for waiting in batch for entry in waiting.submitted.fresh)
        for entry in fresh:
            self._committed = entry.seq
            if entry.key is not None:
                del self._pending[entry.key]
        try:
            if fresh:
                self._on_commit(fresh)
        finally:
            for waiting in batch:
                if not waiting.submitted.done.done():  # not cancelled
                    waiting.submitted.done.set_result(waiting.submitted.entries)

    def _lose(self, batch: list[_Waiting], error: BaseException) -> None:
        """Fail what was to be committed, and what was judged by the state that it led to."""
        lost, self._queue = batch + self._queue, []
        self._start_over()
        known = error if isinstance(error, LogError) else LogError(f"a commit failed: {error!r}")
        known.__cause__ = error if known is not error else error.__cause__
        try:
            self._on_loss(known)
        finally:
            for waiting in lost:
                if not waiting.submitted.done.done():
                    waiting.submitted.done.set_exception(copy.copy(known))  # a traceback each

    def _start_over(self) -> None:
        """Go on from what is in the log."""
        self._tail = self._log.tail
        self._committed = self._tail.seq
        self._pending = {}

"""The writer: what waits together is committed together, in order, and a failure is told at once."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from sim.classroom.log.chain import Row
from sim.classroom.log.entry import Entry, New
from sim.classroom.log.errors import (
    BadEntry,
    DiskFull,
    KeyTaken,
    LogBusy,
    LogClosed,
    LogError,
    Overloaded,
)
from sim.classroom.log.file import Log
from sim.classroom.log.writer import Writer
from tests.classroom.logged import NOON, full, made, new, on_sql, roomy


class Gate:
    """Holds commits back until it is opened, and counts them; `fault` is raised instead of one."""

    def __init__(self, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened = threading.Event()
        self.opened.set()
        self.batches: list[list[int]] = []
        self.threads: set[int] = set()
        self.fault: BaseException | None = None
        self._write = log.write
        monkeypatch.setattr(log, "write", self.write)

    def write(self, rows: list[Row]) -> None:
        assert self.opened.wait(10)
        self.batches.append([row.entry.seq for row in rows])
        self.threads.add(threading.get_ident())
        fault, self.fault = self.fault, None
        if fault is not None:
            raise fault
        self._write(rows)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "class.exercise")


@pytest.fixture
def log(path: Path) -> Log:
    return Log.open(path)


@pytest.fixture
def gate(log: Log, monkeypatch: pytest.MonkeyPatch) -> Gate:
    return Gate(log, monkeypatch)


def there(path: Path) -> tuple[Entry, ...]:
    with Log.open(path, read_only=True) as log:
        return log.entries()


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, 30), debug=True)


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 (what is waited for knows nothing of it)
        await asyncio.sleep(0.001)


def test_what_waits_goes_together(path: Path, log: Log, gate: Gate) -> None:
    async def main() -> None:
        async with Writer(log) as writer:
            gate.opened.clear()
            first = [asyncio.create_task(writer.append(new(n))) for n in (1, 2)]
            await until(lambda: writer.last == 2)
            await asyncio.sleep(0.01)
            rest = [asyncio.create_task(writer.append(new(n))) for n in range(3, 300)]
            await asyncio.sleep(0.01)
            assert not any(task.done() for task in first + rest)
            assert (writer.committed, writer.last, writer.entries()) == (0, 299, ())
            gate.opened.set()
            entries = await asyncio.gather(*first, *rest)
        assert [entry.seq for entry in entries] == list(range(1, 300))
        assert tuple(entries) == there(path) == writer.entries()

    run(main())
    assert gate.batches == [[1, 2], list(range(3, 300))]
    assert len(gate.threads) == 1
    assert threading.get_ident() not in gate.threads


def test_transactions_and_durability(path: Path, log: Log) -> None:
    commits: list[str] = []
    on_sql(log, lambda sql: commits.append(sql) if sql == "COMMIT" else None)

    async def main() -> None:
        async with Writer(log) as writer:
            for number in (1, 2):
                entry = await writer.append(new(number))
                assert there(path)[-1] == entry  # in the file, not only in memory
            await asyncio.gather(*(writer.append(new(n)) for n in range(100)))
        assert len(commits) == 3

    run(main())
    with Log.open(path) as later:  # it was let go
        assert later.last == 102


def test_order_is_that_of_the_calls(path: Path, log: Log) -> None:
    resolved: list[int] = []
    committed: list[int] = []

    async def main() -> None:
        on_commit = lambda entries: committed.extend(e.seq for e in entries)  # noqa: E731
        async with Writer(log, on_commit=on_commit) as writer:

            async def one(number: int) -> None:
                await asyncio.sleep(number % 7 / 1000)
                submitted = writer.submit(new(number), new(number))
                await submitted.done
                resolved.extend(entry.seq for entry in submitted.entries)

            await asyncio.gather(*(one(number) for number in range(200)))

    run(main())
    assert resolved == committed == list(range(1, 401))
    assert all(a.by == b.by for a, b in zip(there(path)[::2], there(path)[1::2], strict=True))


def test_same_key_counts_once_also_while_it_waits(path: Path, log: Log, gate: Gate) -> None:
    async def main() -> None:
        async with Writer(log) as writer:
            gate.opened.clear()
            first = writer.submit(new(1, key="a"))
            again = writer.submit(new(1, key="a"))
            mixed = writer.submit(new(1, key="a"), new(2, key="b"), new(2, key="b"))
            (entry,) = first.fresh
            assert (again.fresh, again.entries) == ((), (entry,))
            assert [e.seq for e in mixed.fresh] == [2]
            assert [e.seq for e in mixed.entries] == [1, 2, 2]
            assert writer.find("a") == entry
            assert writer.find("c") is None
            await asyncio.sleep(0.01)
            assert not again.done.done()  # not before the first is on the disk
            gate.opened.set()
            assert await again.done == await first.done == (entry,)
            await mixed.done
            assert writer.find("a") == entry
            gate.opened.clear()
            assert await writer.append(new(1, key="a")) == entry  # nothing to wait for
            gate.opened.set()

    run(main())
    assert [entry.key for entry in there(path)] == ["a", "b"]


def test_what_is_refused_takes_no_place(path: Path, log: Log) -> None:
    async def main() -> None:
        async with Writer(log) as writer:
            first = writer.submit(new(1, key="a"))
            with pytest.raises(KeyTaken):
                writer.submit(new(2), New(by="other", kind="say", body={}, at=NOON, key="a"))
            with pytest.raises(BadEntry):
                await writer.append_all([new(2, key="b"), new(3, x=float("nan"))])
            assert writer.find("b") is None
            second = writer.submit(new(4))
            assert (await second.done)[0].seq == 2
            assert (await first.done)[0].seq == 1
            assert await writer.append_all([]) == ()

    run(main())
    assert [entry.by for entry in there(path)] == ["seat 1", "seat 4"]


def test_entry_at_submission_is_the_one_read_back(path: Path, log: Log) -> None:
    body: dict[str, Any] = {"pair": (1, 2)}

    async def main() -> None:
        async with Writer(log) as writer:
            submitted = writer.submit(New(by="us", kind="say", body=body, at=NOON))
            body["pair"] = "changed meanwhile"
            assert submitted.entries == submitted.fresh == await submitted.done == there(path)
            assert submitted.entries[0].body == {"pair": [1, 2]}

    run(main())


def test_cancelling_one_changes_nothing_for_others(path: Path, log: Log, gate: Gate) -> None:
    async def main() -> None:
        async with Writer(log) as writer:
            gate.opened.clear()
            tasks = [asyncio.create_task(writer.append(new(n))) for n in range(1, 10)]
            await until(lambda: writer.last == 9)
            for task in tasks[::3]:
                task.cancel()
            gate.opened.set()
            found = await asyncio.gather(*tasks, return_exceptions=True)
            kept = [entry.seq for entry in found if isinstance(entry, Entry)]
            assert kept == [2, 3, 5, 6, 8, 9]
            assert (await writer.append(new(10))).seq == 10

    run(main())
    assert [entry.by for entry in there(path)] == [f"seat {n}" for n in range(1, 11)]


@pytest.mark.parametrize("fault", [LogError("the disk is gone"), MemoryError("no memory")])
def test_failed_commit_is_told_before_anything_else(
    path: Path, log: Log, gate: Gate, fault: Exception
) -> None:
    async def main() -> None:
        said: list[object] = []

        def rebuild(error: LogError) -> None:
            said.append(str(error))
            said.append([entry.seq for entry in writer.entries()])
            assert (writer.last, writer.committed) == (1, 1)
            assert not behind.done.done()
            said.append(writer.submit(new(7, key="b")))  # judged by the new state

        writer = Writer(log, on_loss=rebuild)
        await writer.append(new(1))
        gate.opened.clear()
        gate.fault = fault
        in_it = [writer.submit(new(n, key=k)) for n, k in ((2, "a"), (3, "b"))]
        cancelled = writer.submit(new(4))
        cancelled.done.cancel()
        await asyncio.sleep(0.01)
        behind = writer.submit(new(5))  # judged by a state in which 2 and 3 happened
        gate.opened.set()
        results = await asyncio.gather(*(s.done for s in [*in_it, behind]), return_exceptions=True)
        assert [type(error) for error in results] == [LogError] * 3
        assert len({id(error) for error in results}) == 3
        assert str(fault) in str(results[0])
        assert isinstance(said[0], str)
        assert str(fault) in said[0]
        assert said[1] == [1]
        assert writer.find("a") is None
        assert (await writer.append(new(8))).seq == 3
        await writer.close()

    run(main())
    assert gate.batches == [[1], [2, 3, 4], [2], [3]]
    assert [entry.by for entry in there(path)] == ["seat 1", "seat 7", "seat 8"]


def test_disk_full_and_then_room(path: Path, log: Log) -> None:
    async def main() -> None:
        lost: list[LogError] = []
        async with Writer(log, on_loss=lost.append) as writer:
            await writer.append(new(1, key="a"))
            full(log, pages=2)
            large = [new(n, key=f"k{n}", pad="x" * 50_000) for n in range(3)]
            with pytest.raises(DiskFull):
                await writer.append_all(large)
            assert len(lost) == 1
            assert (await writer.append(new(1, key="a"))).seq == 1  # there, whatever the disk says
            roomy(log)
            assert [entry.seq for entry in await writer.append_all(large)] == [2, 3, 4]

    run(main())
    assert [entry.key for entry in there(path)] == ["a", "k0", "k1", "k2"]


@pytest.mark.parametrize("at", [sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_INSERT])
def test_statement_that_fails(path: Path, log: Log, at: int) -> None:
    async def main() -> None:
        connection = log._connection
        assert connection is not None
        async with Writer(log) as writer:
            for number in range(1, 6):
                connection.set_authorizer(lambda action, *_: int(action == at))
                with pytest.raises(LogError):
                    await writer.append(new(number))
                connection.set_authorizer(None)
                assert (await writer.append(new(number))).seq == number

    run(main())
    assert [entry.by for entry in there(path)] == [f"seat {n}" for n in range(1, 6)]


def test_loop_runs_on_while_a_commit_takes_its_time(log: Log, gate: Gate) -> None:
    async def main() -> None:
        async with Writer(log) as writer:
            gate.opened.clear()
            submitted = writer.submit(new(1))
            for _ in range(20):
                await asyncio.sleep(0.001)
            assert not submitted.done.done()
            gate.opened.set()
            await submitted.done

    run(main())


def test_too_much_is_refused(path: Path, log: Log, gate: Gate) -> None:
    async def main() -> None:
        async with Writer(log, most=3) as writer:
            await writer.append_all([new(n) for n in range(10)])  # nothing else was waiting
            gate.opened.clear()
            waiting = [writer.submit(new(n, key=str(n))) for n in range(3)]
            with pytest.raises(Overloaded, match="3 entries are waiting"):
                writer.submit(new(9))
            gate.opened.set()
            assert (await waiting[-1].done)[0].seq == 13
            await writer.append(new(9))

    run(main())
    assert len(there(path)) == 14


def test_closing_writes_what_waits(path: Path, log: Log, gate: Gate) -> None:
    async def main() -> None:
        writer = Writer(log)
        gate.opened.clear()
        early = writer.submit(new(1))
        await asyncio.sleep(0.01)
        late = [writer.submit(new(n)) for n in range(2, 50)]
        closing = asyncio.create_task(writer.close())
        await asyncio.sleep(0.01)
        with pytest.raises(LogClosed):
            writer.submit(new(99))
        with pytest.raises(LogBusy):
            Log.open(path)
        gate.opened.set()
        await closing
        assert early.done.done()
        assert all(submitted.done.done() for submitted in late)
        assert len(writer.entries(since=40)) == 9
        await writer.close()

    run(main())
    with Log.open(path) as later:
        assert later.last == 49


def test_callback_that_fails_loses_nothing(path: Path, log: Log) -> None:
    async def main() -> None:
        told: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))

        def fails(_: object) -> None:
            raise ValueError

        async with Writer(log, on_commit=fails) as writer:
            assert [(await writer.append(new(n))).seq for n in (1, 2)] == [1, 2]
        assert len(told) == 2

    run(main())
    assert len(there(path)) == 2

"""Streams: who is told when something changes, who is not, how often, and that nothing is said."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from sim.classroom.log.file import Log
from sim.classroom.session.audience import EVERYBODY
from sim.classroom.web import hub as hubs
from sim.classroom.web.hub import Hub
from sim.classroom.web.people import LEAD
from tests.classroom.web.phones import Dropped, Phone
from tests.classroom.web.room import RoomThere, server
from tests.classroom.web.routed import STREAMS, filled

SOON = 2.5  # seconds within which an event comes
QUIET = 1.6  # seconds in which none does


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoomThere]:
    with server(tmp_path_factory.mktemp("class"), by_hand=True) as found:
        lead = found.lead()
        lead.get("/control")
        lead.send("/control/open", minutes="600")
        yield found


class Listening:
    """A stream that is open, and what came."""

    def __init__(self, phone: Phone, path: str) -> None:
        self.events: list[str] = []
        self._came = asyncio.Event()
        self._task = asyncio.create_task(self._listen(phone, path))

    async def _listen(self, phone: Phone, path: str) -> None:
        with suppress(Dropped):
            async for event in phone.stream(path):
                self.events.append(event)
                self._came.set()

    async def until(self, holds: Callable[[list[str]], object]) -> None:
        """Wait for what is to come."""
        async with asyncio.timeout(SOON * 4):
            while not holds(self.events):
                self._came.clear()
                await self._came.wait()

    async def end(self) -> None:
        """Close it."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


@asynccontextmanager
async def listening(phone: Phone, path: str = "/play/stream") -> Any:  # noqa: ANN401
    found = Listening(phone, path)
    await found.until(lambda events: events == ["ready"])
    try:
        yield found
    finally:
        await found.end()


def phone(room: RoomThere) -> Phone:
    PHONES.append(Phone(room.head, int(room.url.rpartition(":")[2])))
    return PHONES[-1]


async def seated(room: RoomThere, place: str, name: str) -> Phone:
    found = phone(room)
    assert (await found.sit(place, name)).status == 303
    return found


async def say(who: Phone, **fields: str | list[str]) -> None:
    assert (await who.post("/play/say", {"text": "Words.", **fields}, once="")).status == 303


PHONES: list[Phone] = []


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run a test, and close its lines."""

    async def whole() -> None:
        try:
            await work
        finally:
            while PHONES:
                PHONES.pop().hang_up()
            await asyncio.sleep(0.05)  # until they are closed

    asyncio.run(whole())


def entries(room: RoomThere) -> int:
    with Log.open(room.path, read_only=True) as log:
        return log.last


# --- who is told -------------------------------------------------------------------------------


def test_those_are_told_whom_it_concerns_and_nobody_else(room: RoomThere) -> None:
    async def work() -> None:
        us, france = (
            await seated(room, "united-states/adviser", "A"),
            await seated(room, "france/adviser", "B"),
        )
        russia, eva = (
            await seated(room, "russia/adviser", "C"),
            await seated(room, "evaluators/evaluator", "D"),
        )
        front = f"/projector/{room.head.key('projector')}/stream"
        async with (
            listening(us) as a,
            listening(france) as b,
            listening(russia) as c,
            listening(eva) as d,
            listening(phone(room).lead(), "/control/stream") as lead,
            listening(phone(room), front) as e,
        ):
            everybody = {"us": a, "france": b, "russia": c, "eva": d, "lead": lead, "front": e}

            async def told(act: Coroutine[Any, Any, None]) -> set[str]:
                await asyncio.sleep(QUIET)  # what went before has been told
                before = {name: len(each.events) for name, each in everybody.items()}
                await act
                await asyncio.sleep(QUIET)
                return {n for n, each in everybody.items() if len(each.events) > before[n]}

            assert await told(say(us, audience="team")) == {"us", "lead"}
            to = ["france", "nato"]
            assert await told(say(us, audience="actors", to=to)) == {"us", "france", "lead"}
            assert await told(say(russia, audience="public")) == set(everybody)

            async def note() -> None:
                fields = {"about": "decide", "text": "Seen."}
                assert (await eva.post("/evaluate/note", fields)).status == 303

            assert await told(note()) == {"lead"}

            async def make() -> None:
                fields = {
                    "sender": "white-cell",
                    "to": "all",
                    "mode": "call",
                    "message": "Later.",
                    "when": "keep",
                }
                assert (
                    await phone(room).lead().post("/control/make", fields, as_=LEAD)
                ).status == 303

            assert await told(make()) == {"lead"}
            assert {name for each in everybody.values() for name in each.events} == {
                "ready",
                "changed",
            }

    run(work())


def test_nothing_is_said_but_that_something_changed(room: RoomThere) -> None:
    async def work() -> None:
        us = await seated(room, "united-states/adviser", "E")
        reader, writer = await asyncio.open_connection("127.0.0.1", us.port)
        cookie = "; ".join(f"{name}={value}" for name, value in us.cookies.items())
        writer.write(
            f"GET /play/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        assert b"content-type: text/event-stream" in head
        assert b"cache-control: no-store" in head
        await say(us, audience="public", text="A-SECRET-WORD")
        seen = b""
        with suppress(TimeoutError):
            async with asyncio.timeout(QUIET):
                while True:
                    seen += await reader.read(4096)
        writer.close()
        lines = {line for line in seen.decode().split("\r\n") if ":" in line}
        assert lines <= {
            "event: ready",
            "data: 0",
            "retry: 2000",
            "event: changed",
            "data: 1",
            "data: 2",
        }
        assert "event: changed" in lines

    run(work())


def test_a_class_that_types_does_not_flood_its_phones(room: RoomThere) -> None:
    async def work() -> None:
        us = await seated(room, "united-states/adviser", "F")
        async with listening(us) as stream:
            began = asyncio.get_running_loop().time()
            for _ in range(40):
                await say(us, audience="team")
            await asyncio.sleep(1.2)
            took = asyncio.get_running_loop().time() - began
            assert 1 <= stream.events.count("changed") <= took / hubs.PACE + 2

    run(work())


# --- who may listen ----------------------------------------------------------------------------


def test_every_stream_is_for_those_it_is_for(room: RoomThere) -> None:
    async def status(who: Phone, path: str) -> str:
        try:
            async with asyncio.timeout(SOON):
                async for event in who.stream(path):
                    return event
        except Dropped as error:
            return str(error)
        return "ended"

    async def work() -> None:
        us, lead = await seated(room, "united-states/adviser", "G"), phone(room).lead()
        before = entries(room)
        for path in STREAMS:
            address = filled(path, room.head)
            for who, may in (
                (us, path == "/play/stream"), (lead, path == "/control/stream"), (phone(room), False),
            ):  # fmt: skip
                told = await status(who, address)
                assert (told == "ready") is (may or "{key}" in path), (path, told)
        wrong = STREAMS[2].replace("{key}", "0" * 40)
        assert await status(us, wrong) != "ready"
        assert entries(room) == before  # to listen changes nothing

    run(work())


def test_a_seat_that_is_emptied_is_told_and_its_stream_ends(room: RoomThere) -> None:
    async def work() -> None:
        us = await seated(room, "united-states/adviser", "H")
        with Log.open(room.path, read_only=True) as log:
            seat = [entry.by for entry in log.entries() if entry.body.get("name") == "H"][-1]
        async with listening(us) as stream:
            lead = phone(room).lead()
            assert (await lead.post("/control/empty", {"seat": seat}, as_=LEAD)).status == 303
            await stream.until(lambda events: "gone" in events)
            assert (await us.post("/play/say", {"audience": "team", "text": "x"})).status == 409

    run(work())


def test_one_person_has_so_many_streams_and_the_oldest_goes(room: RoomThere) -> None:
    async def work() -> None:
        us = await seated(room, "united-states/adviser", "I")
        streams = []
        for _ in range(hubs.MOST_OF_ONE + 1):
            streams.append(Listening(us, "/play/stream"))
            await streams[-1].until(lambda events: "ready" in events)
        await streams[0].until(lambda events: "gone" in events)
        assert not [each for each in streams[1:] if "gone" in each.events]
        for each in streams:
            await each.end()

    run(work())


# --- the hub itself ----------------------------------------------------------------------------


async def opened(
    hub: Hub, name: str, *channels: str, allowed: Callable[[], bool] = lambda: True
) -> Any:  # noqa: ANN401
    """A stream of the hub, after its first event."""
    stream = hub.listen(name, frozenset(channels), allowed)
    assert (await anext(stream))["event"] == "ready"
    return stream


def test_the_hub_wakes_by_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "PACE", 0.0)

    async def work() -> None:
        hub = Hub()
        a, b = await opened(hub, "s1", "france", "s1"), await opened(hub, "s2", "nato", "s2")
        assert hub.present() == {"s1", "s2"}
        for channels, woken in (({"france"}, 1), ({"s2"}, 1), ({EVERYBODY}, 2), ({"russia"}, 0)):
            hub.tell(frozenset(channels))
            tasks = [asyncio.create_task(anext(each)) for each in (a, b)]
            done, waiting = await asyncio.wait(tasks, timeout=0.2)
            assert len(done) == woken, channels
            for task in waiting:
                task.cancel()
            if waiting:  # a cancelled stream is over
                a, b = (
                    await opened(hub, "s1", "france", "s1"),
                    await opened(hub, "s2", "nato", "s2"),
                )
        await a.aclose()
        await b.aclose()

    run(work())


def test_who_may_no_longer_listen_is_told_so_and_a_server_that_stops_says_nothing() -> None:
    async def work() -> None:
        hub, may = Hub(), [True]
        stream = await opened(hub, "s1", "france", allowed=lambda: may[0])
        may[0] = False
        hub.tell(frozenset({"france"}))
        assert (await anext(stream))["event"] == "gone"
        other = await opened(hub, "s2", "france")
        hub.shut()
        with pytest.raises(StopAsyncIteration):
            await anext(other)
        late = hub.listen("s3", frozenset(), lambda: True)
        with pytest.raises(StopAsyncIteration):
            await anext(late)
        await stream.aclose()
        assert hub.present() == frozenset()

    run(work())


def test_there_is_a_bound_to_all_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "MOST", 2)

    async def work() -> None:
        hub = Hub()
        streams = [await opened(hub, f"s{k}", "france") for k in range(2)]
        with pytest.raises(StopAsyncIteration):
            await anext(hub.listen("s3", frozenset(), lambda: True))
        for each in streams:
            await each.aclose()
        assert len(hub) == 0

    run(work())

"""Kill the server of a class, again and again, at random moments under load; go on with its file each time.

    python -m tests.classroom.web.kills FOLDER 200

What a phone was told is done must be in the file, once; what it was not told it sends again, with the
same number on its form, and then that is there once, too. A script of its own: it forks, which a test
runner with threads must not. The parent has read everything, and forks servers that need not; it never
starts a thread itself.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sim.classroom.acts.running import MoveOpened
from sim.classroom.game import Game
from sim.classroom.log.entry import Entry
from sim.classroom.log.file import Log
from sim.classroom.rules.person import LEADER
from sim.classroom.session.digest import digest
from sim.classroom.session.gap import stopped_since
from sim.classroom.session.head import Head
from sim.classroom.session.session import Session, told
from sim.classroom.state.fold import Told, folded
from sim.classroom.web.addresses import LOOPBACK, listening
from sim.classroom.web.people import LEAD, SEAT
from sim.classroom.web.served import Served
from sim.classroom.web.serving import serve
from tests.classroom.web.phones import Dropped, Phone
from tests.classroom.web.room import new_log

TEAMS = ("united-states", "united-kingdom", "france", "nato", "russia", "ukraine")
LONGEST = 0.05  # seconds under load before a kill
BEGINNING = 5  # every so many kills one is while the server begins
WHOLE = 10  # every so many times state and world are worked out anew and compared
PATIENCE = 30.0  # seconds
DONE, REFUSED = 303, 409


# --- who sends ---------------------------------------------------------------------------------


@dataclass
class Sender:
    """A phone that does one act after another, and does not go on before it was told of the last."""

    phone: Phone
    name: str
    confirmed: list[str] = field(default_factory=list)
    waiting: str | None = None  # sent, and nothing came back

    @property
    def leads(self) -> bool:
        """Whether it is the facilitator's."""
        return LEAD in self.phone.cookies

    async def work(self, port: int) -> None:
        """Send until the server is gone."""
        self.phone.port = port
        with suppress(Dropped):
            if self.leads:  # the clock stands since the last kill
                answer = await self.phone.post("/control/resume", {}, as_=LEAD)
                assert answer.status in {DONE, REFUSED}, answer
            while True:
                await self.step()
        self.phone.hang_up()

    async def step(self) -> None:
        """Send what waits again, or the next. Raises Dropped."""
        self.waiting = self.waiting or f"{self.name}-{len(self.confirmed) + 1}"
        path, fields, as_ = "/play/say", {"audience": "public", "text": self.waiting}, SEAT
        if self.leads:
            path, fields, as_ = "/control/note", {"objective": "decide", "text": self.waiting}, LEAD
        answer = await self.phone.post(path, fields, as_=as_, once=self.waiting)
        assert answer.status == DONE, (path, fields, answer)
        self.confirmed.append(self.waiting)
        self.waiting = None


def joined(path: Path, head: Head) -> list[Sender]:
    """A phone for each team, seated, and the facilitator's."""
    senders = [Sender(Phone(head, 0), f"phone {k}") for k in range(len(TEAMS))]

    async def sit(server: Forked) -> None:
        for team, sender in zip(TEAMS, senders, strict=True):
            sender.phone.port = server.port
            answer = await sender.phone.sit(f"{team}/adviser", sender.name)
            assert answer.status == DONE, answer
            sender.phone.hang_up()

    server = forked(path)
    server.ready()
    asyncio.run(sit(server))
    assert server.end(signal.SIGTERM) == 0
    return [*senders, Sender(Phone(head, 0).lead(), "lead")]


# --- a server ----------------------------------------------------------------------------------


@dataclass
class Forked:
    """A server in a child process."""

    pid: int
    port: int
    pipe: int

    def ready(self) -> dict[str, object]:
        """What it says when requests are answered: with which entries it began."""
        with os.fdopen(self.pipe, closefd=False) as pipe:
            line = pipe.readline()
        assert line, "the server did not begin"
        found: dict[str, object] = json.loads(line)
        return found

    def end(self, sign: signal.Signals = signal.SIGKILL) -> int:
        """End it; how it ended."""
        os.kill(self.pid, sign)
        _, status = os.waitpid(self.pid, 0)
        os.close(self.pipe)
        return os.waitstatus_to_exitcode(status)


def forked(path: Path, *, whole: bool = False) -> Forked:
    """Serve the file in a child, as `tabletop serve --resume` does."""
    sock = listening(LOOPBACK, 0)
    here, there = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(here)
            log = Log.open(path)
            found = log.entries()
            stopped_since(log)

            def ready(served: Served) -> None:
                begun = served.session.told[: len(found)]
                told_ = {"last": len(found), "chain": found[-1].chain if found else ""}
                told_ |= made_of(served.session.game, begun) if whole else {}
                os.write(there, (json.dumps(told_) + "\n").encode())

            serve(log, sock, ready=ready)
            os._exit(0)
        finally:
            os._exit(1)
    os.close(there)
    port: int = sock.getsockname()[1]
    sock.close()
    return Forked(pid, port, here)


def made_of(game: Game, acts: list[Told]) -> dict[str, str]:
    """The state that acts lead to, and the digest of them and of their world."""
    return {"state": repr(folded(acts)), "digest": digest(game, acts)}


def entries(path: Path) -> tuple[Entry, ...]:
    """What is in the file."""
    with Log.open(path, read_only=True) as log:
        return log.entries()


# --- kills -------------------------------------------------------------------------------------


async def under_load(server: Forked, senders: list[Sender], wait: float) -> None:
    """Load until the server is killed, `wait` seconds after it has confirmed something."""
    before = sum(len(each.confirmed) for each in senders)
    working = [asyncio.create_task(each.work(server.port)) for each in senders]
    end = time.monotonic() + PATIENCE
    while sum(len(each.confirmed) for each in senders) == before:
        assert time.monotonic() < end, "the server answers nobody"
        await asyncio.sleep(0.001)
    await asyncio.sleep(wait)
    assert server.end() == -signal.SIGKILL
    await asyncio.gather(*working)


async def finished(server: Forked, senders: list[Sender]) -> None:
    """Everybody sends what waits."""
    for sender in senders:
        sender.phone.port = server.port
        await sender.step()
        sender.phone.hang_up()


def checked(senders: list[Sender], before: tuple[Entry, ...], now: tuple[Entry, ...]) -> None:
    """What was there is there; every confirmed act is, once, and each phone's in the order it sent them."""
    assert now[: len(before)] == before
    there: dict[str, list[str]] = {each.name: [] for each in senders}
    for entry in now:
        if "text" in entry.body:
            there[str(entry.body["text"]).rpartition("-")[0]].append(str(entry.body["text"]))
    for each in senders:
        maybe = [each.waiting] if each.waiting else []
        assert there[each.name] in (each.confirmed, each.confirmed + maybe), each


def main(folder: Path, kills: int) -> None:
    began, chance = time.monotonic(), random.Random(0)  # noqa: S311 (when to kill)
    path = folder / "class.tabletop"
    game, senders = begin(path)
    seen = entries(path)
    for number in range(kills):
        wait, whole = chance.uniform(0, LONGEST), number % WHOLE == 0
        server = forked(path, whole=whole)
        if number % BEGINNING == 1:
            time.sleep(2 * wait)
            server.end()
        else:
            found = server.ready()
            assert (found["last"], found["chain"]) == (len(seen), seen[-1].chain)
            if whole:
                again = made_of(game, [told(entry) for entry in seen])
                assert again == {key: found[key] for key in again}
            asyncio.run(under_load(server, senders, wait))
        now = entries(path)
        checked(senders, seen, now)
        seen = now
    server = forked(path)
    server.ready()
    asyncio.run(finished(server, senders))
    assert server.end(signal.SIGTERM) == 0
    checked(senders, seen, entries(path))
    assert [each.name for each in folder.iterdir()] == [
        path.name
    ]  # whole, and nothing is left beside it
    acts = sum(len(each.confirmed) for each in senders)
    told_ = {"kills": kills, "acts": acts, "seconds": round(time.monotonic() - began, 1)}
    sys.stdout.write(json.dumps(told_) + "\n")


def begin(path: Path) -> tuple[Game, list[Sender]]:
    """A class whose first move is open for a day, and the phones in it."""

    async def opened() -> Head:
        async with Session(new_log(path)) as session:
            await session.do(LEADER, MoveOpened(move=0, minutes=24 * 60.0))
            return session.head

    head = asyncio.run(opened())
    return head.game, joined(path, head)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

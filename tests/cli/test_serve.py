"""`tabletop serve` as a teacher meets it: what it prints, how it ends, how it goes on, what it refuses."""

from __future__ import annotations

import asyncio
import os
import re
import resource
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import httpx
import pytest

from sim.classroom.acts.running import MoveOpened, Paused
from sim.classroom.game import game
from sim.classroom.log.file import Log
from sim.classroom.pack.msel.write_csv import write_csv
from sim.classroom.rules.person import CLOCK, LEADER
from sim.classroom.session.head import read_head
from sim.classroom.session.session import Session, told
from sim.classroom.state.fold import folded
from sim.classroom.web import addresses
from sim.classroom.web.people import SEAT
from tests.classroom.web.room import Browser, loaded, new_log
from tests.cli.program import ENTRY, process, tabletop

PATIENCE = 20.0
WORK = 3.0  # seconds of processor time to begin and to end
SOON = 9.0  # seconds to end; measured, it takes less than one, but other tests run beside
LAST_LINE = "tabletop serve --resume"


@dataclass
class Serving:
    """A running `tabletop serve`."""

    process: subprocess.Popen[str]
    out: str

    def found(self, pattern: str) -> str:
        """The group of a pattern in what was printed."""
        match = re.search(pattern, self.out, re.MULTILINE)
        assert match is not None, self.out
        return match.group(1)

    @property
    def url(self) -> str:
        """The address to join at."""
        return self.found(r"^Join +(http://\S+)")

    @property
    def code(self) -> str:
        """The room code."""
        return self.found(r"code (\w+)")

    def ended(self, sign: signal.Signals) -> tuple[int, float, str]:
        """End it by a signal: the exit code, how long it took, what else was printed."""
        began = time.monotonic()
        self.process.send_signal(sign)
        out, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, time.monotonic() - began, out


@contextmanager
def serving(*arguments: str | Path) -> Iterator[Serving]:
    """`tabletop serve` in a process of its own, until all of it is printed."""
    command = [sys.executable, "-c", ENTRY, "serve", *map(str, arguments)]
    out = ""
    started = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )
    try:
        assert started.stdout is not None
        while LAST_LINE not in out:
            line = started.stdout.readline()
            assert line, out
            out += line
        yield Serving(started, out)
    finally:
        if started.poll() is None:
            started.kill()
            started.communicate()
        elif started.stdout is not None:
            started.stdout.close()


def work_of_children() -> float:
    """Processor time of the processes that have ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def the_file(here: Path) -> Path:
    """The one exercise file there is."""
    (found,) = here.glob("results/may-2024/exercises/*.tabletop")
    return found


# --- a class -----------------------------------------------------------------------------------


def test_one_command_and_a_class_can_come_in(here: Path) -> None:
    before = work_of_children()
    with serving("may-2024", "--port", "0", "--seed", "5") as served:
        assert "A new exercise, seed 5." in served.out
        assert "Across the border, May 2024" in served.out
        file = the_file(here)
        assert str(file.relative_to(here)) in served.out
        assert file.stat().st_mode & 0o077 == 0  # nobody else may read the secret
        with httpx.Client(base_url=served.url) as client:
            player = Browser(client)
            player.join(served.code, "france/president", "Ana")
            assert player.page is not None
            assert player.page.url.path == "/play"
        with httpx.Client(follow_redirects=True) as client:
            assert client.get(served.found(r"^Facilitator +(\S+)")).url.path == "/control"
            assert client.get(served.found(r"^Projector +(\S+)")).status_code == 200
        code, took, out = served.ended(signal.SIGINT)
    assert (code, took < SOON) == (0, True)
    assert work_of_children() - before < WORK
    assert "Ended." in out
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_with_pages_open(sign: signal.Signals) -> None:
    with serving("may-2024", "--port", "0") as served, httpx.Client(base_url=served.url) as client:
        player = Browser(client)
        player.join(served.code, "france/president", "Ana")
        with client.stream("GET", "/play/stream") as stream:
            lines = stream.iter_lines()
            assert next(line for line in lines if line.startswith("event")) == "event: ready"
            code, took, out = served.ended(sign)
            rest = [line for line in lines if line.startswith("event")]
        assert rest == []  # nobody is told that his seat is gone
    assert code == 0
    assert took < SOON
    assert "Traceback" not in out
    assert "Ended." in out


def test_it_goes_on_with_the_same_people_code_and_links(here: Path) -> None:
    with serving("may-2024", "--port", "0") as first:
        with httpx.Client(base_url=first.url) as client:
            player = Browser(client)
            player.join(first.code, "france/president", "Ana Pereira")
            cookie = client.cookies[SEAT]
        first.ended(signal.SIGTERM)
    file = the_file(here)
    with serving("--resume", file) as second:
        assert "Going on with the exercise of" in second.out
        assert second.url == first.url  # pages that are open go on by themselves
        assert second.code == first.code
        assert second.found(r"(/lead/\w+)") == first.found(r"(/lead/\w+)")
        with httpx.Client(base_url=second.url, cookies={SEAT: cookie}) as client:
            assert "Ana Pereira" in client.get("/play").text
        second.ended(signal.SIGTERM)


def test_what_it_prints_to_go_on_goes_on(here: Path) -> None:
    with serving("may-2024", "--port", "0", "--file", "Class 3b/it's.tabletop") as first:
        _, _, out = first.ended(signal.SIGINT)
    words = shlex.split(out.strip().splitlines()[-1])
    assert words[:2] == ["tabletop", "serve"]
    with serving(*words[2:]) as second:
        assert second.code == first.code


def test_a_random_seed_is_told_and_another_each_time() -> None:
    seeds = set()
    for _ in range(2):
        with serving("may-2024", "--port", "0") as served:
            seeds.add(served.found(r"seed (\d+)"))
    assert len(seeds) == 2


def test_a_clock_that_ran_when_the_server_was_killed_stands_and_that_is_said(here: Path) -> None:
    path = here / "class.tabletop"

    async def opened() -> None:
        async with Session(new_log(path)) as session:
            await session.do(LEADER, MoveOpened(move=0, minutes=6.0))

    asyncio.run(opened())
    with serving("--resume", path, "--port", "0") as served:
        assert "Its clock stands" in served.out
        served.process.kill()
        served.process.wait()
    with Log.open(path, read_only=True) as log:
        acts = [told(entry) for entry in log.entries()]
    opening, pause = acts[0], acts[-1]
    assert isinstance(pause[1], Paused)
    assert (pause[0].by, pause[0].at) == (CLOCK, opening[0].at)
    clock = folded(acts).clock
    assert clock is not None
    assert clock.left(opening[0].at) == 360.0
    with serving("--resume", path, "--port", "0") as served:  # it stands already
        assert "Its clock stands" not in served.out


def test_moves_by_hand_and_pace_are_kept_with_the_exercise(here: Path) -> None:
    with serving("may-2024", "--port", "0", "--by-hand", "--pace", "2.5"):
        pass
    with Log.open(the_file(here), read_only=True) as log:
        options = log.head["options"]
    assert (options["by_hand"], options["pace"]) == (True, 2.5)


def test_an_edited_list_of_events_is_played(here: Path) -> None:
    msel = here / "msel.csv"
    write_csv(msel, game(loaded(), 0))
    text = msel.read_text(encoding="utf-8-sig")
    first = loaded().exercise.msel[0].message
    assert first[:20] in text
    msel.write_text(text.replace(first[:20], "EDITED BY A TEACHER."), encoding="utf-8")
    with serving("may-2024", "--port", "0", "--msel", msel) as served:
        assert f"Read {len(loaded().exercise.msel)} events from" in served.out
    with Log.open(the_file(here), read_only=True) as log:
        assert read_head(log.head).game.exercise.msel[0].message.startswith("EDITED BY A TEACHER.")


# --- where it is reached -----------------------------------------------------------------------


def test_only_this_computer_comes_in_unless_the_network_is_let_in() -> None:
    own = addresses.own_addresses()
    for lan in (False, True):
        with serving("may-2024", "--port", "0", *(["--lan"] if lan else [])) as served:
            assert ("add --lan" in served.out) is not lan
            port = httpx.URL(served.url).port
            for each in own[:1]:
                status = 0
                with suppress(httpx.ConnectError):
                    status = httpx.get(f"http://{each}:{port}/").status_code
                assert status == (200 if lan else 0)
                assert (each in served.out) is lan
            assert httpx.get(f"http://127.0.0.1:{port}/").status_code == 200


def test_a_name_of_this_computer_is_understood_and_no_other() -> None:
    with serving("may-2024", "--port", "0", "--host-name", "class.example.org") as served:
        port = served.found(r"http://class\.example\.org:(\d+)")
        here = f"http://127.0.0.1:{port}/"
        for name, status in (("class.example.org", 200), ("evil.example", 421)):
            answer = httpx.get(here, headers={"Host": f"{name}:{port}"})
            assert answer.status_code == status


def test_a_terminal_with_room_shows_the_link_to_join_as_a_code() -> None:
    for columns, drawn in ((80, True), (20, False)):
        printed = on_terminal("serve", "may-2024", "--lan", "--port", "0", columns=columns)
        assert ("▀" in printed) is drawn, printed
        assert "Ended." in printed


def on_terminal(*arguments: str, columns: int) -> str:
    """Run the program on a terminal until it has said all, then press Ctrl-C; what it showed."""
    ours, theirs = os.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm", "PYTHONUTF8": "1"}
    started = subprocess.Popen(
        [sys.executable, "-c", ENTRY, *arguments], stdin=theirs, stdout=theirs, stderr=theirs,
        env=environment,
    )  # fmt: skip
    os.close(theirs)
    shown, stopped = b"", False
    with suppress(OSError):  # the terminal is closed at the end
        while data := os.read(ours, 65_536):
            shown += data
            if LAST_LINE.encode() in shown and not stopped:
                stopped = True
                started.send_signal(signal.SIGINT)
    os.close(ours)
    assert started.wait(PATIENCE) == 0
    return shown.decode()


def test_the_next_free_port_is_taken_and_said_unless_one_was_asked_for() -> None:
    taken = addresses.listening_near(addresses.LOOPBACK, addresses.PORT)
    with taken:
        port = taken.getsockname()[1]
        with patch.object(addresses, "PORT", port):
            other = addresses.listening_near(addresses.LOOPBACK, addresses.PORT)
            with other:
                assert other.getsockname()[1] > port
        done = process("serve", "may-2024", "--port", str(port))
    assert done.code == 2
    assert done.err.startswith(f"--port: port {port} is taken by another program; choose another")


def test_a_resumed_exercise_whose_port_is_taken_says_so(here: Path) -> None:
    with serving("may-2024", "--port", "0") as first:
        port = httpx.URL(first.url).port or 0
        first.ended(signal.SIGTERM)
    with (
        addresses.listening(addresses.LOOPBACK, port),
        serving("--resume", the_file(here)) as second,
    ):
        assert f"Port {port} is taken by another program" in second.out
        assert "Pages that are open must be opened anew." in second.out


def test_ports_that_cannot_be_had_are_told_in_a_sentence() -> None:
    with pytest.raises(addresses.PortTaken, match="cannot be had"):
        addresses.listening("192.0.2.77", 0)  # not an address of this computer
    with (
        patch("socket.socket.bind", side_effect=PermissionError(13, "Permission denied")),
        pytest.raises(addresses.PortTaken, match="above 1023"),
    ):
        addresses.listening(addresses.LOOPBACK, 80)
    with (
        patch.object(addresses, "listening", side_effect=addresses.PortTaken("taken")),
        pytest.raises(addresses.PortTaken, match="no port is free"),
    ):
        addresses.listening_near(addresses.LOOPBACK, 65_535)


def test_own_addresses_are_this_computers_and_need_no_network() -> None:
    found = addresses.own_addresses()
    assert not [each for each in found if each.startswith("127.")]
    assert len(set(found)) == len(found)
    interfaces = [("lo", "127.0.0.1"), ("docker0", "172.17.0.1"), ("wlan0", "192.168.1.5")]
    with (
        patch.object(addresses, "_towards", return_value=None),  # no route anywhere
        patch.object(addresses, "_of_interfaces", return_value=iter(interfaces)),
    ):
        assert addresses.own_addresses() == ("192.168.1.5", "172.17.0.1")


def test_without_a_network_it_says_so(here: Path) -> None:
    from sim.cli.served import Begun, Told

    with new_log(here / "class.tabletop") as log, addresses.listening("127.0.0.1", 0) as sock:
        with patch.object(addresses, "own_addresses", return_value=()):
            lines = Told(Begun(log, sock), lan=True, name="")._warnings()
        assert any("in no network" in line for line in lines)


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told_"),
    [
        ((), "name the scenario to play"),
        (("may-2042",), "did you mean 'may-2024'"),
        (("tanks-2023",), "has no exercise.yaml beside it"),
        (("may-2024", "--file", "there.txt"), "is there already"),
        (("--resume", "nowhere.tabletop"), "there is no such file"),
        (("--resume", "there.txt"), "is not an exercise file"),
        (("--resume", "there.txt", "--seed", "3"), "--seed: is for a new exercise"),
        (("--resume", "there.txt", "--pace", "0"), "--pace: is for a new exercise"),
        (("--resume", "there.txt", "--by-hand"), "--by-hand: is for a new exercise"),
        (("may-2024", "--host-name", "http://class"), "expected a name such as"),
        (("may-2024", "--msel", "there.txt"), "there.txt"),
    ],
)
def test_wrong_input_ends_with_2_and_a_sentence(
    here: Path, arguments: tuple[str, ...], told_: str
) -> None:
    (here / "there.txt").write_text("A shopping list.", encoding="utf-8")
    done = process("serve", *arguments, *(("--port", "0") if "--port" not in arguments else ()))
    assert done.code == 2
    assert told_ in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert not list(here.glob("results/**/*.tabletop"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("may-2024", "--port", "99999"),
        ("may-2024", "--port", "http"),
        ("may-2024", "--seed", "-1"),
        ("may-2024", "--pace", "-2"),
    ],
)
def test_numbers_out_of_bounds_are_wrong_input(arguments: tuple[str, ...]) -> None:
    done = process("serve", *arguments)
    assert done.code == 2
    assert "Usage: " in done.err


def test_an_exercise_of_another_scenario_is_not_resumed_under_a_wrong_name(here: Path) -> None:
    path = here / "class.tabletop"
    new_log(path).close()
    done = process("serve", "tanks-2023", "--resume", path)
    assert done.code == 2
    assert "is an exercise of may-2024" in done.err.replace("\n", " ")
    done = process("serve", path)
    assert done.code == 2
    assert "go on with it by --resume" in done.err


def test_a_file_that_is_served_already_is_busy(here: Path) -> None:
    path = here / "class.tabletop"
    with serving("may-2024", "--port", "0", "--file", path):
        done = process("serve", "--resume", path, "--port", "0")
    assert done.code == 1
    assert len(done.err.strip().splitlines()) == 1
    assert str(path) in done.err


def test_a_place_that_cannot_be_written_ends_with_1(here: Path) -> None:
    (here / "file").write_text("kept", encoding="utf-8")
    done = process("serve", "may-2024", "--port", "0", "--file", "file/class.tabletop")
    assert done.code == 1
    assert len(done.err.strip().splitlines()) == 1


def test_without_the_extra_it_says_what_to_install() -> None:
    from importlib.util import find_spec as real

    def lacking(name: str) -> object:
        return None if name in {"fastapi", "uvicorn"} else real(name)

    with patch("sim.cli.serving.find_spec", lacking):
        done = tabletop("serve", "may-2024")
    assert done.code == 2
    assert done.err == ("serve: needs fastapi and uvicorn: pip install 'tabletop-sim[classroom]'\n")

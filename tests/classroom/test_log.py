"""The exercise file: what is read back, what is refused, and what is there after a kill."""

from __future__ import annotations

import enum
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.classroom.log.entry import New
from sim.classroom.log.errors import (
    BadEntry,
    DiskFull,
    KeyTaken,
    LogBusy,
    LogClosed,
    LogDamaged,
    LogError,
    LogExists,
    LogReadOnly,
    LogTooNew,
    NotALog,
    told,
)
from sim.classroom.log.file import Log, remove
from sim.classroom.log.hold import with_readers
from tests.classroom.logged import HEAD, NOON, full, made, new, on_sql, roomy

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "class 3?#b%.exercise"


def names(path: Path) -> list[str]:
    return sorted(there.name.removeprefix(path.name) for there in path.parent.iterdir())


def by_hand(path: Path, *statements: str) -> None:
    """Change a file as somebody with the sqlite3 program would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


# --- what is written is what is read ----------------------------------------------------------------


def test_whole_log(path: Path) -> None:
    with Log.create(path, HEAD) as log:
        first = log.append([new(1, key="a"), new(2)])
        second = log.append([new(3, words="жизнь \u2028 \0 '\" 🜚")])
    with Log.open(path) as log:
        assert log.head == HEAD
        assert log.entries() == first + second
        assert log.entries(2) == second
        assert log.last == 3
        assert [(e.seq, e.at, e.by, e.kind, e.body, e.key) for e in log.entries()] == [
            (1, NOON + timedelta(seconds=1), "seat 1", "say", {"n": 1}, "a"),
            (2, NOON + timedelta(seconds=2), "seat 2", "say", {"n": 2}, None),
            (3, NOON + timedelta(seconds=3), "seat 3", "say",
             {"n": 3, "words": "жизнь \u2028 \0 '\" 🜚"}, None),
        ]  # fmt: skip


def test_chain_as_documented(path: Path) -> None:
    made(path, 1)
    with Log.open(path) as log:
        (entry,) = log.entries()
    head = sha256(json.dumps(HEAD, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    text = '[1,"2024-05-01T12:00:01.000007+00:00","seat 1","say","{\\"n\\":1}","key 1"]'  # as it stands
    assert entry.chain == sha256(f"{head}\n{text}".encode()).hexdigest()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
NEWS = st.builds(
    New,
    by=TEXT,
    kind=TEXT,
    body=st.dictionaries(TEXT, JSON, max_size=4),
    at=st.datetimes(
        min_value=datetime(1900, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
        timezones=st.integers(-14, 14).map(lambda h: timezone(timedelta(hours=h))),
    ),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(news=st.lists(NEWS, max_size=6))
def test_any_plain_data_comes_back(path: Path, news: list[New]) -> None:
    with Log.create(path, {"any": 1.5}) as log:
        given_out = log.append(news)
    with Log.open(path) as log:
        assert log.entries() == given_out
        assert [entry.again() for entry in given_out] == news
        assert all(entry.at.utcoffset() == timedelta(0) for entry in given_out)
    remove(path)
    assert names(path) == []


def test_large_body(path: Path) -> None:
    text = "ж" * 3_000_000
    with Log.create(path, {}) as log:
        log.append([new(1, text=text)])
    with Log.open(path) as log:
        assert log.entries()[0].body["text"] == text


def test_plain_data_whatever_it_was_made_from(path: Path) -> None:
    class Kind(str, enum.Enum):  # noqa: UP042 (the older sort, whose str() is not its value)
        SAY = "say"

    body: dict[str, Any] = {"kind": Kind.SAY, "pair": (1, 2)}
    with Log.create(path, {}) as log:
        (entry,) = log.append([New(by=Kind.SAY, kind=Kind.SAY, body=body, at=NOON)])
        body["pair"] = None  # what was appended does not change with it
        assert (type(entry.by), entry.by, type(entry.kind), entry.kind) == (str, "say", str, "say")
        assert entry.body == {"kind": "say", "pair": [1, 2]}
    with Log.open(path) as log:
        assert log.entries() == (entry,)


def deep(levels: int) -> object:
    return [deep(levels - 1)] if levels else 0


@pytest.mark.parametrize(
    "fault",
    [
        {"body": {"x": float("nan")}},
        {"body": {"x": float("inf")}},
        {"body": {"x": b"bytes"}},
        {"body": {"x": {1, 2}}},
        {"body": {"x": "\ud83d"}},
        {"body": {1: 1, "2": 2}},
        {"body": {"x": 10**5000}},
        {"body": {"x": deep(100)}},
        {"body": {"x": deep(900)}},
        {"body": ["no object"]},
        {"by": 5},
        {"by": "\udc00"},
        {"kind": None},
        {"key": [7]},
        {"at": NOON.replace(tzinfo=None)},
    ],
    ids=[
        *("not-a-number", "infinite", "bytes", "set", "surrogate", "mixed-keys", "long-integer"),
        *(
            "deep",
            "deeper",
            "no-object",
            "by-number",
            "by-surrogate",
            "no-kind",
            "key-list",
            "no-zone",
        ),
    ],
)
def test_what_is_not_plain_data_is_refused_with_its_batch(
    path: Path, fault: dict[str, Any]
) -> None:
    good: dict[str, Any] = {"by": "us", "kind": "say", "body": {}, "at": NOON, "key": "k"}
    with Log.create(path, {}) as log:
        with pytest.raises(BadEntry):
            log.append([new(1), New(**good | fault)])
        assert log.entries() == ()
        log.append([new(1, x=deep(98))])
    with Log.open(path) as log:
        assert log.last == 1


def test_bad_head_leaves_nothing(path: Path) -> None:
    with pytest.raises(BadEntry):
        Log.create(path, {"x": float("nan")})
    assert names(path) == []


def test_head_is_a_copy(path: Path) -> None:
    with Log.create(path, {"a": [1]}) as log:
        log.head["a"].append(2)
        assert log.head == {"a": [1]}


# --- keys -------------------------------------------------------------------------------------------


def test_same_key_counts_once(path: Path) -> None:
    with Log.create(path, {}) as log:
        (old,) = log.append([new(1, key="a")])
        other = New(by=old.by, kind=old.kind, body={"n": "changed"}, at=NOON, key="a")
        b = new(2, key="b")
        assert log.append([other, b, b, new(3)]) == (old, *[log.entries()[1]] * 2, log.entries()[2])
        assert log.last == 3
    with Log.open(path) as log:  # the program was started anew
        assert log.append([other]) == (old,)
        assert log.last == 3
        assert log.find("a") == old
        assert log.find("z") is None


@pytest.mark.parametrize("change", [{"by": "someone else"}, {"kind": "order"}])
def test_key_for_something_else_is_refused(path: Path, change: dict[str, str]) -> None:
    with Log.create(path, {}) as log:
        (old,) = log.append([new(1, key="a")])
        fields = {"by": old.by, "kind": old.kind} | change
        other = New(**fields, body={}, at=NOON, key="a")
        with pytest.raises(KeyTaken, match="entry 1"):
            log.append([new(2), other])
        assert log.entries() == (old,)
        with pytest.raises(KeyTaken):
            log.append([new(3, key="b"), New(**fields, body={}, at=NOON, key="b")])


# --- the file ---------------------------------------------------------------------------------------


def test_settings_of_the_file(path: Path) -> None:
    os.umask(os.umask(0o022))
    with Log.create(path, {}) as log:
        log.append([new(1)])
        assert names(path) == ["", "-shm", "-wal", ".lock"]
        assert {stat.S_IMODE(there.stat().st_mode) for there in path.parent.iterdir()} == {0o600}
        connection = log._connection
        assert connection is not None
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert names(path) == [""]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET kind = 'x' WHERE seq = 1",
        "DELETE FROM entry WHERE seq = 2",
        "DELETE FROM entry",
        "UPDATE head SET body = '{}'",
        "DELETE FROM head",
        "INSERT INTO head (one, body, chain) VALUES (2, '', '')",
        "INSERT INTO head (one, body, chain) VALUES (1, '', '')",
        "INSERT OR REPLACE INTO head (one, body, chain) VALUES (1, '', '')",
        "INSERT OR REPLACE INTO entry SELECT 1, at, by, kind, body, NULL, chain FROM entry WHERE seq = 2",
        "INSERT OR REPLACE INTO entry SELECT 3, at, by, kind, body, key, chain FROM entry WHERE seq = 2",
        "INSERT INTO entry SELECT 4, at, by, kind, body, NULL, chain FROM entry WHERE seq = 2",
        "INSERT INTO entry SELECT NULL, at, by, kind, body, NULL, chain FROM entry WHERE seq = 2",
        "UPDATE OR REPLACE entry SET seq = 2 WHERE seq = 1",
    ],
)
def test_tables_refuse_changes(path: Path, statement: str) -> None:
    made(path, 2)
    with pytest.raises(sqlite3.IntegrityError):
        by_hand(path, statement)
    with Log.open(path) as log:
        assert log.last == 2


DROP = "DROP TRIGGER entry_kept"
KEPT = (
    "CREATE TRIGGER entry_kept BEFORE UPDATE ON entry\n"
    "BEGIN SELECT RAISE(ABORT, 'entries of a log are never changed'); END"
)


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("UPDATE entry SET body = '{\"n\":9}' WHERE seq = 2", 2),
        ("UPDATE entry SET \"by\" = 'us' WHERE seq = 3", 3),
        ("UPDATE entry SET \"key\" = 'us' WHERE seq = 1", 1),
        ("UPDATE entry SET chain = '00' WHERE seq = 2", 2),
        ("UPDATE entry SET at = '2024-05-01T12:00:01+00:00' WHERE seq = 1", 1),
        ("UPDATE entry SET seq = 4 WHERE seq = 2", 2),
        ("UPDATE entry SET body = CAST(x'7bff7d' AS TEXT) WHERE seq = 2", 2),
    ],
)
def test_edited_entry_is_named(path: Path, change: str, seq: int) -> None:
    made(path, 3)
    by_hand(path, DROP, change, KEPT)
    for read_only in (False, True):
        with pytest.raises(LogDamaged, match=f"damaged at entry {seq}") as raised:
            Log.open(path, read_only=read_only)
        assert raised.value.seq == seq
    assert names(path) == [""]


def test_edited_head_and_tables_are_refused(path: Path) -> None:
    made(path, 1)
    by_hand(path, DROP)
    with pytest.raises(LogDamaged, match="its tables"):
        Log.open(path)
    by_hand(path, KEPT)
    with Log.open(path) as log:
        assert log.last == 1
    by_hand(path, DROP, "PRAGMA writable_schema = ON", "DROP TRIGGER head_kept")
    with pytest.raises(LogDamaged):
        Log.open(path)


def test_every_edited_byte_is_refused_or_without_effect(path: Path, tmp_path: Path) -> None:
    made(path, 12)
    with Log.open(path) as log:
        entries, head = log.entries(), log.head
    raw, refused = path.read_bytes(), 0
    used = [i for i, byte in enumerate(raw) if byte]
    for place in used[:: max(len(used) // 400, 1)]:
        edited = bytearray(raw)
        edited[place] ^= 0x15
        path.write_bytes(edited)
        try:
            with Log.open(path) as log:
                assert (log.entries(), log.head) == (entries, head)
        except LogError:
            refused += 1
    assert refused > 200


def test_cut_file_is_refused(path: Path) -> None:
    made(path, 500)
    raw = path.read_bytes()
    for size in (10, 100, 4096, len(raw) // 2, len(raw) - 4096):
        path.write_bytes(raw[:size])
        with pytest.raises(LogError):
            Log.open(path)


def test_cut_wal_loses_only_the_end(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with Log.create(path, HEAD) as log:
        for number in range(1, 21):
            log.append([new(number)])
        entries = log.entries()
        wal = path.with_name(path.name + "-wal").read_bytes()
        shutil.copyfile(path, copy)  # the locks that this drops are not needed any more
    left = set()
    for size in range(0, len(wal) + 1, max(len(wal) // 40, 1)):
        copy.with_name("copy-wal").write_bytes(wal[:size])
        with Log.open(copy, read_only=True) as log:
            seen = log.entries()
        assert seen == entries[: len(seen)]
        left.add(len(seen))
    assert {0, 19} <= left
    with Log.open(copy) as log:
        assert log.entries() == seen
        log.append([new(21)])


def test_refusals_are_sentences(path: Path, tmp_path: Path) -> None:
    with pytest.raises(NotALog, match="no such file"):
        Log.open(path)
    with pytest.raises(NotALog, match="no such file"):
        Log.open(tmp_path)
    with pytest.raises(LogError, match="too long"):
        Log.open(tmp_path / ("x" * 300))
    with pytest.raises(NotALog, match="no such file or folder"):
        Log.create(tmp_path / "gone" / "x", {})
    assert names(path) == []
    for content in (b"", b"hello", b"SQLite format 3\0" * 300):
        path.write_bytes(content)
        for opening in (Log.open, remove, lambda path: Log.open(path, read_only=True)):
            with pytest.raises(NotALog, match="not an exercise file"):
                opening(path)
        with pytest.raises(LogExists, match="is there already"):
            Log.create(path, {})
        assert path.read_bytes() == content
    path.unlink()
    by_hand(path, "CREATE TABLE mine (x)")
    with pytest.raises(NotALog):
        Log.open(path)
    assert names(path) == [""]


def test_newer_format_is_refused(path: Path) -> None:
    made(path, 1)
    by_hand(path, "PRAGMA user_version = 2")
    with pytest.raises(LogTooNew, match="format 2"):
        Log.open(path)
    with pytest.raises(LogTooNew):
        Log.open(path, read_only=True)


def test_new_file_takes_in_no_old_wal(path: Path) -> None:
    path.with_name(path.name + "-wal").write_bytes(b"x")
    with pytest.raises(LogExists, match="-wal"):
        Log.create(path, {})
    assert names(path) == ["-wal"]


def test_folder_that_cannot_be_written_to(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(path, 1)

    def refuses(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:  # root may write anywhere
        patch.setattr("sim.classroom.log.hold._taken", refuses)
        with pytest.raises(LogReadOnly, match="cannot be written to"):
            Log.open(path)
        with pytest.raises(LogReadOnly):
            Log.create(path.with_name("other"), {})
        with Log.open(path, read_only=True) as log:
            assert log.last == 1
    with monkeypatch.context() as patch:
        patch.setattr("sim.classroom.log.file.os.access", lambda *_: False)
        with pytest.raises(LogReadOnly):
            Log.open(path)
    with Log.open(path) as log:
        assert log.last == 1


# --- one writer, many readers -----------------------------------------------------------------------


def test_second_writer_is_refused(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.classroom.log.hold.PATIENCE", 0.05)
    link = tmp_path / "link"
    link.symlink_to(path)
    with Log.create(path, {}) as log:
        for other in (path, link):
            with pytest.raises(LogBusy, match=r"class 3\?#b%.exercise is being served"):
                Log.open(other)
        for refused in (lambda: remove(path), lambda: Log.create(path, {})):
            with pytest.raises(LogBusy):
                refused()
        log.append([new(1)])
    link.unlink()
    with Log.open(path) as log:
        assert log.last == 1


def test_second_process_is_refused_and_may_read(path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from sim.classroom.log.file import Log\n"
        "print(Log.open(Path(sys.argv[1]), read_only=True).last, flush=True)\n"
        "try: Log.open(Path(sys.argv[1]))\n"
        "except Exception as error: print(type(error).__name__)\n"
    )
    with Log.create(path, {}) as log:
        log.append([new(1), new(2)])
        command = [sys.executable, "-c", program, str(path)]
        out = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        assert out == "2\nLogBusy\n"
        log.append([new(3)])
    assert names(path) == [""]


def test_reading_changes_nothing(path: Path) -> None:
    made(path, 3)
    before = path.read_bytes(), path.stat().st_mtime_ns, names(path)
    with Log.open(path, read_only=True) as log:
        assert log.head == HEAD
        assert log.last == 3
        with pytest.raises(LogReadOnly, match="reading only"):
            log.append([new(4)])
        with Log.open(path) as writer:  # one that reads is in nobody's way
            writer.append([new(4)])
            with Log.open(path, read_only=True) as later:
                assert later.last == 4
        assert log.last == 3
    with Log.open(path) as log:
        assert log.last == 4
    made(path.with_name("b"), 3)
    with Log.open(path.with_name("b"), read_only=True):
        pass
    path.unlink()
    assert before[2] == [""]
    assert names(path) == ["b"]


def test_reading_is_of_one_moment_while_it_is_written(path: Path) -> None:
    with Log.create(path, {}) as log:
        for number in range(1, 12):
            log.append([new(number, pad="x" * 20_000)])
            with Log.open(path, read_only=True) as reader:
                assert reader.entries() == log.entries()


def test_writer_waits_for_readers_but_not_for_ever(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(path, 1)
    reader = with_readers(path)
    assert reader is not None
    letting_go = threading.Timer(0.1, reader.release)
    letting_go.start()
    with Log.open(path) as log:
        assert log.last == 1
        assert with_readers(path) is None
    letting_go.join()
    monkeypatch.setattr("sim.classroom.log.hold.PATIENCE", 0.05)
    first, second = with_readers(path), with_readers(path)
    assert first is not None
    assert second is not None
    first.release()
    with pytest.raises(LogBusy):
        Log.open(path)
    assert names(path) == ["", ".lock"]
    second.release()
    assert names(path) == [""]


def test_closed(path: Path) -> None:
    log = Log.create(path, {})
    log.close()
    log.close()
    with pytest.raises(LogClosed):
        log.append([new(1)])


# --- forks and removal ------------------------------------------------------------------------------


def test_fork(path: Path, tmp_path: Path) -> None:
    fork = tmp_path / "fork"
    made(path, 5)
    with Log.open(path, read_only=True) as log:
        log.copy_to(fork, 3, {"of": "class 3"})
        log.copy_to(tmp_path / "none", 0, {})
        for wrong in (-1, 6):
            with pytest.raises(LogError, match="has 5 entries"):
                log.copy_to(tmp_path / "x", wrong, {})
        with pytest.raises(LogExists):
            log.copy_to(path, 3, {})
        with Log.open(fork) as copy:
            assert copy.head == {"of": "class 3"}
            assert [e.again() for e in copy.entries()] == [e.again() for e in log.entries()[:3]]
            assert {e.chain for e in copy.entries()}.isdisjoint(e.chain for e in log.entries())
            assert copy.append([new(2, key="key 2"), new(6)])[1].seq == 4
    with Log.open(tmp_path / "none") as log:
        assert log.entries() == ()
    assert stat.S_IMODE(fork.stat().st_mode) == 0o600


def test_remove(path: Path) -> None:
    made(path, 2)
    for ending in ("-shm", "-wal", ".draft"):
        path.with_name(path.name + ending).write_bytes(b"")
    remove(path)
    assert names(path) == []


# --- failures at each stage -------------------------------------------------------------------------


@pytest.mark.parametrize("at", ["BEGIN", "INSERT", "COMMIT"])
def test_failure_at_a_statement(path: Path, at: str) -> None:
    with Log.create(path, {}) as log:
        (first,) = log.append([new(1)])
        connection = log._connection
        assert connection is not None
        refused = {"BEGIN": 22, "INSERT": 18, "COMMIT": 22}[at]  # SQLite's codes of what is asked

        def judge(action: int, name: str | None, *_: object) -> int:
            hit = action == refused and name in {at, "entry"}
            return sqlite3.SQLITE_DENY if hit else sqlite3.SQLITE_OK

        connection.set_authorizer(judge)
        with pytest.raises(LogError):
            log.append([new(2), new(3)])
        connection.set_authorizer(None)
        assert log.entries() == (first,)
        assert [entry.seq for entry in log.append([new(2), new(3)])] == [2, 3]
    with Log.open(path) as log:
        assert log.last == 3


def test_disk_full(path: Path) -> None:
    with Log.create(path, {}) as log:
        log.append([new(1)])
        full(log, pages=3)
        with pytest.raises(DiskFull, match="make room"):
            log.append([new(2, key="a"), new(3, pad="x" * 50_000)])
        log.append([new(2, key="a")])  # what still fits is taken
        roomy(log)
        log.append([new(3, pad="x" * 50_000)])
    with Log.open(path) as log:
        assert [entry.by for entry in log.entries()] == ["seat 1", "seat 2", "seat 3"]


def test_disk_full_at_creation_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fills(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("sim.classroom.log.draft._sync_folder", fills)
        with pytest.raises(DiskFull):
            Log.create(path, {})
    with monkeypatch.context() as patch:
        patch.setattr("sim.classroom.log.draft._fill", fills)
        with pytest.raises(DiskFull):
            Log.create(path.with_name("b"), {})
    assert not path.with_name("b").exists()
    assert not path.with_name("b.draft").exists()


def test_commit_that_happened_but_failed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Log.create(path, {}) as log:

        def fails(*_: object) -> None:
            raise sqlite3.OperationalError("disk I/O error")

        monkeypatch.setattr(log, "_remember", fails)  # after COMMIT
        with pytest.raises(LogError):
            log.append([new(1, key="a")])
        monkeypatch.undo()
        (entry,) = log.append([new(1, key="a")])  # sent again: it is there
        assert log.entries() == (entry,)
        assert log.append([new(2)])[0].seq == 2
    with Log.open(path) as log:
        assert log.last == 2


def test_statements_of_a_batch(path: Path) -> None:
    with Log.create(path, {}) as log:
        statements: list[str] = []
        on_sql(log, lambda sql: statements.append(sql.split()[0]))
        log.append([new(number) for number in range(5)])
        log.append([])
        assert (statements[0], statements[-1]) == ("BEGIN", "COMMIT")
        assert set(statements[1:-1]) <= {"INSERT", "--"}  # "--": what triggers do


def test_every_confirmed_entry_outlives_a_kill(path: Path) -> None:
    made(path)
    command = [sys.executable, "-m", "tests.classroom.kills", str(path), "40"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with Log.open(path) as log:
        assert log.last == int(done.stdout) > 100
    assert names(path) == [""]


def test_a_memory_disk_without_room_says_so(path: Path) -> None:
    """There SQLite speaks of an I/O error."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    with (
        pytest.raises(LogError, match="The disk may be full; make room and send again"),
        told(path),
    ):
        raise error

"""The working folder: which chunks are done, what a killed program leaves, who may write, and digests."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.experiment import opened as module
from sim.experiment.chunks import Chunk, Task, run_chunk
from sim.experiment.opened import Busy, Differs, opened, replaces
from sim.experiment.parts import LOCK, TABLES, Parts, missing, table_digest
from sim.experiment.tables import Tables
from sim.model.lower import lower
from sim.scenario.files.load import load_text
from sim.scenario.problems import ScenarioError
from tests.experiment.many import everything

SCENARIO = everything()
PROGRAM = lower(SCENARIO)
WHO = {"seed": 0}


def tables(first: int, count: int) -> dict[str, pl.DataFrame]:
    columns = run_chunk(Task(PROGRAM, 0, "batch"), Chunk(first, count))
    return Tables(SCENARIO, PROGRAM, PROGRAM.horizon).of(columns)


def written(folder: Path, *cuts: int) -> Parts:
    """A working folder with the chunks between cuts."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = Parts(folder)
    for first, last in pairwise(cuts):
        parts.write(Chunk(first, last - first), tables(first, last - first))
    return parts


def joined(parts: Parts, target: Path, runs: int) -> str:
    target.mkdir()
    return parts.join(target, runs)


# --- what is missing --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "runs", "size", "left"),
    [
        ([], 0, 10, []),
        ([], 25, 10, [(0, 10), (10, 10), (20, 5)]),
        ([(0, 10)], 25, 10, [(10, 10), (20, 5)]),
        ([(10, 10)], 25, 10, [(0, 10), (20, 5)]),
        ([(0, 10), (10, 10), (20, 5)], 25, 10, []),
        ([(0, 12)], 25, 10, [(12, 8), (20, 5)]),  # to the next multiple
        ([(3, 4)], 9, 10, [(0, 3), (7, 2)]),
        ([(0, 30)], 25, 10, []),
        ([(0, 10), (10, 10), (20, 10)], 15, 10, []),
        ([(20, 10)], 15, 10, [(0, 10), (10, 5)]),
    ],
)
def test_missing(
    done: list[tuple[int, int]], runs: int, size: int, left: list[tuple[int, int]]
) -> None:
    assert [(c.first, c.count) for c in missing([Chunk(*d) for d in done], runs, size)] == left


@settings(max_examples=200, deadline=None)
@given(st.sets(st.integers(0, 60), max_size=8), st.data(), st.integers(0, 70), st.integers(1, 20))
def test_what_is_done_and_what_is_missing_are_all_once(
    cuts: set[int], data: st.DataObject, runs: int, size: int
) -> None:
    edges = sorted(cuts)
    spans = [Chunk(a, b - a) for a, b in pairwise(edges)]
    done = [chunk for chunk in spans if data.draw(st.booleans())]
    left = list(missing(done, runs, size))
    each = [r for c in (*done, *left) for r in range(c.first, c.first + c.count)]
    assert len(each) == len(set(each))
    assert {r for r in each if r < runs} == set(range(runs))
    assert all(0 < chunk.count <= size for chunk in left)


# --- a chunk is done or not -------------------------------------------------------------------------


def test_a_chunk_is_done_when_the_last_of_its_tables_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far a program came, a chunk without all four tables is not counted."""
    parts, frames = Parts(tmp_path), tables(0, 5)
    for kept in range(len(TABLES)):
        stop = TABLES[kept]

        def replaced(self: Path, target: Path, stop: str = stop) -> Path:
            if target.name.startswith(stop):
                raise KeyboardInterrupt
            return Path(self.rename(target))

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", replaced)
            with pytest.raises(KeyboardInterrupt):
                parts.write(Chunk(0, 5), frames)
        assert parts.done() == []
        assert len(list(tmp_path.glob("*.parquet"))) == kept
    parts.write(Chunk(0, 5), frames)
    assert parts.done() == [Chunk(0, 5)]


def test_forgetting_begins_with_what_marks_chunks_as_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program killed while it begins anew leaves no chunk that looks whole and is not."""
    parts = written(tmp_path, 0, 5, 10)
    removed: list[str] = []
    unlink = Path.unlink

    def counted(self: Path, missing_ok: bool = False) -> None:
        removed.append(self.name)
        if len(removed) > 2:
            raise KeyboardInterrupt
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", counted)
    with pytest.raises(KeyboardInterrupt):
        parts.forget()
    assert sorted(removed[:2]) == sorted(parts.path("failures", c).name for c in CHUNKS)
    assert parts.done() == []


CHUNKS = [Chunk(0, 5), Chunk(5, 5)]


def test_chunks_are_listed_in_order_and_nothing_else_is(tmp_path: Path) -> None:
    parts = written(tmp_path, 5, 10)
    written(tmp_path, 0, 5)
    (tmp_path / "failures-000000000010-000000000015.draft").touch()
    (tmp_path / "failures-x.parquet").touch()
    (tmp_path / "events-000000000010-000000000015.parquet").touch()
    assert parts.done() == CHUNKS


# --- joined -----------------------------------------------------------------------------------------


def test_the_digest_does_not_know_how_replications_were_cut(tmp_path: Path) -> None:
    cuts = [(0, 40), (0, 1, 2, 40), (0, 13, 26, 39, 40), tuple(range(41))]
    digests = {
        joined(written(tmp_path / f"p{n}", *cut), tmp_path / f"t{n}", 40)
        for n, cut in enumerate(cuts)
    }
    assert len(digests) == 1


def test_only_the_replications_asked_for_are_joined(tmp_path: Path) -> None:
    """More may be there: of a larger run that was stopped, or of a chunk that reaches beyond."""
    more = joined(written(tmp_path / "more", 0, 10, 20, 40), tmp_path / "t1", 25)
    exact = joined(written(tmp_path / "exact", 0, 25), tmp_path / "t2", 25)
    assert more == exact
    for name in TABLES:
        left, right = (pl.read_parquet(tmp_path / t / f"{name}.parquet") for t in ("t1", "t2"))
        assert left.equals(right)


def test_the_digest_covers_every_table_and_replication(tmp_path: Path) -> None:
    whole = joined(written(tmp_path / "a", 0, 10), tmp_path / "ta", 10)
    fewer = joined(written(tmp_path / "b", 0, 9), tmp_path / "tb", 10)
    assert whole != fewer
    for name in TABLES:
        parts = written(tmp_path / name, 0, 10)
        path = parts.path(name, Chunk(0, 10))
        frame = pl.read_parquet(path)
        row = frame.clear(1) if name == "failures" else frame.head(1)
        replication = row.select(pl.col("replication").fill_null(9).cast(pl.Int64)).to_series()
        pl.concat([frame, row.with_columns(replication)]).write_parquet(path)
        assert joined(parts, tmp_path / f"t-{name}", 10) != whole, name


FRAME = pl.DataFrame(
    {
        "n": pl.Series([1, 2, None], dtype=pl.Int64),
        "x": [0.5, None, 0.0],
        "word": ["a", "", None],
        "yes": [True, None, False],
        "rung": pl.Series(["low", None, "high"], dtype=pl.Enum(["low", "high"])),
    }
)


@pytest.mark.parametrize(
    "other",
    [
        FRAME.reverse(),
        FRAME.head(2),
        FRAME.rename({"x": "y"}),
        FRAME.with_columns(pl.col("x").fill_null(0.0)),  # an empty cell is not 0
        FRAME.with_columns(pl.col("yes").fill_null(value=False)),
        FRAME.with_columns(pl.col("word").fill_null("")),
        FRAME.with_columns(pl.col("n").fill_null(0)),
        FRAME.with_columns(pl.col("rung").fill_null("low")),
        FRAME.with_columns(pl.col("x") + 1e-16),
        FRAME.with_columns(word=pl.Series(["", "a", None])),
        FRAME.with_columns(rung=pl.Series(["low", None, "top"], dtype=pl.Enum(["low", "top"]))),
        FRAME.with_columns(pl.col("rung").cast(pl.Enum(["low", "high", "higher"]))),
    ],
)
def test_a_table_digest_changes_with_order_names_and_every_cell(
    other: pl.DataFrame, tmp_path: Path
) -> None:
    digests = []
    for number, frame in enumerate((FRAME, FRAME, other)):
        (tmp_path / f"{number}").mkdir()
        path = tmp_path / f"{number}" / "table.parquet"
        frame.write_parquet(
            path, row_group_size=number + 1, compression="lz4" if number else "zstd"
        )
        digests.append(table_digest(path))
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize(
    ("was", "is_"), [('"us-partly"', '"us-somewhat"'), ('"partly"', '"partial"'), ('"us"', '"usa"')]
)
def test_the_digest_covers_what_things_are_called(tmp_path: Path, was: str, is_: str) -> None:
    """An outcome, a rung or an actor by another name: the table says something else."""
    renamed = load_text(SCENARIO.model_dump_json(by_alias=True).replace(was, is_)).scenario
    found = []
    for name, scenario in (("was", SCENARIO), ("is", renamed)):
        made = lower(scenario)
        columns = run_chunk(Task(PROGRAM, 0, "des"), Chunk(0, 4))
        frames = Tables(scenario, made, made.horizon).of(columns)
        (tmp_path / name).mkdir()
        Parts(tmp_path / name).write(Chunk(0, 4), frames)
        found.append(joined(Parts(tmp_path / name), tmp_path / f"t-{name}", 4))
    assert found[0] != found[1]


# --- opened -----------------------------------------------------------------------------------------


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "run"


def kept(target: Path) -> list[Chunk]:
    return Parts(target.with_name(".run.partial")).done()


def test_restarting_forgets_resuming_keeps_and_without_either_it_is_refused(target: Path) -> None:
    with opened(target, WHO) as parts:
        parts.write(Chunk(0, 5), tables(0, 5))
    with opened(target, WHO, resume=True) as parts:
        assert parts.done() == [Chunk(0, 5)]
        (parts.folder / "events-x.draft").touch()
    with opened(target, WHO, resume=True) as parts:
        assert list(parts.folder.glob("*.draft")) == []
    told = r"^5 runs of an interrupted run are there .* add --resume to go on, or --restart"
    with pytest.raises(Differs, match=told), opened(target, WHO):
        pass
    assert kept(target) == [Chunk(0, 5)]
    with opened(target, WHO, restart=True) as parts:
        assert parts.done() == []


def test_chunks_of_another_run_are_not_gone_on_with(target: Path) -> None:
    with opened(target, WHO) as parts:
        parts.write(Chunk(0, 5), tables(0, 5))
    with (
        pytest.raises(Differs, match="made from another seed: choose another --out, or --restart"),
        opened(target, {"seed": 1}, resume=True),
    ):
        pass
    assert kept(target) == [Chunk(0, 5)]
    with opened(target, {"seed": 1}, restart=True) as parts:
        assert parts.done() == []


@pytest.mark.parametrize("text", ["", "{", "[]", "\xff"])
def test_an_identity_that_cannot_be_read_is_told(target: Path, text: str) -> None:
    with opened(target, WHO) as parts:
        parts.write(Chunk(0, 5), tables(0, 5))
    path = parts.folder / "identity.json"
    path.write_bytes(text.encode("latin-1"))
    told = r"identity\.json: does not say what the chunks beside it are of .*--restart begins anew"
    with pytest.raises(ScenarioError, match=told), opened(target, WHO, resume=True):
        pass
    assert kept(target) == [Chunk(0, 5)]


@pytest.mark.parametrize("restart", [True, False])
def test_it_is_remembered_that_a_run_was_begun_anew(target: Path, restart: bool) -> None:
    with opened(target, WHO, restart=restart) as parts:
        parts.write(Chunk(0, 5), tables(0, 5))
        assert replaces(parts) is restart
    with opened(target, WHO, resume=True) as parts:
        assert replaces(parts) is restart


# --- damaged ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_a_damaged_file_is_named_and_its_chunk_given_up(tmp_path: Path, name: str) -> None:
    parts = written(tmp_path, 0, 5, 10, 15)
    assert parts.recheck() == []
    path = parts.path(name, Chunk(5, 5))
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    assert parts.recheck() == [path]
    assert parts.done() == [Chunk(0, 5), Chunk(10, 5)]
    assert parts.recheck() == []


def test_a_file_that_is_gone_is_named_and_its_chunk_given_up(tmp_path: Path) -> None:
    parts = written(tmp_path, 0, 5, 10)
    parts.path("events", Chunk(0, 5)).unlink()
    (sums,) = tmp_path.glob("sums-000000000005-*.json")
    sums.unlink()
    assert parts.recheck() == [parts.path("events", Chunk(0, 5)), sums]
    assert parts.done() == []


@pytest.mark.parametrize("text", ["", '{"seed": ', '{"seed": 1}'])
def test_without_chunks_it_is_nobodys(target: Path, text: str) -> None:
    """A program killed before its first chunk was done leaves nothing that binds the next."""
    folder = target.with_name(".run.partial")
    folder.mkdir()
    (folder / "identity.json").write_text(text)
    with opened(target, WHO, resume=True) as parts:
        assert parts.done() == []
    assert json.loads((folder / "identity.json").read_text()) == WHO | {"replaces": False}


def test_an_identity_is_whole_or_absent(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full when it is written leaves the old one, and the chunks that it speaks for."""
    with opened(target, WHO) as parts:
        parts.write(Chunk(0, 5), tables(0, 5))

    def full(self: Path, text: str, **more: object) -> int:
        self.open("w").close()
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        with pytest.raises(OSError, match="No space left"), opened(target, WHO, resume=True):
            pass
    with opened(target, WHO, resume=True) as parts:
        assert parts.done() == [Chunk(0, 5)]


def test_a_second_program_is_told_that_the_folder_is_busy(target: Path) -> None:
    with opened(target, WHO) as parts:
        parts.write(Chunk(0, 5), tables(0, 5))
        for way in ({"resume": True}, {"restart": True}, {}):
            with (
                pytest.raises(Busy, match="another program is writing"),
                opened(target, WHO, **way),
            ):
                pass
        assert parts.done() == [Chunk(0, 5)]
    with opened(target, WHO, resume=True) as parts:
        assert parts.done() == [Chunk(0, 5)]


def test_a_folder_removed_while_it_was_opened_is_busy(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first program finishes between the second's opening of the lock and its taking it."""
    flock = module.fcntl.flock
    with opened(target, WHO) as parts:
        first = parts

    def late(lock: object, how: int) -> None:
        first.close()
        flock(lock, how)  # type: ignore[arg-type]

    monkeypatch.setattr(module.fcntl, "flock", late)
    with pytest.raises(Busy, match="just finished"), opened(target, WHO, resume=True):
        pass


def test_a_folder_removed_before_its_lock_was_opened_is_busy(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mkdir = Path.mkdir

    def gone(self: Path, *args: int, **more: bool) -> None:
        mkdir(self, *args, **more)
        self.rmdir()

    monkeypatch.setattr(Path, "mkdir", gone)
    with pytest.raises(Busy, match="just finished"), opened(target, WHO, resume=True):
        pass


def test_closing_removes_the_lock_last(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    removed: list[str] = []
    unlink = Path.unlink

    def noted(self: Path, missing_ok: bool = False) -> None:
        removed.append(self.name)
        unlink(self, missing_ok=missing_ok)

    with opened(target, WHO) as parts:
        parts.write(Chunk(0, 5), tables(0, 5))
        (parts.folder / "draft-old").mkdir()
        monkeypatch.setattr(Path, "unlink", noted)
        parts.close()
    assert removed[0].startswith("failures-")
    assert removed[-1] == LOCK
    assert len(removed) == len(TABLES) + 3  # with what the chunk held, the identity and the lock
    assert not parts.folder.exists()


def test_closing_leaves_what_another_program_has_begun(target: Path) -> None:
    with opened(target, WHO) as parts:
        rmdir = Path.rmdir

        def begun(self: Path) -> None:
            (self / LOCK).touch()
            rmdir(self)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "rmdir", begun)
            parts.close()
    assert (parts.folder / LOCK).exists()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "place").mkdir()
    monkeypatch.chdir(tmp_path / "place")
    return tmp_path


@pytest.mark.parametrize(
    ("named", "stands"), [("run", "place/.run.partial"), (".", ".place.partial")]
)
def test_a_target_may_be_named_from_here(here: Path, named: str, stands: str) -> None:
    with opened(Path(named), WHO) as parts:
        assert parts.folder == here / stands


# --- a full disk ------------------------------------------------------------------------------------


def test_polars_word_for_a_full_disk_is_an_os_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        message = "parquet: underlying IO error: No space left on device (os error 28)"
        raise pl.exceptions.ComputeError(message)

    parts, frames = Parts(tmp_path), tables(0, 5)
    with monkeypatch.context() as patch:
        patch.setattr(pl.DataFrame, "write_parquet", full)
        with pytest.raises(OSError, match="No space left on device") as error:
            parts.write(Chunk(0, 5), frames)
    assert error.value.errno == errno.ENOSPC
    assert str(error.value.filename).endswith(".draft")
    parts.write(Chunk(0, 5), frames)
    (tmp_path / "whole").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(pl.LazyFrame, "sink_parquet", full)
        with pytest.raises(OSError, match="No space left on device"):
            parts.join(tmp_path / "whole", 5)


def test_any_other_word_of_polars_is_in_the_os_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the disk is full at the very end of a file."""

    def broken(*_: object, **__: object) -> None:
        raise pl.exceptions.ComputeError("Invalid thrift: transport error")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", broken)
    with pytest.raises(OSError, match="transport error") as error:
        Parts(tmp_path).write(Chunk(0, 5), tables(0, 5))
    assert error.value.errno == errno.EIO

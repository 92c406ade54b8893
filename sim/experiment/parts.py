"""The working folder of an ensemble: finished chunks as files, one program at a time, whole at the end.

A chunk's tables are written under temporary names and renamed, the table of failures last: once that
stands, the chunk is done, and a program that was killed goes on from there.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.chunks import Chunk
from sim.experiment.folder import cleared

if TYPE_CHECKING:
    import polars as pl

TABLES = ("events", "positions", "outcomes", "failures")  # failures last: it marks a chunk as done
LOCK = "lock"
_PART = re.compile(r"^failures-(\d{12})-(\d{12})\.parquet$")
_OS_ERROR = re.compile(r"\(os error (\d+)\)")


class Busy(Exception):  # noqa: N818 (what the user is told)
    """Another program is writing the same run folder."""


class Differs(Exception):  # noqa: N818 (what the user is told)
    """What is there was made from something else."""


@dataclass(frozen=True)
class Parts:
    """The working folder of one run."""

    folder: Path

    def done(self) -> list[Chunk]:
        """The chunks that are finished, in order."""
        found = [_PART.match(path.name) for path in self.folder.glob("failures-*.parquet")]
        ranges = sorted((int(m.group(1)), int(m.group(2))) for m in found if m)
        return [Chunk(first, end - first) for first, end in ranges]

    def write(self, chunk: Chunk, tables: dict[str, pl.DataFrame]) -> None:
        """Keep a finished chunk."""
        for name in TABLES:
            path = self.path(name, chunk)
            draft = path.with_suffix(".draft")
            with _written(draft):
                tables[name].write_parquet(draft, compression="zstd")
            draft.replace(path)

    def adopt(self, finished: Path, runs: int) -> None:
        """Take the tables of a finished run as the first chunk."""
        for name in TABLES:
            path = self.path(name, Chunk(0, runs))
            draft = path.with_suffix(".draft")
            shutil.copyfile(finished / f"{name}.parquet", draft)
            draft.replace(path)

    def path(self, table: str, chunk: Chunk) -> Path:
        """The file of a chunk's table."""
        return self.folder / f"{table}-{chunk.first:012d}-{chunk.first + chunk.count:012d}.parquet"

    def rows(self, table: str, runs: int) -> pl.LazyFrame:
        """A table's rows of replications 0 to `runs` - 1; more of them may be there."""
        import polars as pl

        files = [self.path(table, chunk) for chunk in self.done() if chunk.first < runs]
        return pl.scan_parquet(files).filter(pl.col("replication") < runs)

    def join(self, target: Path, runs: int) -> str:
        """Write every table whole into `target`, in order of replications; returns their digest."""
        total = sha256()
        for name in TABLES:
            whole = target / f"{name}.parquet"
            with _written(whole):
                self.rows(name, runs).sink_parquet(whole, compression="zstd", maintain_order=True)
            total.update(table_digest(whole).encode())
        return total.hexdigest()

    def forget(self) -> None:
        """Remove all chunks: first what marks them as done, so that none is thought whole."""
        for name in reversed(TABLES):
            for path in self.folder.glob(f"{name}-*.parquet"):
                path.unlink()

    def close(self) -> None:
        """Remove the folder, the lock last: until then no other program takes it for its own."""
        self.forget()
        for path in [each for each in self.folder.iterdir() if each.name != LOCK]:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        (self.folder / LOCK).unlink()
        with suppress(OSError):  # another program has begun
            self.folder.rmdir()


def missing(done: list[Chunk], runs: int, size: int) -> Iterator[Chunk]:
    """The chunks still to run: what `done` leaves of `runs`, cut at multiples of `size`."""
    at = 0
    for chunk in [*done, Chunk(runs, 0)]:
        while at < min(chunk.first, runs):
            end = min(chunk.first, runs, (at // size + 1) * size)
            yield Chunk(at, end - at)
            at = end
        at = max(at, chunk.first + chunk.count)


@contextmanager
def opened(target: Path, identity: dict[str, Any], *, resume: bool) -> Iterator[Parts]:
    """The working folder beside `target`, locked; begun anew unless `resume`.

    Raises Busy if another program holds it, Differs if it was made from something else.
    """
    target = target.resolve()
    parts = Parts(target.with_name(f".{target.name}.partial"))
    with _locked(parts.folder, target):
        known = parts.folder / "identity.json"
        if not resume:
            parts.forget()
        elif parts.done() and json.loads(known.read_text()) != identity:
            raise Differs(
                f"what is in {parts.folder} was made from another scenario, seed or option"
            )
        for path in parts.folder.glob("*.draft"):
            path.unlink()
        cleared(parts.folder, target)
        draft = known.with_suffix(".draft")
        draft.write_text(json.dumps(identity))
        draft.replace(known)
        yield parts


@contextmanager
def _locked(folder: Path, target: Path) -> Iterator[None]:
    """Hold a working folder against other programs. Raises Busy."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        lock = (folder / LOCK).open("w")
    except FileNotFoundError:  # it was removed a moment ago
        raise Busy(f"another program has just finished {target}; start again") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(
                f"another program is writing {target}; wait for it, or choose another --out"
            ) from None
        if not _stands(folder / LOCK, lock.fileno()):
            raise Busy(f"another program has just finished {target}; start again")
        yield


def _stands(path: Path, number: int) -> bool:
    """Whether an open file is still the one at a path."""
    try:
        return os.path.samestat(os.fstat(number), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Polars tells of a full disk in an error of its own: make it an OSError like any other."""
    import polars as pl

    try:
        yield
    except pl.exceptions.PolarsError as error:
        told = _OS_ERROR.search(str(error))  # not where the disk is full at the end of a file
        code = int(told.group(1)) if told else errno.EIO
        raise OSError(code, os.strerror(code) if told else str(error), str(path)) from error


def table_digest(path: Path) -> str:
    """SHA-256 over a table's columns, whatever the row groups: order of rows, values, empty cells."""
    import polars as pl

    frame = pl.scan_parquet(path)
    names = frame.collect_schema().names()
    sums = {name: (sha256(name.encode()), sha256()) for name in names}  # cells, and which are empty
    for batch in frame.collect_batches(maintain_order=True):
        for name, (cells, empty) in sums.items():
            cells.update(_cells(batch[name]))
            empty.update(batch[name].is_null().to_numpy().tobytes())
    whole = sha256(path.stem.encode())
    for cells, empty in sums.values():
        whole.update(cells.digest())
        whole.update(empty.digest())
    return whole.hexdigest()


def _cells(column: pl.Series) -> bytes:
    """A column's cells as bytes, whatever the machine; empty ones as zero."""
    import polars as pl

    if column.dtype == pl.String:
        return b"".join(str(cell).encode() + b"\0" for cell in column)
    if column.dtype == pl.Float64:
        return column.fill_null(0.0).to_numpy().astype("<f8").tobytes()
    if isinstance(column.dtype, pl.Enum):
        column = column.to_physical()
    return column.cast(pl.Int64).fill_null(0).to_numpy().astype("<i8").tobytes()

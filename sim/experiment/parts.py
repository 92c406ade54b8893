"""The working folder of an ensemble: finished chunks as files, one program at a time, whole at the end.

A chunk's tables are written under temporary names and renamed, the table of failures last: once that
stands, the chunk is done, and a program that was killed goes on from there.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.chunks import Chunk

if TYPE_CHECKING:
    import polars as pl

TABLES = ("events", "positions", "outcomes", "failures")  # failures last: it marks a chunk as done
_PART = re.compile(r"^failures-(\d{12})-(\d{12})\.parquet$")


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

    def join(self, target: Path) -> str:
        """Write every table whole into `target`, in order of replications; returns their digest."""
        import polars as pl

        total = sha256()
        for name in TABLES:
            files = [self.path(name, chunk) for chunk in self.done()]
            whole = target / f"{name}.parquet"
            pl.scan_parquet(files).sink_parquet(whole, compression="zstd", maintain_order=True)
            total.update(table_digest(whole).encode())
        return total.hexdigest()


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
    folder = target.with_name(f".{target.name}.partial")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(
                f"another program is writing {target}; wait for it, or choose another --out"
            ) from None
        if not folder.exists() or not os.path.samestat(
            os.fstat(lock.fileno()), (folder / "lock").stat()
        ):
            raise Busy(f"another program has just finished {target}; start again")
        known = folder / "identity.json"
        if not resume:
            for path in folder.glob("*.parquet"):
                path.unlink()
        elif known.exists() and json.loads(known.read_text()) != identity:
            raise Differs(f"what is in {folder} was made from another scenario, seed or option")
        known.write_text(json.dumps(identity))
        for path in folder.glob("*.draft"):
            path.unlink()
        yield Parts(folder)


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

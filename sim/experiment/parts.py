"""The chunks of an ensemble as files in its working folder, and the tables that they are joined to.

A chunk's tables are written under temporary names and renamed, the table of failures last: once that
stands, the chunk is done, and a program that was killed goes on from there. What the files hold is
noted beside them, so that a file that was damaged since is found, and its chunk run again.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment.chunks import Chunk
from sim.experiment.digests import TABLES, of_file, of_tables, table_digest
from sim.experiment.faults import os_errors

if TYPE_CHECKING:
    import polars as pl

__all__ = ["LOCK", "TABLES", "Parts", "missing", "table_digest"]

LOCK = "lock"
_PART = re.compile(r"^failures-(\d{12})-(\d{12})\.parquet$")


@dataclass(frozen=True)
class Parts:
    """The working folder of one run."""

    folder: Path

    def done(self) -> list[Chunk]:
        """The chunks that are finished, in order."""
        found = [_PART.match(path.name) for path in self.folder.glob("failures-*.parquet")]
        ranges = sorted((int(m.group(1)), int(m.group(2))) for m in found if m)
        return [Chunk(first, end - first) for first, end in ranges]

    @property
    def runs(self) -> int:
        """How many replications are finished."""
        return sum(chunk.count for chunk in self.done())

    @property
    def end(self) -> int:
        """The first replication behind the last that is finished."""
        return max((chunk.first + chunk.count for chunk in self.done()), default=0)

    def write(self, chunk: Chunk, tables: dict[str, pl.DataFrame]) -> None:
        """Keep a finished chunk."""

        def make(name: str, draft: Path) -> None:
            with os_errors(draft):
                tables[name].write_parquet(draft, compression="zstd")

        self._keep(chunk, make)

    def adopt(self, finished: Path, runs: int) -> None:
        """Take the tables of a finished run as the first chunk."""
        self._keep(
            Chunk(0, runs),
            lambda name, draft: shutil.copyfile(finished / f"{name}.parquet", draft),
        )

    def _keep(self, chunk: Chunk, make: Callable[[str, Path], object]) -> None:
        sums: dict[str, str] = {}
        for name in TABLES:
            path = self.path(name, chunk)
            draft = path.with_suffix(".draft")
            make(name, draft)
            sums[name] = of_file(draft)
            if name == TABLES[-1]:
                self._sums(chunk).write_text(json.dumps(sums), encoding="utf-8")
            draft.replace(path)

    def recheck(self) -> list[Path]:
        """Look whether finished chunks are as they were written; gives up those that are not.

        Returns the files that were damaged or are gone.
        """
        bad: list[Path] = []
        for chunk in self.done():
            found = [path for path, known in self._noted(chunk) if not _is(path, known)]
            if found:
                for name in reversed(TABLES):  # what marks it as done first
                    self.path(name, chunk).unlink(missing_ok=True)
                bad += found
        return bad

    def _noted(self, chunk: Chunk) -> Iterator[tuple[Path, str]]:
        """A chunk's files with what they held when they were written."""
        try:
            sums = json.loads(self._sums(chunk).read_text(encoding="utf-8"))
            noted = {name: str(sums[name]) for name in TABLES}
        except (OSError, ValueError, TypeError, KeyError):
            yield self._sums(chunk), ""
            return
        for name, known in noted.items():
            yield self.path(name, chunk), known

    def path(self, table: str, chunk: Chunk) -> Path:
        """The file of a chunk's table."""
        return self.folder / f"{table}-{_range(chunk)}.parquet"

    def _sums(self, chunk: Chunk) -> Path:
        return self.folder / f"sums-{_range(chunk)}.json"

    def rows(self, table: str, runs: int) -> pl.LazyFrame:
        """A table's rows of replications 0 to `runs` - 1; more of them may be there."""
        import polars as pl

        files = [self.path(table, chunk) for chunk in self.done() if chunk.first < runs]
        return pl.scan_parquet(files).filter(pl.col("replication") < runs)

    def join(self, target: Path, runs: int) -> str:
        """Write every table whole into `target`, in order of replications; returns their digest."""
        digests = []
        for name in TABLES:
            whole = target / f"{name}.parquet"
            with os_errors(whole):
                self.rows(name, runs).sink_parquet(whole, compression="zstd", maintain_order=True)
            digests.append(table_digest(whole))
        return of_tables(digests)

    def forget(self) -> None:
        """Remove all chunks: first what marks them as done, so that none is thought whole."""
        for pattern in (*(f"{name}-*.parquet" for name in reversed(TABLES)), "sums-*.json"):
            for path in self.folder.glob(pattern):
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


def _range(chunk: Chunk) -> str:
    return f"{chunk.first:012d}-{chunk.first + chunk.count:012d}"


def _is(path: Path, known: str) -> bool:
    """Whether a file holds what it held."""
    try:
        return of_file(path) == known
    except OSError:
        return False


def missing(done: list[Chunk], runs: int, size: int) -> Iterator[Chunk]:
    """The chunks still to run: what `done` leaves of `runs`, cut at multiples of `size`."""
    at = 0
    for chunk in [*done, Chunk(runs, 0)]:
        while at < min(chunk.first, runs):
            end = min(chunk.first, runs, (at // size + 1) * size)
            yield Chunk(at, end - at)
            at = end
        at = max(at, chunk.first + chunk.count)

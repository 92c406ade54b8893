"""Digests: of a table's cells whatever the file they are in, of a whole folder's tables, of a file."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment.faults import os_errors

if TYPE_CHECKING:
    import polars as pl

TABLES = ("events", "positions", "outcomes", "failures")  # failures last: it marks a chunk as done


def tables_digest(folder: Path, names: Iterable[str] = TABLES) -> str:
    """The digest of the tables that stand in a folder. Raises OSError for one that cannot be read."""
    return of_tables(_readable(folder / f"{name}.parquet") for name in names)


def _readable(path: Path) -> str:
    with os_errors(path):
        return table_digest(path)


def of_tables(digests: Iterable[str]) -> str:
    """The digest of tables whose own are given, in their order."""
    total = sha256()
    for each in digests:
        total.update(each.encode())
    return total.hexdigest()


def of_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def table_digest(path: Path) -> str:
    """SHA-256 over a table's columns, whatever the row groups: order of rows, values, empty cells.

    Names count as they are spelt: those that an Enum may take once for its column, its cells by their place.
    """
    import polars as pl

    frame = pl.scan_parquet(path)
    sums = {  # cells, and which are empty
        name: (sha256(name.encode() + _spelt(dtype)), sha256())
        for name, dtype in frame.collect_schema().items()
    }
    for batch in frame.collect_batches(maintain_order=True):
        for name, (cells, empty) in sums.items():
            cells.update(_cells(batch[name]))
            empty.update(batch[name].is_null().to_numpy().tobytes())
    whole = sha256(path.stem.encode())
    for cells, empty in sums.values():
        whole.update(cells.digest())
        whole.update(empty.digest())
    return whole.hexdigest()


def _spelt(dtype: pl.DataType) -> bytes:
    """The names that cells of an Enum may take, in their order; nothing for any other column."""
    import polars as pl

    if not isinstance(dtype, pl.Enum):
        return b""
    return b"".join(b"\0" + name.encode() for name in dtype.categories) + b"\0\0"


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

"""A run folder: whole or absent."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLD = "-old"  # what a folder that is being replaced is called for a moment


@contextmanager
def run_folder(target: Path, within: Path | None = None) -> Iterator[Path]:
    """A folder written under a temporary name, renamed when whole; an error leaves nothing.

    What stands at `target` is replaced, and stays if anything goes wrong. Drafts stand beside it, or
    in `within`, which whoever goes on after a program was killed can clear (see `cleared`).
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=within or target.parent))
    old = draft.with_name(draft.name + OLD)
    try:
        yield draft
        draft.chmod(0o777 & ~_umask())
        if target.exists():
            target.rename(old)
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def cleared(within: Path, target: Path) -> None:
    """Remove the drafts that a killed program left; what it was about to replace gets its name back."""
    for path in [each for each in within.iterdir() if each.is_dir()]:
        if path.name.endswith(OLD) and not target.exists():
            path.rename(target)
        else:
            shutil.rmtree(path)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def write_csv(folder: Path, name: str) -> None:
    """A table as CSV, row by row."""
    import polars as pl

    pl.scan_parquet(folder / f"{name}.parquet").sink_csv(folder / f"{name}.csv")

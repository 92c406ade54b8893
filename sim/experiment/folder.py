"""A run folder: whole or absent."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def run_folder(target: Path) -> Iterator[Path]:
    """A folder written under a temporary name, renamed when whole; an error leaves nothing.

    What stands at `target` is replaced, and stays if anything goes wrong.
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    old = draft.with_name(draft.name + "-old")
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


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current

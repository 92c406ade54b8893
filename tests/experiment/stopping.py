"""Ensembles that are stopped in the middle, and folders that are changed behind their back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.experiment.chunks import Chunk
from sim.experiment.ensemble import Workers
from sim.experiment.opened import working_folder
from sim.experiment.store import Request, run
from tests.experiment.many import everything

RUNS = 60
REQUEST = Request(everything(), RUNS)
ONE = Workers(1)


class Stopped(Exception):  # noqa: N818 (no error: what a test does)
    """What a test stops an ensemble with."""


def stop_after(chunks: int) -> Callable[[int], None]:
    """A progress function that stops the ensemble once so many chunks are done."""
    left = iter(range(chunks - 1))

    def stop(_: int) -> None:
        if next(left, None) is None:
            raise Stopped

    return stop


def stopped(request: Request, target: Path, chunks: int, *, resume: bool = False) -> set[Chunk]:
    """Stop a run after so many chunks; returns those that are kept."""
    with pytest.raises(Stopped):
        run(request, target, workers=ONE, chunk=5, resume=resume, progress=stop_after(chunks))
    return set(working_folder(target).done())

"""The C engine, built with gcc and called through ctypes."""

from __future__ import annotations

import ctypes
import subprocess
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.limit.layout import header
from sim.engine.batch import Batch, World, world
from sim.model.program import Program

HERE = Path(__file__).parent
FLAGS = (
    "-std=c11",
    "-O3",
    "-ffp-contract=off",
    "-shared",
    "-fPIC",
    "-Wall",
    "-Wextra",
)
EVENT, REAL, FELT, FELT_REAL = 6, 2, 2, 3  # columns, as in sim.engine.batch.kernel


class _Tables(ctypes.Structure):
    """The part of struct Run behind its World."""

    _fields_ = [
        ("horizon", ctypes.c_double),
        ("most_events", ctypes.c_int64),
        ("keep", ctypes.c_int64),
        ("seed", ctypes.c_uint64),
        ("replication", ctypes.c_uint64),
        ("rows", ctypes.c_int64),
        ("room", ctypes.c_int64),
        ("felt_rows", ctypes.c_int64),
        ("felt_room", ctypes.c_int64),
        ("begun", ctypes.c_int64),
        ("touched", ctypes.c_int64),
        ("events", ctypes.POINTER(ctypes.c_int64)),
        ("reals", ctypes.POINTER(ctypes.c_double)),
        ("felt", ctypes.POINTER(ctypes.c_int64)),
        ("felt_reals", ctypes.POINTER(ctypes.c_double)),
    ]


class _Array(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("length", ctypes.c_int64)]


class Native:
    """The C engine for one program, with its own arrays."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.world = world(program)
        self._library = _built(self.world)

        class Run(ctypes.Structure):
            _fields_ = [("world", _Array * len(self.world)), ("tables", _Tables)]

        self._run = Run()
        for slot, array in zip(self._run.world, self.world, strict=True):
            slot.data, slot.length = array.ctypes.data, len(array)

    def simulate(self, seed: int, first: int, count: int, *, keep: bool = False) -> Batch:
        """As sim.engine.batch.simulate; the tables are copied out of the library's memory."""
        lengths, stopped = self.call(seed, first, count, keep=keep)
        tables = self._run.tables
        found = Batch(
            first,
            _copied(tables.events, tables.rows, EVENT),
            _copied(tables.reals, tables.rows, REAL),
            _copied(tables.felt, tables.felt_rows, FELT),
            _copied(tables.felt_reals, tables.felt_rows, FELT_REAL),
            lengths,
            stopped,
        )
        self.release()
        return found

    def time(self, seed: int, first: int, count: int) -> None:
        """What is timed: all replications, with the memory for their rows taken and given back."""
        self.call(seed, first, count, keep=False)
        self.release()

    def call(
        self, seed: int, first: int, count: int, *, keep: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Run, leaving the tables in the library's memory; returns lengths and stops."""
        tables = self._run.tables
        tables.horizon, tables.most_events = self.program.horizon, self.program.most_events
        tables.keep, tables.seed = int(keep), seed
        lengths, stopped = np.zeros(count, np.int64), np.zeros(count, np.float64)
        self._library.simulate(
            ctypes.byref(self._run),
            ctypes.c_uint64(first),
            ctypes.c_int64(count),
            ctypes.c_void_p(lengths.ctypes.data),
            ctypes.c_void_p(stopped.ctypes.data),
        )
        return lengths, stopped

    def release(self) -> None:
        """Give back the tables' memory."""
        self._library.release(ctypes.byref(self._run))


def compiler() -> str:
    """The compiler and its version, for the report."""
    found = subprocess.run(["gcc", "--version"], capture_output=True, text=True, check=True)  # noqa: S607
    return found.stdout.splitlines()[0]


def _built(world: World) -> ctypes.CDLL:
    folder = Path(mkdtemp(prefix="tabletop-limit-"))
    (folder / "layout.h").write_text(header(world))
    library = folder / "engine.so"
    command = [
        "gcc",
        *FLAGS,
        f"-I{folder}",
        f"-I{HERE}",
        str(HERE / "engine.c"),
        "-o",
        str(library),
        "-lm",
    ]
    subprocess.run(command, check=True)  # noqa: S603 (a fixed command)
    return ctypes.CDLL(str(library))


def _copied(pointer: Any, rows: int, columns: int) -> NDArray[Any]:  # noqa: ANN401 (a ctypes pointer)
    return np.ctypeslib.as_array(pointer, (rows, columns)).copy()

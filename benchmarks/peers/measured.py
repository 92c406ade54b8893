"""The engines against each other and against peers: first the same events, then how much longer."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from random import Random
from unittest.mock import patch

from benchmarks import timing, worlds
from benchmarks.peers import on_heapq
from benchmarks.peers.rules import Told
from benchmarks.results import Row
from sim.engine import batch, des
from sim.engine.noise import Noise
from sim.model.program import Program

Run = Callable[[Program, int, int], list[Told]]
WORLDS = ("may-2024", "tanks-2023")
SAME = 100  # replications in which every event must be the same
TIMED = 10
COMPILED = 1_000
GOALS = {"heapq": 8.0, "Mesa": 25.0, "salabim": 100.0, "SimPy engine": 20.0}


class NotTheSame(Exception):  # noqa: N818 (a verdict on the two engines)
    """A peer does not tell the same story: its time may not be compared."""


def peers() -> tuple[dict[str, Run], list[str]]:
    """What is installed, by name, and what is not."""
    found: dict[str, Run] = {"heapq": on_heapq.run}
    missing = []
    for name, module in {"Mesa": "on_mesa", "salabim": "on_salabim"}.items():
        try:
            found[name] = import_module(f"benchmarks.peers.{module}").run
        except ModuleNotFoundError as error:
            missing.append(f"{name} ({error.name} is not installed: benchmarks/requirements.txt)")
    return found, missing


def rows(rounds: int) -> tuple[list[Row], list[str]]:
    """A row for each pair and world, and which peers are missing. Raises NotTheSame."""
    found, missing = peers()
    programs = {name: worlds.shipped(name) for name in WORLDS}
    for name, program in programs.items():
        for peer, run in found.items():
            compare(name, program, peer, run)
    return [
        row for name, each in programs.items() for row in _rows(name, each, found, rounds)
    ], missing


def compare(name: str, program: Program, peer: str, run: Run) -> None:
    """Compare every event (time to the bit, kind, subject, rungs, step) with the SimPy engine's."""
    for replication in range(SAME):
        if run(program, 0, replication) != simpy(program, 0, replication):
            raise NotTheSame(f"{peer} on {name}, replication {replication}")


def simpy(program: Program, seed: int, replication: int) -> list[Told]:
    """Our SimPy engine, as an ensemble runs it."""
    trace = des.run(program, Noise(program, seed, replication), split=False)
    return [(e.time, e.kind, e.subject, e.before, e.after, e.step) for e in trace.events]


def _rows(name: str, program: Program, found: dict[str, Run], rounds: int) -> list[Row]:
    arrays = batch.world(program)
    acts: dict[str, tuple[timing.Act, int]] = {
        "compiled engine": (
            lambda: batch.simulate(program, 0, 0, COMPILED, arrays=arrays),
            COMPILED,
        ),
        "SimPy engine": (_act(simpy, program), TIMED),
        **{peer: (_act(run, program), TIMED) for peer, run in found.items()},
        "unkeyed": (_act(unkeyed, program), TIMED),
    }
    taken = timing.in_turn(acts, rounds)

    def row(about: str, slow: str, fast: str, goal: float | None, **more: object) -> Row:
        least = timing.ratio(taken[slow], taken[fast])
        middle = timing.paired(taken[slow], taken[fast])
        return Row(about, name, slow, fast, least, middle, goal, **more)  # type: ignore[arg-type]

    ours = "compiled engine"
    unkept = row("draws", "unkeyed", ours, None)
    return [
        *(row("against peers", peer, ours, GOALS[peer], at_least=True) for peer in found),
        Row(
            "against peers", name, "heapq", ours, unkept.least, unkept.middle,
            note="with random.random() for the keyed draws: other decisions",
        ),
        row("between engines", "SimPy engine", "heapq", 1.5),
        row("between engines", "SimPy engine", ours, GOALS["SimPy engine"], at_least=True),
    ]  # fmt: skip


def _act(run: Run, program: Program) -> timing.Act:
    def act() -> None:
        for replication in range(TIMED):
            run(program, 0, replication)

    return act


def unkeyed(program: Program, seed: int, replication: int) -> list[Told]:
    """The heapq peer with a common generator in place of keyed draws, which are dear in Python."""
    draw = Random(f"{seed} {replication}").random  # noqa: S311 (a simulation)
    with (
        patch("benchmarks.peers.rules.uniform", lambda *_: draw()),
        patch("benchmarks.peers.stance.uniform", lambda *_: draw()),
    ):
        return on_heapq.run(program, seed, replication)

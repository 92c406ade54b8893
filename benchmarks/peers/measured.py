"""The engines against each other and against peers: first the same events, then how much longer."""

from __future__ import annotations

from contextlib import ExitStack

from benchmarks import timing, worlds
from benchmarks.peers.worker import MODULES, NEEDS, Worker, installed
from benchmarks.results import Row
from sim.engine import batch

WORLDS = ("may-2024", "tanks-2023")
SAME = 100  # replications in which every event must be the same
TIMED = 15  # replications in a round
COMPILED = 1_000
OURS, SIMPY, UNKEYED = "compiled engine", "SimPy engine", "heapq, unkeyed"
GOALS = {"heapq": 8.0, "Mesa": 25.0, "salabim": 100.0, SIMPY: 20.0, UNKEYED: None}
NOTE = "random.random() for the keyed draws: other decisions"


class NotTheSame(Exception):  # noqa: N818 (a verdict on the two engines)
    """A peer does not tell the same story: its time may not be compared."""


def rows(rounds: int) -> tuple[list[Row], list[str]]:
    """A row for each pair and scenario, and which peers are missing. Raises NotTheSame."""
    missing = [
        f"{name} ({package} is not installed: benchmarks/requirements.txt)"
        for name, package in NEEDS.items()
        if not installed(name)
    ]
    return [row for world in WORLDS for row in _rows(world, rounds)], missing


def _rows(world: str, rounds: int) -> list[Row]:
    with ExitStack() as stack:
        workers = {
            name: stack.enter_context(Worker(name, world)) for name in MODULES if installed(name)
        }
        _compare(world, workers)
        taken = timing.in_turn(_acts(world, workers), rounds)

    def row(about: str, slow: str, fast: str, goal: float | None, *, at_least: bool) -> Row:
        least = timing.ratio(taken[slow], taken[fast])
        middle = timing.paired(taken[slow], taken[fast])
        note = NOTE if slow == UNKEYED else ""
        return Row(about, world, slow, fast, least, middle, goal, at_least, note)

    peers = [name for name in workers if name != SIMPY]
    return [
        *(row("against peers", peer, OURS, GOALS[peer], at_least=True) for peer in peers),
        row("between engines", SIMPY, "heapq", 1.5, at_least=False),
        row("between engines", SIMPY, OURS, GOALS[SIMPY], at_least=True),
    ]


def _compare(world: str, workers: dict[str, Worker]) -> None:
    """Every event (time to the bit, kind, subject, rungs, step) must be the SimPy engine's."""
    wanted = workers[SIMPY].tell(SAME)
    for name, worker in workers.items():
        if name != UNKEYED and worker.tell(SAME) != wanted:
            raise NotTheSame(f"{name} on {world}")


def _acts(world: str, workers: dict[str, Worker]) -> dict[str, tuple[timing.Act, int]]:
    program = worlds.shipped(world)
    arrays = batch.world(program)

    def asked(worker: Worker) -> timing.Act:
        return lambda: worker.run(TIMED)

    return {
        OURS: (lambda: batch.simulate(program, 0, 0, COMPILED, arrays=arrays), COMPILED),
        **{name: (asked(worker), TIMED) for name, worker in workers.items()},
    }

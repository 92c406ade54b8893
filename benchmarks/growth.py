"""How cost grows: with actors at fixed events heard, with events, with runs."""

from __future__ import annotations

from benchmarks import timing, worlds
from benchmarks.peers.measured import simpy
from benchmarks.results import Growth
from sim.engine import batch
from sim.model.program import Program

ACTORS = (5, 10, 20, 50, 100, 200, 500)
HEARD = 2_000  # events heard in a run, whatever the number of actors
EVENTS = (10, 100, 1_000, 10_000, 100_000)
ON_SIMPY = ((5, 50, 500), EVENTS[:-1])  # actors, events: what takes seconds there
RUNS = (1_000, 10_000, 100_000, 1_000_000)
CHUNK = 5_000
LEAST_ROWS = 20_000  # events in one timed call, so that short runs are timed together
COMPILED, SIMPY = "compiled engine", "SimPy engine"


def growth(rounds: int, most_runs: int) -> list[Growth]:
    """Each sweep, on the compiled engine; on the SimPy engine up to what takes seconds."""
    actors = {size: worlds.of_size(size, HEARD) for size in ACTORS}
    events = {size: worlds.of_size(5, size) for size in EVENTS}
    by_actors, by_events = f"actors, {HEARD:,} events heard in all", "events heard, 5 actors"
    return [
        _swept(by_actors, COMPILED, {n: _compiled(p, HEARD) for n, p in actors.items()}, rounds),
        _swept(by_actors, SIMPY, {n: _simpy(p) for n, p in actors.items() if n in ON_SIMPY[0]}, 2),
        _swept(by_events, COMPILED, {n: _compiled(p, n) for n, p in events.items()}, rounds),
        _swept(by_events, SIMPY, {n: _simpy(p) for n, p in events.items() if n in ON_SIMPY[1]}, 2),
        _swept("runs, may-2024", COMPILED, {n: _runs(n) for n in RUNS if n <= most_runs}, 1),
    ]  # fmt: skip


def _swept(about: str, engine: str, acts: dict[int, tuple[timing.Act, int]], rounds: int) -> Growth:
    taken = timing.in_turn({str(size): act for size, act in acts.items()}, rounds)
    sizes = [float(size) for size in acts]
    costs = [taken[str(size)].best for size in acts]
    return Growth(
        about,
        engine,
        sizes,
        [cost / costs[0] for cost in costs],
        timing.power(sizes, costs).exponent,
    )


def _compiled(program: Program, events: int) -> tuple[timing.Act, int]:
    arrays, count = batch.world(program), max(1, LEAST_ROWS // events)
    return lambda: batch.simulate(program, 0, 0, count, arrays=arrays), count


def _simpy(program: Program) -> tuple[timing.Act, int]:
    return lambda: simpy(program, 0, 0), 1


def _runs(count: int) -> tuple[timing.Act, int]:
    program = worlds.shipped("may-2024")
    arrays = batch.world(program)

    def act() -> None:
        for first in range(0, count, CHUNK):
            batch.simulate(program, 0, first, min(CHUNK, count - first), arrays=arrays)

    return act, 1

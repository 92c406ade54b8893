"""How cost grows: with actors at fixed events heard, with events, with runs."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks import timing, worlds
from benchmarks.peers import on_simpy
from benchmarks.results import Growth
from sim.engine import batch
from sim.model.program import Program

ACTORS = (5, 10, 20, 50, 100, 200, 500)
HEARD = 2_000  # events heard in a run, whatever the number of actors
EVENTS = (10, 100, 1_000, 10_000, 100_000)
ON_SIMPY = ((5, 50, 500), EVENTS[:-1])  # actors, events: what takes seconds there
RUNS = (1_000, 10_000, 100_000, 1_000_000)
CHUNK = 5_000
AT_ONCE = 20_000  # events in one timed call of the compiled engine: short runs are timed together
ON_SIMPY_AT_ONCE = 2_000
RUNS_AT_ONCE = 100_000
COMPILED, SIMPY = "compiled engine", "SimPy engine"

Acts = dict[int, tuple[timing.Act, int]]


def growth(rounds: int, most_runs: int) -> list[Growth]:
    """Each sweep, on the compiled engine; on the SimPy engine up to what takes seconds."""
    actors = {size: worlds.of_size(size, HEARD) for size in ACTORS}
    events = {size: worlds.of_size(5, size) for size in EVENTS}
    by_actors, by_events = f"actors ({HEARD:,} events heard in all)", "events heard (5 actors)"
    some_actors, some_events = (
        {size: programs[size] for size in sizes}
        for programs, sizes in zip((actors, events), ON_SIMPY, strict=True)
    )
    return [
        _swept(by_actors, COMPILED, {n: _compiled(p, HEARD) for n, p in actors.items()}, rounds),
        _swept(by_actors, SIMPY, {n: _simpy(p, HEARD) for n, p in some_actors.items()}, rounds),
        _swept(by_events, COMPILED, {n: _compiled(p, n) for n, p in events.items()}, rounds),
        _swept(by_events, SIMPY, {n: _simpy(p, n) for n, p in some_events.items()}, rounds),
        _swept("runs (may-2024)", COMPILED, _runs(n for n in RUNS if n <= most_runs), 1),
    ]


def _swept(about: str, engine: str, acts: Acts, rounds: int) -> Growth:
    named = {str(size): act for size, act in acts.items()}
    taken = timing.in_turn(named, rounds, warm=rounds > 1)
    sizes = [float(size) for size in acts]
    costs = [taken[name].best for name in named]
    relative = [cost / costs[0] for cost in costs]
    return Growth(about, engine, sizes, relative, timing.exponent(sizes, costs))


def _compiled(program: Program, events: int) -> tuple[timing.Act, int]:
    arrays, count = batch.world(program), max(1, AT_ONCE // events)
    return lambda: batch.simulate(program, 0, 0, count, arrays=arrays), count


def _simpy(program: Program, events: int) -> tuple[timing.Act, int]:
    count = max(1, ON_SIMPY_AT_ONCE // events)
    return lambda: [on_simpy.run(program, 0, n) for n in range(count)], count


def _runs(sizes: Iterable[int]) -> Acts:
    program = worlds.shipped("may-2024")
    arrays = batch.world(program)

    def act(size: int, times: int) -> timing.Act:
        def run() -> None:
            for _ in range(times):
                for first in range(0, size, CHUNK):
                    count = min(CHUNK, size - first)
                    batch.simulate(program, 0, first, count, arrays=arrays)

        return run

    times = {size: max(1, RUNS_AT_ONCE // size) for size in sizes}
    return {size: (act(size, each), each) for size, each in times.items()}

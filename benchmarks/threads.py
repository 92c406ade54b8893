"""One thread against two: the compiled engine alone, and the whole ensemble with its tables."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import sim
from benchmarks import timing, worlds
from benchmarks.results import Row
from sim.experiment.chunks import Chunk, Task, run_chunk
from sim.experiment.ensemble import Workers, ensemble

GOAL = 1.8
CHUNK = 5_000
CHUNKS = 4


def rows(rounds: int) -> list[Row]:
    """How many times longer one thread takes than two."""
    name = "may-2024"
    task = Task(worlds.shipped(name), 0, "batch")
    scenario = sim.load(name).scenario
    chunks = [Chunk(number * CHUNK, CHUNK) for number in range(CHUNKS)]

    def threads(count: int) -> timing.Act:
        def act() -> None:
            with ThreadPoolExecutor(count) as pool:
                for _ in pool.map(lambda chunk: run_chunk(task, chunk), chunks):
                    pass

        return act

    def whole(count: int) -> timing.Act:
        return lambda: ensemble(scenario, CHUNK * CHUNKS, workers=Workers(count))

    taken = timing.in_turn({f"{n} threads": (threads(n), 1) for n in (1, 2)}, rounds)
    tables = timing.in_turn({f"{n} threads": (whole(n), 1) for n in (1, 2)}, max(2, rounds // 2))
    return [
        _row(name, "one thread", "two, the engine", taken, GOAL),
        _row(name, "one thread", "two, the ensemble with tables and canary", tables, None),
    ]


def _row(
    name: str, slow: str, fast: str, taken: dict[str, timing.Timed], goal: float | None
) -> Row:
    one, two = taken["1 threads"], taken["2 threads"]
    least, middle = timing.ratio(one, two), timing.paired(one, two)
    return Row("threads", name, slow, fast, least, middle, goal, at_least=True)

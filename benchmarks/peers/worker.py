"""A contender in a process of its own, which imports what it needs and nothing else.

    python -m benchmarks.peers.worker heapq may-2024

Reads `tell N` or `time N` from standard input, runs replications 0 to N - 1, and answers with a line:
what happened in each (JSON keeps every bit of a float), or nothing. salabim, for one, looks through all
imported modules whenever an environment is made, and takes several times as long beside Numba.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from types import TracebackType

from benchmarks.peers.rules import Told
from sim.model.program import Program

Run = Callable[[Program, int, int], list[Told]]
MODULES = {
    "heapq": "on_heapq",
    "heapq, unkeyed": "on_heapq_unkeyed",
    "SimPy engine": "on_simpy",
    "Mesa": "on_mesa",
    "salabim": "on_salabim",
}
NEEDS = {"Mesa": "mesa", "salabim": "salabim"}


def installed(name: str) -> bool:
    """Whether a contender can run here."""
    return name not in NEEDS or find_spec(NEEDS[name]) is not None


class Worker:
    """A contender at work on one scenario, in its process."""

    def __init__(self, name: str, world: str) -> None:
        command = [sys.executable, "-m", "benchmarks.peers.worker", name, world]
        self._process = subprocess.Popen(  # noqa: S603 (this file)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate("")

    def run(self, count: int) -> None:
        """Run replications; this is what is timed."""
        self._ask("time", count)

    def tell(self, count: int) -> list[list[Told]]:
        """What happens in each replication."""
        return [[tuple(event) for event in told] for told in json.loads(self._ask("tell", count))]

    def _ask(self, what: str, count: int) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{what} {count}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the worker of {self._process.args!r} has died")
        return answer


def main() -> None:
    """Answer until standard input ends."""
    import sim
    from sim.model.lower import lower

    name, world = sys.argv[1:]
    program = lower(sim.load(world).scenario)
    run: Run = import_module(f"benchmarks.peers.{MODULES[name]}").run
    for line in sys.stdin:
        what, count = line.split()
        told = [run(program, 0, replication) for replication in range(int(count))]
        print(json.dumps(told) if what == "tell" else "", flush=True)


if __name__ == "__main__":
    main()

"""The heapq peer with a common generator in place of keyed draws, which are dear in plain Python.

Other decisions come out, and common random numbers are given up; but it is what many would write.
"""

from __future__ import annotations

from random import Random
from unittest.mock import patch

from benchmarks.peers import on_heapq
from benchmarks.peers.rules import Told
from sim.model.program import Program


def run(program: Program, seed: int, replication: int) -> list[Told]:
    """What happens in one replication."""
    draw = Random(f"{seed} {replication}").random  # noqa: S311 (a simulation)
    with (
        patch("benchmarks.peers.rules.uniform", lambda *_: draw()),
        patch("benchmarks.peers.stance.uniform", lambda *_: draw()),
    ):
        return on_heapq.run(program, seed, replication)

"""Our SimPy engine, as an ensemble runs it."""

from __future__ import annotations

from benchmarks.peers.rules import Told
from sim.engine import des
from sim.engine.noise import Noise
from sim.model.program import Program


def run(program: Program, seed: int, replication: int) -> list[Told]:
    """What happens in one replication."""
    trace = des.run(program, Noise(program, seed, replication), split=False)
    return [(e.time, e.kind, e.subject, e.before, e.after, e.step) for e in trace.events]

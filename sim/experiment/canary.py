"""The canary: a few replications of every large ensemble run again on SimPy, to the last bit."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from sim.engine.des import Runaway, run
from sim.engine.known import Known
from sim.engine.noise import Noise
from sim.engine.trace import KINDS, Trace
from sim.model.program import Program

if TYPE_CHECKING:
    from sim.engine.batch import World

LEAST_RUNS = 1000  # ensembles below this are small enough to run on SimPy altogether
REPLICATIONS = 16


class EnginesDiffer(Exception):  # noqa: N818 (what the user is told)
    """The two engines do not agree: nothing that either says may be believed until they do."""


def check(program: Program, seed: int, runs: int, known: Known | None = None) -> tuple[int, ...]:
    """Run 16 random replications on both engines and compare every event and every pressure.

    One after the other on the same arrays, as in an ensemble. Returns the replications compared.
    Raises EnginesDiffer at the first difference, with both sides.
    """
    from sim.engine import batch

    arrays = batch.world(program)
    chosen = sorted(random.Random(seed).sample(range(runs), min(REPLICATIONS, runs)))  # noqa: S311
    for replication in chosen:
        difference = compare(program, seed, replication, arrays, known)
        if difference:
            raise EnginesDiffer(difference)
    return tuple(chosen)


def compare(
    program: Program,
    seed: int,
    replication: int,
    arrays: World | None = None,
    known: Known | None = None,
) -> str:
    """The first difference between the engines in one replication, in words; empty if none."""
    ours = _on_des(program, seed, replication, known)
    theirs = _on_batch(program, seed, replication, arrays, known)
    for number in range(max(len(ours), len(theirs))):
        left = ours[number] if number < len(ours) else None
        right = theirs[number] if number < len(theirs) else None
        if left != right:
            return (
                f"the engines differ in replication {replication} (seed {seed}), line {number}:\n"
                f"  SimPy:    {_told(left)}\n  compiled: {_told(right)}\n"
                f"both traces up to there:\n{_listing(ours, number)}\n  --\n{_listing(theirs, number)}"
            )
    return ""


Line = tuple[float | int | str, ...]


def _on_des(program: Program, seed: int, replication: int, known: Known | None) -> list[Line]:
    noise = Noise(program, seed, replication, {} if known is None else known.of(replication))
    try:
        trace = run(program, noise, split=False)
    except Runaway as error:
        return [("failed", str(error))]
    return lines(trace)


def lines(trace: Trace) -> list[Line]:
    """A trace as comparable lines: every event, then every pressure it moved."""
    found: list[Line] = []
    for event in trace.events:
        share = event.decided.background if event.decided is not None else 0.0
        found.append(
            (event.time, event.kind, event.subject, event.before, event.after, event.step, share)
        )
        found += [(felt.stance, felt.before, felt.after, felt.level) for felt in event.felt]
    return found


def _on_batch(
    program: Program, seed: int, replication: int, arrays: World | None, known: Known | None
) -> list[Line]:
    from sim.engine import batch
    from sim.engine.des import runaway

    found = batch.simulate(program, seed, replication, 1, keep=True, arrays=arrays, known=known)
    if found.lengths[0] < 0:
        return [("failed", runaway(program.most_events, float(found.stopped[0])))]
    listed: list[Line] = []
    felt = 0
    for event in range(int(found.lengths[0])):
        time, share = found.reals[event].tolist()
        listed.append((time, *found.events[event, 1:].tolist(), share))
        while felt < len(found.felt) and found.felt[felt, 0] == event:
            listed.append((int(found.felt[felt, 1]), *found.felt_reals[felt].tolist()))
            felt += 1
    return listed


def _told(line: Line | None) -> str:
    if line is None:
        return "nothing"
    if len(line) == 7:  # noqa: PLR2004 (an event)
        return f"{KINDS[int(line[1])]} at {float(line[0]).hex()} {line[2:]}"
    return str(tuple(each.hex() if isinstance(each, float) else each for each in line))


def _listing(found: list[Line], number: int, most: int = 12) -> str:
    return "\n".join(f"  {_told(line)}" for line in found[max(0, number - most) : number + 1])

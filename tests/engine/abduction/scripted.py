"""One stance against a record, weighed: worlds of a few lines with numbers that are known."""

from __future__ import annotations

from math import exp, lgamma, log

import numpy as np
from numpy.typing import NDArray

from sim.engine.abduction import many
from sim.engine.abduction.many import Determined
from sim.engine.abduction.script import Script, scripts
from sim.engine.given import Given
from sim.engine.noise import Central, moments, parameters
from sim.engine.trace import DECISION, STAGE
from sim.model.keys import WORK
from sim.model.program import NONE, Program
from tests.worlds import Tree, actor, program, stance

Floats = NDArray[np.float64]


def at(time: float, rung: int = 1, who: int = 0) -> Given:
    """A decision of record."""
    return Given(time, DECISION, who, rung=rung)


def staged(time: float, step: int, rung: int = NONE, who: int = 0) -> Given:
    """A stage of record, by the step that it ends."""
    return Given(time, STAGE, who, step, rung)


def alone(*causes: Tree, days: int = 40, **more: object) -> Program:
    """A world of one stance, `us` on `use`."""
    return program(actor("us", stance(**more)), causes=causes, days=days)  # type: ignore[arg-type]


def stages(*steps: int, settles: int = -1) -> list[Tree]:
    """Stages of so many steps each; the last settles unless another is named."""
    last = len(steps) - 1 if settles < 0 else settles
    return [
        {"id": f"stage-{n}", "steps": count, "settles": n == last} for n, count in enumerate(steps)
    ]


def script(built: Program, *given: Given, who: int = 0) -> Script:
    """A stance's part of a record, at the medians of what it shares."""
    noise = Central(built)
    values = parameters(built, noise)
    return scripts(built, given, values, moments(built, noise, values), built.horizon)[who]


def uniforms(one: Script, draws: int, seed: int = 0) -> tuple[Floats, Floats]:
    """Draws of a stance's cube: its numbers, and what is not on record."""
    random = np.random.default_rng(seed)
    u = random.random((draws, many.numbers_of(one)))
    return u, random.random((draws, many.spares_of(one)))


def log_weights(one: Script, draws: int = 1, seed: int = 0) -> Floats:
    return many.weights(one, *uniforms(one, draws, seed))


def log_weight(built: Program, *given: Given, who: int = 0) -> float:
    """The log likelihood where it depends on nothing that is drawn; that, too, is checked."""
    found = log_weights(script(built, *given, who=who), 5)
    assert np.allclose(found, found[0], rtol=0.0, atol=1e-12)
    return float(found[0])


def likelihood(built: Program, *given: Given, draws: int = 20_000) -> tuple[float, float]:
    """The mean of exp(weight) over what is not on record, and its standard error."""
    w = np.exp(log_weights(script(built, *given), draws))
    return float(w.mean()), float(w.std() / np.sqrt(draws))


def draws_of(one: Script, count: int, seed: int = 0) -> list[tuple[Determined, ...]]:
    """What the record says of the noise, in draws that all weigh the same."""
    return [many.determined(one, *each) for each in zip(*uniforms(one, count, seed), strict=True)]


def works(found: tuple[Determined, ...], direction: int, visit: int = 0) -> list[Determined]:
    """The works of a clock's steps among what was found, by step."""
    of = [e for e in found if (e.purpose, e.direction, e.visit) == (WORK, direction, visit)]
    return sorted(of, key=lambda each: each.step)


def erlang(work: float, steps: int, speed: float) -> float:
    """The log density of the end of `steps` steps at so much work, at that speed of work."""
    return log(speed) + (steps - 1) * log(work) - lgamma(steps) - work


def not_yet(work: float, steps: int) -> float:
    """The probability that so much work leaves `steps` steps unfinished."""
    return exp(-work) * sum(exp(k * log(work) - lgamma(k + 1)) for k in range(steps))

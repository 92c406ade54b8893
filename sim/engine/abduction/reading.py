"""A stance's numbers, and what it meant to do, read off a script at some instant.

Scalar arithmetic on arrays that are made elsewhere, so that Numba can take it as it stands.
"""

# The state of a stance and its clocks is passed from function to function as a few arrays, which the
# scalar functions of the model take for sequences.
# ruff: noqa: PLR0913, PLR0917
# mypy: disable-error-code="arg-type,no-any-return"
from __future__ import annotations

from math import inf, log

from sim.engine.abduction.script import (
    CHOICE_SD,
    HIGH,
    HIGH_P,
    LOW,
    LOW_P,
    RESISTANCE,
    SHAPE,
    STANDING,
    A,
    B,
    C,
    Floats,
    Ints,
    Script,
)
from sim.model.choice import bounds_above, nearest_above, rung_above
from sim.model.quantile import FIXED, LAST, bounded_variate, normal_probability, normal_quantile

# Uniforms of one visit, `uniforms(K)` of them: for each upward step its share of the work between two
# ends, the same for each downward step, how many steps an upward and a downward clock had done, and
# what lies behind the rung chosen upward and downward.
AUX = ("up share", "down share", "up done", "down done", "up choice", "down choice")

# Columns of what is found: purpose, rung left, direction, visit, step, value, and 1 where a step's
# work is only known to exceed the value
PURPOSE, RUNG, DIRECTION, VISIT, STEP, VALUE, EXCEEDS = range(7)
FOUND_COLUMNS = 7
# Columns of a stretch of the upward clock: since, days, pressure and level then, threshold, row
SINCE, DAYS, PRESSURE, LEVEL, THRESHOLD, ROW = range(6)
STRETCH_COLUMNS = 6

LEAST = 2.0**-53  # uniforms stay inside (0, 1)
NEVER = 1e300  # a threshold above any pressure
NONE_YET = -1  # no rung is settled


def uniforms(steps: int) -> int:
    """How many uniforms a visit owns, at most `steps` steps a decision."""
    return 2 * steps + 4


def read_numbers(script: Script, u: Floats, values: Floats, theta: Floats) -> None:
    """The stance's numbers at the uniforms `u`, and the pressures that its rungs take."""
    numbers = script.numbers
    for i in range(numbers.shape[0]):
        if numbers[i, SHAPE] == FIXED:
            values[i] = numbers[i, A]
        else:
            values[i] = bounded_variate(
                int(numbers[i, SHAPE]), numbers[i, A], numbers[i, B], numbers[i, C],
                numbers[i, LOW_P], numbers[i, HIGH_P], numbers[i, LOW], numbers[i, HIGH], u[i],
            )  # fmt: skip
    theta[0] = -inf
    total = 0.0
    for s in range(1, theta.shape[0]):
        total = values[RESISTANCE] if s == 1 else total + values[RESISTANCE + s - 1]
        theta[s] = total


def level_of(script: Script, values: Floats, row: int) -> float:
    """Where the pressure tends to after a row."""
    b = values[STANDING]
    for r in range(script.weights.shape[0]):
        b += values[script.weights[r]] * script.units[row, r]
    return b


def aimed_at(script: Script, theta: Floats, rung: int, row: int) -> float:
    """The pressure that the nearest open rung takes."""
    nearest = nearest_above(rung, theta.shape[0], script.passable[row])
    return NEVER if nearest < 0 else theta[nearest]


def is_held(script: Script, rung: int, row: int, step: int, settled: int) -> bool:
    """Whether a shut gate holds a step: of the rung settled on, else of the nearest."""
    goal = (
        settled
        if settled >= 0
        else nearest_above(rung, script.passable.shape[1], script.passable[row])
    )
    for g in range(script.shut.shape[1]):
        if (
            script.shut[row, g] == 1
            and script.gate_steps[g, 0] <= step <= script.gate_steps[g, 1]
            and goal >= 0
            and script.gate_rungs[g, goal] == 1
        ):
            return True
    return False


def note(
    found: Floats, count: Ints, purpose: int, rung: int, direction: int, visit: int, step: int,
    value: float, exceeds: int,
) -> None:  # fmt: skip
    """Write down what the record says of one draw; nothing where nothing is kept."""
    row = count[0]
    if row >= found.shape[0]:
        return
    found[row, PURPOSE] = purpose
    found[row, RUNG] = rung
    found[row, DIRECTION] = direction
    found[row, VISIT] = visit
    found[row, STEP] = step
    found[row, VALUE] = value
    found[row, EXCEEDS] = exceeds
    count[0] = row + 1


def between(low: float, high: float, x: float, sd: float, share: float) -> tuple[float, float]:
    """The log probability that x + sd Z lies in [low, high), and the uniform a share of the way."""
    if low == inf:
        return -inf, 0.5
    if sd <= 0.0:
        return (0.0 if low <= x < high else -inf), share
    below = 0.0 if low == -inf else normal_probability((low - x) / sd)
    above = 1.0 if high == inf else normal_probability((high - x) / sd)
    if above <= below:
        return -inf, 0.5
    u = below + share * (above - below)
    return log(above - below), min(max(u, LEAST), LAST)


def settle(
    script: Script, theta: Floats, values: Floats, rung: int, row: int, x: float, taken: int,
    share: float,
) -> tuple[int, float, float]:  # fmt: skip
    """The rung settled upward at a pressure: which, the log weight of that, and the uniform behind it.

    A rung on record is weighted and the uniform drawn within what led to it; else both are drawn.
    """
    passable = script.passable[row]
    sd = values[CHOICE_SD]
    if taken < 0:
        accepts = x + sd * normal_quantile(share)
        return rung_above(accepts, rung, theta.shape[0], theta, passable), 0.0, share
    low, high = bounds_above(taken, rung, theta.shape[0], theta, passable)
    weight, u = between(low, high, x, sd, share)
    return taken, weight, u

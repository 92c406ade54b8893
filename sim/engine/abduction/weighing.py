"""How likely a stance finds its part of a record, and the noise that the record determines.

Scalar arithmetic on arrays that are made elsewhere, so that Numba can take it as it stands. A draw is
one uniform; which one is said in `reading.AUX`.
"""

# The state of a stance and its clocks is passed from function to function as a few arrays, which the
# scalar functions of the model take for sequences.
# ruff: noqa: PLR0913, PLR0917, PLR0912, PLR0915, C901
# mypy: disable-error-code="arg-type,no-any-return"
from __future__ import annotations

from math import inf

from sim.engine.abduction.clocks import downward, free_work, upward
from sim.engine.abduction.reading import (
    DAYS,
    LEVEL,
    NEVER,
    NONE_YET,
    PRESSURE,
    ROW,
    SINCE,
    THRESHOLD,
    aimed_at,
    between,
    level_of,
    note,
    read_numbers,
    uniforms,
)
from sim.engine.abduction.script import (
    BACKGROUND,
    CHOICE_SD,
    HALF_LIFE,
    RELIEF,
    REST,
    TEMPO,
    Floats,
    Ints,
    Script,
)
from sim.engine.abduction.story import DECIDED, FORCED, HELD, OVER, RELEASED, STAGED
from sim.model.choice import bounds_below, nearest_above
from sim.model.clock import work_done
from sim.model.keys import CHOICE, DOWN
from sim.model.pressure import relaxation_time, relaxed, relieved


def weigh(
    script: Script, u: Floats, aux: Floats, values: Floats, theta: Floats, worn: Floats,
    stretches: Floats, visits: Ints, state: Ints, found: Floats, count: Ints,
) -> float:  # fmt: skip
    """The log weight of a stance's part of the record at the uniforms `u` of its numbers.

    `aux` are the uniforms of what is not on record (see AUX). The mean of the weight's exponential over
    `aux` is the likelihood of the record, in decisions per day for each instant on record. The rest
    is room to work in: values (P), theta (S), worn (R), stretches (T x STRETCH_COLUMNS), visits (S),
    state (2), found (rows x FOUND_COLUMNS) and count (1), which has how many rows were found.
    """
    read_numbers(script, u, values, theta)
    values[HALF_LIFE] = relaxation_time(values[HALF_LIFE])  # tau from here on
    tau, tempo, background = values[HALF_LIFE], values[TEMPO], values[BACKGROUND]
    steps, rungs = script.steps, theta.shape[0]
    worn[:] = 1.0
    visits[:] = 0
    count[0] = 0
    rung, held = script.start, script.held
    b = level_of(script, values, 0)
    x, time, rest_until = b, 0.0, 0.0
    many, free, falling = 0, 0.0, 0.0
    state[0], state[1] = 0, NONE_YET
    number = 0  # of the visit, for its uniforms
    rises = held == 0 and nearest_above(rung, rungs, script.passable[0]) >= 0
    falls = held == 0 and rung > 0 and script.gives_up[rung] >= 0
    weight = 0.0
    for i in range(1, script.time.shape[0]):
        now, kind, before = script.time[i], script.kind[i], i - 1
        floor = -values[script.gives_up[rung]] if falls else NEVER
        began = max(time, rest_until)
        if began < now:
            y = relaxed(x, b, tau, began - time)
            if rises:
                stretches[many, SINCE] = began
                stretches[many, DAYS] = now - began
                stretches[many, PRESSURE] = y
                stretches[many, LEVEL] = b
                stretches[many, THRESHOLD] = aimed_at(script, theta, rung, before)
                stretches[many, ROW] = before
                free += free_work(values, stretches, many, steps, now - began)
                many += 1
            if falls:
                falling += work_done(-y, -b, tau, floor, tempo, background, steps, now - began)
        x = relaxed(x, b, tau, now - time)
        time = now
        awake = now > rest_until
        aux_at = number * uniforms(steps)
        visit = visits[rung]
        if kind == STAGED:
            if not rises:
                return -inf
            weight += upward(
                script, theta, values, aux, aux_at, stretches, many, free, rung, visit, state,
                script.step[i], before, x, awake, script.goal[i], script.rung[i], NONE_YET, found,
                count,
            )  # fmt: skip
            many, free = 0, 0.0
        elif kind in (DECIDED, FORCED, HELD, RELEASED, OVER):
            up = kind == DECIDED and script.rung[i] > rung
            down = kind == DECIDED and not up
            if (up and not rises) or (down and not falls):
                return -inf
            if rises:
                weight += upward(
                    script, theta, values, aux, aux_at, stretches, many, free, rung, visit, state,
                    steps - 1 if up else NONE_YET, before, x, awake, script.goal[i], NONE_YET,
                    script.ahead if kind == OVER else NONE_YET, found, count,
                )  # fmt: skip
            if falls:
                speed = steps * (background + max(0.0, -x - floor) / tempo) if awake else 0.0
                weight += downward(
                    script, aux, aux_at, falling, rung, visit, speed, down, found, count
                )
            if down:
                low, high = bounds_below(script.rung[i], rung, theta, script.passable[before])
                more, drawn = between(low, high, x, values[CHOICE_SD], aux[aux_at + 2 * steps + 3])
                weight += more
                note(found, count, CHOICE, rung, DOWN, visit, 0, drawn, 0)
            if weight == -inf or kind == OVER:
                return weight
            if up:
                x = relieved(x, b, values[RELIEF])
            if kind == HELD:
                held = 1
            elif kind == RELEASED:
                held = 0
                visits[rung] += 1
            else:
                rung = 0 if script.acts == 1 else script.rung[i]
                visits[rung] += 1
                rest_until = now + values[REST] if kind == DECIDED else now
            number += 1
            many, free, falling = 0, 0.0, 0.0
            state[0], state[1] = 0, NONE_YET
            rises = held == 0 and nearest_above(rung, rungs, script.passable[before]) >= 0
            falls = held == 0 and rung > 0 and script.gives_up[rung] >= 0
        if weight == -inf:
            return weight
        for r in range(script.weights.shape[0]):
            if script.pulse[i, r] != 0.0:
                x += values[script.weights[r]] * script.pulse[i, r] * worn[r]
                if script.wears[r] >= 0:
                    worn[r] *= values[script.wears[r]]
        b = level_of(script, values, i)
    return weight

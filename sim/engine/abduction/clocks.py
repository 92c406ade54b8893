"""The two clocks of a visit against the record: the weight of what they did, and the work behind it.

Given the record, a clock's work is the integral of its speed (docs/model.md). Between two recorded
ends of steps lie n steps; the free work F between them is the integral of the speed of a clock that no
gate holds. Where none does, the n - 1 ends that are not on record are uniform order statistics of F, and
the density of the later end is

    speed * F^(n-1) / (n-1)! * exp(-F)

A clock that has not run out has done k < m of its m steps with probability proportional to F^k / k!.
Where a gate holds a stage, or the rung was settled at an end that is not on record, the ends are
drawn in the same way, and the weight is the density of what was drawn over that of the drawing.
"""

# The state of a stance and its clocks is passed from function to function as a few arrays, which the
# scalar functions of the model take for sequences.
# ruff: noqa: PLR0913, PLR0917, PLR0912, C901
# mypy: disable-error-code="arg-type,no-any-return"
from __future__ import annotations

from math import inf, log

from sim.engine.abduction.reading import (
    DAYS,
    LEVEL,
    PRESSURE,
    ROW,
    THRESHOLD,
    aimed_at,
    is_held,
    note,
    settle,
)
from sim.engine.abduction.script import BACKGROUND, HALF_LIFE, TEMPO, Floats, Ints, Script
from sim.model.clock import wait, work_done
from sim.model.keys import CHOICE, DOWN, UP, WORK
from sim.model.pressure import relaxed
from sim.model.quantile import exponential_quantile

GREATEST = 1e100  # a sum beyond it is scaled down


def upward(
    script: Script, theta: Floats, values: Floats, u: Floats, aux: int, stretches: Floats, many: int,
    free: float, rung: int, visit: int, state: Ints, last: int, row: int, x: float, awake: bool,
    goal: int, told: int, ahead: int, found: Floats, count: Ints,
) -> float:  # fmt: skip
    """The log weight of the upward clock from its last recorded end to now.

    `state` holds the steps done and the rung settled (NONE before), and is brought up to date. With
    `last` at 0 or more, step `last` ends now, by the record; else the clock has not run out by now,
    and how many steps it had done is drawn. `goal` is the rung decided in the end, `told` the rung
    that the record has for the stage that ends now, `ahead` the step whose end comes later by the
    record; NONE where there is none.
    """
    steps = script.steps
    first = state[0]
    ended = last >= 0
    if not ended and first >= steps:
        return 0.0
    most = (last if ended else steps - 1) - first  # ends that may lie between
    if free <= 0.0 and ended and most > 0:
        return -inf
    if ended:
        inside = most
        weight = log_ways(free, inside)
    else:
        inside, weight = done_by_then(free, silent(script, first, ahead), u[aux + 2 * steps])
    spare = 0.0
    for k in range(inside + 1):
        spare += exponential_quantile(u[aux + first + k])
    final = first + inside  # the step in hand now
    if plainly(script, stretches, many, first, final):
        for k in range(inside + 1):
            share = free * exponential_quantile(u[aux + first + k]) / spare
            exceeds = 1 if not ended and k == inside else 0
            note(found, count, WORK, rung, UP, visit, first + k, share, exceeds)
        weight -= free
        settled = state[1]
    else:
        ratio, settled = along(
            script, theta, values, u, aux, stretches, many, free, spare, rung, visit, first, inside,
            state[1], goal if goal >= 0 else told, ended, found, count,
        )  # fmt: skip
        weight += ratio
    if ended:
        if not awake:
            return -inf
        above = 0.0
        if not is_held(script, rung, row, final, settled):
            above = max(0.0, x - aimed_at(script, theta, rung, row))
        speed = steps * (values[BACKGROUND] + above / values[TEMPO])
        if speed <= 0.0:
            return -inf
        weight += log(speed)
        if last == script.settles:
            taken = goal if goal >= 0 else told
            settled, more, drawn = settle(
                script, theta, values, rung, row, x, taken, u[aux + 2 * steps + 2]
            )
            weight += more
            note(found, count, CHOICE, rung, UP, visit, 0, drawn, 0)
    state[0] = final + 1 if ended else final
    state[1] = settled
    return weight


def plainly(script: Script, stretches: Floats, many: int, first: int, last: int) -> bool:
    """Whether no gate is shut and the rung is not settled before the last end: no times are needed."""
    if first <= script.settles < last:
        return False
    for j in range(many):
        for g in range(script.shut.shape[1]):
            if script.shut[int(stretches[j, ROW]), g] == 1:
                return False
    return True


def along(
    script: Script, theta: Floats, values: Floats, u: Floats, aux: int, stretches: Floats, many: int,
    free: float, spare: float, rung: int, visit: int, first: int, inside: int, settled: int,
    taken: int, ended: bool, found: Floats, count: Ints,
) -> tuple[float, int]:  # fmt: skip
    """Where the drawn ends fall in time: the log weight of that, and the rung settled by then.

    For each end its true speed over the free one, and for all of them exp(-work truly done).
    """
    steps = script.steps
    weight = 0.0
    j = 0  # the stretch
    begun, since = 0.0, 0.0  # free work done before it; days of it that are gone
    reached = 0.0
    for k in range(inside + 1):
        step = first + k
        is_last = k == inside
        reached += free * exponential_quantile(u[aux + step]) / spare
        done = 0.0
        while True:
            if j >= many:
                break
            whole = free_work(values, stretches, j, steps, stretches[j, DAYS])
            held = is_held(script, rung, int(stretches[j, ROW]), step, settled)
            if is_last or begun + whole < reached:
                until = stretches[j, DAYS]
            else:
                until = wait(
                    stretches[j, PRESSURE], stretches[j, LEVEL], values[HALF_LIFE],
                    stretches[j, THRESHOLD], values[TEMPO], values[BACKGROUND], steps, reached - begun,
                )  # fmt: skip
                until = min(max(until, since), stretches[j, DAYS])
            if held:
                done += steps * values[BACKGROUND] * (until - since)
            else:
                done += free_work(values, stretches, j, steps, until) - free_work(
                    values, stretches, j, steps, since
                )
            since = until
            if is_last or begun + whole < reached:
                begun += whole
                j += 1
                since = 0.0
                continue
            break
        weight -= done
        exceeds = 1 if is_last and not ended else 0
        note(found, count, WORK, rung, UP, visit, step, done, exceeds)
        if is_last or j >= many:
            continue
        x = relaxed(stretches[j, PRESSURE], stretches[j, LEVEL], values[HALF_LIFE], since)
        row = int(stretches[j, ROW])
        if is_held(script, rung, row, step, settled):
            above = max(0.0, x - stretches[j, THRESHOLD]) / values[TEMPO]
            if values[BACKGROUND] <= 0.0:
                return -inf, settled
            weight += log(values[BACKGROUND] / (values[BACKGROUND] + above))
        if step == script.settles:
            settled, more, drawn = settle(
                script, theta, values, rung, row, x, taken, u[aux + 2 * steps + 2]
            )
            weight += more
            note(found, count, CHOICE, rung, UP, visit, 0, drawn, 0)
    return weight, settled


def free_work(values: Floats, stretches: Floats, number: int, steps: int, days: float) -> float:
    """The work of `steps` steps that a clock that no gate holds does in the first days of a stretch."""
    return work_done(
        stretches[number, PRESSURE], stretches[number, LEVEL], values[HALF_LIFE],
        stretches[number, THRESHOLD], values[TEMPO], values[BACKGROUND], steps, days,
    )  # fmt: skip


def log_ways(free: float, ends: int) -> float:
    """The log of F^n / n!, summed: lgamma has other last bits in Python than in C."""
    weight = 0.0
    for k in range(1, ends + 1):
        weight += log(free / k)
    return weight


def silent(script: Script, first: int, ahead: int) -> int:
    """How many steps from `first` on lie up to the end of one that is known not to have come.

    It would have been heard of, or the record has it later (`ahead`).
    """
    step = first
    while script.heard[step] == 0 and step != ahead:
        step += 1
    return step + 1 - first


def done_by_then(free: float, steps: int, u: float) -> tuple[int, float]:
    """How many of `steps` steps were done, fewer than all: P(k) ~ F^k / k!; and the log sum of F^k / k!."""
    if free <= 0.0:
        return 0, 0.0
    norm = term = 1.0
    scale = (
        0.0  # log of what norm and term were divided by: many steps and much work exceed a double
    )
    for k in range(1, steps):
        term *= free / k
        norm += term
        if norm > GREATEST:
            term /= GREATEST
            norm /= GREATEST
            scale += log(GREATEST)
    weight = log(norm) + scale
    left = (1.0 - u) * norm
    for k in range(steps - 1, 0, -1):  # from the top, where nothing was lost by the scale
        if left < term:
            return k, weight
        left -= term
        term *= k / free
    return 0, weight


def downward(
    script: Script, u: Floats, aux: int, free: float, rung: int, visit: int, speed: float, decided: bool,
    found: Floats, count: Ints,
) -> float:  # fmt: skip
    """The log weight of the downward clock of a visit, which no gate holds: decided now, or not yet."""
    steps = script.steps
    if decided:
        if speed <= 0.0 or (free <= 0.0 and steps > 1):
            return -inf
        inside = steps - 1
        weight = log_ways(free, inside) - free + log(speed)
    else:
        inside, weight = done_by_then(free, steps, u[aux + 2 * steps + 1])
        weight -= free
    spare = 0.0
    for k in range(inside + 1):
        spare += exponential_quantile(u[aux + steps + k])
    for k in range(inside + 1):
        share = free * exponential_quantile(u[aux + steps + k]) / spare
        exceeds = 1 if not decided and k == inside else 0
        note(found, count, WORK, rung, DOWN, visit, k, share, exceeds)
    return weight

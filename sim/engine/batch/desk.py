"""The compiled desk: one stance brought up to date, its clocks and its choice (see sim.engine.desk).

Arithmetic is in sim.model; what stands here is the same order of the same calls on records.
"""

# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def"
from __future__ import annotations

from math import inf

from sim.engine.batch.primitives import compiled, inlined
from sim.model.choice import OPEN, SHUT, SKIPPED, nearest_above, rung_above, rung_below
from sim.model.clock import wait, work_done
from sim.model.keys import CHOICE, DOWN, UP, WORK
from sim.model.philox import pack, uniform
from sim.model.pressure import relaxed
from sim.model.quantile import exponential_quantile, normal_quantile


@inlined
def advance(s, time):
    """Bring pressure and work up to `time`."""
    if time <= s.time:
        return
    began = max(s.time, s.rest_until)
    if began < time:
        x = relaxed(s.x, s.b, s.tau, began - s.time)
        d = time - began
        if s.up_steps > 0:
            work = work_done(x, s.b, s.tau, s.up_threshold, s.tempo, s.background, s.up_steps, d)
            s.up_done += work
            s.up_total += work
            s.up_background += s.up_steps * s.background * d
        if s.down_steps > 0:
            work = work_done(
                -x, -s.b, s.tau, s.down_threshold, s.tempo, s.background, s.down_steps, d
            )
            s.down_done += work
            s.down_total += work
            s.down_background += s.down_steps * s.background * d
    s.x = relaxed(s.x, s.b, s.tau, time - s.time)
    s.time = time


@inlined
def tend_to_level(s, reactions):
    """The level: the standing level, then each reaction's lasting part, summed in order."""
    b = s.standing
    for r in range(s.reaction0, s.reaction1):
        b += reactions[r].part
    s.b = b


@inlined
def aim(s, w):
    """Point the upward clock at the nearest rung and see whether a shut gate holds its stage."""
    passable = w.passable[s.rung0 : s.rung0 + s.rungs]
    nearest = nearest_above(s.rung, s.rungs, passable)
    goal = nearest if s.settled < 0 else s.settled
    holding = False
    for g in range(s.gate0, s.gate1):
        gate = w.gates[g]
        if gate.open == 0 and gate.first_step <= s.up_step <= gate.last_step:
            for i in range(gate.rungs0, gate.rungs1):
                if w.lists[i] == goal:
                    holding = True
    if nearest < 0 or holding:
        s.up_threshold = inf
    else:
        s.up_threshold = w.threshold[s.rung0 + nearest]


@inlined
def read_gates(s, w):
    """Mark which rungs are skipped, shut and open, and aim anew."""
    if s.gate0 < s.gate1:
        for rung in range(s.rungs):
            w.passable[s.rung0 + rung] = SKIPPED if w.skipped[s.rung0 + rung] else OPEN
        for g in range(s.gate0, s.gate1):
            if w.gates[g].open == 0:
                for i in range(w.gates[g].rungs0, w.gates[g].rungs1):
                    if w.passable[s.rung0 + w.lists[i]] == OPEN:
                        w.passable[s.rung0 + w.lists[i]] = SHUT
    aim(s, w)


@compiled
def known_at(w, word, code):
    """The row of a known draw among the replication's, by bisection; -1 where it is not known."""
    low, high = w.known_rows[0], w.known_rows[1]
    last = high
    while low < high:
        middle = (low + high) // 2
        row = w.known[middle]
        if row.word < word or (row.word == word and row.code < code):
            low = middle + 1
        else:
            high = middle
    if low < last and w.known[low].word == word and w.known[low].code == code:
        return low
    return -1


@inlined
def drawn(w, seed, replication, word, code):
    """The uniform of a key: the known one, else the generator's."""
    at = known_at(w, word, code)
    return w.known[at].value if at >= 0 else uniform(seed, replication, word, code)


@inlined
def needs(s, w, direction, step, seed, replication):
    """The work that a step of the present visit needs."""
    visit = w.visits[s.rung0 + s.rung]
    code = pack(WORK, s.rung, direction, step, visit)
    at = known_at(w, s.word, code)
    if at >= 0:
        return w.known[at].value
    return exponential_quantile(uniform(seed, replication, s.word, code))


@inlined
def start_clocks(s, w, seed, replication):
    """Fresh clocks for a new visit to the present rung."""
    s.settled = -1
    nearest = nearest_above(s.rung, s.rungs, w.passable[s.rung0 : s.rung0 + s.rungs])
    gives_up = w.gives_up[s.rung0 + s.rung]
    s.up_steps = 0 if s.held == 1 or nearest < 0 else s.steps
    s.down_steps = s.steps if s.rung > 0 and gives_up >= 0 and s.held == 0 else 0
    s.down_threshold = -w.parameters[gives_up].value if gives_up >= 0 else inf
    s.up_step = 0
    s.down_step = 0
    s.up_done = 0.0
    s.down_done = 0.0
    s.up_total = 0.0
    s.down_total = 0.0
    s.up_background = 0.0
    s.down_background = 0.0
    s.up_needs = needs(s, w, UP, 0, seed, replication) if s.up_steps > 0 else inf
    s.down_needs = needs(s, w, DOWN, 0, seed, replication) if s.down_steps > 0 else inf
    aim(s, w)


@inlined
def due(s):
    """The absolute time of the next step; notes whose it is. The upward clock wins a tie."""
    began = max(s.time, s.rest_until)
    x = relaxed(s.x, s.b, s.tau, began - s.time)
    up, down = inf, inf
    if s.up_steps > 0:
        left = s.up_needs - s.up_done
        up = began + wait(x, s.b, s.tau, s.up_threshold, s.tempo, s.background, s.up_steps, left)
    if s.down_steps > 0:
        left = s.down_needs - s.down_done
        down = began + wait(
            -x, -s.b, s.tau, s.down_threshold, s.tempo, s.background, s.down_steps, left
        )
    if down < up:
        s.due_up = 0
        return down
    s.due_up = 1
    return up


@inlined
def choose(s, w, direction, seed, replication):
    """Settle the rung by the pressure as it is and the draw that belongs to this visit."""
    code = pack(CHOICE, s.rung, direction, 0, w.visits[s.rung0 + s.rung])
    z = normal_quantile(drawn(w, seed, replication, s.word, code))
    accepts = s.x + s.sd * z
    threshold = w.threshold[s.rung0 : s.rung0 + s.rungs]
    passable = w.passable[s.rung0 : s.rung0 + s.rungs]
    if direction == UP:
        return rung_above(accepts, s.rung, s.rungs, threshold, passable)
    return rung_below(accepts, s.rung, threshold, passable)

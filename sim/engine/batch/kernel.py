"""The compiled engine's loop over the records of a World (see sim.engine.des, step for step)."""

# ruff: noqa: ANN001, ANN201, PLR0912, PLR0915, C901
# mypy: disable-error-code="no-untyped-def"
from __future__ import annotations

from math import inf

import numpy as np

from sim.engine.batch import calendar, desk
from sim.engine.batch.primitives import compiled, inlined
from sim.engine.trace import CAUSE, DATE, DECISION, ENDS, HOLD, RELEASE, STAGE
from sim.model.choice import OPEN, SKIPPED
from sim.model.keys import DOWN, GAP, PARAMETER, UP
from sim.model.philox import pack, uniform
from sim.model.pressure import relaxation_time, relieved
from sim.model.program import DATE as DATE_CONDITION
from sim.model.program import DATED, HAPPENED, IN_FORCE, LASTING, NONE, RECURRING, STANDING
from sim.model.quantile import FIXED, bounded_variate

INTEGERS = 6  # replication, kind, subject, before, after, step
FELT_INTEGERS = 2  # event, stance
FELT_FLOATS = 3  # before, after, level
EVENT_FLOATS = 2  # time, share of the work that was background


@inlined
def variate(row, u):
    """The value of a parameter's distribution at a uniform."""
    return bounded_variate(
        row.shape, row.a, row.b, row.c, row.low_p, row.high_p, row.low, row.high, u
    )


@compiled
def draw(w, seed, replication):
    """Draw the parameters and moments of a replication and put them where they are read."""
    for i in range(w.parameters.size):
        row = w.parameters[i]
        if row.shape == FIXED:
            row.value = row.a
        else:
            code = pack(PARAMETER, 0, 0, 0, 0)
            row.value = variate(row, desk.drawn(w, seed, replication, row.word, code))
    for i in range(w.moments.size):
        row = w.moments[i]
        low = row.low
        if row.after != NONE and w.moments[row.after].time > low:
            low = w.moments[row.after].time
        code = pack(row.purpose, 0, 0, 0, 0)
        known = desk.known_at(w, row.word, code)
        if known >= 0:
            time = row.low + w.known[known].value
        else:
            time = low
            if row.high > low:
                u = uniform(seed, replication, row.word, code)
                time = low + u * (row.high - low)
            if row.plus != NONE:
                time += w.parameters[row.plus].value
        if row.after != NONE:
            time = max(time, w.moments[row.after].time)
        row.time = time


@inlined
def lasting_part(w, r):
    """What a lasting reaction adds to its stance's level now."""
    reaction = w.reactions[r]
    if reaction.watches != NONE:
        watched = w.stances[reaction.watches]
        return reaction.weight * w.level[watched.rung0 + watched.rung]
    total = 0.0
    for i in range(reaction.causes0, reaction.causes1):
        cause = w.causes[w.lists[i]]
        if cause.in_force == 1:
            total += cause.magnitude
    return reaction.weight * total


@inlined
def is_open(w, g):
    """Whether enough of a gate's conditions are true."""
    gate = w.gates[g]
    true = 0
    for i in range(gate.condition0, gate.condition1):
        condition = w.conditions[i]
        if condition.kind == DATE_CONDITION:
            true += condition.reached
        elif condition.subject != NONE:
            if condition.kind == STANDING:
                true += 1 if w.stances[condition.subject].rung >= condition.rung else 0
            elif condition.kind == IN_FORCE:
                true += w.causes[condition.subject].in_force
            elif condition.kind == HAPPENED:
                true += w.causes[condition.subject].happened
    return 1 if true >= gate.need else 0


@compiled
def prepare(w, seed, replication, horizon):
    """Set the world to the start of a replication."""
    draw(w, seed, replication)
    calendar.reset(w.times, w.heap, w.place)
    for c in range(w.causes.size):
        cause = w.causes[c]
        cause.magnitude = w.parameters[cause.p_magnitude].value
        cause.in_force = cause.at_start
        cause.happened = cause.at_start
        cause.triggered = 0
        cause.number = 0
    for i in range(w.conditions.size):
        w.conditions[i].reached = 0
    for s in range(w.stances.size):
        open_desk(w, w.stances[s])
    for i in range(w.interventions.size):
        intervention = w.interventions[i]
        if intervention.kind == HOLD and intervention.moment == NONE:
            w.stances[intervention.stance].held = 1
    for r in range(w.reactions.size):
        reaction = w.reactions[r]
        reaction.weight = w.parameters[reaction.p_weight].value
        reaction.wears = 1.0 if reaction.p_wears == NONE else w.parameters[reaction.p_wears].value
        reaction.worn = 1.0
        reaction.part = 0.0
    for r in range(w.reactions.size):
        if w.reactions[r].lasting == 1:
            w.reactions[r].part = lasting_part(w, r)
    for g in range(w.gates.size):
        w.gates[g].open = is_open(w, g)
    first_stance = w.times.size - w.stances.size
    for i in range(w.stances.size):
        s = w.stances[i]
        desk.read_gates(s, w)
        desk.tend_to_level(s, w.reactions)
        s.x = s.b
        desk.start_clocks(s, w, seed, replication)
        plan(w, first_stance + i, desk.due(s), horizon)
    plan_dates(w, seed, replication, horizon)


@compiled
def open_desk(w, s):
    """A stance at its starting rung with this replication's numbers."""
    s.standing = w.parameters[s.p_standing].value
    s.tau = relaxation_time(w.parameters[s.p_half_life].value)
    s.tempo = w.parameters[s.p_tempo].value
    s.background = w.parameters[s.p_background].value
    s.sd = w.parameters[s.p_choice_sd].value
    s.relief = w.parameters[s.p_relief].value
    s.rest = w.parameters[s.p_rest].value
    s.rung = s.start
    s.held = 0
    s.settled = -1
    s.time = 0.0
    s.rest_until = 0.0
    s.up_step = 0
    s.touched = 0
    s.fired = 0
    s.pulse = 0.0
    threshold = -inf
    for rung in range(s.rungs):
        at = s.rung0 + rung
        if rung == 1:
            threshold = w.parameters[s.p_resistance].value
        elif rung > 1:
            threshold += w.parameters[s.p_resistance + rung - 1].value
        w.threshold[at] = threshold
        w.visits[at] = 0
        w.passable[at] = SKIPPED if w.skipped[at] else OPEN


@inlined
def plan(w, slot, time, horizon):
    """Put a slot's next time into the calendar; what lies beyond the horizon never comes."""
    calendar.put(w.times, w.heap, w.place, slot, time if time < horizon else inf)


@compiled
def plan_dates(w, seed, replication, horizon):
    """Put the dates of gates, causes and interventions into the calendar."""
    dates, causes = w.dates.size, w.causes.size
    first_intervention = dates + causes
    first_cause = first_intervention + w.interventions.size
    for i in range(dates):
        plan(w, i, w.moments[w.conditions[w.dates[i]].moment].time, horizon)
    for i in range(w.interventions.size):
        intervention = w.interventions[i]
        if intervention.kind == RELEASE:
            continue  # planned when the hold begins
        if intervention.moment != NONE:
            plan(w, first_intervention + i, w.moments[intervention.moment].time, horizon)
        else:
            plan_release(w, intervention, first_intervention, horizon)
    for c in range(causes):
        cause = w.causes[c]
        if cause.form == DATED:
            plan(w, first_cause + c, w.moments[cause.begins].time, horizon)
        elif cause.form == LASTING:
            if cause.in_force == 0:
                plan(w, first_cause + c, w.moments[cause.begins].time, horizon)
            elif cause.ends != NONE:
                plan(w, dates + c, w.moments[cause.ends].time, horizon)
        elif cause.form == RECURRING:
            cause.last = w.moments[cause.ends].time if cause.ends != NONE else inf
            start = w.moments[cause.begins].time if cause.begins != NONE else 0.0
            plan_occurrence(w, c, first_cause + c, start, seed, replication, horizon)


@inlined
def plan_release(w, hold, first_intervention, horizon):
    """Plan the end of a hold that has begun, if it has one."""
    if hold.end != NONE:
        time = w.moments[w.interventions[hold.end].moment].time
        plan(w, first_intervention + hold.end, time, horizon)


@inlined
def plan_occurrence(w, c, slot, since, seed, replication, horizon):
    """Plan the next occurrence of a recurring cause, after the one at `since`."""
    cause = w.causes[c]
    code = pack(GAP, 0, 0, 0, cause.number)
    u = desk.drawn(w, seed, replication, cause.word, code)
    time = since + variate(w.parameters[cause.p_gap], u)
    cause.number += 1
    plan(w, slot, inf if time >= cause.last else time, horizon)


@inlined
def touch(w, stance, count):
    """Note that an event touches a stance; returns how many it touches."""
    if w.stances[stance].touched == 0:
        w.stances[stance].touched = 1
        at = count  # kept in file order
        while at > 0 and w.touched[at - 1] > stance:
            w.touched[at] = w.touched[at - 1]
            at -= 1
        w.touched[at] = stance
        return count + 1
    return count


@inlined
def pulse(w, first, last, magnitude, count):
    """Add the pulses of the reactions in a list, and wear them."""
    for i in range(first, last):
        reaction = w.reactions[w.lists[i]]
        amount = reaction.weight * magnitude * reaction.worn
        if amount == 0.0:
            continue
        reaction.worn *= reaction.wears
        count = touch(w, reaction.stance, count)
        w.stances[reaction.stance].pulse += amount
        w.stances[reaction.stance].fired = 1
    return count


@inlined
def last(w, first, end, count):
    """Bring the lasting reactions in a list up to date."""
    for i in range(first, end):
        r = w.lists[i]
        part = lasting_part(w, r)
        if part != w.reactions[r].part:
            w.reactions[r].part = part
            count = touch(w, w.reactions[r].stance, count)
    return count


@inlined
def turn(w, g, count):
    """Open or shut a gate."""
    now = is_open(w, g)
    if now != w.gates[g].open:
        w.gates[g].open = now
        count = touch(w, w.gates[g].stance, count)
    return count


@inlined
def apply(w, now, count, own, own_before, horizon, felt, felt_reals, rows, event, keep):
    """Apply each stance's touches once, in file order; returns how many felt rows there are now.

    A full buffer loses rows but not count: the caller sees that there are more than it holds.
    """
    first_stance = w.times.size - w.stances.size
    for i in range(count):
        stance = w.touched[i]
        s = w.stances[stance]
        desk.advance(s, now)
        before = own_before if stance == own else s.x
        if s.fired == 1:
            s.x += s.pulse
        desk.tend_to_level(s, w.reactions)
        desk.read_gates(s, w)
        plan(w, first_stance + stance, desk.due(s), horizon)
        s.touched = 0
        s.fired = 0
        s.pulse = 0.0
        if keep:
            if rows < felt.shape[0]:
                felt[rows, 0] = event
                felt[rows, 1] = stance
                felt_reals[rows, 0] = before
                felt_reals[rows, 1] = s.x
                felt_reals[rows, 2] = s.b
            rows += 1
    return rows


@compiled
def simulate(
    w, horizon, most_events, seed, first, done, count, keep, rows, felt_rows, known, events, reals, felt,
    felt_reals, lengths, stopped,
):  # fmt: skip
    """Run replications `first` + `done` to `first` + `count` - 1 into buffers made by the caller.

    Returns how many replications are done, how many event and felt rows they have, and how many are
    wanted. Fewer than `count` are done where a buffer is full: the caller makes larger ones, at
    least what is wanted, and calls again. Nothing
    is allocated here, which spares Numba the counting of references (half of the time, measured).
    `known` has the rows of w.known that are each replication's, from and to; it may be empty.
    `lengths` gives each replication's events, or -1, with the time in `stopped`, where it met the
    bound on events.
    """
    dates, causes, interventions = w.dates.size, w.causes.size, w.interventions.size
    first_cause = dates + causes + interventions
    first_stance = first_cause + causes
    for n in range(done, count):
        replication = np.uint64(first) + np.uint64(n)
        begun, felt_begun = rows, felt_rows
        if known.shape[0] > 0:
            w.known_rows[0] = known[n, 0]
            w.known_rows[1] = known[n, 1]
        prepare(w, seed, replication, horizon)
        counted = 0
        lengths[n] = 0
        while w.times.size > 0:
            slot = w.heap[0]
            now = w.times[slot]
            if not now < horizon:
                break
            counted += 1
            if counted > most_events:
                lengths[n] = -1
                stopped[n] = now
                break
            plan(w, slot, inf, horizon)
            touched, own, own_before = 0, -1, 0.0
            kind, subject, before, after, step, share = 0, 0, -1, -1, -1, 0.0
            announced = False
            if slot < dates:
                condition = w.conditions[w.dates[slot]]
                condition.reached = 1
                kind, subject = DATE, condition.gate
                touched = turn(w, condition.gate, touched)
            elif slot < dates + causes:
                c = slot - dates
                w.causes[c].in_force = 0
                kind, subject = ENDS, c
                touched = tell_of_cause(w, c, False, touched)
            elif slot < first_cause:
                intervention = w.interventions[slot - dates - causes]
                own = intervention.stance
                s = w.stances[own]
                if intervention.rung == s.rung:
                    continue  # a force to where it stands is nothing
                desk.advance(s, now)
                own_before, before, subject = s.x, s.rung, own
                touched = touch(w, own, touched)
                kind = intervention.kind
                if kind == HOLD:
                    s.held, after = 1, s.rung
                    desk.start_clocks(s, w, seed, replication)
                    plan_release(w, intervention, dates + causes, horizon)
                elif kind == RELEASE:
                    s.held, after = 0, s.rung
                    w.visits[s.rung0 + s.rung] += 1
                    desk.start_clocks(s, w, seed, replication)
                else:
                    after = intervention.rung
                    move(s, w, after, now, seed, replication)
                    announced = True
            elif slot < first_stance:
                c = slot - first_cause
                kind, subject = CAUSE, c
                cause_comes(w, c, now, dates + c, horizon)
                if w.causes[c].form == RECURRING:
                    plan_occurrence(w, c, slot, now, seed, replication, horizon)
                touched = tell_of_cause(w, c, True, touched)
            else:
                own = slot - first_stance
                subject = own
                s = w.stances[own]
                desk.advance(s, now)
                up = s.due_up == 1
                at_step = s.up_step if up else s.down_step
                steps = s.up_steps if up else s.down_steps
                if up and at_step == s.settles:
                    s.settled = desk.choose(s, w, UP, seed, replication)
                if at_step < steps - 1:
                    direction = UP if up else DOWN
                    needed = desk.needs(s, w, direction, at_step + 1, seed, replication)
                    if up:
                        s.up_step, s.up_done, s.up_needs = at_step + 1, 0.0, needed
                    else:
                        s.down_step, s.down_done, s.down_needs = at_step + 1, 0.0, needed
                    desk.aim(s, w)
                    stage = w.steps[s.step0 + at_step]
                    if not up or stage.ends_stage == 0:
                        plan(w, slot, desk.due(s), horizon)
                        continue
                    kind, before, after, step = STAGE, s.rung, s.settled, at_step
                    own_before = s.x
                    touched = touch(w, own, touched)
                    touched = pulse(w, stage.hearers0, stage.hearers1, 1.0, touched)
                else:
                    kind, before, own_before = DECISION, s.rung, s.x
                    after = s.settled if up else desk.choose(s, w, DOWN, seed, replication)
                    total = s.up_total if up else s.down_total
                    if total > 0.0:
                        share = (s.up_background if up else s.down_background) / total
                    if up:
                        s.x = relieved(s.x, s.b, s.relief)
                    move(s, w, after, now + s.rest, seed, replication)
                    touched = touch(w, own, touched)
                    announced = True
            if announced:
                touched = tell_of_position(w, own, before, after, touched)
            felt_rows = apply(
                w, now, touched, own, own_before, horizon, felt, felt_reals, felt_rows,
                rows - begun, keep,
            )  # fmt: skip
            write(events, reals, rows, replication, kind, subject, before, after, step, now, share)
            rows += 1
            if not announced:
                continue
            s = w.stances[own]
            for i in range(s.triggers0, s.triggers1):
                c = w.lists[i]
                cause = w.causes[c]
                if not (after >= cause.trigger_rung > before) or cause.triggered == 1:
                    continue
                cause.triggered = 1
                delay = w.parameters[cause.p_delay].value if cause.p_delay != NONE else 0.0
                if delay > 0.0:
                    plan(w, first_cause + c, now + delay, horizon)
                    continue
                counted += 1
                if counted > most_events:
                    lengths[n] = -1
                    stopped[n] = now
                    break
                cause_comes(w, c, now, dates + c, horizon)
                felt_rows = apply(
                    w, now, tell_of_cause(w, c, True, 0), -1, 0.0, horizon, felt, felt_reals,
                    felt_rows, rows - begun, keep,
                )  # fmt: skip
                write(events, reals, rows, replication, CAUSE, c, -1, -1, -1, now, 0.0)
                rows += 1
            if lengths[n] < 0:
                break
        if lengths[n] < 0:
            rows, felt_rows = begun, felt_begun  # a failed replication leaves no rows
        elif rows > events.shape[0] or (keep and felt_rows > felt.shape[0]):
            return n, begun, felt_begun, rows, felt_rows
        else:
            lengths[n] = rows - begun
    return count, rows, felt_rows, rows, felt_rows


@inlined
def write(events, reals, row, replication, kind, subject, before, after, step, time, share):
    """Write an event's row, unless the buffer is full (see apply)."""
    if row >= events.shape[0]:
        return
    events[row, 0] = np.int64(replication)
    events[row, 1] = kind
    events[row, 2] = subject
    events[row, 3] = before
    events[row, 4] = after
    events[row, 5] = step
    reals[row, 0] = time
    reals[row, 1] = share


@inlined
def cause_comes(w, c, now, end_slot, horizon):
    """A cause happens, or begins and plans its end."""
    cause = w.causes[c]
    cause.happened = 1
    if cause.form == LASTING:
        cause.in_force = 1
        if cause.ends != NONE:
            plan(w, end_slot, w.moments[cause.ends].time, horizon)
    elif cause.p_lasts != NONE:
        cause.in_force = 1
        plan(w, end_slot, now + w.parameters[cause.p_lasts].value, horizon)


@inlined
def tell_of_cause(w, c, heard, touched):
    """Who hears that a cause has come (or only feels that it has ended)."""
    cause = w.causes[c]
    if heard:
        touched = pulse(w, cause.hearers0, cause.hearers1, cause.magnitude, touched)
    touched = last(w, cause.lasting0, cause.lasting1, touched)
    for i in range(cause.turns0, cause.turns1):
        touched = turn(w, w.lists[i], touched)
    return touched


@inlined
def move(s, w, rung, rest_until, seed, replication):
    """Stand on a rung (an act falls back at once) and start the clocks afresh."""
    s.rung = 0 if s.acts == 1 else rung
    w.visits[s.rung0 + s.rung] += 1
    s.rest_until = rest_until
    desk.start_clocks(s, w, seed, replication)


@inlined
def tell_of_position(w, own, before, after, touched):
    """Who hears a decision, watches the position or waits for it."""
    s = w.stances[own]
    magnitude = w.level[s.rung0 + after] - w.level[s.rung0 + before]
    touched = pulse(w, s.hearers0, s.hearers1, magnitude, touched)
    if s.acts == 0:
        touched = last(w, s.watchers0, s.watchers1, touched)
        for i in range(s.turns0, s.turns1):
            touched = turn(w, w.lists[i], touched)
    return touched

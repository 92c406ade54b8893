"""The first thing that an actor does otherwise: pressure, threshold, clock and draw in both worlds."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.trace import Event
from sim.experiment.divergence import Difference, Key
from sim.experiment.standing import Going
from sim.model.choice import OPEN, nearest_above
from sim.model.keys import DOWN
from sim.report import dates, names
from sim.report.gates import gates
from sim.report.history import History
from sim.report.pairs import WORLDS, Pair, day
from sim.report.reasons import reasons
from sim.report.sections import Section
from sim.report.sides import LEAST, Side, sides, table
from sim.report.words import capital, listed, number, signed

MOST_PARTS = 4  # sources of the difference told one by one


def parting(pair: Pair, difference: Difference) -> Section:
    """What an actor first does otherwise, and why; `difference` is a stage or a decision."""
    ours, theirs = sides(pair, difference)
    told = (
        f"{pair.comes(difference)}: {pair.what(difference)}.{_lead(pair, difference)}",
        *_pressure(pair, difference, ours, theirs),
        *_faces(ours, theirs),
        *(line for side in (ours, theirs) for line in _elsewhere(difference.key, side)),
        *_work(ours, theirs),
        *_chance(difference.key, ours, theirs),
    )
    head = (f"Just before, on {pair.day(difference.time)}", *map(capital, WORLDS))
    return Section("What an actor first does otherwise", told, head=head, rows=table(ours, theirs))


def _lead(pair: Pair, difference: Difference) -> str:
    change = pair.found.change
    if change is None or change.time > difference.time:
        return ""
    return (
        f" It comes {dates.duration(difference.time - change.time)} after the change first shows."
    )


# --- pressure and what it faces -----------------------------------------------------------------


def _pressure(pair: Pair, difference: Difference, ours: Side, theirs: Side) -> Iterator[str]:
    who = names.brief(ours.history.actor(ours.stance))
    felt = f"Just before that, on {pair.day(difference.time)}, the pressure on {who} is"
    before, after = ours.standing.pressure, theirs.standing.pressure
    if abs(before - after) < LEAST:
        yield f"{felt} {number(before)} in both."
        return
    yield f"{felt} {number(before)} in the baseline and {number(after)} in the variant."
    yield f"What makes the difference: {_changes(ours, theirs)}."


def _changes(ours: Side, theirs: Side) -> str:
    """The sources that push otherwise in the variant, the biggest first."""
    before, after = ours.parts(), theirs.parts()
    sources = {**theirs.sources(), **ours.sources()}
    changes = {name: after.get(name, 0.0) - before.get(name, 0.0) for name in sources}
    told = sorted(
        (name for name in sources if abs(changes[name]) >= LEAST),
        key=lambda name: -abs(changes[name]),
    )
    found = [f"{sources[name]} {signed(changes[name])}" for name in told]
    more = len(found) - MOST_PARTS
    return listed(found if more <= 1 else [*found[:MOST_PARTS], f"{more} smaller ones"])


def _faces(ours: Side, theirs: Side) -> Iterator[str]:
    """What the decision faces: once for both worlds where that is the same, else in each."""
    takes, gaps = [_takes(side) for side in (ours, theirs)], [_gap(side) for side in (ours, theirs)]
    if not takes[0] or takes[0] != takes[1]:
        for side, each, gap in zip((ours, theirs), takes, gaps, strict=True):
            if each:
                yield f"In the {side.world} {each}{f': it is {gap}' if gap else ''}."
    elif not gaps[0]:
        yield f"In both {takes[0]}."
    elif gaps[0] == gaps[1]:
        yield f"{capital(takes[0])}: it is {gaps[0]} in both."
    else:
        yield f"{capital(takes[0])}: the baseline is {gaps[0]}, the variant {gaps[1]}."


def _takes(side: Side) -> str:
    """What the clock faces in a world; empty where there is none."""
    clock, stands = side.clock, side.standing
    if clock is None:
        return ""
    if clock.threshold is None:
        shut = [
            f"“{gate.name}” ({gate.waits_for})"
            for gate in gates(side.history, side.stance)
            if any(since < stands.time <= end for since, end in gate.shut(side.history.horizon))
        ]
        return f"it waits behind a shut gate, {listed(shut)}, and works at background alone"
    if clock.direction == DOWN:
        held = side.history.rung(side.stance, stands.rung)
        return f"“{held}” is given up below {number(clock.threshold)}"
    nearest = nearest_above(stands.rung, len(stands.thresholds), stands.passable)
    name = side.history.rung(side.stance, nearest)
    return f"the next open rung, “{name}”, takes {number(clock.threshold)}"


def _gap(side: Side) -> str:
    """How far the pressure is from what the clock faces."""
    if side.clock is None or side.clock.threshold is None:
        return ""
    over = side.standing.pressure - side.clock.threshold
    if abs(over) < LEAST:
        return "right at it"
    return f"{number(abs(over))} {'above' if over > 0 else 'below'}"


def _elsewhere(key: Key, side: Side) -> Iterator[str]:
    """Why a world has no such clock then."""
    stands = side.standing
    if side.clock is not None:
        return
    if stands.held:
        yield f"In the {side.world} it may not move."
    elif stands.rung != key.rung:
        yield f"In the {side.world} it stands on “{side.history.rung(side.stance, stands.rung)}” then."
    elif stands.visit < key.number:
        yield f"In the {side.world} it has not come to this decision: an earlier one is still on its desk."
    elif stands.visit > key.number:
        yield f"In the {side.world} it has this decision behind it, and a later one on its desk."
    else:
        yield f"In the {side.world} no such decision is open to it."


# --- work ---------------------------------------------------------------------------------------


def _work(ours: Side, theirs: Side) -> Iterator[str]:
    needed = [side.needed for side in (ours, theirs)]
    if needed[0] is not None and needed[0] == needed[1]:
        yield (
            f"Up to this it needs {number(needed[0])} units of work, one a step on average. That is drawn, "
            "and the same in both worlds, because the draw belongs to the step and not to the run."
        )
    for side in (ours, theirs):
        if side.clock is not None and side.needed is not None and not side.happens:
            yield _lacks(side, side.clock, side.needed)


def _lacks(side: Side, clock: Going, needed: float) -> str:
    """How far the work is in a world where it is not yet done, and when it will be."""
    other = next(world for world in WORLDS if world != side.world)
    done = clock.total()
    told = (
        f"When it is done in the {other}, the {side.world} has done {number(done)} of {number(needed)} and "
        f"lacks {number(needed - done)}. {_at_speed(side, clock)}"
    )
    if clock.step == side.step and clock.due is not None and clock.due < side.history.horizon:
        told += f"; left to itself it would be done on {day(side.history, clock.due)}"
    if side.event is None:
        return f"{told}. By the end it is not done."
    return f"{told}. It is done on {day(side.history, side.event.time)}."


def _at_speed(side: Side, clock: Going) -> str:
    if side.standing.rests:
        return "It still rests after its last move"
    if clock.speed <= 0.0:
        return "At that pressure its clock stands still"
    whole = f"a whole decision takes about {dates.duration(1 / clock.speed)}"
    if side.over is None or side.over <= 0.0:
        return f"It goes on at background alone, at which {whole}"
    return f"At that pressure {whole}"


# --- chance in the rung -------------------------------------------------------------------------


def _chance(key: Key, ours: Side, theirs: Side) -> Iterator[str]:
    """How far it goes, where that is settled by what differs."""
    found = [side for side in (ours, theirs) if side.clock is not None and _settles(key, side)]
    if not found or found[0].clock is None:
        return
    drawn, z = found[0].standing.sd * found[0].clock.z, found[0].clock.z
    if found[0].standing.sd:
        way = f"{'adds' if drawn >= 0 else 'takes off'} {number(abs(drawn))} (Z = {signed(z)}"
        yield (
            f"How far it goes is settled here. Chance {way}, a draw that belongs to this decision in either "
            "world)."
        )
    else:
        yield "How far it goes is settled here, without chance."
    yield from (_reaches(side, side.clock) for side in found if side.happens and side.clock)
    rungs = {side.event.after for side in found if side.event is not None}
    for side in found:
        if len(rungs) > 1 and side.event is not None and not side.happens:
            yield f"In the {side.world} {_settled(side.history, side.event)}"


def _settled(history: History, event: Event) -> str:
    """How far it goes where it comes later; of a stage the trace keeps nothing more than the rung."""
    told = next(iter(reasons(history, event).rung), "")
    return (
        f"{told[:1].lower()}{told[1:]}"
        or f"“{history.rung(event.subject, event.after)}” is settled."
    )


def _settles(key: Key, side: Side) -> bool:
    """Whether the rung is chosen at the end of the step that differs."""
    return key.direction == DOWN or side.step == side.history.program.stances.settles[side.stance]


def _reaches(side: Side, clock: Going) -> str:
    """What a world would bear, and which rung that is."""
    stands, event = side.standing, side.event
    assert event is not None
    reach = stands.pressure + stands.sd * clock.z
    taken = f"“{side.history.rung(side.stance, event.after)}”"
    told = f"In the {side.world} it would bear up to {number(reach)}"
    if clock.direction == DOWN:
        return f"{told}, and falls back to {taken}."
    takes = stands.thresholds[event.after]
    if reach < takes:
        return f"{told}: less than any open rung takes, and then it is the nearest, {taken}."
    above = next(
        (s for s in range(event.after + 1, len(stands.thresholds)) if stands.passable[s] == OPEN),
        None,
    )
    more = (
        "no open rung is above it"
        if above is None
        else (
            f"the next, “{side.history.rung(side.stance, above)}”, {number(stands.thresholds[above])}"
        )
    )
    return f"{told}: that reaches {taken}, which takes {number(takes)}; {more}."

"""How far the work on a decision is, and how far the decision goes, in both worlds, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.trace import Event
from sim.experiment.explain.divergence import Key
from sim.experiment.explain.standing import Going
from sim.model.choice import OPEN
from sim.model.keys import DOWN
from sim.report import dates
from sim.report.explain.pairs import WORLDS, day
from sim.report.explain.sides import Side
from sim.report.history import History
from sim.report.reasons import reasons
from sim.report.words import number, signed


def work(ours: Side, theirs: Side) -> Iterator[str]:
    """What it takes, and how far it is where it is not yet done."""
    yield from _drawn(ours, theirs)
    for side in (ours, theirs):
        if side.clock is not None and side.needed is not None and not side.happens:
            yield _lacks(side, side.clock, side.needed)


def _drawn(ours: Side, theirs: Side) -> Iterator[str]:
    """The work that it takes; the same in both worlds unless the change is to its stages."""
    needed = [side.needed for side in (ours, theirs)]
    known = [each for each in needed if each is not None]
    if not known:
        return
    units = f"Up to this it needs {number(known[0])} units of work, one a step on average"
    if len(known) < len(needed):
        yield f"{units}, as it is drawn for this decision."
    elif known[0] == known[1]:
        yield (
            f"{units}. That is drawn, and the same in both worlds, because the draw belongs to the step and "
            "not to the run."
        )
    else:
        yield f"{units}, and {number(known[1])} in the variant, where it has other stages."


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


def chance(key: Key, ours: Side, theirs: Side) -> Iterator[str]:
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

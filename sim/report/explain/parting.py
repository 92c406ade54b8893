"""The first thing that an actor does otherwise: pressure, threshold, clock and draw in both worlds."""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiment.explain.divergence import Difference, Key
from sim.model.choice import nearest_above
from sim.model.keys import DOWN
from sim.report import dates, names
from sim.report.explain.deciding import chance, work
from sim.report.explain.pairs import WORLDS, Pair
from sim.report.explain.sections import Section
from sim.report.explain.sides import LEAST, Side, sides, table
from sim.report.gates import gates
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
        *work(ours, theirs),
        *chance(difference.key, ours, theirs),
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

"""The first thing that an actor does otherwise: pressure, threshold, clock and draw in both worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.engine.trace import STAGE, Event
from sim.experiment.divergence import Difference, Key
from sim.experiment.standing import Going, Standing, standing
from sim.model.choice import nearest_above
from sim.model.keys import DOWN, UP
from sim.report import dates, names
from sim.report.history import History
from sim.report.pairs import WORLDS, Pair, day
from sim.report.sections import Row, Section
from sim.report.words import capital, listed, number, signed

LEAST = 0.005  # pressure; two that differ by less look the same at two decimals
MOST_PARTS = 4  # sources of the difference told one by one


@dataclass(frozen=True)
class Side:
    """A stance in one of the worlds just before the first thing it does otherwise.

    `clock` is None where it works on no such decision then, `step` where the stage is not there.
    """

    name: str
    history: History
    stance: int
    standing: Standing
    clock: Going | None
    step: int | None
    event: Event | None

    def parts(self) -> dict[str, float]:
        """The pressure by the name of the reaction it comes from; the standing level has none."""
        table = self.history.program
        reactions = table.stances.reactions[self.stance]
        named = ("", *(table.reactions.name[each] for each in reactions))
        return dict(zip(named, self.standing.parts, strict=True))

    def sources(self) -> dict[str, str]:
        """What the parts are called."""
        return dict(zip(self.parts(), self.history.parts(self.stance), strict=True))

    @property
    def needed(self) -> float | None:
        """The step work from the beginning of the decision to what differs."""
        return None if self.clock is None or self.step is None else self.clock.needed(self.step)


def parting(pair: Pair, difference: Difference) -> Section:
    """What an actor first does otherwise, and why; `difference` is a stage or a decision."""
    ours, theirs = sides(pair, difference)
    told = (
        f"{pair.comes(difference)}: {pair.what(difference)}.{_lead(pair, difference)}",
        *_pressure(pair, difference, ours, theirs),
        *_threshold(ours, theirs),
        *_elsewhere(difference.key, ours, theirs),
        *_work(ours, theirs),
        *_chance(difference.key, ours, theirs),
    )
    head = (f"Just before, on {pair.day(difference.time)}", "Baseline", "Variant")
    rows = tuple(_rows(ours, theirs))
    return Section("What an actor first does otherwise", told, head=head, rows=rows)


def sides(pair: Pair, difference: Difference) -> tuple[Side, Side]:
    """The stance in both worlds, just before it first does otherwise in one of them."""
    ours, theirs = (
        _side(world, history, difference, event)
        for world, history, event in zip(
            WORLDS, pair.both, pair.found.events(difference), strict=True
        )
    )
    return ours, theirs


def _side(world: str, history: History, difference: Difference, event: Event | None) -> Side:
    key, table = difference.key, history.program.stances
    stance = table.name.index(key.subject)
    found = standing(history.trace, stance, difference.time)
    same = (found.rung, found.visit) == (key.rung, key.number)
    step = _step(history, stance, key)
    return Side(
        f"the {world}",
        history,
        stance,
        found,
        found.clock(key.direction) if same else None,
        step,
        event,
    )


def _step(history: History, stance: int, key: Key) -> int | None:
    """The step at whose end it comes."""
    table = history.program.stances
    if key.kind != STAGE:
        return table.steps[stance] - 1
    ends = (
        step
        for step, (stage, last) in enumerate(
            zip(table.stage[stance], table.ends_stage[stance], strict=True)
        )
        if last and table.stages[stance][stage] == key.stage
    )
    return next(ends, None)


# --- sentences ----------------------------------------------------------------------------------


def _lead(pair: Pair, difference: Difference) -> str:
    change = pair.found.change
    if change is None or change.time > difference.time:
        return ""
    return (
        f" It comes {dates.duration(difference.time - change.time)} after the change first shows."
    )


def _pressure(pair: Pair, difference: Difference, ours: Side, theirs: Side) -> Iterator[str]:
    who = names.brief(ours.history.actor(ours.stance))
    date = pair.day(difference.time)
    before, after = ours.standing.pressure, theirs.standing.pressure
    if abs(before - after) < LEAST:
        yield f"Just before that, on {date}, the pressure on {who} is {number(before)} in both."
        return
    yield (
        f"Just before that, on {date}, the pressure on {who} is {number(before)} in the baseline and "
        f"{number(after)} in the variant. What makes the difference: {_changes(ours, theirs)}."
    )


def _changes(ours: Side, theirs: Side) -> str:
    """The sources that push otherwise in the variant, the biggest first."""
    before, after = ours.parts(), theirs.parts()
    changes = {name: after.get(name, 0.0) - before.get(name, 0.0) for name in {**before, **after}}
    sources = {**theirs.sources(), **ours.sources()}
    ranked = sorted(changes, key=lambda name: -abs(changes[name]))
    told = [name for name in ranked if abs(changes[name]) >= LEAST]
    found = [f"{sources[name]} {signed(changes[name])}" for name in told]
    more = len(found) - MOST_PARTS
    return listed(found if more <= 1 else [*found[:MOST_PARTS], f"{more} smaller ones"])


def _threshold(ours: Side, theirs: Side) -> Iterator[str]:
    """What the decision faces, world by world, or once for both."""
    faced = [_faces(side) for side in (ours, theirs)]
    known = [each for each in faced if each]
    if len(known) == 2 and known[0][0] == known[1][0]:  # noqa: PLR2004 (both worlds)
        yield f"{known[0][0]}: the baseline is {known[0][1]}, the variant {known[1][1]}."
        return
    for side, each in zip((ours, theirs), faced, strict=True):
        if each is not None:
            yield f"{capital(f'in {side.name}')} {each[0][0].lower()}{each[0][1:]}: it is {each[1]}."


def _faces(side: Side) -> tuple[str, str] | None:
    """What the decision takes in a world, and how far the pressure is from that."""
    clock, stands = side.clock, side.standing
    if clock is None:
        return None
    if clock.threshold is None:
        return "Its stage waits behind a shut gate, so that it runs at background alone", "held"
    if clock.direction == DOWN:
        held = side.history.rung(side.stance, stands.rung)
        what = f"“{held}” is given up below {number(clock.threshold)}"
    else:
        nearest = nearest_above(stands.rung, len(stands.thresholds), stands.passable)
        name = side.history.rung(side.stance, nearest)
        what = f"The next open rung, “{name}”, takes {number(clock.threshold)}"
    over = stands.pressure - clock.threshold
    if abs(over) < LEAST:
        return what, "right at it"
    return what, f"{number(abs(over))} {'above' if over > 0 else 'below'}"


def _elsewhere(key: Key, *both: Side) -> Iterator[str]:
    """Why a world has no such clock then."""
    for side in both:
        stands = side.standing
        if side.clock is not None:
            continue
        if stands.held:
            yield f"In {side.name} it may not move."
        elif (stands.rung, stands.visit) != (key.rung, key.number):
            where = side.history.rung(side.stance, stands.rung)
            yield f"In {side.name} it stands elsewhere by then, on “{where}”, or has come back since."
        else:
            yield f"In {side.name} no such decision is open to it."


def _work(ours: Side, theirs: Side) -> Iterator[str]:
    needed = [side.needed for side in (ours, theirs)]
    if needed[0] is not None and needed[0] == needed[1]:
        yield (
            f"Up to this it needs {number(needed[0])} units of work, one a step on average. That is drawn, "
            "and the same in both worlds, because the draw belongs to the step and not to the run."
        )
    for side in (ours, theirs):
        yield from _done(side)


def _done(side: Side) -> Iterator[str]:
    """How far the work is in a world where it is not yet done."""
    clock, needed = side.clock, side.needed
    if clock is None or needed is None or side.step is None:
        return
    if side.event is not None and side.event.time <= side.standing.time:
        return
    done = clock.total()
    yield (
        f"When it is done in {_other(side)}, {side.name} has done {number(done)} of {number(needed)} and "
        f"lacks {number(needed - done)}. {_at_speed(side, clock)}"
    )


def _other(side: Side) -> str:
    return f"the {next(world for world in WORLDS if f'the {world}' != side.name)}"


def _at_speed(side: Side, clock: Going) -> str:
    if side.standing.rests:
        told = "It still rests after its last move"
    elif clock.speed <= 0.0:
        told = "Its clock stands still"
    elif _idles(side, clock):
        whole = dates.duration(1 / clock.speed)
        told = f"It goes on at background alone, at which a whole decision takes about {whole}"
    else:
        told = f"At that pressure a whole decision takes about {dates.duration(1 / clock.speed)}"
    if clock.step == side.step and clock.due is not None and clock.due < side.history.horizon:
        told += f"; if nothing more happened it would be done on {day(side.history, clock.due)}"
    if side.event is not None:
        return f"{told}. It is done on {day(side.history, side.event.time)}."
    return f"{told}. By the end it is not done."


def _idles(side: Side, clock: Going) -> bool:
    """Whether no pressure drives a clock."""
    if clock.threshold is None:
        return True
    over = side.standing.pressure - clock.threshold
    return over <= 0.0 if clock.direction == UP else over >= 0.0


def _chance(key: Key, ours: Side, theirs: Side) -> Iterator[str]:
    """How far it goes, where that is settled by what differs."""
    clock = ours.clock or theirs.clock
    settles = ours.history.program.stances.settles[ours.stance]
    if clock is None or (key.direction == UP and ours.step != settles):
        return
    lines = [
        f"up to {number(side.standing.pressure + side.standing.sd * side.clock.z)} in {side.name}"
        for side in (ours, theirs)
        if side.clock is not None
    ]
    drawn = ours.standing.sd * clock.z
    way = "adds" if drawn >= 0 else "takes off"
    yield (
        f"How far it goes is settled here. Chance {way} {number(abs(drawn))} (Z = {signed(clock.z)}, the same "
        f"draw in both worlds), so it would bear {listed(lines)}."
    )


# --- side by side -------------------------------------------------------------------------------


def _rows(ours: Side, theirs: Side) -> Iterator[Row]:
    yield _row("Pressure", ours, theirs, lambda side: number(side.standing.pressure))
    for reaction, source in {**theirs.sources(), **ours.sources()}.items():
        parts = [side.parts().get(reaction) for side in (ours, theirs)]
        if any(part is not None and abs(part) >= LEAST for part in parts):
            yield f"  {source}", *("-" if part is None else number(part) for part in parts)
    yield _row("It tends to", ours, theirs, lambda side: number(side.standing.level))
    yield _row("What it faces", ours, theirs, _faced)
    yield _row("At its speed a decision takes about", ours, theirs, _lasts)
    yield _row("Work done, of what it needs", ours, theirs, _progress)
    yield _row("Work drawn for each step", ours, theirs, _drawn)
    yield _row("Draw behind the rung: Z × its spread", ours, theirs, _z)


def _row(name: str, ours: Side, theirs: Side, tell: Callable[[Side], str]) -> Row:
    return name, tell(ours), tell(theirs)


def _faced(side: Side) -> str:
    if side.clock is None:
        return "-"
    return "a shut gate" if side.clock.threshold is None else number(side.clock.threshold)


def _lasts(side: Side) -> str:
    if side.clock is None or side.clock.speed <= 0.0:
        return "-"
    return dates.duration(1 / side.clock.speed)


def _progress(side: Side) -> str:
    if side.clock is None or side.needed is None:
        return "-"
    return f"{number(side.clock.total())} of {number(side.needed)}"


def _drawn(side: Side) -> str:
    if side.clock is None or side.step is None:
        return "-"
    return " + ".join(number(each) for each in side.clock.needs[: side.step + 1])


def _z(side: Side) -> str:
    if side.clock is None:
        return "-"
    return f"{signed(side.clock.z)} × {number(side.standing.sd)}"

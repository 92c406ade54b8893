"""Where the class parted from the model's own world: the same events and draws, with nobody at the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.classroom.debrief import speaking
from sim.classroom.world.world import World
from sim.engine.des import run
from sim.engine.noise import Noise
from sim.engine.trace import CAUSE, DECISION, ENDS, FORCE, STAGE, Event
from sim.experiment.explain.divergence import EARLIER, ONLY_BASELINE, Difference, diverge
from sim.experiment.explain.origins import Origin, origins
from sim.model.lower import lower
from sim.report import dates
from sim.report.explain.pairs import Pair
from sim.report.explain.sides import LEAST, Side, sides
from sim.report.history import of_run
from sim.report.sentences import what
from sim.report.words import listed, number, signed

MOST = 12  # differences told one by one
MOST_SOURCES = 3  # of a difference of pressure


@dataclass(frozen=True)
class Parting:
    """One thing that is not the same in both worlds. `whose` is people, the model, or an event.

    `from_` are the numbers (from 1) of the earlier ones that it came from; `why` are sentences.
    """

    time: float
    day: str
    move: int
    whose: str
    text: str
    why: tuple[str, ...] = ()
    from_: tuple[int, ...] = ()


@dataclass(frozen=True)
class FromModel:
    """Everything that differs, in order; `more` were left out. `explained` is the first by the model."""

    partings: tuple[Parting, ...]
    more: int
    explained: Parting | None
    ends: tuple[str, ...]  # where the two worlds end otherwise


def from_model(world: World) -> FromModel:
    """The class beside the model's own world under the same seed, up to where the class came."""
    pair = _pair(world)
    telling = _Telling(world, pair)
    shown = [n for n, each in enumerate(pair.found.differences) if telling.shows(each)]
    came = origins(pair.found)
    numbers = {n: place for place, n in enumerate(shown, start=1)}
    told = tuple(
        telling.told(pair.found.differences[n], _roots(pair, n, came, numbers))
        for n in shown[:MOST]
    )
    first = next((n for n in shown if pair.found.differences[n].by_actor), None)
    return FromModel(
        partings=told,
        more=len(shown) - len(told),
        explained=None if first is None else telling.explained(pair.found.differences[first]),
        ends=tuple(_ends(pair)),
    )


def _pair(world: World) -> Pair:
    game = world.what.game
    closed = len(world.what.state.closed)
    end = game.calendar.bounds[closed]
    program = lower(game.scenario, end)
    alone = run(program, Noise(program, game.seed, 0))
    found = diverge(alone, world.trace)
    return Pair(of_run(game.scenario, alone, game.record), world.history, found)


def _roots(
    pair: Pair, of: int, came: tuple[tuple[Origin, ...], ...], numbers: dict[int, int]
) -> tuple[int, ...]:
    """The shown differences that one came from; what is not shown is gone through.

    What a move set off was set off by another move in either world: all of that actor's count.
    """
    found: set[int] = set()
    waiting, seen = [of], {of}
    while waiting:
        for origin in came[waiting.pop()]:
            if origin.how == "trigger":
                subject = pair.found.differences[origin.number].key.subject
                found |= {
                    number
                    for n, number in numbers.items()
                    if n < of and pair.found.differences[n].key.subject == subject
                }
            if origin.number in numbers:
                found.add(numbers[origin.number])
            elif origin.number not in seen:
                seen.add(origin.number)
                waiting.append(origin.number)
    return tuple(sorted(found - {numbers.get(of, 0)}))


def _ends(pair: Pair) -> Iterator[str]:
    """Where positions end otherwise."""
    model, own = pair.both
    for stance in model.stances:
        rungs = model.trace.rungs[stance], own.trace.rungs[stance]
        if model.program.stances.acts[stance] or rungs[0] == rungs[1]:
            continue
        there, here = (model.rung(stance, rung) for rung in rungs)
        yield f"{model.heading(stance)}: “{here}” in the class, “{there}” in the model’s world."


@dataclass(frozen=True)
class _Telling:
    """Turns differences into sentences."""

    world: World
    pair: Pair

    def shows(self, difference: Difference) -> bool:
        """Not who holds a pen since when, nor inner stages of what people decided."""
        kind = difference.key.kind
        if kind == STAGE:
            history, event = self.pair.seen(difference)
            public = history.program.stances.public[event.subject][event.step]
            return not difference.given and bool(public)
        return kind in {CAUSE, ENDS, DECISION, FORCE}

    def told(self, difference: Difference, came: tuple[int, ...] = ()) -> Parting:
        """One difference."""
        _, event = self.pair.seen(difference)
        text, why = self._text(difference, event)
        return self._parting(difference, text, why, came)

    def _parting(
        self, difference: Difference, text: str, why: str, came: tuple[int, ...] = ()
    ) -> Parting:
        date = self.world.scenario.date(difference.time)
        return Parting(
            time=difference.time,
            day=dates.short(date),
            move=self.world.calendar.move_at(date),
            whose=self._whose(difference),
            text=speaking.sentence(text),
            why=(why,) if why else (),
            from_=came,
        )

    def _whose(self, difference: Difference) -> str:
        if difference.key.kind in {CAUSE, ENDS}:
            name = difference.key.subject
            people = speaking.cause(self.world, name) is not None or speaking.deed(self.world, name)
            return "people" if people else "event"
        return "people" if difference.given else "model"

    def _text(self, difference: Difference, event: Event) -> tuple[str, str]:
        kind, name = difference.key.kind, difference.key.subject
        if kind == FORCE:
            return self._ordered(event)
        if kind in {CAUSE, ENDS}:
            return speaking.cause(self.world, name) or self._cause(difference, name)
        if difference.given:
            return self._kept(difference, event)
        return self._model(difference), ""

    def _ordered(self, event: Event) -> tuple[str, str]:
        history = self.pair.variant
        party = history.actor_id(event.subject)
        move = self.world.calendar.move_at(self.world.scenario.date(event.time))
        rung = history.rung(event.subject, event.after)
        text, reason = speaking.ordered(self.world, party, rung, move)
        return text, f"Its reason: “{reason}”" if reason else ""

    def _kept(self, difference: Difference, event: Event) -> tuple[str, str]:
        """What the model would have done with a stance that people held."""
        model, own = self.pair.both
        if difference.way != ONLY_BASELINE:
            return what(own, event), ""
        party = model.actor_id(event.subject)
        rung = model.rung(event.subject, event.after)
        moves = "acts" if model.program.stances.acts[event.subject] else "moves to"
        here = own.paths[own.program.stances.name.index(difference.key.subject)]
        stands = here.at(event.time)
        held = f"its team stood on “{own.rung(event.subject, stands)}”"
        if here.acts:
            held = "its team decided for itself"
        elif stands == event.after:
            held = "its team stood there already"
        model_name = self.world.what.game.called(party)
        return f"the model would have had {model_name} {_infinitive(moves)} “{rung}”; {held}", ""

    def _cause(self, difference: Difference, name: str) -> tuple[str, str]:
        history, event = self.pair.seen(difference)
        called = f"“{what(history, event)}”"
        if difference.way == ONLY_BASELINE:
            why = speaking.sentence(speaking.left_out(self.world, name))
            return f"{called} did not happen in the class", why
        why = speaking.deed(self.world, name)
        why = speaking.sentence(why) if why else ""
        shift = self.pair.found.shift(difference)
        if shift is None:
            return f"{called} happened in the class only", why
        sooner = difference.way == EARLIER
        return f"{called} came {dates.duration(abs(shift))} {'earlier' if sooner else 'later'}", why

    def _model(self, difference: Difference) -> str:
        """What an actor that the model plays does otherwise."""
        history, event = self.pair.seen(difference)
        told = what(history, event)
        ours, theirs = self.pair.found.events(difference)
        if ours is None:
            return f"{told}, in the class only"
        if theirs is None:
            return f"{told}, in the model’s world only"
        if ours.time == theirs.time:
            there = history.rung(event.subject, ours.after)
            return f"{what(self.pair.variant, theirs)}; in the model’s world “{there}”"
        when = dates.duration(abs(theirs.time - ours.time))
        later = "later" if theirs.time > ours.time else "earlier"
        return f"{told}; in the class {when} {later}"

    # --- why -------------------------------------------------------------------------------

    def explained(self, difference: Difference) -> Parting:
        """The first thing that the model does otherwise, with what is behind it."""
        model, own = sides(self.pair, difference)
        who = self.world.what.game.called(model.history.actor_id(model.stance))
        when = self.pair.day(difference.time)
        found = (*_pressure(who, when, own, model), *_work(own, model), _CHANCE)
        told = self._parting(difference, self._model(difference), "")
        return Parting(told.time, told.day, told.move, told.whose, told.text, found)


_CHANCE = (
    "Luck is not behind it: every draw of chance belongs to the decision it is drawn for and is the same in "
    "both worlds."
)


def _infinitive(verb: str) -> str:
    return {"acts": "act:", "moves to": "move to"}[verb]


def _pressure(who: str, when: str, own: Side, model: Side) -> Iterator[str]:
    here, there = own.standing.pressure, model.standing.pressure
    felt = f"Just before, on {when}, the pressure on {who} was {number(here)} in the class"
    if abs(here - there) < LEAST:
        yield f"{felt} and as much in the model’s world."
        return
    yield f"{felt} and {number(there)} in the model’s world."
    parts, others = own.parts(), model.parts()
    names = {**model.sources(), **own.sources()}
    changes = {
        names[key]: parts.get(key, 0.0) - others.get(key, 0.0) for key in {**others, **parts}
    }
    told = sorted(
        (each for each in changes.items() if abs(each[1]) >= LEAST), key=lambda each: -abs(each[1])
    )
    if told:
        found = [f"{name} ({signed(change)})" for name, change in told[:MOST_SOURCES]]
        yield f"What makes the difference: {listed(found)}."


def _work(own: Side, model: Side) -> Iterator[str]:
    """How far the work on the decision was, where that differs."""
    done = [None if each.clock is None else each.clock.total() for each in (own, model)]
    if done[0] is None or done[1] is None or own.needed is None:
        return
    if abs(done[0] - done[1]) >= LEAST:
        yield (
            f"A decision takes work, and the more pressure the faster it is done: of the {number(own.needed)} "
            f"that this one took, {number(done[0])} was done in the class then and {number(done[1])} in the "
            "model’s world."
        )

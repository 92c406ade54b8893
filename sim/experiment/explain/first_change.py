"""When a variant can first show: the instant before which its world is the baseline's, to the bit."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.trace import CAUSE, DATE, DECISION, ENDS, FORCE, HOLD, RELEASE, STAGE
from sim.experiment.columns import Columns, Floats
from sim.model.program import NONE, STANDING, Program

Written = tuple[Hashable, ...]  # what the tables say of a thing, with names in place of indices
Names = frozenset[str]

CONDUCT = (STAGE, DECISION)  # the kinds of events that a stance makes of itself


def first_change(base: Program, variant: Program, ours: Columns, theirs: Columns) -> Floats:
    """By replication, the days from the start at which the variant can first differ from the base.

    `ours` are the events of the base and `theirs` those of the variant, of the same replications
    under one seed. All events strictly before are the same in both. It is `inf` where the change
    never comes to bear, and 0 where a replication failed in either world: of it nothing is known.

    It is the earliest event in either world of what differs between the programs: of a cause, hold
    or force that was added, dropped, moved or altered, or a stage or decision of a stance that
    differs in itself, once there is anything for it to feel. What a stance feels shows only in what
    it does, so its pressure may differ before. A cause written `after` one that has gone differs
    too, since its window does. Raises ValueError for events of different replications and for
    programs of different scenarios.
    """
    _check(base, variant, ours, theirs)
    worlds = (_World(base, ours), _World(variant, theirs))
    gates = _differing(_gates, base, variant)
    itself = (
        ((CAUSE, ENDS), _differing(_causes, base, variant)),
        ((DATE,), gates),
        ((HOLD,), _differing(_holds, base, variant)),
        ((RELEASE,), _differing(_releases, base, variant)),
        ((FORCE,), _differing(_forces, base, variant)),
    )
    inside = _differing(_stances, base, variant) | {name.rpartition("/")[0] for name in gates}
    felt = {stance: np.zeros(ours.count) for stance in inside}
    for stance, time in _felt_by_reactions(worlds):
        felt[stance] = np.minimum(felt.get(stance, time), time)
    found = np.full(ours.count, np.inf)
    for world in worlds:
        for kinds, names in itself:
            found = np.minimum(found, world.first(kinds, names))
        for stance, since in felt.items():
            found = np.minimum(found, world.first(CONDUCT, frozenset({stance}), since))
    for failure in (*ours.failures, *theirs.failures):
        found[failure.replication - ours.first] = 0.0
    return found


def _check(base: Program, variant: Program, ours: Columns, theirs: Columns) -> None:
    if (ours.first, ours.count) != (theirs.first, theirs.count):
        told = " and ".join(f"{each.count} from {each.first} on" for each in (ours, theirs))
        raise ValueError(f"found replications {told}, expected the same of both")
    for key in ("scenario", "horizon", "issues", "ladders"):
        if getattr(base, key) != getattr(variant, key):
            raise ValueError(f"the programs have different {key}: not variants of one scenario")


# --- a world: a program, and what happened in it -----------------------------------------------


@dataclass(frozen=True)
class _World:
    program: Program
    columns: Columns

    def first(self, kinds: tuple[int, ...], names: Names, since: Floats | None = None) -> Floats:
        """By replication, when something of these kinds and names first happens (since a time)."""
        chosen = np.zeros(len(self.columns.time), dtype=np.bool_)
        for kind in kinds:
            subjects = [i for i, name in enumerate(self._subjects(kind)) if name in names]
            chosen |= (self.columns.kind == kind) & np.isin(self.columns.subject, subjects)
        return self._earliest(chosen, since)

    def heard(self, reaction: str, only: Names | None) -> Floats:
        """When a reaction first has something to react to; `only` looks at these causes alone."""
        table = self.program.reactions
        if reaction not in table.name:
            return self._always(np.inf)
        index = table.name.index(reaction)
        causes = [c for c in table.causes[index] if only is None or self._cause(c) in only]
        if table.lasting[index] and any(self.program.causes.at_start[c] for c in causes):
            return self._always(0.0)
        found = self.first((CAUSE,), frozenset(map(self._cause, causes)))
        return found if only is not None else np.minimum(found, self._conduct(index))

    def _conduct(self, reaction: int) -> Floats:
        """When a reaction to what a stance does, or where it stands, first has something to react to."""
        stances, listeners = self.program.stances, self.program.listeners
        watched = self.program.reactions.watches[reaction]
        if watched != NONE and stances.level[watched][stances.start[watched]]:
            return self._always(0.0)
        heard = {s for s, listening in enumerate(listeners.decision) if reaction in listening}
        moves = frozenset(stances.name[s] for s in heard | ({watched} - {NONE}))
        found = self.first((DECISION, FORCE), moves)
        for stance, steps in enumerate(listeners.stage):
            ends = [step for step, listening in enumerate(steps) if reaction in listening]
            rows = (self.columns.kind == STAGE) & (self.columns.subject == stance)
            found = np.minimum(found, self._earliest(rows & np.isin(self.columns.step, ends)))
        return found

    def _earliest(self, chosen: NDArray[np.bool_], since: Floats | None = None) -> Floats:
        place = self.columns.replication[chosen] - self.columns.first
        time = self.columns.time[chosen]
        if since is not None:
            late = time >= since[place]
            place, time = place[late], time[late]
        found = self._always(np.inf)
        np.minimum.at(found, place, time)
        return found

    def _always(self, time: float) -> Floats:
        return np.full(self.columns.count, time)

    def _subjects(self, kind: int) -> tuple[str, ...]:
        program = self.program
        if kind in {CAUSE, ENDS}:
            return program.causes.name
        return program.gates.name if kind == DATE else program.stances.name

    def _cause(self, index: int) -> str:
        return self.program.causes.name[index]


def _felt_by_reactions(worlds: tuple[_World, _World]) -> list[tuple[str, Floats]]:
    """Stances whose reactions differ, and when such a reaction first has something to react to."""
    base, variant = (world.program for world in worlds)
    rewired, altered = _differing(_wires, base, variant), _differing(_causes, base, variant)
    ours, theirs = _matched(base), _matched(variant)
    found: list[tuple[str, Floats]] = []
    for name in sorted({*ours, *theirs}):
        before, after = ours.get(name, frozenset()), theirs.get(name, frozenset())
        causes = (before ^ after) | ((before | after) & altered)
        if name in rewired or causes:
            only = None if name in rewired else frozenset(causes)
            times = [world.heard(name, only) for world in worlds]
            found.append((name.rpartition("/")[0], np.minimum(*times)))
    return found


# --- what the tables say of a thing, in names, so that two programs can be compared ------------


def _differing(
    say: Callable[[Program], Mapping[str, Written]], base: Program, variant: Program
) -> Names:
    ours, theirs = say(base), say(variant)
    return frozenset(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))


def _number(program: Program, index: int) -> Written:
    """A number as it is drawn: the name that its draw is tied to, its distribution and its cut."""
    table = program.parameters
    if index == NONE:
        return ()
    drawn = (
        table.name, table.shape, table.a, table.b, table.c,
        table.low_p, table.high_p, table.low, table.high,
    )  # fmt: skip
    return tuple(column[index] for column in drawn)


def _moment(program: Program, index: int) -> Written:
    """A date as it is drawn: its window, what it comes after, and the delay."""
    table = program.moments
    if index == NONE:
        return ()
    after, plus = _moment(program, table.after[index]), _number(program, table.plus[index])
    return table.name[index], table.low[index], table.high[index], after, plus


def _causes(program: Program) -> dict[str, Written]:
    table = program.causes
    return {
        name: (
            table.form[i],
            table.at_start[i],
            _moment(program, table.begins[i]),
            _moment(program, table.ends[i]),
            _name(program.stances.name, table.trigger[i]),
            table.trigger_rung[i],
            *(
                _number(program, column[i])
                for column in (table.magnitude, table.gap, table.delay, table.lasts)
            ),
        )
        for i, name in enumerate(table.name)
    }


def _stances(program: Program) -> dict[str, Written]:
    """The numbers and stages of each stance, and whether it is held from the start."""
    table = program.stances
    since = zip(program.interventions.held, program.interventions.held_from, strict=True)
    held = {stance for stance, moment in since if moment == NONE}
    plain = (
        table.issue, table.rungs, table.start, table.acts, table.level, table.skipped, table.steps,
        table.settles, table.stage, table.ends_stage, table.public, table.stages,
    )  # fmt: skip
    drawn = (
        table.standing, table.half_life, table.tempo, table.background, table.choice_sd,
        table.relief, table.rest,
    )  # fmt: skip
    return {
        name: (
            i in held,
            *(column[i] for column in plain),
            *(_number(program, column[i]) for column in drawn),
            *(_number(program, table.resistance[i] + n) for n in range(table.rungs[i] - 1)),
            *(_number(program, each) for each in table.gives_up[i]),
        )
        for i, name in enumerate(table.name)
    }


def _wires(program: Program) -> dict[str, Written]:
    """The reactions, apart from the causes that they match."""
    table, listeners, stances = program.reactions, program.listeners, program.stances.name
    return {
        name: (
            _number(program, table.weight[i]),
            _number(program, table.wears[i]),
            table.lasting[i],
            _name(stances, table.watches[i]),
            *(stances[s] for s, heard in enumerate(listeners.decision) if i in heard),
            *(
                (stances[s], program.stances.stages[s][program.stances.stage[s][step]])
                for s, steps in enumerate(listeners.stage)
                for step, heard in enumerate(steps)
                if i in heard
            ),
        )
        for i, name in enumerate(table.name)
    }


def _matched(program: Program) -> dict[str, Names]:
    """The causes that each reaction matches and its actor can hear."""
    table = program.reactions
    return {
        name: frozenset(program.causes.name[c] for c in table.causes[i])
        for i, name in enumerate(table.name)
    }


def _gates(program: Program) -> dict[str, Written]:
    table = program.gates
    return {
        name: (
            table.rungs[i], table.first_step[i], table.last_step[i], table.need[i], table.kind[i],
            tuple(_subject(program, i, n) for n in range(len(table.kind[i]))), table.rung[i],
            tuple(_moment(program, each) for each in table.moment[i]),
        )
        for i, name in enumerate(table.name)
    }  # fmt: skip


def _subject(program: Program, gate: int, condition: int) -> str:
    kind, subject = program.gates.kind[gate][condition], program.gates.subject[gate][condition]
    return _name(program.stances.name if kind == STANDING else program.causes.name, subject)


def _holds(program: Program) -> dict[str, Written]:
    """By stance, the dates from which it is held."""
    return _by_stance(program, program.interventions.held_from)


def _releases(program: Program) -> dict[str, Written]:
    """By stance, the dates until which it is held."""
    return _by_stance(program, program.interventions.held_until)


def _by_stance(program: Program, moments: tuple[int, ...]) -> dict[str, Written]:
    table = program.interventions
    held = list(zip(table.held, moments, strict=True))
    return {
        program.stances.name[stance]: tuple(
            _moment(program, moment) for each, moment in held if each == stance
        )
        for stance in set(table.held)
    }


def _forces(program: Program) -> dict[str, Written]:
    """By stance, where it is put, and when."""
    table = program.interventions
    forced = list(zip(table.forced, table.forced_rung, table.forced_at, strict=True))
    return {
        program.stances.name[stance]: tuple(
            (rung, _moment(program, moment)) for each, rung, moment in forced if each == stance
        )
        for stance in set(table.forced)
    }


def _name(names: tuple[str, ...], index: int) -> str:
    return "" if index == NONE else names[index]

"""What a record did to each stance, as arrays: what it heard, what was in force, what it decided.

With every recorded instant given, a stance feels nothing that depends on another's parameters, only
on what the others did. So each stance's part of the record can be weighed by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.abduction.story import DECIDED, FORCED, HELD, OVER, RELEASED, Row, Story, instants
from sim.engine.given import Given
from sim.engine.trace import DECISION, STAGE
from sim.model.choice import OPEN, SHUT, SKIPPED
from sim.model.program import NONE, Program

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# The numbers of a stance in the order of Script.numbers: these seven, then the first resistance and
# its steps, then what is given up below which pressure, then the reactions' weights and wears.
STANDING, HALF_LIFE, TEMPO, BACKGROUND, CHOICE_SD, RELIEF, REST, RESISTANCE = range(8)
# Columns of Script.numbers
SHAPE, A, B, C, LOW_P, HIGH_P, LOW, HIGH = range(8)


class Script(NamedTuple):
    """One stance's part of a record. T rows in order of time, R reactions, S rungs, G gates.

    The first row is the beginning, the last the horizon. What stands in a row holds from just after
    it to the next; `kind` is what ended there. `goal` is the rung to which the visit under way leads
    by an upward decision of record, NONE where it does not.
    """

    time: Floats  # (T,) days
    kind: Ints  # (T,)
    step: Ints  # (T,) of a stage: the step that it ends
    rung: Ints  # (T,) decided or forced; of a stage the rung settled, NONE if not on record
    goal: Ints  # (T,)
    pulse: Floats  # (T, R) magnitude heard by each reaction
    units: Floats  # (T, R) what each lasting reaction has to feel, per unit of weight
    passable: Ints  # (T, S) SKIPPED, SHUT or OPEN
    shut: Ints  # (T, G) 1 where a gate is shut
    gate_steps: Ints  # (G, 2) first and last step held
    gate_rungs: Ints  # (G, S) 1 where the gate closes the rung
    numbers: Floats  # (P, 8) distributions: see SHAPE to HIGH
    gives_up: Ints  # (S,) row of `numbers`, NONE where a rung is never given up
    weights: Ints  # (R,) row of `numbers`
    wears: Ints  # (R,) row of `numbers`, NONE for 1
    heard: Ints  # (K,) 1 where the end of a step is reacted to: off the record, it has not come
    ahead: int  # the step whose end the record has next, after the horizon; NONE if it has none
    start: int
    acts: int
    steps: int
    settles: int
    held: int  # 1 where the stance is held from the start


def parameters_of(program: Program, stance: int) -> tuple[list[int], Ints, Ints, Ints]:
    """The program's parameters that are a stance's own, in the order of Script.numbers.

    With the rows among them of what is given up, of weights and of wears.
    """
    table, reactions = program.stances, program.reactions
    plain = ("standing", "half_life", "tempo", "background", "choice_sd", "relief", "rest")
    found = [getattr(table, name)[stance] for name in plain]
    found += range(table.resistance[stance], table.resistance[stance] + table.rungs[stance] - 1)

    def rows(indices: Iterable[int]) -> Ints:
        placed = []
        for index in indices:
            placed.append(NONE if index == NONE else len(found))
            found.extend([] if index == NONE else [index])
        return np.array(placed, dtype=np.int64)

    gives_up = rows(table.gives_up[stance])
    weights = rows(reactions.weight[r] for r in table.reactions[stance])
    wears = rows(reactions.wears[r] for r in table.reactions[stance])
    return found, gives_up, weights, wears


def scripts(  # noqa: PLR0913, PLR0917 (a record, and what it is told with)
    program: Program,
    given: Sequence[Given],
    values: Sequence[float],
    moments: Sequence[float],
    horizon: float,
    ahead: Sequence[int] = (),
) -> tuple[Script, ...]:
    """The record as each stance has it, up to `horizon` days; `ahead` see Script and `stages_ahead`.

    `values` are the program's parameters, of which magnitudes count, and `moments` its dates, of which
    those of gates, holds and forces count.
    """
    story = Story(program, values)
    for each in sorted(instants(program, given, moments, horizon), key=lambda one: one[:2]):
        story.tell(each[2], each[0])
    stances = range(len(program.stances.name))
    following = tuple(ahead) or (NONE,) * len(stances)
    return tuple(_script(program, s, story, horizon, following[s]) for s in stances)


def stages_ahead(program: Program, given: Iterable[Given], horizon: float) -> tuple[int, ...]:
    """For each stance the step of the first stage on record after `horizon`, in the visit then in hand.

    Whoever follows a record up to a date knows that this stage had not ended by then.
    """
    found = [NONE] * len(program.stances.name)
    decided: set[int] = set()
    for each in sorted(given, key=lambda one: one.time):
        if each.time < horizon or each.subject in decided or each.kind not in {STAGE, DECISION}:
            continue
        decided.add(each.subject)
        if each.kind == STAGE:
            found[each.subject] = each.step
    return tuple(found)


def _script(program: Program, stance: int, story: Story, horizon: float, ahead: int) -> Script:
    table, gates = program.stances, program.gates
    rows = [*story.rows[stance]]
    rows.append(Row(horizon, OVER, NONE, NONE, {}, rows[-1].units, rows[-1].shut))
    reactions, own_gates, rungs = table.reactions[stance], table.gates[stance], table.rungs[stance]
    pulse = np.zeros((len(rows), len(reactions)))
    for i, row in enumerate(rows):
        for part, magnitude in row.pulse.items():
            pulse[i, part - 1] = magnitude
    gate_rungs = np.zeros((len(own_gates), rungs), dtype=np.int64)
    for g, gate in enumerate(own_gates):
        gate_rungs[g, list(gates.rungs[gate])] = 1
    shut = np.array([row.shut for row in rows], dtype=np.int64).reshape(len(rows), -1)
    chosen, gives_up, weights, wears = parameters_of(program, stance)
    parameters = program.parameters
    columns = ("shape", "a", "b", "c", "low_p", "high_p", "low", "high")
    numbers = [[float(getattr(parameters, name)[i]) for name in columns] for i in chosen]
    acts = table.acts[stance]
    return Script(
        np.array([row.time for row in rows]),
        _ints(row.kind for row in rows),
        _ints(row.step for row in rows),
        _ints(row.rung for row in rows),
        _ints(_goals(rows, table.start[stance], acts=bool(acts))),
        pulse,
        np.array([row.units for row in rows], dtype=np.float64).reshape(len(rows), -1),
        _passable(table.skipped[stance], shut, gate_rungs),
        shut,
        np.array(
            [(gates.first_step[g], gates.last_step[g]) for g in own_gates], dtype=np.int64
        ).reshape(-1, 2),
        gate_rungs,
        np.array(numbers, dtype=np.float64),
        gives_up,
        weights,
        wears,
        _ints(_heard(program, stance)),
        ahead,
        table.start[stance],
        acts,
        table.steps[stance],
        table.settles[stance],
        int(stance in _held_from_start(program)),
    )


def _heard(program: Program, stance: int) -> list[int]:
    """Which ends of steps are reacted to, by itself too; the last is the decision, which all may see."""
    found = [int(bool(each)) for each in program.listeners.stage[stance]]
    found[-1] = 1
    return found


def _held_from_start(program: Program) -> set[int]:
    table = program.interventions
    return {s for s, at in zip(table.held, table.held_from, strict=True) if at == NONE}


def _passable(skipped: tuple[int, ...], shut: Ints, gate_rungs: Ints) -> Ints:
    closed = (shut[:, :, None] * gate_rungs[None, :, :]).any(axis=1)
    found = np.where(closed, SHUT, OPEN)
    found[:, np.array(skipped, dtype=bool)] = SKIPPED
    return found.astype(np.int64)


def _goals(rows: Sequence[Row], start: int, *, acts: bool) -> list[int]:
    """For each row, the rung to which the visit that it ends in or lies in leads upward."""
    found = [NONE] * len(rows)
    held, since = start, 0
    for i, row in enumerate(rows):
        if row.kind not in {DECIDED, FORCED, HELD, RELEASED}:
            continue
        if row.kind == DECIDED and row.rung > held:
            found[since : i + 1] = [row.rung] * (i + 1 - since)
        if row.kind in {DECIDED, FORCED}:
            held = 0 if acts else row.rung
        since = i + 1
    return found


def _ints(items: Iterable[int]) -> Ints:
    return np.array(list(items), dtype=np.int64)

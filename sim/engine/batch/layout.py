"""A Program as arrays of records, the form in which the compiled engine reads and moves it.

A record holds what a thing is and how it stands, side by side, so that bringing a stance up to date
touches one stretch of memory. Lists (who hears what) are stretches of one flat array: `lists[from:to]`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.known import KNOWN
from sim.engine.trace import FORCE, HOLD, RELEASE
from sim.model import program as p
from sim.model.program import NONE, Program

PARAMETER = np.dtype(
    [
        ("word", "u8"), ("shape", "i8"), ("a", "f8"), ("b", "f8"), ("c", "f8"),
        ("low_p", "f8"), ("high_p", "f8"), ("low", "f8"), ("high", "f8"), ("value", "f8"),
    ]
)  # fmt: skip
MOMENT = np.dtype(
    [
        ("word", "u8"), ("purpose", "i8"), ("low", "f8"), ("high", "f8"), ("after", "i8"), ("plus", "i8"),
        ("time", "f8"),
    ]
)  # fmt: skip
STANCE = np.dtype(
    [
        ("word", "u8"), ("rungs", "i8"), ("start", "i8"), ("acts", "i8"), ("rung0", "i8"), ("steps", "i8"),
        ("settles", "i8"), ("step0", "i8"),
        ("p_standing", "i8"), ("p_half_life", "i8"), ("p_tempo", "i8"), ("p_background", "i8"),
        ("p_choice_sd", "i8"), ("p_relief", "i8"), ("p_rest", "i8"), ("p_resistance", "i8"),
        ("reaction0", "i8"), ("reaction1", "i8"), ("gate0", "i8"), ("gate1", "i8"),
        ("hearers0", "i8"), ("hearers1", "i8"), ("watchers0", "i8"), ("watchers1", "i8"),
        ("turns0", "i8"), ("turns1", "i8"), ("triggers0", "i8"), ("triggers1", "i8"),
        # how it stands
        ("x", "f8"), ("b", "f8"), ("time", "f8"), ("tau", "f8"), ("tempo", "f8"), ("background", "f8"),
        ("rest_until", "f8"), ("up_threshold", "f8"), ("down_threshold", "f8"),
        ("up_steps", "i8"), ("up_step", "i8"), ("up_needs", "f8"), ("up_done", "f8"),
        ("up_total", "f8"), ("up_background", "f8"),
        ("down_steps", "i8"), ("down_step", "i8"), ("down_needs", "f8"), ("down_done", "f8"),
        ("down_total", "f8"), ("down_background", "f8"),
        ("rung", "i8"), ("settled", "i8"), ("held", "i8"), ("due_up", "i8"),
        ("standing", "f8"), ("sd", "f8"), ("relief", "f8"), ("rest", "f8"),
        ("touched", "i8"), ("fired", "i8"), ("pulse", "f8"),
    ]
)  # fmt: skip
STEP = np.dtype([("ends_stage", "i8"), ("hearers0", "i8"), ("hearers1", "i8")])
REACTION = np.dtype(
    [
        ("stance", "i8"), ("p_weight", "i8"), ("p_wears", "i8"), ("lasting", "i8"), ("watches", "i8"),
        ("causes0", "i8"), ("causes1", "i8"),
        ("weight", "f8"), ("wears", "f8"), ("worn", "f8"), ("part", "f8"),
    ]
)  # fmt: skip
GATE = np.dtype(
    [
        ("stance", "i8"), ("rungs0", "i8"), ("rungs1", "i8"), ("first_step", "i8"), ("last_step", "i8"),
        ("need", "i8"), ("condition0", "i8"), ("condition1", "i8"), ("open", "i8"),
    ]
)  # fmt: skip
CONDITION = np.dtype(
    [
        ("kind", "i8"),
        ("subject", "i8"),
        ("rung", "i8"),
        ("moment", "i8"),
        ("gate", "i8"),
        ("reached", "i8"),
    ]
)
CAUSE = np.dtype(
    [
        ("word", "u8"), ("form", "i8"), ("p_magnitude", "i8"), ("at_start", "i8"), ("begins", "i8"),
        ("ends", "i8"), ("p_gap", "i8"), ("trigger_rung", "i8"), ("p_delay", "i8"), ("p_lasts", "i8"),
        ("hearers0", "i8"), ("hearers1", "i8"), ("lasting0", "i8"), ("lasting1", "i8"),
        ("turns0", "i8"), ("turns1", "i8"),
        ("magnitude", "f8"), ("in_force", "i8"), ("happened", "i8"), ("triggered", "i8"), ("number", "i8"),
        ("last", "f8"),
    ]
)  # fmt: skip
INTERVENTION = np.dtype(
    [
        ("stance", "i8"), ("kind", "i8"), ("rung", "i8"), ("moment", "i8"),
        ("end", "i8"),  # of a hold: its RELEASE, if it has one
    ]
)  # fmt: skip

Records = NDArray[np.void]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class World(NamedTuple):
    """All arrays of one worker; rungs are three flat arrays, a stance's from `rung0` on.

    `times`, `heap` and `place` are the calendar: every slot's next time, in a heap by (time, slot).
    Slots run: dates of gates, ends of causes, interventions, causes, stances (docs/model.md), and
    interventions: ends of holds, holds, forces.
    `known` holds the draws that are known, and `known_rows` which of them are the replication's.
    """

    parameters: Records
    moments: Records
    stances: Records
    level: Floats
    skipped: Ints
    gives_up: Ints  # parameter
    threshold: Floats
    passable: Ints
    visits: Ints
    steps: Records
    reactions: Records
    gates: Records
    conditions: Records
    causes: Records
    interventions: Records
    lists: Ints
    dates: Ints  # conditions that wait for a date, in order
    touched: Ints
    times: Floats
    heap: Ints
    place: Ints
    known: Records
    known_rows: Ints  # from, to


class _Lists:
    """One flat array of lists."""

    def __init__(self) -> None:
        self.flat: list[int] = []

    def add(self, items: Iterable[int]) -> tuple[int, int]:
        first = len(self.flat)
        self.flat.extend(items)
        return first, len(self.flat)


def world(program: Program) -> World:
    """Fresh arrays for a program; a worker that runs at the same time as another needs its own."""
    lists = _Lists()
    stances = program.stances
    rungs = sum(stances.rungs)
    conditions = _conditions(program)
    dates = [i for i, row in enumerate(conditions) if row["kind"] == p.DATE]
    interventions = program.interventions
    slots = (
        len(dates)
        + 2 * len(program.causes.name)
        + 2 * len(interventions.held)
        + len(interventions.forced)
        + len(stances.name)
    )
    return World(
        parameters=_parameters(program),
        moments=_moments(program),
        stances=_stances(program, lists),
        level=np.array([level for row in stances.level for level in row], dtype=np.float64),
        skipped=_ints(each for row in stances.skipped for each in row),
        gives_up=_ints(each for row in stances.gives_up for each in row),
        threshold=np.zeros(rungs),
        passable=np.zeros(rungs, dtype=np.int64),
        visits=np.zeros(rungs, dtype=np.int64),
        steps=_steps(program, lists),
        reactions=_reactions(program, lists),
        gates=_gates(program, lists),
        conditions=conditions,
        causes=_causes(program, lists),
        interventions=_interventions(program),
        lists=_ints(lists.flat),
        dates=_ints(dates),
        touched=np.zeros(len(stances.name), dtype=np.int64),
        times=np.full(slots, np.inf),
        heap=np.zeros(slots, dtype=np.int64),
        place=np.zeros(slots, dtype=np.int64),
        known=np.zeros(0, dtype=KNOWN),
        known_rows=np.zeros(2, dtype=np.int64),
    )


def _ints(items: Iterable[int]) -> Ints:
    return np.array(list(items), dtype=np.int64)


def _columns(dtype: np.dtype[np.void], count: int, **columns: object) -> Records:
    found = np.zeros(count, dtype=dtype)
    for name, column in columns.items():
        found[name] = column
    return found


def _words(items: tuple[int, ...]) -> NDArray[np.uint64]:
    return np.array(items, dtype=np.uint64)


def _parameters(program: Program) -> Records:
    table = program.parameters
    plain = ("shape", "a", "b", "c", "low_p", "high_p", "low", "high")
    found = _columns(PARAMETER, len(table.name), **{name: getattr(table, name) for name in plain})
    found["word"] = _words(table.word)
    return found


def _moments(program: Program) -> Records:
    table = program.moments
    plain = ("purpose", "low", "high", "after", "plus")
    found = _columns(MOMENT, len(table.name), **{name: getattr(table, name) for name in plain})
    found["word"] = _words(table.word)
    return found


def _stances(program: Program, lists: _Lists) -> Records:
    table, listeners = program.stances, program.listeners
    found = _columns(
        STANCE,
        len(table.name),
        **{name: getattr(table, name) for name in ("rungs", "start", "acts", "steps", "settles")},
    )
    found["word"] = _words(table.word)
    for name in (
        "standing",
        "half_life",
        "tempo",
        "background",
        "choice_sd",
        "relief",
        "rest",
        "resistance",
    ):
        found[f"p_{name}"] = getattr(table, name)
    rung0 = step0 = reaction0 = gate0 = 0
    for s, row in enumerate(found):
        row["rung0"], row["step0"] = rung0, step0
        rung0, step0 = rung0 + table.rungs[s], step0 + table.steps[s]
        row["reaction0"], row["reaction1"] = reaction0, reaction0 + len(table.reactions[s])
        row["gate0"], row["gate1"] = gate0, gate0 + len(table.gates[s])
        reaction0, gate0 = int(row["reaction1"]), int(row["gate1"])
        row["hearers0"], row["hearers1"] = lists.add(listeners.decision[s])
        row["watchers0"], row["watchers1"] = lists.add(listeners.position[s])
        row["turns0"], row["turns1"] = lists.add(listeners.position_gates[s])
        row["triggers0"], row["triggers1"] = lists.add(listeners.triggers[s])
    return found


def _steps(program: Program, lists: _Lists) -> Records:
    table = program.stances
    found = np.zeros(sum(table.steps), dtype=STEP)
    rows = iter(found)
    for s, steps in enumerate(table.steps):
        for step in range(steps):
            row = next(rows)
            row["ends_stage"] = table.ends_stage[s][step]
            row["hearers0"], row["hearers1"] = lists.add(program.listeners.stage[s][step])
    return found


def _reactions(program: Program, lists: _Lists) -> Records:
    table = program.reactions
    found = _columns(
        REACTION,
        len(table.name),
        stance=table.stance,
        p_weight=table.weight,
        p_wears=table.wears,
        lasting=table.lasting,
        watches=table.watches,
    )
    for row, causes in zip(found, table.causes, strict=True):
        row["causes0"], row["causes1"] = lists.add(causes)
    return found


def _gates(program: Program, lists: _Lists) -> Records:
    table = program.gates
    plain = ("stance", "first_step", "last_step", "need")
    found = _columns(GATE, len(table.name), **{name: getattr(table, name) for name in plain})
    condition = 0
    for g, row in enumerate(found):
        row["rungs0"], row["rungs1"] = lists.add(table.rungs[g])
        row["condition0"] = condition
        condition += len(table.kind[g])
        row["condition1"] = condition
    return found


def _conditions(program: Program) -> Records:
    table = program.gates
    rows = [
        (*condition, gate)
        for gate in range(len(table.name))
        for condition in zip(
            table.kind[gate], table.subject[gate], table.rung[gate], table.moment[gate], strict=True
        )
    ]
    found = np.zeros(len(rows), dtype=CONDITION)
    for row, (kind, subject, rung, moment, gate) in zip(found, rows, strict=True):
        row["kind"], row["subject"], row["rung"] = kind, subject, rung
        row["moment"], row["gate"] = moment, gate
    return found


def _causes(program: Program, lists: _Lists) -> Records:
    table, listeners = program.causes, program.listeners
    found = _columns(
        CAUSE,
        len(table.name),
        form=table.form,
        p_magnitude=table.magnitude,
        at_start=table.at_start,
        begins=table.begins,
        ends=table.ends,
        p_gap=table.gap,
        trigger_rung=table.trigger_rung,
        p_delay=table.delay,
        p_lasts=table.lasts,
    )
    found["word"] = _words(table.word)
    for c, row in enumerate(found):
        row["hearers0"], row["hearers1"] = lists.add(listeners.cause[c])
        row["lasting0"], row["lasting1"] = lists.add(listeners.cause_lasting[c])
        row["turns0"], row["turns1"] = lists.add(listeners.cause_gates[c])
    return found


def _interventions(program: Program) -> Records:
    table = program.interventions
    ends = [
        (stance, RELEASE, NONE, moment, NONE)
        for stance, moment in zip(table.held, table.held_until, strict=True)
    ]
    holds = [
        (stance, HOLD, NONE, moment, NONE if table.held_until[number] == NONE else number)
        for number, (stance, moment) in enumerate(zip(table.held, table.held_from, strict=True))
    ]
    forces = [
        (stance, FORCE, rung, moment, NONE)
        for stance, rung, moment in zip(
            table.forced, table.forced_rung, table.forced_at, strict=True
        )
    ]
    return np.array([*ends, *holds, *forces], dtype=INTERVENTION)

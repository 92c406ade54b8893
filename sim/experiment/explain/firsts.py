"""The first differences of many pairs of runs at once, from their columns.

The same as `divergence.diverge` says of each pair: events are matched by what they are, and ordered by
the date since which they differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.trace import HOLD, RELEASE
from sim.experiment.columns import Columns, Floats, Ints
from sim.experiment.explain.changed import CONDUCT, Worlds, starts_held
from sim.experiment.explain.described import Bools, Described, Rows, Vocabulary, described, numbered
from sim.experiment.explain.divergence import (
    EARLIER,
    LATER,
    ONLY_BASELINE,
    ONLY_VARIANT,
    OTHER_RUNG,
)
from sim.model.program import NONE

SAME = 0


@dataclass(frozen=True)
class What:
    """What differs: a stage (by id) or a decision of a stance, up or down, and the way it differs."""

    kind: int
    stance: str
    stage: str
    direction: int
    way: int


@dataclass(frozen=True)
class Firsts:
    """The first differences of pairs, one place a replication that finished in both worlds.

    `what` numbers the entries of `whats`, NONE where no actor does anything otherwise. Times are in
    days: `time` of the first such thing, `change` of the first event that differs by the change
    itself, each inf where there is none. `shift` is by how much the first comes later in the
    variant, NaN where it is in one world only.
    """

    replication: Ints
    what: Ints
    time: Floats
    change: Floats
    shift: Floats
    whats: tuple[What, ...]


def firsts(worlds: Worlds, baseline: Columns, variant: Columns) -> Firsts:
    """The first differences between two chunks of the same replications."""
    finished = np.intersect1d(baseline.finished, variant.finished)
    vocabulary = Vocabulary(worlds)
    ours, theirs = (
        described(vocabulary, program, columns, finished)
        for program, columns in zip(worlds.both, (baseline, variant), strict=True)
    )
    rows = _differing(ours, theirs)
    given = _given(vocabulary, rows, (ours, theirs))
    acted = rows.only(~given & np.isin(rows.kind, list(CONDUCT)))
    change = np.full(len(finished), np.inf)
    where = np.searchsorted(finished, rows.replication[given])
    np.minimum.at(change, where, rows.time[given])
    return _firsts(vocabulary, finished, acted, change)


def joined(found: Sequence[Firsts]) -> Firsts:
    """The first differences of several chunks together."""
    whats = tuple(dict.fromkeys(what for each in found for what in each.whats))
    new = [np.array([*(whats.index(what) for what in each.whats), NONE]) for each in found]
    return Firsts(
        np.concatenate([each.replication for each in found]),
        np.concatenate([numbers[each.what] for numbers, each in zip(new, found, strict=True)]),
        np.concatenate([each.time for each in found]),
        np.concatenate([each.change for each in found]),
        np.concatenate([each.shift for each in found]),
        whats,
    )


# --- events that differ ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Differing(Rows):
    """Events that are not the same in both worlds, by replication and the date since which they differ."""

    replication: Ints
    kind: Ints
    subject: Ints
    stage: Ints
    direction: Ints
    way: Ints
    time: Floats
    shift: Floats


def _differing(ours: Described, theirs: Described) -> _Differing:
    both = ours.with_rows(theirs)
    events = numbered(*both.key)
    count = int(events.max(initial=NONE)) + 1
    in_baseline, in_variant = np.full(count, NONE), np.full(count, NONE)
    in_baseline[events[: len(ours)]] = np.arange(len(ours))
    in_variant[events[len(ours) :]] = np.arange(len(ours), len(both))
    time, then = (
        np.where(each == NONE, np.inf, np.append(both.time, np.inf)[each])
        for each in (in_baseline, in_variant)
    )
    there, at = in_baseline != NONE, in_variant != NONE
    other = there & at & (both.after[in_baseline] != both.after[in_variant])
    way = np.select(
        [~at, ~there, then < time, then > time, other],
        [ONLY_BASELINE, ONLY_VARIANT, EARLIER, LATER, OTHER_RUNG],
        SAME,
    )
    side = then < time
    rows = both.only(np.where(side, in_variant, in_baseline))
    shift = np.where(there & at, then, np.nan) - np.where(there & at, time, np.nan)
    found = _Differing(
        rows.replication, rows.kind, rows.subject, rows.stage, rows.direction, way, rows.time, shift
    )
    order = np.lexsort((side, rows.place, rows.time, rows.replication))
    return found.only(order[way[order] != SAME])


def _given(vocabulary: Vocabulary, rows: _Differing, worlds: tuple[Described, Described]) -> Bools:
    """Which differences are part of the change itself."""
    alike = np.zeros(
        (max(vocabulary.names) + 1, max(map(len, vocabulary.names.values())) + 1), bool
    )
    for kind, name in vocabulary.worlds.alike:
        alike[kind, vocabulary.names[kind].index(name)] = True
    given = ~alike[rows.kind, rows.subject]
    for program, world, way in zip(
        vocabulary.worlds.both, worlds, (ONLY_VARIANT, ONLY_BASELINE), strict=True
    ):
        for name in {program.stances.name[stance] for stance in program.interventions.held}:
            stance = vocabulary.names[HOLD].index(name)
            idle = np.isin(rows.kind, list(CONDUCT)) & (rows.subject == stance) & (rows.way == way)
            holds = _so_far(rows, world, HOLD, stance) - _so_far(rows, world, RELEASE, stance)
            given |= idle & (int(starts_held(program, name)) + holds > 0)
    return given


def _so_far(rows: _Differing, world: Described, kind: int, stance: int) -> Ints:
    """For each row, how many events of a kind the stance has had by then in the same run of a world."""
    mine = (world.kind == kind) & (world.subject == stance)
    replication = np.concatenate([world.replication[mine], rows.replication])
    asked = np.arange(len(replication)) >= int(mine.sum())
    order = np.lexsort((asked, np.concatenate([world.time[mine], rows.time]), replication))
    total = np.cumsum(~asked[order])
    _, first, runs = np.unique(replication[order], return_index=True, return_inverse=True)
    before = np.where(first > 0, total[first - 1], 0)
    found = np.zeros(len(replication), dtype=np.int64)
    found[order] = total - before[runs]
    return found[asked]


def _firsts(vocabulary: Vocabulary, finished: Ints, acted: _Differing, change: Floats) -> Firsts:
    """The first row of each replication, and what it is."""
    replications, first = np.unique(acted.replication, return_index=True)
    rows, where = acted.only(first), np.searchsorted(finished, replications)
    numbers = numbered(rows.kind, rows.subject, rows.stage, rows.direction, rows.way)
    _, example = np.unique(numbers, return_index=True)
    what = np.full(len(finished), NONE)
    time, shift = np.full(len(finished), np.inf), np.full(len(finished), np.nan)
    what[where], time[where], shift[where] = numbers, rows.time, rows.shift
    whats = tuple(_what(vocabulary, rows, int(each)) for each in example)
    return Firsts(finished, what, time, change, shift, whats)


def _what(vocabulary: Vocabulary, rows: _Differing, row: int) -> What:
    kind, stage = int(rows.kind[row]), int(rows.stage[row])
    return What(
        kind=kind,
        stance=vocabulary.names[kind][rows.subject[row]],
        stage="" if stage == NONE else vocabulary.stages[stage],
        direction=int(rows.direction[row]),
        way=int(rows.way[row]),
    )

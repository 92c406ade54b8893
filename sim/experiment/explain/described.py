"""The events of many runs described so that they can be matched across two worlds (see divergence.Key)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.engine.trace import FORCE, KINDS, RELEASE, STAGE
from sim.experiment.columns import Columns, Floats, Ints
from sim.experiment.explain.changed import BEGIN_VISITS, CONDUCT, Worlds
from sim.experiment.explain.divergence import subjects
from sim.model.keys import DOWN, UP
from sim.model.program import NONE, Program

Bools = NDArray[np.bool_]
MOST = 2**62  # codes stay below it


@dataclass(frozen=True)
class Rows:
    """Arrays of one length, one place an event."""

    def only(self, chosen: Bools | Ints) -> Self:
        """Some of them."""
        return type(self)(*(getattr(self, each.name)[chosen] for each in fields(self)))

    def with_rows(self, more: Self) -> Self:
        """Its events, and then some more."""
        pairs = ((getattr(self, each.name), getattr(more, each.name)) for each in fields(self))
        return type(self)(*map(np.concatenate, pairs))

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))


@dataclass(frozen=True)
class Described(Rows):
    """What each event is: its replication and the parts of its Key; then when and where it comes.

    `subject` and `stage` count in a Vocabulary, `place` within the replication; `time` is in days.
    """

    replication: Ints
    kind: Ints
    subject: Ints
    rung: Ints
    number: Ints
    direction: Ints
    stage: Ints
    time: Floats
    after: Ints
    place: Ints

    @property
    def key(self) -> tuple[Ints, ...]:
        """What it is matched by."""
        return (
            self.replication, self.kind, self.subject, self.rung, self.number, self.direction,
            self.stage,
        )  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """The names of two worlds counted together: those of the baseline first, then the variant's own."""

    worlds: Worlds

    @cached_property
    def names(self) -> dict[int, tuple[str, ...]]:
        """By kind of event, the names of what it may be about."""
        return {
            kind: _united(*(subjects(program, kind) for program in self.worlds.both))
            for kind in KINDS
        }

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """The ids of all stages."""
        tables = (program.stances.stages for program in self.worlds.both)
        return _united(*(stages for table in tables for stages in table))

    def subject(self, program: Program, columns: Columns) -> Ints:
        """What each event is about."""
        found = np.full(len(columns.time), NONE, dtype=np.int64)
        for kind, names in self.names.items():
            mine = columns.kind == kind
            ours = [names.index(name) for name in subjects(program, kind)]
            found[mine] = np.array([*ours, NONE])[columns.subject[mine]]
        return found

    def stage(self, program: Program, columns: Columns) -> Ints:
        """The stage that each event ended; NONE where it is no stage."""
        found = np.full(len(columns.time), NONE, dtype=np.int64)
        table = program.stances
        for stance, ids in enumerate(table.stages):
            mine = (columns.kind == STAGE) & (columns.subject == stance)
            ours = np.array([self.stages.index(each) for each in ids])
            found[mine] = ours[np.array(table.stage[stance])[columns.step[mine]]]
        return found


def described(
    vocabulary: Vocabulary, program: Program, columns: Columns, finished: Ints
) -> Described:
    """The events of the replications that finished, described."""
    acts = np.array([*program.stances.acts, 0], dtype=bool)
    by_actor = np.isin(columns.kind, list(CONDUCT))
    up = (columns.kind == STAGE) | (columns.after > columns.before)
    put = np.where(columns.kind == FORCE, columns.after, NONE)
    rows = Described(
        replication=columns.replication,
        kind=columns.kind,
        subject=vocabulary.subject(program, columns),
        rung=np.where(by_actor, columns.before, put),
        number=np.zeros(len(columns.time), dtype=np.int64),
        direction=np.where(by_actor, np.where(up, UP, DOWN), NONE),
        stage=vocabulary.stage(program, columns),
        time=columns.time,
        after=columns.after,
        place=_place(columns.replication),
    )
    moves = np.isin(columns.kind, list(BEGIN_VISITS))
    falls_back = acts[np.where(moves, columns.subject, -1)] & (columns.kind != RELEASE)
    arrived = np.where(falls_back, 0, columns.after)
    number = np.where(by_actor, _visits(rows, moves, arrived), _likes(rows))
    return replace(rows, number=number).only(np.isin(rows.replication, finished))


def numbered(*parts: Ints) -> Ints:
    """One number for each combination of parts that is there; parts are NONE or more."""
    codes = np.zeros(len(parts[0]), dtype=np.int64)
    for part in parts:
        size = int(part.max(initial=0)) + 2
        if int(codes.max(initial=0)) >= MOST // size:
            codes = np.unique(codes, return_inverse=True)[1]
        codes = codes * size + part + 1
    found: Ints = np.unique(codes, return_inverse=True)[1].astype(np.int64)
    return found


def _united(*names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in names for name in each))


def _place(replication: Ints) -> Ints:
    """Which event of its replication each is, from 0."""
    _, first, counts = np.unique(replication, return_index=True, return_counts=True)
    return np.arange(len(replication)) - np.repeat(first, counts)


def _likes(rows: Described) -> Ints:
    """How often the like of each event has happened before in its run."""
    like = numbered(rows.replication, rows.kind, rows.subject, rows.rung)
    everywhere = np.ones(len(like), dtype=bool)
    return _before(like, everywhere, like)


def _visits(rows: Described, moves: Bools, arrived: Ints) -> Ints:
    """How often the stance of each event had begun a visit to the rung it leaves."""
    count = len(rows)
    twice = np.concatenate([rows.replication, rows.replication])
    about = np.concatenate([rows.subject, rows.subject])
    places = numbered(twice, about, np.concatenate([arrived, rows.rung]))
    return _before(places[:count], moves, places[count:])


def _before(marks: Ints, marked: Bools, asked: Ints) -> Ints:
    """For each row, how many marked rows before it have the mark that it asks for."""
    count = len(marks)
    row = np.arange(count)
    found = np.sort((marks * count + row)[marked])
    first, last = asked * count, asked * count + row
    return np.searchsorted(found, last) - np.searchsorted(found, first)

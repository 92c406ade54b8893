"""What became of the scenario's own events in a class: in which move each happened, if it did.

It is read off how the White cell's list stood when each move was closed, so that nothing done later
changes what has been run. An event that came of another waits for that one: skipped or put off, it takes
what came of it along, unless a person delivers that all the same, or a team does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.classroom.state.state import RowState, Statement
from sim.classroom.world.played import Played
from sim.classroom.world.rows import Listed, carrying_out, listed
from sim.scenario.language.causes import Cause


@dataclass(frozen=True)
class Fate:
    """In which move an event happened; `on_date` as the file dates it, else at the move's first instant.

    `deed` is what a team said that carried it out. `move` is None for an event that did not happen.
    """

    move: int | None
    on_date: bool = True
    deed: Statement | None = None
    done: bool = False  # by a team


NEVER = Fate(None)


@dataclass
class Fates:
    """The fates of all events, each worked out when it is asked for."""

    what: Played
    rows: tuple[Listed, ...]
    _known: dict[str, Fate] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)

    def of(self, cause: str) -> Fate:
        """What became of an event."""
        if cause not in self._known:
            self._asked.add(cause)
            self._known[cause] = self._found(self.what.scenario.cause(cause))
            self._asked.discard(cause)
        return self._known[cause]

    def withheld(self) -> dict[int, int]:
        """Rows that wait for an event that has not happened, with the number of that event's row (0: none)."""
        found = {}
        for each in self.rows:
            waits = each.row.type == "inject" and each.status in {None, "scheduled"}
            if each.row.cause is None or not waits:
                continue
            missing = self._missing(self.what.scenario.cause(each.row.cause), each.in_move)
            if missing is not None:
                row = self._row(missing)
                found[each.row.number] = 0 if row is None else row.row.number
        return found

    def _found(self, cause: Cause) -> Fate:
        row = self._row(cause.id)
        if row is None:
            own = self.what.calendar.move_of(cause)
            return Fate(own) if self._missing(cause, own) is None else NEVER
        for move in range(self.what.calendar.moves):
            fate = self._in(move, row, cause)
            if fate is not None:
                return fate
        return NEVER

    def _in(self, move: int, row: Listed, cause: Cause) -> Fate | None:
        """The fate of an event if it happens in a move, as the list stood at that move's close."""
        stood = self._stood(move)
        own = move == row.move
        now = stood.get(row.row.number)
        acts = own and row.row.type == "expected-action" and self._acted(row, move)
        if acts:
            deed = carrying_out(row.row, self.what.state.formal_in(move))
            done = now.status == "done" if now is not None else deed is not None
            if done:
                return Fate(move, on_date=False, deed=deed, done=True)
        if self._stood_in(row, move, stood):
            return Fate(move, on_date=False)
        if acts:
            return None
        if now is not None and now.released_in(move):
            return Fate(move, on_date=own)
        scheduled = now is not None and now.status == "scheduled" and now.move == move
        planned = own and (now is None or now.status in {"done", "missed"})
        if (scheduled or planned) and self._missing(cause, move) is None:
            return Fate(move, on_date=own)
        return None

    def _acted(self, row: Listed, move: int) -> bool:
        """Whether people played who an expected action is expected of."""
        return move in self.what.run and row.row.sender in self.what.people(move)

    def _stood_in(self, row: Listed, move: int, stood: Mapping[int, RowState]) -> bool:
        """Whether a contingency inject was delivered in a move in place of an expected action."""
        for each in self.rows:
            if each.row.instead_of == row.row.number:
                now = stood.get(each.row.number)
                if now is not None and now.released_in(move):
                    return True
        return False

    def _stood(self, move: int) -> Mapping[int, RowState]:
        """How the list stood when a move was closed; as it stands for one that is not."""
        closed = self.what.state.closed
        return closed[move].rows if move < len(closed) else self.what.state.rows

    def _missing(self, cause: Cause, move: int) -> str | None:
        """An event that this one came of and that has not happened by a move."""
        known = {each.id for each in self.what.scenario.causes}
        for each in cause.because:
            if each not in known or each in self._asked:
                continue
            fate = self.of(each)
            if fate.move is None or fate.move > move:
                return each
        return None

    def _row(self, cause: str) -> Listed | None:
        """The row of an event; contingency injects only stand in for one."""
        for each in self.rows:
            if each.row.cause == cause and each.row.type != "contingency-inject":
                return each
        return None


def fates(what: Played) -> Fates:
    """What became of the events of a class."""
    return Fates(what, listed(what.game, what.state))

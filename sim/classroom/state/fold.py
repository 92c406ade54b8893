"""The replay of a log: acts folded one after another into a state, those taken back left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import InjectReleased
from sim.classroom.acts.running import MoveClosed, MoveOpened, Undone
from sim.classroom.state import effects, running
from sim.classroom.state.state import Stamp, State

Told = tuple[Stamp, Act]  # an act and its place in the log

CLOCK = "clock"  # who does what is due
EFFECTS = {**effects.EFFECTS, **running.EFFECTS}


def folded(acts: Iterable[Told], state: State | None = None) -> State:
    """The state after some acts. Acts that another one undoes are left out, whatever came between."""
    told = tuple(acts)
    gone = undone(told)
    now = State() if state is None else state
    closings = {stamp.seq: stamp for stamp, act in told if isinstance(act, MoveClosed)}
    for stamp, act in told:
        if isinstance(act, Undone) and act.seq in closings:
            now = _reopened(now, closings[act.seq])
        elif stamp.seq not in gone:
            now = after(now, stamp, act)
    return now


def _reopened(state: State, closing: Stamp) -> State:
    """A move whose closing was taken back: its clock stands still since then, or it would end again."""
    clock = state.clock
    if state.phase != "open" or clock is None or clock.paused_since is not None:
        return state
    return replace(state, clock=replace(clock, paused_since=closing.at))


def after(state: State, stamp: Stamp, act: Act) -> State:
    """The state after one more act that takes none back."""
    effect = EFFECTS.get(type(act))
    return state if effect is None else effect(state, stamp, act)


def undone(acts: Iterable[Told]) -> frozenset[int]:
    """The numbers of the acts that were taken back."""
    return frozenset(act.seq for _, act in acts if isinstance(act, Undone))


def without(acts: Iterable[Told], seq: int) -> State:
    """The state as it is when one more act is taken back."""
    told = tuple(acts)
    if not told:
        return State()
    taking = replace(told[-1][0], seq=told[-1][0].seq + 1)
    return folded((*told, *((taking, Undone(seq=each)) for each in (seq, *goes_with(told, seq)))))


def last_control(acts: Iterable[Told]) -> Told | None:
    """The facilitator's last act that still stands: what "undo" takes back next.

    What the clock delivered is not among them: taken back, it would be due and delivered again.
    """
    told = tuple(acts)
    gone = undone(told)
    standing = (
        each
        for each in reversed(told)
        if each[1].control and each[0].seq not in gone and not by_the_clock(each)
    )
    return next(standing, None)


def goes_with(acts: Iterable[Told], seq: int) -> tuple[int, ...]:
    """What is taken back with an act: with a move's opening or closing, what the clock then delivered."""
    told = tuple(acts)
    gone = undone(told)
    turns = any(s.seq == seq and isinstance(act, MoveOpened | MoveClosed) for s, act in told)
    return tuple(
        each[0].seq
        for each in told
        if turns and each[0].seq > seq and each[0].seq not in gone and by_the_clock(each)
    )


def by_the_clock(told: Told) -> bool:
    """Whether this is an inject that was delivered because its time or its condition had come."""
    stamp, act = told
    return isinstance(act, InjectReleased) and stamp.by == CLOCK

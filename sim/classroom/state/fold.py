"""The replay of a log: acts folded one after another into a state, those taken back left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import InjectReleased
from sim.classroom.acts.learning import Forecasted, PaperWritten
from sim.classroom.acts.orders import Advised, Argued, Countered, Judged, OrderGiven, Said
from sim.classroom.acts.running import MoveClosed, MoveOpened, Undone
from sim.classroom.state import effects, running
from sim.classroom.state.state import Stamp, State

Told = tuple[Stamp, Act]  # an act and its place in the log

CLOCK = "clock"  # who does what is due
LEADER = "facilitator"
FOR_A_TEAM = (OrderGiven, Said, Argued, Countered)  # what the facilitator may do in a team's name
EFFECTS = {**effects.EFFECTS, **running.EFFECTS}


def folded(acts: Iterable[Told], state: State | None = None) -> State:
    """The state after some acts. Acts that another one undoes are left out, whatever came between."""
    told = tuple(acts)
    gone = undone(told)
    now = State() if state is None else state
    closings = {stamp.seq: stamp for stamp, act in told if isinstance(act, MoveClosed)}
    numbers = numbered(told, {each.stamp.seq: each.number for each in now.arguments})
    for stamp, act in told:
        if isinstance(act, Undone) and act.seq in closings:
            now = _reopened(now, closings[act.seq])
        elif stamp.seq not in gone:
            now = after(now, stamp, act)
            if isinstance(act, Argued):
                now = _with_number(now, numbers[stamp.seq])
    return now


def numbered(acts: Iterable[Told], before: Mapping[int, int] | None = None) -> dict[int, int]:
    """The numbers of arguments by their places in the log, those taken back included.

    Each is one more than the highest that stood when it was made. So none changes when another is taken
    back: answers and verdicts name arguments by number, and dice are drawn under it.
    """
    found = dict(before or {})
    standing = dict(found)
    for stamp, act in acts:
        if isinstance(act, Argued):
            found[stamp.seq] = standing[stamp.seq] = max(standing.values(), default=0) + 1
        elif isinstance(act, Undone):
            standing.pop(act.seq, None)
    return found


def _with_number(state: State, number: int) -> State:
    """The state with a number for the argument that was made last."""
    *rest, last = state.arguments
    if last.number == number:
        return state
    return replace(state, arguments=(*rest, replace(last, number=number)))


def _reopened(state: State, closing: Stamp) -> State:
    """A move whose closing was taken back: its clock stands still since then, or it would end again."""
    clock = state.clock
    if state.phase != "open" or clock is None or clock.paused_since is not None:
        return state
    return replace(state, clock=replace(clock, paused_since=closing.at))


def after(state: State, stamp: Stamp, act: Act) -> State:
    """The state after one more act that takes none back."""
    effect = EFFECTS.get(type(act))
    now = state if effect is None else effect(state, stamp, act)
    if isinstance(act, Argued):
        return _with_number(now, max((each.number for each in state.arguments), default=0) + 1)
    return now


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

    What was done in a team's name is among them. What the clock delivered is not: taken back, it would
    be due and delivered again.
    """
    told = tuple(acts)
    gone = undone(told)
    standing = (each for each in reversed(told) if _is_control(each) and each[0].seq not in gone)
    return next(standing, None)


def _is_control(told: Told) -> bool:
    stamp, act = told
    if isinstance(act, FOR_A_TEAM):
        return stamp.by == LEADER
    return act.control and not by_the_clock(told)


def goes_with(acts: Iterable[Told], seq: int) -> tuple[int, ...]:
    """What is taken back with an act: what could not be without it.

    With a move's opening or closing, what the clock then delivered; with an argument, its answers and
    its verdict.
    """
    told = tuple(acts)
    gone = undone(told)
    what = next((act for stamp, act in told if stamp.seq == seq), None)
    later = tuple(each for each in told if each[0].seq > seq and each[0].seq not in gone)
    if isinstance(what, MoveOpened | MoveClosed):
        return tuple(each[0].seq for each in later if by_the_clock(each))
    if isinstance(what, Argued):
        number = numbered(told)[seq]
        return tuple(
            stamp.seq
            for stamp, act in later
            if isinstance(act, Countered | Judged) and act.argument == number
        )
    return ()


def versions(acts: Iterable[Told], seq: int) -> tuple[int, ...]:
    """What an act replaced that the same hand had written: else it would stand again without the act."""
    told = tuple(acts)
    gone = undone(told)
    by, what = next(
        ((stamp.by, _place(act)) for stamp, act in told if stamp.seq == seq), ("", None)
    )
    return tuple(
        stamp.seq
        for stamp, act in told
        if what is not None and stamp.seq < seq and stamp.seq not in gone
        and (stamp.by, _place(act)) == (by, what)
    )  # fmt: skip


def _place(act: Act) -> tuple[object, ...] | None:
    """Where an act stands alone: a later one in the same place replaces it."""
    if isinstance(act, OrderGiven):
        return act.kind, act.move, act.team
    if isinstance(act, Advised):
        return act.kind, act.move, act.seat
    if isinstance(act, Forecasted):
        return act.kind, act.when, act.seat
    if isinstance(act, PaperWritten):
        return act.kind, act.seat
    return None


def by_the_clock(told: Told) -> bool:
    """Whether this is an inject that was delivered because its time or its condition had come."""
    stamp, act = told
    return isinstance(act, InjectReleased) and stamp.by == CLOCK

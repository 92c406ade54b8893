"""Where in its day each fact of the record stands: distinct instants, a second or more apart.

By rounding, a decision at the very instant of its cause would overtake it (docs/model.md), so every
entry gets an instant of its own. Here times are whole seconds from the scenario's start.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sim.scenario.language.moments import Moment
from sim.scenario.language.record import Entry, Record
from sim.scenario.language.scenario import Scenario
from sim.scenario.problems import Mark, Problem, ScenarioError

DAY = 86_400  # seconds
Findings = list[tuple[tuple[str | int, ...], str]]  # (keys in the record, what is wrong)


@dataclass(frozen=True)
class Placed:
    """An entry at its nominal instant, in days from the start, with its window [low, high).

    Where the instant is on record (an exact `on`, or a `time`) the window is that instant. `follows`
    are the places of those that it must follow: its `after`, the last of its own stance or cause, and
    where its day is sure, the one before it on that day.
    """

    entry: Entry
    time: float
    low: float
    high: float
    follows: tuple[int, ...] = ()


@dataclass
class _Seat:
    """One entry on its way to an instant; `first` and `last` bound what its neighbours allow."""

    index: int  # in the record
    entry: Entry
    window: tuple[int, int]  # what is on record
    day: tuple[int, int]  # the nominal day
    pin: int | None  # the nominal instant, where there is one
    first: int = 0
    last: int = 0
    at: int = 0


def place(scenario: Scenario, record: Record) -> tuple[Placed, ...]:
    """Every entry inside the scenario but the starting positions, in order of time.

    Raises ScenarioError where entries share an instant or cannot stand in the order they ask for.
    """
    placed, wrong = seated(scenario, record)
    if wrong:
        raise ScenarioError(
            Problem(Mark(record.record), f"entries/{record.entries[int(keys[1])].id}", message)
            for keys, message in wrong
        )
    return placed


def seated(scenario: Scenario, record: Record) -> tuple[tuple[Placed, ...], Findings]:
    """As `place`, but faults are returned with their keys in the record."""
    seats = [
        _seat(scenario, index, entry)
        for index, entry in enumerate(record.entries)
        if entry.mark != "start" and _inside(scenario, entry.on)
    ]
    before = _order(seats)
    order = _sorted(before)
    if len(order) < len(seats):
        stuck = next(n for n in range(len(seats)) if n not in order)
        return (), [(_keys(seats[stuck], "after"), "'after' goes in a circle")]
    wrong = _shared(seats) or _bounded(seats, before, order)
    if wrong:
        return (), wrong
    _spread(seats)
    wrong = _settled(seats, before, order)
    by_time = sorted(range(len(seats)), key=lambda number: seats[number].at)
    places = {number: place for place, number in enumerate(by_time)}
    follows = [sorted(places[n] for n in before[number]) for number in by_time]
    _keep_days(seats, by_time, follows)
    placed = [
        Placed(
            seats[number].entry,
            seats[number].at / DAY,
            seats[number].window[0] / DAY,
            seats[number].window[1] / DAY,
            tuple(after),
        )
        for number, after in zip(by_time, follows, strict=True)
    ]
    return tuple(placed), wrong


def _keep_days(seats: list[_Seat], by_time: list[int], follows: list[list[int]]) -> None:
    """Facts of one day that is sure follow each other as they are placed."""
    last: dict[int, int] = {}  # the day's last place so far
    for place, number in enumerate(by_time):
        low, high = seats[number].window
        if high - low > DAY:
            continue
        day = seats[number].at // DAY
        if day in last and last[day] not in follows[place]:
            follows[place].append(last[day])
        last[day] = place


def _inside(scenario: Scenario, on: Moment) -> bool:
    return scenario.start <= on.first < scenario.ends.last and on.last <= scenario.ends.last


def _seat(scenario: Scenario, index: int, entry: Entry) -> _Seat:
    def seconds(instant: datetime) -> int:
        return round((instant - scenario.start) / timedelta(seconds=1))

    window = seconds(entry.on.first), seconds(entry.on.last)
    best = entry.best or entry.on
    day = _nominal(seconds(best.first), seconds(best.last))
    pin = day[0] if best.exact else None
    if entry.time is not None:
        clock = time.fromisoformat(entry.time)
        pin = day[0] + clock.hour * 3600 + clock.minute * 60 + clock.second
    if pin is not None and window[1] - window[0] <= DAY:
        window = pin, pin  # the day is sure, so the instant is
    return _Seat(index, entry, window, day, pin)


def _nominal(low: int, high: int) -> tuple[int, int]:
    """The middle day of a window of days; a shorter window is its own."""
    if high - low <= DAY:
        return low, high
    days = (high - low) // DAY
    first = low + (days - 1) // 2 * DAY
    return first, first + DAY


def _order(seats: list[_Seat]) -> list[set[int]]:
    """For each seat, those it must follow: its `after`, and the last of its own stance or cause."""
    by_id = {seat.entry.id: number for number, seat in enumerate(seats)}
    before: list[set[int]] = [set() for _ in seats]
    latest: dict[tuple[str, ...], int] = {}
    for number, seat in enumerate(seats):
        entry = seat.entry
        if entry.after in by_id:
            before[number].add(by_id[entry.after])
        chain: tuple[str, ...] | None = None
        if entry.mark in {"stage", "decision"}:
            chain = (str(entry.actor), str(entry.issue))
        elif entry.mark == "cause":
            chain = (str(entry.cause),)
        if chain is not None:
            if chain in latest:
                before[number].add(latest[chain])
            latest[chain] = number
    return before


def _sorted(before: list[set[int]]) -> list[int]:
    """The seats, each behind those it must follow, else in file order; circles are left out."""
    waiting = [set(each) for each in before]
    ready = [number for number, each in enumerate(waiting) if not each]
    heapq.heapify(ready)
    order: list[int] = []
    while ready:
        done = heapq.heappop(ready)
        order.append(done)
        for number, each in enumerate(waiting):
            if done in each:
                each.remove(done)
                if not each:
                    heapq.heappush(ready, number)
    return order


def _shared(seats: list[_Seat]) -> Findings:
    """Entries whose explicit instants are equal."""
    taken: dict[int, _Seat] = {}
    wrong: Findings = []
    for seat in seats:
        if seat.pin is None:
            continue
        if seat.pin in taken:
            key = "on" if seat.entry.time is None else "time"
            other = taken[seat.pin].entry.id
            wrong.append((_keys(seat, key), f"stands at the same instant as {other!r}"))
        taken.setdefault(seat.pin, seat)
    return wrong


def _bounded(seats: list[_Seat], before: list[set[int]], order: list[int]) -> Findings:
    """Fill in `first` and `last`: what the windows of those before and after leave to each."""
    for seat in seats:
        seat.first, seat.last = seat.window if seat.pin is None else (seat.pin, seat.pin)
    for number in order:
        for earlier in before[number]:
            seats[number].first = max(seats[number].first, seats[earlier].first)
    for number in reversed(order):
        for earlier in before[number]:
            seats[earlier].last = min(seats[earlier].last, seats[number].last)
    late = [n for n in order if _late(seats[n])]
    tight = [n for n in order if seats[n].pin is None and seats[n].first >= seats[n].last]
    for number in [*late, *tight][:1]:  # the first fault, and not its echoes
        return [(_keys(seats[number], "on"), _squeezed(seats, before, number))]
    return []


def _late(seat: _Seat) -> bool:
    """Whether what a seat must follow leaves it no instant of its own."""
    if seat.pin is not None:
        return seat.first > seat.pin
    return seat.first >= seat.window[1]


def _squeezed(seats: list[_Seat], before: list[set[int]], number: int) -> str:
    """Which neighbours leave no instant to a seat."""
    seat = seats[number]
    early = [n for n in sorted(before[number]) if seats[n].first == seat.first]
    late = [n for n, each in enumerate(before) if number in each and seats[n].last == seat.last]
    told = [
        f"{word} {', '.join(repr(seats[n].entry.id) for n in group)}"
        for word, group in (("after", early), ("before", late))
        if group
    ]
    return f"cannot stand {' and '.join(told)} within its own dates"


def _spread(seats: list[_Seat]) -> None:
    """Seat the pinned; spread the others evenly over what is left of their day, in file order."""
    groups: dict[tuple[int, int], list[_Seat]] = defaultdict(list)
    pins = [(seat.index, seat.pin) for seat in seats if seat.pin is not None]
    for seat in seats:
        if seat.pin is not None:
            seat.at = seat.pin
            continue
        low, high = _part_of_day(seat)
        low = max([low, *(pin for index, pin in pins if index < seat.index and low <= pin < high)])
        high = min([high, *(pin for index, pin in pins if index > seat.index and low < pin < high)])
        groups[low, high].append(seat)
    for (low, high), group in groups.items():
        for number, seat in enumerate(group):
            seat.at = low + (high - low) * (number + 1) // (len(group) + 1)


def _part_of_day(seat: _Seat) -> tuple[int, int]:
    """The part of the nominal day that the neighbours leave, or the nearest day that is left."""
    low, high = max(seat.day[0], seat.first), min(seat.day[1], seat.last)
    if low < high:
        return low, high
    if seat.day[0] >= seat.last:
        return max(seat.first, seat.last - DAY), seat.last
    return seat.first, min(seat.last, seat.first + DAY)


def _settled(seats: list[_Seat], before: list[set[int]], order: list[int]) -> Findings:
    """Give each a second of its own; what stands too early moves to just after what it follows."""
    taken = {seat.pin for seat in seats if seat.pin is not None}
    wrong: Findings = []
    for number in order:
        seat = seats[number]
        least = max([seats[earlier].at + 1 for earlier in before[number]], default=seat.first)
        if seat.pin is not None:
            if seat.at < least:
                wrong.append((_keys(seat, "on"), "stands before what it must follow"))
            continue
        seat.at = max(seat.at, least, seat.first)
        while seat.at in taken:
            seat.at += 1
        if seat.at >= seat.last:
            wrong.append((_keys(seat, "on"), "no instant is left for it in its day"))
        taken.add(seat.at)
    return wrong


def _keys(seat: _Seat, key: str) -> tuple[str | int, ...]:
    return ("entries", seat.index, key)

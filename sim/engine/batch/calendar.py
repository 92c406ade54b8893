"""The compiled calendar: every slot's next time in a binary heap ordered by (time, slot)."""

from __future__ import annotations

from typing import Any

from sim.engine.batch.primitives import inlined

W = Any  # a World, as Numba sees it


@inlined
def earlier(times, a, b):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Whether slot a comes before slot b."""
    return times[a] < times[b] or (times[a] == times[b] and a < b)


@inlined
def reset(times, heap, place):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """An empty calendar: no slot has a time."""
    for slot in range(times.size):
        times[slot] = float("inf")
        heap[slot] = slot
        place[slot] = slot


@inlined
def put(times, heap, place, slot, time):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Give a slot its next time and restore the heap."""
    times[slot] = time
    at = place[slot]
    while at > 0:
        above = (at - 1) >> 1
        if not earlier(times, slot, heap[above]):
            break
        heap[at] = heap[above]
        place[heap[at]] = at
        at = above
    while True:
        below = 2 * at + 1
        if below >= heap.size:
            break
        if below + 1 < heap.size and earlier(times, heap[below + 1], heap[below]):
            below += 1
        if not earlier(times, heap[below], slot):
            break
        heap[at] = heap[below]
        place[heap[at]] = at
        at = below
    heap[at] = slot
    place[slot] = at

"""How many replications: a number, or as many as make every share's interval narrow enough."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from sim.scenario.language.scenario import Scenario

GROWTH = 1.25  # of an ensemble that is run until an interval is narrow enough
LEAST = 1_000  # replications before an interval is looked at
SHARES = {"first_reaches", "before", "at_end", "highest"}  # measures that are summed up as shares


def has_shares(scenario: Scenario) -> bool:
    """Whether any outcome is a share: without one there is no interval to make narrow."""
    return any(outcome.measure in SHARES for outcome in scenario.outcomes)


def narrowed(  # noqa: PLR0913 (what is asked, and what is there)
    most: int,
    halfwidth: float | None,
    run_to: Callable[[int], None],
    widest: Callable[[int], float | None],
    *,
    finished: int = 0,
    done: int = 0,
) -> int:
    """Run on until every share's interval is narrow enough, or `most` is reached; returns how many.

    Without `halfwidth` it is `most` at once. With it, `run_to` is called with 1,000 replications, or
    with the `finished` ones that are extended if they are more, then with a quarter more each time.
    Steps below `done` are passed over: replications beyond a step may be there from a larger run, and
    none is thrown away. So a run that was stopped ends where it would have ended in one piece.
    """
    if halfwidth is None:
        run_to(most)
        return most
    goal = max(LEAST, finished)
    while goal < done:
        goal = ceil(goal * GROWTH)
    while True:
        goal = min(most, goal)
        run_to(goal)
        found = widest(goal)
        if goal >= most or (found is not None and found <= halfwidth):
            return goal
        goal = ceil(goal * GROWTH)

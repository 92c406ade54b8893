"""Decision clocks (docs/model.md): how fast they run, the work they do, and when the next step is due.

The speed of a clock, in decisions per day, is

    background + max(0, x(t) - theta) / tempo

and a decision of K steps needs a unit exponential of work for each step, done at K times the speed.
A downward clock is the same with the signs of x, b and theta turned. `theta = inf` is a clock that
runs at background alone: a stage behind a shut gate.
"""

from math import exp, expm1, inf, log

TOLERANCE = 1e-9  # days
FURTHEST = 1e9  # days: a step that takes longer is never done
MOST_STEPS = 200  # of the search: bisection from FURTHEST to TOLERANCE takes 60


def area_above(x: float, b: float, tau: float, theta: float, d: float) -> float:
    """The integral of x(t) - theta over `d` days in which the pressure stays above theta."""
    return (b - theta) * d - (x - b) * tau * expm1(-d / tau)


def crossing(x: float, b: float, tau: float, theta: float) -> float:
    """Days until the pressure reaches theta, which lies strictly between x and b (or equals x)."""
    return tau * log((x - b) / (theta - b))


def excess(x: float, b: float, tau: float, theta: float, d: float) -> float:
    """The integral of max(0, x(t) - theta) over `d` days, in pressure times days."""
    if d <= 0.0 or (x <= theta and b <= theta):
        return 0.0
    if x > theta:
        if b < theta:
            d = min(d, crossing(x, b, tau, theta))
        return area_above(x, b, tau, theta, d)
    late = d - crossing(x, b, tau, theta)
    return area_above(theta, b, tau, theta, late) if late > 0.0 else 0.0


def work_done(
    x: float,
    b: float,
    tau: float,
    theta: float,
    tempo: float,
    background: float,
    steps: int,
    d: float,
) -> float:
    """Step work done in `d` days by a clock of `steps` steps."""
    if d <= 0.0:
        return 0.0
    return steps * (background * d + excess(x, b, tau, theta, d) / tempo)


def wait(
    x: float,
    b: float,
    tau: float,
    theta: float,
    tempo: float,
    background: float,
    steps: int,
    work: float,
) -> float:
    """Days until `work` is done (to TOLERANCE), `inf` if it never is."""
    if work <= 0.0:
        return 0.0
    slow = steps * background
    if x <= theta and b <= theta:
        return work / slow if slow > 0.0 else inf
    if x > theta:
        if b >= theta:
            return _wait_above(x, b, tau, theta, tempo, background, steps, work, FURTHEST)
        until = crossing(x, b, tau, theta)
        done = work_done(x, b, tau, theta, tempo, background, steps, until)
        if work <= done:
            return _wait_above(x, b, tau, theta, tempo, background, steps, work, until)
        return until + (work - done) / slow if slow > 0.0 else inf
    until = crossing(x, b, tau, theta)
    done = slow * until
    if work <= done:
        return work / slow
    return until + _wait_above(
        theta, b, tau, theta, tempo, background, steps, work - done, FURTHEST
    )


def _wait_above(
    x: float, b: float, tau: float, theta: float, tempo: float, background: float, steps: int, work: float,
    furthest: float,
) -> float:  # fmt: skip
    """Days until `work` is done while the pressure stays above theta, by Newton steps kept in a bracket."""
    slowest = steps * (background + (min(x, b) - theta) / tempo)
    low, high = 0.0, furthest
    if slowest > 0.0 and work / slowest < high:
        high = work / slowest
    elif steps * (background * high + area_above(x, b, tau, theta, high) / tempo) < work:
        return inf if furthest >= FURTHEST else furthest
    speed = steps * (background + (x - theta) / tempo) if x > theta else 0.0
    d = min(high, work / speed) if speed > 0.0 else 0.5 * high
    for _ in range(MOST_STEPS):
        over = steps * (background * d + area_above(x, b, tau, theta, d) / tempo) - work
        speed = steps * (background + (b + (x - b) * exp(-d / tau) - theta) / tempo)
        if over > 0.0:
            high = d
        else:
            low = d
        step = over / speed if speed > 0.0 else inf
        following = d - step
        if not low <= following <= high:
            following = 0.5 * (low + high)
        if abs(following - d) <= TOLERANCE or following == low == high:
            return following
        d = following
    return d

"""The null law: without a change, every world is the record, event by event and rung by rung."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.engine.abduction.story import DECIDED, FORCED, HELD, RELEASED
from sim.engine.given import Given
from sim.engine.trace import CAUSE, DECISION, ENDS, STAGE
from sim.experiment.columns import Columns
from sim.experiment.counterfactual.posterior import Posterior
from sim.model.program import NONE

MILLISECOND = 1.0 / 86_400_000  # days
SAME = 1000 * MILLISECOND  # nothing else on record is as near

Told = tuple[int, int, int, int]  # kind, subject, rung decided, step of a stage


class NullDiffers(Exception):  # noqa: N818 (a fault of the program, told as such)
    """A world without a change is not the record: no counterfactual from it may be believed."""


def null_error(posterior: Posterior, events: Columns) -> float:
    """How far, in milliseconds, any recorded event of any world is from its instant.

    Raises NullDiffers where a world has another event, order or rung than the record. Only stages
    that are not on record, and that nobody else reacts to, may stand beside it.
    """
    worst = 0.0
    by_world: list[list[tuple[float, Told]]] = [[] for _ in range(posterior.worlds)]
    rows = zip(
        events.replication.tolist(), events.time.tolist(), events.kind.tolist(),
        events.subject.tolist(), events.after.tolist(), events.step.tolist(), strict=True,
    )  # fmt: skip
    for world, time, kind, subject, after, step in rows:
        if kind == STAGE and time < posterior.horizon:
            _check_ahead(posterior, world, subject, step, time)
        if kind in {CAUSE, ENDS, STAGE, DECISION} and time < posterior.horizon:
            rung = after if kind == DECISION else NONE
            by_world[world].append((time, (kind, subject, rung, step if kind == STAGE else NONE)))
    for world, found in enumerate(by_world):
        told = _told(posterior.shared[int(posterior.common[world])].given)
        worst = max(worst, _error(world, told, found))
    return worst / MILLISECOND


def _check_ahead(posterior: Posterior, world: int, stance: int, step: int, time: float) -> None:
    """What the record has after the date up to which it is followed has not come before."""
    script = posterior.scripts[int(posterior.common[world])][stance]
    moves = np.isin(script.kind, (DECIDED, FORCED, HELD, RELEASED))
    since = float(script.time[moves].max(initial=0.0))  # of the visit in hand
    if script.ahead != NONE and step >= script.ahead and time > since + SAME:
        raise NullDiffers(f"world {world} has a stage before the day on which the record has it")


def _told(story: Sequence[Given]) -> list[tuple[float, Told]]:
    return [
        (
            each.time,
            (
                each.kind,
                each.subject,
                each.rung if each.kind == DECISION else NONE,
                each.step if each.kind == STAGE else NONE,
            ),
        )
        for each in sorted(story, key=lambda one: one.time)
    ]


def _error(world: int, told: list[tuple[float, Told]], found: list[tuple[float, Told]]) -> float:
    stages = {(what, round(time / SAME)) for time, what in told if what[0] == STAGE}

    def is_recorded(time: float, what: Told) -> bool:
        if what[0] != STAGE:
            return True
        return any((what, round(time / SAME) + near) in stages for near in (-1, 0, 1))

    kept = [(time, what) for time, what in found if is_recorded(time, what)]
    if [what for _, what in kept] != [what for _, what in told]:
        raise NullDiffers(
            f"world {world} without a change is not the record: {len(kept)} events against "
            f"{len(told)}, or another order or rung"
        )
    return max((abs(a[0] - b[0]) for a, b in zip(kept, told, strict=True)), default=0.0)

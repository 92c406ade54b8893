"""The instants that a record gives an engine to follow."""

from __future__ import annotations

from dataclasses import dataclass

from sim.model.program import NONE


@dataclass(frozen=True)
class Given:
    """One instant of the record: a cause that begins or ends, a stage that ends, or a decision."""

    time: float
    kind: int  # trace.CAUSE, ENDS, STAGE or DECISION
    subject: int
    step: int = NONE  # of a stage: the step it ends
    rung: int = NONE  # of a decision, and of a stage that settles

"""A clock that ran on while nobody served: it stands from the last sign of life, until it is started.

A power cut, a killed program or a closed laptop must not eat a move. On the disk the last sign of life
is the last entry; what the clock ran after it is given back to the class.
"""

from __future__ import annotations

from datetime import datetime

from sim.classroom.acts.read import body
from sim.classroom.acts.running import Paused
from sim.classroom.log.entry import New
from sim.classroom.log.file import Log
from sim.classroom.rules.person import CLOCK
from sim.classroom.session.session import told
from sim.classroom.state.fold import folded


def stopped_since(log: Log) -> datetime | None:
    """Stop a clock that was left running, as of the last entry; when that was, or None.

    Raises LogError.
    """
    entries = log.entries()
    clock = folded(told(entry) for entry in entries).clock
    if clock is None or clock.paused_since is not None:
        return None
    at = entries[-1].at
    act = Paused()
    log.append([New(by=CLOCK, kind=act.kind, body=body(act), at=at)])
    return at

"""What is being served: the exercise, who listens, how it is run. One for each process."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from sim.classroom.session.session import Session
from sim.classroom.web.debriefs import Debriefs
from sim.classroom.web.hub import Hub
from sim.classroom.web.rate import SEATS, Allowance, Rate


@dataclass(frozen=True)
class Options:
    """How an exercise is run. They stand in the head of its file, so a resumed one goes on alike."""

    by_hand: bool = False  # moves are closed by the facilitator alone, not when time is over
    pace: float = 0.0  # seconds of real time for a day of an interval; 0 shows it all at once
    port: int = 0  # asked for again when it is resumed: pages that are open then go on


@dataclass
class Served:
    """The exercise now served; a fork puts another in its place."""

    session: Session
    hub: Hub
    options: Options
    addresses: tuple[str, ...] = ()  # where other devices reach it, as http://host:port
    rate: Rate = field(default_factory=Rate)  # wrong codes
    seats: Allowance = field(default_factory=lambda: Allowance(SEATS))
    reached: dict[str, str] = field(default_factory=dict)  # devices that opened the test page: when
    forks: Path | None = None  # the folder in which forks are put
    debriefs: Debriefs = field(default_factory=Debriefs)
    switching: asyncio.Lock = field(default_factory=asyncio.Lock)  # held while the file is changed

    @property
    def address(self) -> str:
        """The address to show to the class."""
        return self.addresses[0] if self.addresses else ""

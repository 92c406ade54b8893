"""The model on Mesa 3: an agent for each stance and cause, moved by a DEVSimulator.

Mesa breaks ties by a priority of three values, then by the order of scheduling: ends and dates come
first, then causes, then stances. Causes are scheduled in file order at the start, so at one instant
the order is ours except among stances.
"""

from __future__ import annotations

import mesa
from mesa.experimental.devs import DEVSimulator, SimulationEvent
from mesa.experimental.devs.eventlist import Priority

from benchmarks.peers.rules import Rules, Told
from sim.model.program import Program


class Slot(mesa.Agent):
    """What can come: a stance's step, a cause, its end ..."""

    def __init__(self, model: World, slot: int, priority: Priority) -> None:
        super().__init__(model)
        self.slot, self.priority = slot, priority
        self.event: SimulationEvent | None = None

    def plan(self, time: float) -> None:
        """Schedule in place of what was scheduled."""
        if self.event is not None:
            self.model.simulator.cancel_event(self.event)
            self.event = None
        if time < self.model.rules.program.horizon:
            self.event = self.model.simulator.schedule_event_absolute(
                self.come, time, priority=self.priority
            )

    def come(self) -> None:
        """The time has come."""
        self.event = None
        self.model.rules.come(self.slot, self.model.simulator.time)


class World(mesa.Model):
    """One replication."""

    def __init__(self, program: Program, seed: int, replication: int) -> None:
        super().__init__(seed=replication)
        self.simulator = DEVSimulator()
        self.simulator.setup(self)
        self.rules = Planned(self, program, seed, replication)
        self.slots: dict[int, Slot] = {}


class Planned(Rules):
    """The rules, planning through the agents."""

    def __init__(self, model: World, program: Program, seed: int, replication: int) -> None:
        super().__init__(program, seed, replication)
        self.model = model

    def plan(self, slot: int, time: float) -> None:
        """Schedule an agent."""
        slots = self.model.slots
        if slot not in slots:
            slots[slot] = Slot(self.model, slot, self._priority(slot))
        slots[slot].plan(time)

    def _priority(self, slot: int) -> Priority:
        if slot < self.first_cause:
            return Priority.HIGH
        return Priority.DEFAULT if slot < self.first_stance else Priority.LOW


def run(program: Program, seed: int, replication: int) -> list[Told]:
    """What happens in one replication."""
    world = World(program, seed, replication)
    world.rules.begin()
    world.simulator.run_until(program.horizon)
    return world.rules.told

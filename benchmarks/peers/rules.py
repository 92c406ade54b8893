"""The model's rules in plain Python, without a calendar: who hears what, and what follows.

A driver gives `plan(slot, time)`, which sets the one next time of a slot (a date, an end, an
intervention, a cause, a stance: in this order; at or beyond the horizon: never), and calls
`come(slot, now)` when it has come.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from benchmarks.peers.stance import Stance
from sim.engine.trace import CAUSE, DATE, DECISION, ENDS, FORCE, HOLD, RELEASE, STAGE
from sim.model import keys
from sim.model import program as p
from sim.model.philox import pack, uniform
from sim.model.program import NONE, Program
from sim.model.quantile import FIXED, bounded_variate

Told = tuple[float, int, int, int, int, int]  # time, kind, subject, rung before, rung after, step


class Runaway(Exception):  # noqa: N818 (as in sim.engine.des)
    """The bound on events."""


class Rules:
    """One replication: state, and what each event does to it. `told` is what happened."""

    def __init__(self, program: Program, seed: int, replication: int) -> None:
        self.program, self.seed, self.replication = program, seed, replication
        self.now = 0.0
        self.count = 0
        self.told: list[Told] = []
        self.values = [self._value(i) for i in range(len(program.parameters.name))]
        self.moments = self._moments()
        causes, reactions, gates = program.causes, program.reactions, program.gates
        value = self.values
        self.magnitude = [value[m] for m in causes.magnitude]
        self.in_force = [bool(start) for start in causes.at_start]
        self.happened = list(self.in_force)
        self.triggered = [False] * len(causes.name)
        self.number = [0] * len(causes.name)
        self.weight = [value[w] for w in reactions.weight]
        self.wears = [1.0 if w == NONE else value[w] for w in reactions.wears]
        self.worn = [1.0] * len(reactions.name)
        self.reached: set[int] = set()
        self.stances = [
            Stance(program, s, value, seed, replication) for s in range(len(program.stances.name))
        ]
        self.lasting = [
            self._part(r) if lasts else 0.0 for r, lasts in enumerate(reactions.lasting)
        ]
        self.open = [self._is_open(g) for g in range(len(gates.name))]
        interventions = program.interventions
        self.dates = [(g, m) for g, row in enumerate(gates.moment) for m in row if m != NONE]
        self.first_end = len(self.dates)
        self.first_release = self.first_end + len(causes.name)
        self.first_intervention = self.first_release + len(interventions.held)
        self.first_cause = (
            self.first_intervention + len(interventions.held) + len(interventions.forced)
        )
        self.first_stance = self.first_cause + len(causes.name)

    # --- for a driver -------------------------------------------------------------------------

    def plan(self, slot: int, time: float) -> None:
        """Set the next time of a slot in place of any other."""
        raise NotImplementedError

    def begin(self) -> None:
        """Set everything to its start and plan what is known."""
        program, interventions = self.program, self.program.interventions
        for number, since in enumerate(interventions.held_from):
            if since == NONE:
                self.stances[interventions.held[number]].held = True
                self._plan_release(number)
        for stance in self.stances:
            self._tend(stance)
            stance.x = stance.b
            stance.start()
            self.plan(self.first_stance + stance.index, stance.due())
        for i, (_, moment) in enumerate(self.dates):
            self.plan(i, self.moments[moment])
        for i, moment in enumerate((*interventions.held_from, *interventions.forced_at)):
            if moment != NONE:
                self.plan(self.first_intervention + i, self.moments[moment])
        for cause, form in enumerate(program.causes.form):
            self._plan_cause(cause, form)

    def come(self, slot: int, now: float) -> None:
        """What stands in a slot happens."""
        self.now = now
        self._bound()
        if slot >= self.first_stance:
            self._step(self.stances[slot - self.first_stance])
        elif slot >= self.first_cause:
            self._cause(slot - self.first_cause)
        elif slot >= self.first_intervention:
            self._intervene(slot - self.first_intervention)
        elif slot >= self.first_release:
            self._release(slot - self.first_release)
        elif slot >= self.first_end:
            self._end(slot - self.first_end)
        else:
            self._date(*self.dates[slot])

    # --- draws --------------------------------------------------------------------------------

    def _value(self, index: int) -> float:
        table = self.program.parameters
        if table.shape[index] == FIXED:
            return table.a[index]
        return self._variate(index, table.word[index], pack(keys.PARAMETER, 0, 0, 0, 0))

    def _variate(self, index: int, word: int, code: int) -> float:
        table = self.program.parameters
        return bounded_variate(
            table.shape[index], table.a[index], table.b[index], table.c[index],
            table.low_p[index], table.high_p[index], table.low[index], table.high[index],
            uniform(self.seed, self.replication, word, code),
        )  # fmt: skip

    def _moments(self) -> list[float]:
        table = self.program.moments
        times: list[float] = []
        for i, after in enumerate(table.after):
            low = table.low[i] if after == NONE else max(table.low[i], times[after])
            time = low
            if table.high[i] > low:
                code = pack(table.purpose[i], 0, 0, 0, 0)
                u = uniform(self.seed, self.replication, table.word[i], code)
                time = low + u * (table.high[i] - low)
            if table.plus[i] != NONE:
                time += self.values[table.plus[i]]
            times.append(time if after == NONE else max(time, times[after]))
        return times

    # --- causes -------------------------------------------------------------------------------

    def _plan_cause(self, cause: int, form: int) -> None:
        causes = self.program.causes
        begins = self.moments[causes.begins[cause]] if causes.begins[cause] != NONE else 0.0
        if form == p.RECURRING:
            self._plan_next(cause, begins)
        elif form == p.LASTING and self.in_force[cause]:
            self._plan_end(cause)
        elif form != p.TRIGGERED:
            self.plan(self.first_cause + cause, begins)

    def _plan_next(self, cause: int, since: float) -> None:
        causes = self.program.causes
        code = pack(keys.GAP, 0, 0, 0, self.number[cause])
        time = since + self._variate(causes.gap[cause], causes.word[cause], code)
        self.number[cause] += 1
        last = self.moments[causes.ends[cause]] if causes.ends[cause] != NONE else inf
        self.plan(self.first_cause + cause, inf if time >= last else time)

    def _plan_end(self, cause: int) -> None:
        ends = self.program.causes.ends[cause]
        if ends != NONE:
            self.plan(self.first_end + cause, self.moments[ends])

    def _cause(self, cause: int) -> None:
        causes = self.program.causes
        self.happened[cause] = True
        if causes.form[cause] == p.RECURRING:
            self._plan_next(cause, self.now)
        elif causes.form[cause] == p.LASTING:
            self.in_force[cause] = True
            self._plan_end(cause)
        elif causes.lasts[cause] != NONE:
            self.in_force[cause] = True
            self.plan(self.first_end + cause, self.now + self.values[causes.lasts[cause]])
        touched: dict[int, float] = {}
        self._pulse(touched, self.program.listeners.cause[cause], self.magnitude[cause])
        self._tell(CAUSE, cause, touched)

    def _end(self, cause: int) -> None:
        self.in_force[cause] = False
        self._tell(ENDS, cause, {})

    def _tell(self, kind: int, cause: int, touched: dict[int, float]) -> None:
        self._last(touched, self.program.listeners.cause_lasting[cause])
        self._turn(touched, self.program.listeners.cause_gates[cause])
        self._apply(touched)
        self.told.append((self.now, kind, cause, NONE, NONE, NONE))

    # --- steps, decisions, interventions ------------------------------------------------------

    def _step(self, stance: Stance) -> None:
        stance.advance(self.now)
        clock, up = stance.first, stance.first is stance.up
        step = clock.step
        if up and step == stance.settles:
            stance.settled = stance.choose(keys.UP)
        if step == clock.steps - 1:
            rung = stance.settled if up else stance.choose(keys.DOWN)
            if up:
                stance.relieve()
            left = stance.rung
            stance.arrive(rung, self.now + stance.rest)
            self._announce(DECISION, stance, left, rung)
            return
        clock.step, clock.done = step + 1, 0.0
        clock.needs = stance.needs(clock.direction, step + 1)
        stance.aim()
        if not up or not stance.ends_stage[step]:
            self.plan(self.first_stance + stance.index, stance.due())
            return
        touched = {stance.index: 0.0}
        self._pulse(touched, self.program.listeners.stage[stance.index][step], 1.0)
        self._apply(touched)
        self.told.append((self.now, STAGE, stance.index, stance.rung, stance.settled, step))

    def _announce(self, kind: int, stance: Stance, left: int, rung: int) -> None:
        listeners, index = self.program.listeners, stance.index
        touched = {index: 0.0}
        self._pulse(touched, listeners.decision[index], stance.level[rung] - stance.level[left])
        if not stance.acts:
            self._last(touched, listeners.position[index])
            self._turn(touched, listeners.position_gates[index])
        self._apply(touched)
        self.told.append((self.now, kind, index, left, rung, NONE))
        for cause in listeners.triggers[index]:
            if rung >= self.program.causes.trigger_rung[cause] > left:
                self._trigger(cause)

    def _trigger(self, cause: int) -> None:
        if self.triggered[cause]:
            return
        self.triggered[cause] = True
        delay = self.values[self.program.causes.delay[cause]]
        if delay > 0.0:
            self.plan(self.first_cause + cause, self.now + delay)
            return
        self._bound()
        self._cause(cause)

    def _intervene(self, number: int) -> None:
        interventions = self.program.interventions
        holds = len(interventions.held)
        if number < holds:
            stance = self.stances[interventions.held[number]]
            stance.advance(self.now)
            stance.held = True
            self._begin_afresh(HOLD, stance)
            self._plan_release(number)
            return
        stance = self.stances[interventions.forced[number - holds]]
        rung, left = interventions.forced_rung[number - holds], stance.rung
        if rung != left:
            stance.advance(self.now)
            stance.arrive(rung, self.now)
            self._announce(FORCE, stance, left, rung)

    def _plan_release(self, hold: int) -> None:
        until = self.program.interventions.held_until[hold]
        if until != NONE:
            self.plan(self.first_release + hold, self.moments[until])

    def _release(self, hold: int) -> None:
        stance = self.stances[self.program.interventions.held[hold]]
        stance.advance(self.now)
        stance.held = False
        stance.visits[stance.rung] += 1
        self._begin_afresh(RELEASE, stance)

    def _begin_afresh(self, kind: int, stance: Stance) -> None:
        stance.start()
        self._apply({stance.index: 0.0})
        self.told.append((self.now, kind, stance.index, stance.rung, stance.rung, NONE))

    def _date(self, gate: int, moment: int) -> None:
        self.reached.add(moment)
        touched: dict[int, float] = {}
        self._turn(touched, (gate,))
        self._apply(touched)
        self.told.append((self.now, DATE, gate, NONE, NONE, NONE))

    # --- who feels it -------------------------------------------------------------------------

    def _pulse(self, touched: dict[int, float], hearing: Iterable[int], magnitude: float) -> None:
        for reaction in hearing:
            pulse = self.weight[reaction] * magnitude * self.worn[reaction]
            if pulse != 0.0:
                self.worn[reaction] *= self.wears[reaction]
                stance = self.program.reactions.stance[reaction]
                touched[stance] = touched.get(stance, 0.0) + pulse

    def _last(self, touched: dict[int, float], hearing: Iterable[int]) -> None:
        for reaction in hearing:
            part = self._part(reaction)
            if part != self.lasting[reaction]:
                self.lasting[reaction] = part
                touched.setdefault(self.program.reactions.stance[reaction], 0.0)

    def _turn(self, touched: dict[int, float], gates: Iterable[int]) -> None:
        for gate in gates:
            now = self._is_open(gate)
            if now != self.open[gate]:
                self.open[gate] = now
                touched.setdefault(self.program.gates.stance[gate], 0.0)

    def _apply(self, touched: dict[int, float]) -> None:
        for index in sorted(touched):
            stance = self.stances[index]
            stance.advance(self.now)
            stance.x += touched[index]
            self._tend(stance)
            self.plan(self.first_stance + index, stance.due())

    def _tend(self, stance: Stance) -> None:
        stance.b = stance.standing
        for reaction in stance.reactions:
            stance.b += self.lasting[reaction]
        gates = self.program.gates
        shut = [g for g in self.program.stances.gates[stance.index] if not self.open[g]]
        stance.gates([(gates.first_step[g], gates.last_step[g], gates.rungs[g]) for g in shut])

    def _part(self, reaction: int) -> float:
        reactions = self.program.reactions
        if reactions.watches[reaction] != NONE:
            watched = self.stances[reactions.watches[reaction]]
            return self.weight[reaction] * watched.level[watched.rung]
        total = 0.0
        for cause in reactions.causes[reaction]:
            if self.in_force[cause]:
                total += self.magnitude[cause]
        return self.weight[reaction] * total

    def _is_open(self, gate: int) -> bool:
        table = self.program.gates
        true = 0
        for kind, subject, rung, moment in zip(
            table.kind[gate], table.subject[gate], table.rung[gate], table.moment[gate], strict=True
        ):
            if kind == p.DATE:
                true += moment in self.reached
            elif subject == NONE:
                continue
            elif kind == p.STANDING:
                true += self.stances[subject].rung >= rung
            else:
                true += (self.in_force if kind == p.IN_FORCE else self.happened)[subject]
        return true >= table.need[gate]

    def _bound(self) -> None:
        self.count += 1
        if self.count > self.program.most_events:
            raise Runaway

"""What a record says of draws that no stance owns: dates of causes, delays, gaps; and how likely they are.

Dates and numbers that several stances share are drawn first; given them the record falls apart into
its stances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, log

from sim.engine.abduction.script import parameters_of
from sim.engine.given import Given
from sim.engine.known import Key
from sim.engine.noise import Noise, moments, parameters
from sim.engine.trace import CAUSE, DECISION, ENDS
from sim.model import keys
from sim.model import program as p
from sim.model.philox import pack, uniform
from sim.model.program import NONE, Program
from sim.model.quantile import FIXED, density, probability

AT_ONCE = 1e-9  # days behind its trigger, for what follows without delay: under a millisecond


@dataclass(frozen=True)
class Shared:
    """One draw of what the stances share, with the record's instants in it.

    `weight` is the log density of what the record says of delays and gaps; `known` the draws behind
    it, by key; `values` and `moments` the program's numbers and dates, in days.
    """

    given: tuple[Given, ...]
    values: tuple[float, ...]
    moments: tuple[float, ...]
    known: dict[Key, float]
    weight: float


def own_parameters(program: Program) -> set[int]:
    """The parameters that belong to one stance each."""
    stances = range(len(program.stances.name))
    return {index for stance in stances for index in parameters_of(program, stance)[0]}


def shared(
    program: Program, given: Sequence[Given], seed: int, number: int, horizon: float
) -> Shared:
    """What is shared in draw `number`, given the record's instants up to `horizon` days."""
    noise = Noise(program, seed, number)
    values = parameters(program, noise)
    story = tuple(sorted(given, key=lambda each: each.time))
    told = _Told(program, noise, values, story, horizon)
    told.causes()
    own = own_parameters(program)
    table = program.parameters
    code = pack(keys.PARAMETER, 0, 0, 0, 0)
    for index, (word, shape) in enumerate(zip(table.word, table.shape, strict=True)):
        if shape != FIXED and index not in own and (word, code) not in told.known:
            told.known[word, code] = uniform(seed, number, word, code)
    known = Noise(program, seed, number, told.known)
    times = moments(program, known, parameters(program, known))
    dates = program.moments
    for index, time in enumerate(times):
        key = dates.word[index], pack(dates.purpose[index], 0, 0, 0, 0)
        told.known.setdefault(key, time - dates.low[index])
    return Shared(tuple(told.story), values, times, told.known, told.weight)


class _Told:
    """Reads off a record when causes came, how long after what, and with which gaps."""

    def __init__(
        self,
        program: Program,
        noise: Noise,
        values: tuple[float, ...],
        story: tuple[Given, ...],
        horizon: float,
    ) -> None:
        self.program, self.noise, self.values = program, noise, values
        self.story = list(story)
        self.horizon = horizon
        self.known: dict[Key, float] = {}
        self.weight = 0.0

    def causes(self) -> None:
        for cause, form in enumerate(self.program.causes.form):
            if form in {p.DATED, p.LASTING}:
                self._dated(cause)
            elif form == p.TRIGGERED:
                self._triggered(cause)
            else:
                self._recurring(cause)

    def _times(self, cause: int, kind: int) -> list[float]:
        return [e.time for e in self.story if e.kind == kind and e.subject == cause]

    # --- dates ------------------------------------------------------------------------------------

    def _dated(self, cause: int) -> None:
        table = self.program.causes
        for kind, index in ((CAUSE, table.begins[cause]), (ENDS, table.ends[cause])):
            for time in self._times(cause, kind) if index != NONE else ():
                self._date(index, time)

    def _date(self, index: int, time: float) -> None:
        table = self.program.moments
        low, high, plus = table.low[index], table.high[index], table.plus[index]
        after = table.after[index]
        self.known[table.word[index], pack(table.purpose[index], 0, 0, 0, 0)] = time - low
        if plus != NONE:
            self._delayed(index, time)
        elif after != NONE and high > low:
            names = self.program.causes.begins
            earlier = self._times(names.index(after), CAUSE) if after in names else []
            since = max([low, *earlier])
            self.weight += -log(high - since) if since < high else -inf

    def _delayed(self, index: int, time: float) -> None:
        """A date plus a drawn delay: the delay is what is left where the date is an instant."""
        table = self.program.moments
        low, high, plus = table.low[index], table.high[index], table.plus[index]
        if high > low:
            inside = low <= time - self.values[plus] < high
            self.weight += 0.0 if inside else -inf
        else:
            self._is(plus, time - low)

    # --- what follows something ---------------------------------------------------------------------

    def _triggered(self, cause: int) -> None:
        table = self.program.causes
        trigger, rung = table.trigger[cause], table.trigger_rung[cause]
        since = self._reached(trigger, rung) if trigger != NONE else None
        come = self._times(cause, CAUSE)
        if come:
            if since is None or come[0] < since:
                self.weight = -inf
                return
            self._follows(cause, table.delay[cause], since, come[0], CAUSE)
            ends = self._times(cause, ENDS)
            lasts = table.lasts[cause]
            if lasts != NONE and ends:
                self._follows(cause, lasts, self._times(cause, CAUSE)[0], ends[0], ENDS)
            elif lasts != NONE:
                self._exceeds(lasts, self.horizon - self._times(cause, CAUSE)[0])
        elif since is not None:
            self._exceeds(table.delay[cause], self.horizon - since)

    def _reached(self, stance: int, rung: int) -> float | None:
        """When a stance first reached a rung from below."""
        held, acts = self.program.stances.start[stance], self.program.stances.acts[stance]
        for each in self.story:
            if each.kind == DECISION and each.subject == stance:
                if each.rung >= rung > held:
                    return each.time
                held = 0 if acts else each.rung
        return None

    def _follows(self, cause: int, parameter: int, since: float, time: float, kind: int) -> None:
        """What came came a drawn time later; where that time is fixed, it came then."""
        table = self.program.parameters
        if table.shape[parameter] != FIXED:
            self._is(parameter, time - since)
            return
        due = since + max(table.a[parameter], AT_ONCE)
        self.story = [
            replace(e, time=due) if (e.kind, e.subject, e.time) == (kind, cause, time) else e
            for e in self.story
        ]

    def _is(self, parameter: int, value: float) -> None:
        """A parameter has a value: the uniform behind it, and how dense it is there."""
        self._key(self.program.parameters.word[parameter], keys.PARAMETER, 0, parameter, value)

    def _key(self, word: int, purpose: int, visit: int, parameter: int, value: float) -> None:
        t, i = self.program.parameters, parameter
        whole = t.high_p[i] - t.low_p[i]
        dense = density(t.shape[i], t.a[i], t.b[i], t.c[i], value) / whole
        inside = t.low[i] <= value <= t.high[i]
        self.weight += log(dense) if dense > 0.0 and inside else -inf
        p_value = probability(t.shape[i], t.a[i], t.b[i], t.c[i], value)
        self.known[word, pack(purpose, 0, 0, 0, visit)] = (p_value - t.low_p[i]) / whole

    def _exceeds(self, parameter: int, least: float) -> None:
        """A parameter is known to be greater than a value: drawn from what is left."""
        word = self.program.parameters.word[parameter]
        self._later(word, keys.PARAMETER, 0, parameter, least)

    def _later(self, word: int, purpose: int, visit: int, parameter: int, least: float) -> None:
        t, i, code = self.program.parameters, parameter, pack(purpose, 0, 0, 0, visit)
        if t.shape[i] == FIXED:
            self.weight += 0.0 if t.a[i] >= least else -inf
            return
        whole = t.high_p[i] - t.low_p[i]
        gone = (probability(t.shape[i], t.a[i], t.b[i], t.c[i], least) - t.low_p[i]) / whole
        gone = min(max(gone, 0.0), 1.0)
        self.weight += log(1.0 - gone) if gone < 1.0 else -inf
        u = uniform(self.noise.seed, self.noise.replication, word, code)
        self.known[word, code] = gone + u * (1.0 - gone)

    # --- what recurs --------------------------------------------------------------------------------

    def _recurring(self, cause: int) -> None:
        table, word = self.program.causes, self.program.causes.word[cause]
        begins, ends = table.begins[cause], table.ends[cause]
        dates = moments(self.program, self.noise, self.values)
        time = dates[begins] if begins != NONE else 0.0
        last = min(self.horizon, dates[ends] if ends != NONE else inf)
        number = 0
        for come in self._times(cause, CAUSE):
            self._key(word, keys.GAP, number, table.gap[cause], come - time)
            time, number = come, number + 1
        self._later(word, keys.GAP, number, table.gap[cause], last - time)

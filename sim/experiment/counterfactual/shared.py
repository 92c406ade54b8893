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
    inside = [each for each in given if each.time < horizon]
    story = tuple(sorted(inside, key=lambda each: each.time))
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
        self.dates = moments(program, noise, values)  # where the record says nothing
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
            if index == NONE:
                continue
            times = self._times(cause, kind)
            for time in times:
                self._date(index, time)
            if not times:
                self._ahead(index)

    def _date(self, index: int, time: float) -> None:
        """A date is known: how dense it is where that depends on what it comes after or on a delay."""
        table = self.program.moments
        low, high, plus, after = self._window(index)
        self.known[table.word[index], pack(table.purpose[index], 0, 0, 0, 0)] = time - low
        since = low if after == NONE else max(low, self._begun(after))
        drawn = plus != NONE and self.program.parameters.shape[plus] != FIXED
        if drawn and high <= since:
            self._is(plus, time - since)  # the delay is what is left where the date is an instant
        elif drawn:
            word = self.program.parameters.word[plus]
            self._inside(word, keys.PARAMETER, 0, plus, time - high, time - since)
        if after == NONE or high <= low:
            return
        if since < high:
            self.weight -= log(high - since)
        elif plus == NONE:
            self.weight = -inf  # it would have come at the same instant

    def _ahead(self, index: int) -> None:
        """A date had not come by the end: drawn from what is left of its window, or of its delay."""
        table = self.program.moments
        low, high, plus, after = self._window(index)
        since = low if after == NONE else max(low, self._begun(after))
        if plus != NONE and high <= since:
            self._exceeds(plus, since)
            return
        left = max(since, self.horizon - (0.0 if plus == NONE else self.values[plus]))
        if high <= since:
            self.weight += 0.0 if since >= self.horizon else -inf
        elif left >= high:
            self.weight = -inf
        else:
            self.weight += log((high - left) / (high - since))
            time = left + self.noise.moment(index) * (high - left)
            time += 0.0 if plus == NONE else self.values[plus]
            key = table.word[index], pack(table.purpose[index], 0, 0, 0, 0)
            self.known[key] = time - low

    def _window(self, index: int) -> tuple[float, float, int, int]:
        table = self.program.moments
        return table.low[index], table.high[index], table.plus[index], table.after[index]

    def _begun(self, moment: int) -> float:
        """When a cause began whose date is some moment: by the record, else as drawn."""
        begins = self.program.causes.begins
        told = self._times(begins.index(moment), CAUSE) if moment in begins else []
        return told[0] if told else self.dates[moment]

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
            begun = self._times(cause, CAUSE)[0]
            ends = self._times(cause, ENDS)
            lasts = table.lasts[cause]
            if lasts != NONE and ends:
                self._follows(cause, lasts, begun, ends[0], ENDS)
            elif lasts != NONE:
                self._exceeds(lasts, begun)
        elif since is not None:
            self._exceeds(table.delay[cause], since)

    def _reached(self, stance: int, rung: int) -> float | None:
        """When a stance first reached a rung from below, by a decision or by force."""
        held, acts = self.program.stances.start[stance], self.program.stances.acts[stance]
        moves = [(e.time, e.rung) for e in self.story if e.kind == DECISION and e.subject == stance]
        table = self.program.interventions
        moves += [
            (self.dates[at], to)
            for moved, to, at in zip(table.forced, table.forced_rung, table.forced_at, strict=True)
            if moved == stance and self.dates[at] < self.horizon
        ]
        for time, to in sorted(moves):
            if to >= rung > held:
                return time
            held = 0 if acts else to
        return None

    def _follows(self, cause: int, parameter: int, since: float, time: float, kind: int) -> None:
        """What came came a drawn time later; where that time is fixed, it came then."""
        table = self.program.parameters
        if table.shape[parameter] == FIXED:
            self._move(cause, kind, time, since + max(table.a[parameter], AT_ONCE))
        else:
            self._is(parameter, time - since)

    def _move(self, cause: int, kind: int, time: float, due: float) -> None:
        """Put an instant of the record where the scenario leaves it no choice, if that keeps the order."""
        low, high = min(time, due), max(time, due)
        own = [(e.kind, e.subject, e.time) == (kind, cause, time) for e in self.story]
        between = [low < e.time < high for e in self.story]
        if due >= self.horizon or any(b and not o for b, o in zip(between, own, strict=True)):
            self.weight = -inf
            return
        self.story = [
            replace(e, time=due) if mine else e for e, mine in zip(self.story, own, strict=True)
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
        self.known[word, pack(purpose, 0, 0, 0, visit)] = self._share(parameter, value)

    def _exceeds(self, parameter: int, since: float) -> None:
        """What follows had not come by the end: its delay is drawn from what is left."""
        word = self.program.parameters.word[parameter]
        self._later(word, keys.PARAMETER, 0, parameter, since, self.horizon)

    def _later(  # noqa: PLR0913, PLR0917 (a key, a parameter, and the time it passed)
        self, word: int, purpose: int, visit: int, parameter: int, since: float, until: float
    ) -> None:
        t, i = self.program.parameters, parameter
        if t.shape[i] == FIXED:
            self.weight += 0.0 if since + t.a[i] >= until else -inf
            return
        self._inside(word, purpose, visit, parameter, until - since, inf)

    def _inside(  # noqa: PLR0913, PLR0917 (a key, a parameter, and its bounds)
        self, word: int, purpose: int, visit: int, parameter: int, least: float, most: float
    ) -> None:
        """A parameter is known to lie between bounds: how likely that is, and one drawn there."""
        code = pack(purpose, 0, 0, 0, visit)
        low, high = self._share(parameter, least), self._share(parameter, most)
        if high <= low:
            self.weight = -inf
            return
        self.weight += log(high - low)
        u = uniform(self.noise.seed, self.noise.replication, word, code)
        self.known[word, code] = low + u * (high - low)

    def _share(self, parameter: int, value: float) -> float:
        """The share of a parameter's draws that lies below a value."""
        t, i = self.program.parameters, parameter
        below = 1.0 if value == inf else probability(t.shape[i], t.a[i], t.b[i], t.c[i], value)
        return min(1.0, max(0.0, (below - t.low_p[i]) / (t.high_p[i] - t.low_p[i])))

    # --- what recurs --------------------------------------------------------------------------------

    def _recurring(self, cause: int) -> None:
        table, word = self.program.causes, self.program.causes.word[cause]
        begins, ends = table.begins[cause], table.ends[cause]
        time = self.dates[begins] if begins != NONE else 0.0
        last = min(self.horizon, self.dates[ends] if ends != NONE else inf)
        gap, t = table.gap[cause], self.program.parameters
        number = 0
        for come in self._times(cause, CAUSE):
            if t.shape[gap] == FIXED:
                time += t.a[gap]
                self._move(cause, CAUSE, come, time)
            else:
                self._key(word, keys.GAP, number, gap, come - time)
                time = come
            number += 1
        self._later(word, keys.GAP, number, gap, time, last)

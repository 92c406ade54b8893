"""The randomness of one replication: every draw a pure function of its key (docs/model.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.model import keys
from sim.model.philox import pack, uniform
from sim.model.program import NONE, Program
from sim.model.quantile import FIXED, bounded_variate, exponential_quantile


@dataclass(frozen=True)
class Noise:
    """All draws of a replication, by what is drawn; `seed` and `replication` are unsigned 64-bit.

    A draw whose key (word, code) is in `known` is not the generator's: the value there is the work of
    a step, the days of a moment from its window's beginning, else the uniform.
    """

    program: Program
    seed: int = 0
    replication: int = 0
    known: Mapping[tuple[int, int], float] = field(default_factory=dict)

    def parameter(self, index: int) -> float:
        """A parameter's value in this replication."""
        table = self.program.parameters
        if table.shape[index] == FIXED:
            return table.a[index]
        return self._variate(index, self._uniform(table.word[index], keys.PARAMETER))

    def moment(self, index: int) -> float:
        """The uniform that places a moment inside its window."""
        table = self.program.moments
        return self._uniform(table.word[index], table.purpose[index])

    def offset(self, index: int) -> float | None:
        """The known days of a moment from the beginning of its window."""
        table = self.program.moments
        return self.known.get((table.word[index], pack(table.purpose[index], 0, 0, 0, 0)))

    def gap(self, cause: int, number: int) -> float:
        """Days before occurrence `number` (from 0) of a recurring cause."""
        index = self.program.causes.gap[cause]
        word = self.program.causes.word[cause]
        return self._variate(index, self._uniform(word, keys.GAP, visit=number))

    def work(self, stance: int, rung: int, direction: int, visit: int, step: int) -> float:
        """The unit-exponential work of a step."""
        word = self.program.stances.word[stance]
        known = self.known.get((word, pack(keys.WORK, rung, direction, step, visit)))
        if known is not None:
            return known
        return exponential_quantile(
            self._uniform(word, keys.WORK, rung, direction, step=step, visit=visit)
        )

    def choice(self, stance: int, rung: int, direction: int, visit: int) -> float:
        """The uniform behind the rung chosen."""
        word = self.program.stances.word[stance]
        return self._uniform(word, keys.CHOICE, rung, direction, visit=visit)

    def _uniform(  # noqa: PLR0913 (the parts of a key)
        self,
        word: int,
        purpose: int,
        rung: int = 0,
        direction: int = 0,
        *,
        step: int = 0,
        visit: int = 0,
    ) -> float:
        code = pack(purpose, rung, direction, step, visit)
        known = self.known.get((word, code))
        return uniform(self.seed, self.replication, word, code) if known is None else known

    def _variate(self, index: int, u: float) -> float:
        table = self.program.parameters
        return bounded_variate(
            table.shape[index], table.a[index], table.b[index], table.c[index],
            table.low_p[index], table.high_p[index], table.low[index], table.high[index], u,
        )  # fmt: skip


@dataclass(frozen=True)
class Central(Noise):
    """Every parameter at its median and every date at the middle of its window."""

    def parameter(self, index: int) -> float:
        """The parameter's median."""
        return self._variate(index, 0.5)

    def moment(self, index: int) -> float:  # noqa: ARG002 (same for all)
        """The middle of the window."""
        return 0.5

    def offset(self, index: int) -> float | None:
        """The known days of a moment from the beginning of its window."""
        table = self.program.moments
        return self.known.get((table.word[index], pack(table.purpose[index], 0, 0, 0, 0)))

    def gap(self, cause: int, number: int) -> float:  # noqa: ARG002 (same for all)
        """The median gap."""
        return self._variate(self.program.causes.gap[cause], 0.5)


def parameters(program: Program, noise: Noise) -> tuple[float, ...]:
    """The values of all parameters in a replication."""
    return tuple(noise.parameter(index) for index in range(len(program.parameters.name)))


def moments(program: Program, noise: Noise, values: tuple[float, ...]) -> tuple[float, ...]:
    """The times of all moments in a replication, in days from the start."""
    table = program.moments
    times: list[float] = []
    for index, (low, high, after, plus) in enumerate(
        zip(table.low, table.high, table.after, table.plus, strict=True)
    ):
        known = noise.offset(index)
        if known is not None:
            time = low + known
        else:
            since = times[after] if after != NONE and times[after] > low else low
            time = since + noise.moment(index) * (high - since) if high > since else since
            if plus != NONE:
                time += values[plus]
        times.append(max(time, times[after]) if after != NONE else time)
    return tuple(times)

"""The randomness of one replication: every draw a pure function of its key (docs/model.md)."""

from __future__ import annotations

from dataclasses import dataclass

from sim.model import keys
from sim.model.philox import pack, uniform
from sim.model.program import NONE, Program
from sim.model.quantile import FIXED, bounded_variate, exponential_quantile


@dataclass(frozen=True)
class Noise:
    """All draws of a replication, by what is drawn; `seed` and `replication` are unsigned 64-bit."""

    program: Program
    seed: int = 0
    replication: int = 0

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

    def gap(self, cause: int, number: int) -> float:
        """Days before occurrence `number` (from 0) of a recurring cause."""
        index = self.program.causes.gap[cause]
        word = self.program.causes.word[cause]
        return self._variate(index, self._uniform(word, keys.GAP, visit=number))

    def work(self, stance: int, rung: int, direction: int, visit: int, step: int) -> float:
        """The unit-exponential work of a step."""
        word = self.program.stances.word[stance]
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
        return uniform(
            self.seed, self.replication, word, pack(purpose, rung, direction, step, visit)
        )

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
        if after != NONE and times[after] > low:
            low = times[after]  # noqa: PLW2901 (the window shrinks)
        time = low + noise.moment(index) * (high - low) if high > low else low
        if plus != NONE:
            time += values[plus]
        times.append(max(time, times[after]) if after != NONE else time)
    return tuple(times)

"""Draws that are known: what a record, or a plan of an experiment, puts in the place of the generator's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Key = tuple[int, int]  # word and code, as of the generator (docs/model.md)
KNOWN = np.dtype([("word", "u8"), ("code", "u8"), ("value", "f8")])


@dataclass(frozen=True)
class Known:
    """Known draws of replications 0 to len(rows) - 1, the same for either engine.

    `draws` are records (word, code, value); those of replication n are `rows[n, 0]` to `rows[n, 1]`
    (shape runs x 2), in order of (word, code). Replications may share rows. A value is the work of a
    step, the days of a moment from the beginning of its window, else the uniform of the draw.
    """

    draws: NDArray[np.void]
    rows: NDArray[np.int64]

    def of(self, replication: int) -> dict[Key, float]:
        """The known draws of one replication."""
        low, high = self.rows[replication].tolist()
        return {(word, code): value for word, code, value in self.draws[low:high].tolist()}


def known(worlds: Iterable[Mapping[Key, float]], each: int = 1) -> Known:
    """Known draws from mappings, each of which holds for `each` replications in turn."""
    draws: list[tuple[int, int, float]] = []
    rows: list[tuple[int, int]] = []
    for world in worlds:
        first = len(draws)
        draws += [(word, code, value) for (word, code), value in sorted(world.items())]
        rows += [(first, len(draws))] * each
    return Known(np.array(draws, dtype=KNOWN), np.array(rows, dtype=np.int64).reshape(-1, 2))

"""The keys of draws (docs/model.md): what is drawn, by name, never when or in which order."""

from __future__ import annotations

from hashlib import blake2b

WORK = 1  # the work of a step: stance, rung left, direction, visit, step
CHOICE = 2  # the draw behind the rung: stance, rung left, direction, visit
PARAMETER = 3  # a parameter given as a distribution, by name
BEGINS = 4  # the date of a cause or intervention, by name; of a recurring one, by visit
ENDS = 5  # the end of a lasting cause, by name
GAP = 6  # the time to an occurrence of a recurring cause, by name and number (as visit)

UP = 1
DOWN = 0


def name_word(name: str) -> int:
    """A stable 64-bit hash of a name: BLAKE2b, the same on every machine and in every process."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")

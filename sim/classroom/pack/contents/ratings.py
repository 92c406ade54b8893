"""HSEEP's four ratings, with what each asks for, in our words."""

from __future__ import annotations

from sim.classroom.pack.document import BOX, Table
from sim.scenario.exercise.learning import RATINGS

_MEANS = {
    "P": "The target and its critical tasks were met, and nothing else suffered for it.",
    "S": "They were met, with difficulties that could be seen and named.",
    "M": "They were met in part: something else suffered, or help from outside was needed.",
    "U": "They were not met.",
}


def ratings_key() -> Table:
    """The key to the ratings."""
    rows = tuple((letter, name, _MEANS[letter]) for letter, name in RATINGS.items())
    return Table("Ratings key", ("Rating", "Name", "Meaning"), rows, (1, 3, 6), caption_shown=True)


def ratings_line() -> Table:
    """The key to the ratings in two rows, for a form."""
    header = tuple(f"{letter}: {name}" for letter, name in RATINGS.items())
    return Table(
        "Ratings key", header, (tuple(_MEANS[letter] for letter in RATINGS),), (1, 1, 1, 1)
    )


def rating_boxes() -> str:
    """The four ratings to tick."""
    return "\u2003".join(f"{BOX}\u00a0{letter}" for letter in RATINGS)

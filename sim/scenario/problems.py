"""What is wrong with a file: where, what was found, what was expected, the nearest valid choice."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

MOST = (
    300  # letters and names looked at for the nearest: a large file must not take hours to refuse
)


@dataclass(frozen=True, order=True)
class Mark:
    """A place in a file; line and column count from 1, 0 where there is no line to name."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of a file; `path` is the way to it through the keys, as `actors/us/stances/0`."""

    mark: Mark
    path: str
    message: str

    def __str__(self) -> str:
        where = f" {self.path}:" if self.path else ""
        return f"{self.mark}:{where} {self.message}"


class ScenarioError(Exception):
    """A file that cannot be used; carries every problem found in it, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(name: object, valid: Iterable[object]) -> str:
    """A closing phrase naming the nearest valid name, or the few there are; empty if none are."""
    choices = sorted({str(choice) for choice in valid})
    close = difflib.get_close_matches(str(name)[:MOST], choices[:MOST], n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]!r}?"
    if not choices:
        return "; none is declared"
    shown = ", ".join(choices[:8]) + (", ..." if len(choices) > 8 else "")  # noqa: PLR2004 (a line's worth)
    return f"; expected one of: {shown}"

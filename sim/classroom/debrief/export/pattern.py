"""Many names as one regular expression over folded text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from sim.classroom.debrief.export.borders import left, right
from sim.classroom.debrief.export.names import Spelling

JOINED = r"(?:\s+|[-'._]|)"
AFTER_INITIAL = r"(?:\.?\s*|[-'_])"
CONTRACTIONS = {"d", "ll", "m", "re", "s", "t", "ve"}  # it's, don't


Tree = dict[str, dict[str, list[str]]]  # the first token, the second, how it goes on


def pattern(spellings: Iterable[Spelling], besides: Iterable[str]) -> re.Pattern[str] | None:
    """Finds any of the spellings as words of their own, the longest first; None where there are none.

    They stand in groups by their borders and by their first letters, so that few are tried at each
    word. `besides` are expressions to be found too.
    """
    groups: dict[tuple[str, str], Tree] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for each in sorted(set(spellings), key=lambda each: (-len(each.key), each.runs)):
        first, second, *rest = (*_tokens(each), "")
        groups[_borders(each)][first][second].append("".join(rest))
    # Where a name begins in one script and ends in another, a part of it may be in a group by itself.
    ordered = sorted(groups.items(), key=lambda group: bool(group[0][0]) == _spaced(group[0][1]))
    found = [f"{before}{_choice(tree)}{behind}" for (before, behind), tree in ordered]
    found = [*besides, *found]
    return re.compile("|".join(found)) if found else None


def _choice(tree: Tree) -> str:
    return _any(first + _any(map(_ends, _ordered(then))) for first, then in tree.items())


def _ordered(then: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    """Letters, then what may be left out, then nothing."""
    return sorted(
        then.items(), key=lambda item: (item[0] == "", item[0] in {JOINED, AFTER_INITIAL})
    )


def _ends(item: tuple[str, list[str]]) -> str:
    second, rest = item
    return second + _any(rest)


def _any(of: Iterable[str]) -> str:
    return f"(?:{'|'.join(of)})"


def _tokens(each: Spelling) -> list[str]:
    """The letters, and between runs what may stand there."""
    found: list[str] = []
    for number, run in enumerate(each.runs):
        if number:
            found.append(AFTER_INITIAL if len(each.runs[number - 1]) == 1 else JOINED)
        found += map(re.escape, run)
    return found


def _borders(each: Spelling) -> tuple[str, str]:
    no_tail = "(?<!')" if each.key in CONTRACTIONS else ""
    return left(each.runs[0][0]) + no_tail, right(each.runs[-1][-1])


def _spaced(behind: str) -> bool:
    return behind == right("a")

"""What texts are searched for: the names of a class in every spelling, and which of them are left."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from unicodedata import category, normalize

from sim.classroom.debrief.export.borders import left, right
from sim.classroom.debrief.export.folding import folded
from sim.classroom.debrief.export.known import Known
from sim.classroom.debrief.export.names import GAPS, PARTICLES, Spelling, key, parts, runs, whole
from sim.classroom.debrief.export.pattern import pattern
from sim.classroom.debrief.people import Person

SOMEBODY = "[somebody]"  # for a name that several have
KEPT = ""  # in place of an alias: words of the exercise that hold a name, as "Joe Biden" holds Joe
COUNTED = re.compile(r" \(\d+\)$")  # the second Ana at a table is Ana (2)
ENGLISH = {"a", "i"}  # names of one letter that are words


@dataclass(frozen=True)
class Sought:
    """Names as patterns over folded text, and the aliases by the letters that were found."""

    aliases: dict[str, str]
    any_case: re.Pattern[str] | None
    as_written: re.Pattern[str] | None
    unsought: tuple[str, ...]
    capitals: tuple[str, ...]


@dataclass
class _Gathered:
    known: Known
    aliases: dict[str, str] = field(default_factory=dict)
    any_case: list[Spelling] = field(default_factory=list)
    as_written: list[Spelling] = field(default_factory=list)
    signs: dict[str, str] = field(
        default_factory=dict
    )  # names not of letters alone, by their patterns
    capitals: dict[str, str] = field(default_factory=dict)  # by their letters
    unsought: dict[str, str] = field(default_factory=dict)

    def person(self, person: Person) -> None:
        """Gather what one person may be called."""
        name = COUNTED.sub("", person.name)
        ways = tuple(whole(name))
        if _is_sign(name):
            self._sign(name, person.alias)
        elif not ways or ways[0].key in ENGLISH or self.known.is_whole(name):
            self.unsought.setdefault(typed(name), " ".join(name.split()))
        else:
            for each in ways:
                self._add(each, person.alias)
            if re.search(rf"\w\s*[^\w\s{GAPS}]", folded(name).cased):  # Al (Bo)
                self._exactly(name, person.alias)
        for part in parts(name):
            if self.known.is_part(part.key):
                self.unsought.setdefault(part.key, "".join(part.runs))
            else:
                self._add(part, person.alias)

    def _add(self, spelling: Spelling, alias: str) -> None:
        letters = spelling.key
        self._alias(letters, alias)
        if self._only_capitals(spelling):
            self.capitals.setdefault(letters, spelling.runs[0].capitalize())
        else:
            (self.as_written if spelling.cased else self.any_case).append(spelling)

    def _only_capitals(self, spelling: Spelling) -> bool:
        """Whether a name is an ordinary word too, if it is written small."""
        letters = spelling.key
        ordinary = letters in PARTICLES or (not spelling.cased and letters in self.known.ordinary)
        return ordinary and len(spelling.runs) == 1 and letters[0].upper() != letters[0]

    def _sign(self, name: str, alias: str) -> None:
        sign = folded(name.strip()).text
        symbol = any(category(letter) == "So" for letter in sign)
        self._sign_between(sign, alias, *(("", "") if symbol else (r"(?<!\S)", r"(?!\S)")))

    def _exactly(self, name: str, alias: str) -> None:
        sign = folded(name.strip()).text
        self._sign_between(sign, alias, left(sign[0]), right(sign[-1]))

    def _sign_between(self, sign: str, alias: str, before: str, behind: str) -> None:
        escaped = r"\s+".join(map(re.escape, sign.split()))
        self.signs[f"{before}{escaped}{behind}"] = sign
        self._alias(key(sign), alias)

    def _alias(self, letters: str, alias: str) -> None:
        taken = self.aliases.setdefault(letters, alias)
        if taken != alias:
            self.aliases[letters] = SOMEBODY

    def phrases(self) -> None:
        """Words of the exercise in which a name stands are kept."""
        for phrase in self.known.phrases:
            found = runs(phrase)
            letters = key("".join(found))
            if len(found) > 1 and letters not in self.aliases and self._holds_name(found):
                self.aliases[letters] = KEPT
                self.any_case.append(Spelling(found))

    def _holds_name(self, found: tuple[str, ...]) -> bool:
        return any(key(each) in self.aliases for each in found)


def sought(people: Iterable[Person], words: Known) -> Sought:
    """What the texts of a class are searched for."""
    gathered = _Gathered(words)
    for person in people:
        gathered.person(person)
    gathered.phrases()
    return Sought(
        aliases=gathered.aliases,
        any_case=pattern(map(_small, gathered.any_case), gathered.signs),
        as_written=pattern(gathered.as_written, map(_capital, gathered.capitals)),
        unsought=tuple(gathered.unsought.values()),
        capitals=tuple(gathered.capitals.values()),
    )


def typed(name: str) -> str:
    """A whole name, by which the field that holds it is replaced."""
    return " ".join(normalize("NFC", name).casefold().split())


def _is_sign(name: str) -> bool:
    """Whether a name has neither letters nor digits: an emoji, a smile."""
    return bool(folded(name).text.strip()) and not runs(name)


def _small(spelling: Spelling) -> Spelling:
    return Spelling(tuple(key(run) for run in spelling.runs))


def _capital(letters: str) -> str:
    """A word with a capital at least at its beginning."""
    first, rest = letters[0].upper(), letters[1:]
    return f"{left(first)}{first}(?i:{re.escape(rest)}){right(rest[-1])}"

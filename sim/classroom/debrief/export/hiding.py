"""Names and seats replaced by aliases, in the fields that hold them and in what people wrote.

An alias tells nothing without the exercise file. What somebody wrote may still say who it was in other
words, so an anonymous export is to be read before it is passed on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import normalize

from sim.classroom.debrief.people import Person

SEATS = {"seat", "by"}  # fields that hold a seat's id
NAMES = {"name"}  # fields that hold a student's name
GONE = {"chair", "file"}  # what a class knows the holder of, and whose computer it may be
WORDS = {  # fields that hold words of people; all others hold ids, dates and numbers of the exercise
    "action_text", "answers", "change", "message", "reason", "reasons", "result", "scope", "text",
    "answer",
}  # fmt: skip
SOMEBODY = "[somebody]"  # for a name that several have
LEAST = 3  # letters of a part of a name that is looked for by itself
SHORT = 2  # letters of a whole name that is looked for only as it was written
PARTICLES = {"and", "bin", "das", "del", "den", "der", "des", "dos", "the", "van", "von"}


@dataclass(frozen=True)
class Hiding:
    """Replaces what tells who somebody is."""

    people: Mapping[str, Person]
    pattern: re.Pattern[str] | None
    exact: re.Pattern[str] | None
    aliases: Mapping[str, str]  # by a name or a part of it, folded

    def value(self, field: str, value: object) -> object:
        """A value of a field, hidden."""
        if field in GONE:
            return ""
        if isinstance(value, list | tuple):
            return [self.value(field, each) for each in value]
        if not isinstance(value, str):
            return value
        if field in SEATS | NAMES:
            return self._who(value, field)
        return self.text(value) if field in WORDS else value

    def text(self, text: str) -> str:
        """What somebody wrote, without the names of people in the class."""
        found = normalize("NFC", text)
        for pattern in (self.pattern, self.exact):
            if pattern is not None:
                found = pattern.sub(lambda match: self._named(match[0]), found)
        return found

    def _named(self, name: str) -> str:
        return self.aliases.get(_folded(name), SOMEBODY)

    def _who(self, value: str, field: str) -> str:
        if field in SEATS:
            return self.people[value].alias if value in self.people else value
        return self.aliases.get(_folded(value), value)


def hiding(people: Mapping[str, Person]) -> Hiding:
    """What hides the people of a class."""
    aliases: dict[str, str] = {}
    for person in people.values():
        for part in {_folded(person.name), *_parts(person.name)}:
            taken = aliases.setdefault(part, person.alias)
            if taken != person.alias:
                aliases[part] = SOMEBODY
    wholes = {normalize("NFC", person.name.strip()) for person in people.values()}
    short = {name for name in wholes if len(name) == SHORT}
    written = {name for whole in wholes for name in (whole, *_parts(whole, fold=False))}
    return Hiding(
        people=people,
        pattern=_pattern({e for e in (*aliases, *written) if len(e) > SHORT}, re.IGNORECASE),
        exact=_pattern(short, re.NOFLAG),
        aliases=aliases,
    )


def _parts(name: str, *, fold: bool = True) -> set[str]:
    """The parts of a name that are looked for by themselves."""
    words = re.split(r"[^\w']+", _folded(name) if fold else normalize("NFC", name))
    return {word for word in words if len(word) >= LEAST and _folded(word) not in PARTICLES}


def _pattern(names: set[str], how: re.RegexFlag) -> re.Pattern[str] | None:
    """Any of the names as words of their own, the longest first."""
    if not names:
        return None
    ordered = sorted(names, key=lambda each: (-len(each), each))
    written = "|".join(r"\s+".join(map(re.escape, each.split())) for each in ordered)
    return re.compile(rf"(?<!\w)(?:{written})(?!\w)", how)


def _folded(text: str) -> str:
    return " ".join(normalize("NFC", text).casefold().split())

"""Names and seats replaced by aliases, in the fields that hold them and in what people wrote.

An alias tells nothing without the exercise file. What somebody wrote may still say who it was in other
words, so an anonymous export is to be read before it is passed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.classroom.debrief.export.borders import is_unspaced
from sim.classroom.debrief.export.folding import folded
from sim.classroom.debrief.export.known import Known
from sim.classroom.debrief.export.names import key
from sim.classroom.debrief.export.sought import KEPT, SOMEBODY, Sought, sought, typed
from sim.classroom.debrief.people import Person

SEATS = {"seat", "by"}  # fields that hold a seat's id
NAMES = {"name"}  # fields that hold a student's name
GONE = {"chair", "file"}  # what a class knows the holder of, and whose computer it may be
WORDS = {  # fields that hold words of people; all others hold ids, dates and numbers of the exercise
    "action_text", "answers", "change", "message", "mode", "reason", "reasons", "result", "scope",
    "text", "answer",
}  # fmt: skip


@dataclass(frozen=True)
class Hiding:
    """Replaces what tells who somebody is."""

    people: Mapping[str, Person]
    sought: Sought
    names: Mapping[str, str]  # aliases by the whole name as it was typed, in small letters
    done: re.Pattern[str]  # what stands in a text instead of a name already

    @property
    def unsought(self) -> tuple[str, ...]:
        """Names, or parts of names, that texts are not searched for."""
        return self.sought.unsought

    @property
    def capitals(self) -> tuple[str, ...]:
        """Those that are looked for only where they begin with a capital."""
        return self.sought.capitals

    def value(self, field: str, value: object) -> object:
        """A value of a field, hidden."""
        if field in GONE:
            return ""
        if isinstance(value, list | tuple):
            return [self.value(field, each) for each in value]
        if not isinstance(value, str):
            return value
        if field in NAMES:
            return self.names.get(typed(value), SOMEBODY)
        if field in SEATS:
            return self._seat(value)
        return self.text(value) if field in WORDS else value

    def text(self, text: str) -> str:
        """What somebody wrote, without the names of people in the class; all else stays as it is."""
        found = [text]
        for step in (self.done.split, self._any_case, self._as_written):
            found = [
                each
                for number, piece in enumerate(found)
                for each in ((piece,) if number % 2 else step(piece))
            ]
        return "".join(found)

    # What follows cuts a text: pieces at even places are still looked through, those at odd ones done.

    def _any_case(self, text: str) -> Iterator[str]:
        return self._cut(text, self.sought.any_case, cased=False)

    def _as_written(self, text: str) -> Iterator[str]:
        return self._cut(text, self.sought.as_written, cased=True)

    def _cut(self, text: str, pattern: re.Pattern[str] | None, *, cased: bool) -> Iterator[str]:
        done = 0
        if pattern is not None:
            seen = folded(text)
            for match in pattern.finditer(seen.cased if cased else seen.text):
                start, end = seen.span(*match.span())
                alias = self.sought.aliases.get(key(match[0]), SOMEBODY)
                yield text[done:start]
                yield text[start:end] if alias == KEPT else _apart(text, start, end, alias)
                done = end
        yield text[done:]

    def _seat(self, value: str) -> str:
        if value in self.people:
            return self.people[value].alias
        return SOMEBODY if re.fullmatch(r"s\d+", value) else value


def hiding(people: Mapping[str, Person], words: Known) -> Hiding:
    """What hides the people of a class. Their names are left where they are words of the exercise."""
    names: dict[str, str] = {}
    for person in people.values():
        alias = names.setdefault(typed(person.name), person.alias)
        if alias != person.alias:
            names[typed(person.name)] = SOMEBODY
    ready = sorted((SOMEBODY, *(person.alias for person in people.values())))
    return Hiding(
        people=people,
        sought=sought(people.values(), words),
        names=names,
        done=re.compile(f"({'|'.join(map(re.escape, ready))})"),
    )


def left_out(hidden: Hiding) -> Iterator[str]:
    """What texts were not searched for, for whoever exports: the sentences hold names."""
    if hidden.unsought:
        yield (
            "Not looked for inside texts, because they are words of the exercise or too short: "
            f"{', '.join(hidden.unsought)}."
        )
    if hidden.capitals:
        yield (
            "Looked for inside texts only with a capital, because they are ordinary words too: "
            f"{', '.join(hidden.capitals)}."
        )


def _apart(text: str, start: int, end: int, alias: str) -> str:
    """An alias, with a space where it would run into a word of a script that has spaces."""
    before = " " if start and _is_word(text[start - 1]) else ""
    behind = " " if end < len(text) and _is_word(text[end]) else ""
    return f"{before}{alias}{behind}"


def _is_word(letter: str) -> bool:
    return letter.isalnum() and not is_unspaced(folded(letter).text[:1])

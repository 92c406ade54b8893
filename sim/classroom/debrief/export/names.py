"""A name as it may be typed: the whole, its parts, without apostrophes and hyphens, with ü as u or ue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from unicodedata import normalize

from sim.classroom.debrief.export.borders import HAN, UNSPACED, is_unspaced, marks
from sim.classroom.debrief.export.folding import folded, small

LEAST = 3  # letters of a part that is looked for by itself, in scripts with spaces
LEAST_SMALLER = 4  # letters of a name in which ue is also looked for as ü
MOST_WAYS = 16  # in which one name is spelt
TOGETHER = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
PARTICLES = {
    "abu", "and", "bin", "bint", "dal", "das", "del", "della", "den", "der", "des", "dos", "ibn", "las",
    "les", "los", "the", "van", "von", "zum", "zur",
}  # fmt: skip
SYLLABLES = "\uac00-\ud7a3"  # of Korean
GAPS = r"\s'\-._"  # what stands between the parts of a name, or does not


@dataclass(frozen=True)
class Spelling:
    """One way to type a name: runs of letters. `cased` says that small letters for capitals are not it."""

    runs: tuple[str, ...]
    cased: bool = False

    @property
    def key(self) -> str:
        """The letters alone, small."""
        return key("".join(self.runs))


def key(text: str) -> str:
    """By what a name that was found in folded text is known again."""
    return re.sub(rf"[{GAPS}]+", "", small(text))


def runs(name: str) -> tuple[str, ...]:
    """The runs of letters of a name as it was written, scripts without spaces apart from others."""
    return tuple(_run().findall(folded(name).cased))


@cache
def _run() -> re.Pattern[str]:
    return re.compile(rf"[{UNSPACED}{marks()}]+|(?:[^\W_{UNSPACED}][{marks()}]*)+")


def whole(name: str) -> Iterator[Spelling]:
    """The ways to type a whole name; a short one is looked for as it was written."""
    found = runs(name)
    if not any(map(_is_lettered, found)) or _is_syllable(found):
        return
    if _is_short(found):
        yield Spelling(found, cased=True)
        if all(run.islower() for run in found):
            yield Spelling(tuple(run.title() for run in found), cased=True)
        return
    for spelt in _spelt(name):
        yield Spelling(spelt)


def parts(name: str) -> Iterator[Spelling]:
    """The parts of a name that are looked for by themselves: words, and what stands in them."""
    words = normalize("NFC", name).split()
    for number, word in enumerate(words):
        outer = number in {0, len(words) - 1}
        for spelt in _spelt(word):
            for each in dict.fromkeys((spelt, *((run,) for run in spelt))):
                yield from _part(each, outer=outer)
    for run in runs(name):
        yield from (Spelling((given,)) for given in _given(run))


def _part(spelt: tuple[str, ...], *, outer: bool) -> Iterator[Spelling]:
    letters = key("".join(spelt))
    if letters in PARTICLES:
        if outer and spelt[0][0].isupper():  # Van Nguyen, Bin Li
            yield Spelling(spelt, cased=True)
    elif _is_lettered(letters) and not _is_short(spelt) and not _is_one(spelt):
        yield Spelling(spelt)
        bare = letters.rstrip("0123456789")
        if bare != letters and len(bare) >= LEAST:
            yield Spelling((bare,))


def _spelt(name: str) -> Iterator[tuple[str, ...]]:
    """The runs of a name in every usual spelling."""
    together = "".join(map(_together, normalize("NFC", name)))
    for typed in dict.fromkeys((name, together)):
        ways = [tuple(dict.fromkeys((run, _apart(run)))) for run in runs(typed)]
        if ways:
            yield from islice(product(*ways), MOST_WAYS)


def _together(letter: str) -> str:
    return TOGETHER.get(letter.lower(), letter)


def _apart(run: str) -> str:
    """Mueller as Müller is found: muller."""
    less = re.sub(r"([aou])e", r"\1", run.lower())
    return less if len(less) >= LEAST_SMALLER else run


def _given(run: str) -> Iterator[str]:
    """The given name in a name without spaces, and of four letters either half."""
    letters = normalize("NFC", run)
    if not re.fullmatch(f"[{HAN}]+|[{SYLLABLES}]+", letters):
        return
    if len(letters) == 3:  # noqa: PLR2004 (said above)
        yield folded(letters[1:]).text
    if len(letters) == 4:  # noqa: PLR2004
        yield folded(letters[:2]).text
        yield folded(letters[2:]).text


def _is_lettered(run: str) -> bool:
    return any(letter.isalpha() for letter in run)


def _is_one(found: tuple[str, ...]) -> bool:
    """One letter of a script without spaces: it would be found in half of all words."""
    return len(normalize("NFC", "".join(found))) == 1 and is_unspaced(found[0][0])


def _is_syllable(found: tuple[str, ...]) -> bool:
    """The same, and not even a Chinese surname."""
    return _is_one(found) and re.fullmatch(f"[{HAN}]", found[0]) is None


def _is_short(found: tuple[str, ...]) -> bool:
    letters = "".join(found)
    return not any(map(is_unspaced, letters)) and sum(map(str.isalnum, letters)) < LEAST

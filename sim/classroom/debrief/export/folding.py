"""Text folded so that one name looks the same however it was typed, with the way back to the original.

Folded are accents, forms of letters (NFKD), apostrophes, hyphens, spaces and what is not seen; case is kept
beside. What tells words apart in scripts that need their marks (Thai vowels, the signs of Devanagari,
か and が) stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from unicodedata import category, combining, normalize

_LETTERS = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
    "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
    "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T", "ŋ": "n", "Ŋ": "N", "ı": "i", "ĸ": "k", "ς": "σ",  # noqa: RUF001
    "ə": "e", "Ə": "E",
}  # fmt: skip
_ARABIC = {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا", "ـ": ""}  # noqa: RUF001
_APOSTROPHES = "`´‘’‚‛′‵ʹʻʼʽˈˊˋ՚׳ꞌ＇"  # noqa: RUF001 (they look alike)
_HYPHENS = "‐‑‒–—―⁃−﹘﹣－־᠆"  # noqa: RUF001
_DOTS = "·•・‧∙⋅ꞏ･"  # between the parts of a name; noqa: RUF003
_SAME = {
    **_LETTERS,
    **_ARABIC,
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys(_HYPHENS, "-"),
    **dict.fromkeys(_DOTS, "."),
}
# Combining classes of marks that are part of the letter: none given, voicing of kana, virama, Thai and Lao.
_KEPT = {0, 8, 9, 103, 107, 118, 122}
_UNSEEN = {"\u034f", *map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))}


@dataclass(frozen=True)
class Folded:
    """A text, folded: `cased` as it was written, `text` in small letters, of the same length."""

    original: str
    cased: str
    text: str
    parts: tuple[str, ...] | None  # what each character became; None where all stayed one

    @cached_property
    def _ends(self) -> list[int]:
        """Where each character of the original ends in the folded text."""
        assert self.parts is not None
        return list(accumulate(map(len, self.parts)))

    @cached_property
    def _origins(self) -> list[int]:
        """Of each folded character the number of the one it came from."""
        assert self.parts is not None
        return [number for number, part in enumerate(self.parts) for _ in part]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where something folded stands in the original, with the marks that hang on its last letter."""
        if self.parts is None or start == end:
            return start, end
        first, last = self._origins[start], self._origins[end - 1] + 1
        while last < len(self.parts) and not self.parts[last] and _hangs(self.original[last]):
            last += 1
        return first, last


def folded(text: str) -> Folded:
    """A text, folded."""
    if text.isascii():
        return Folded(text, text, text.lower(), None)
    parts = tuple(map(_letter, text))
    cased = "".join(parts)
    return Folded(text, cased, small(cased), parts)


def small(cased: str) -> str:
    """Folded text in small letters, as many as before."""
    return cased.lower().replace("ς", "σ")  # a capital at the end of a word became ς


def _hangs(letter: str) -> bool:
    return category(letter).startswith("M")


@cache
def _letter(letter: str) -> str:
    if letter in _SAME:
        return _SAME[letter]
    found = "".join(map(_plain, normalize("NFKD", letter)))
    # Whose small form is longer than itself would shift all that follows.
    return found if len(found.lower()) == len(found) else found.lower()


def _plain(letter: str) -> str:
    if letter in _UNSEEN or category(letter) == "Cf" or combining(letter) not in _KEPT:
        return ""
    return _SAME.get(letter, letter)

"""Where a word begins and ends in folded text, as parts of regular expressions.

Chinese, Japanese, Thai and others write without spaces, and Korean hangs its particles on names: there a
name is found anywhere. Arabic and Hebrew write "and", "to", "in" together with the next word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from unicodedata import category

from sim.classroom.debrief.export.folding import folded

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\ud7b0-\ud7ff"  # syllables, as folded
KANA = "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
SOUTH_EAST = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u1049\u1780-\u17d3"  # Thai to Khmer
UNSPACED = f"{HAN}{HANGUL}{KANA}{SOUTH_EAST}"
SEMITIC = "\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3"
PREFIXES = "\u0648\u0641\u0628\u0644\u0643\u05d5\u05d4\u05d1\u05dc\u05db\u05de\u05e9"
SYLLABLE_GOES_ON = "\u1160-\u11ff"  # vowels and endings of Korean


@cache
def left(first: str) -> str:
    """What must be true before a name that begins with a letter."""
    if is_unspaced(first):
        return ""
    free = rf"(?<![^\W_{UNSPACED}])(?<![{_spaced_marks()}])"
    if re.match(f"[{SEMITIC}]", first):
        behind = (rf"(?<={free}{f'[{PREFIXES}]' * count})" for count in (1, 2))
        return f"(?:{free}|{'|'.join(behind)})"
    return free


@cache
def right(last: str) -> str:
    """What must be true behind a name that ends with a letter."""
    if is_unspaced(last):
        return rf"(?![{marks()}{SYLLABLE_GOES_ON}])"
    return rf"(?![^\W_{UNSPACED}])(?![{marks()}])"


def is_unspaced(letter: str) -> bool:
    """Whether a letter is of a script without spaces."""
    return re.match(f"[{UNSPACED}]", letter) is not None


@cache
def marks() -> str:
    """What stays of combining marks when text is folded: they belong to the letter before."""
    return _ranges(_marks())


def _spaced_marks() -> str:
    return _ranges(code for code in _marks() if not is_unspaced(chr(code)))


@cache
def _marks() -> tuple[int, ...]:
    return tuple(
        code
        for code in range(0x300, 0xFFFF)
        if category(chr(code)).startswith("M") and folded(chr(code)).text
    )


def _ranges(codes: Iterable[int]) -> str:
    """Numbers of characters as what stands in a class of a regular expression."""
    found = set(codes)
    starts = sorted(code for code in found if code - 1 not in found)
    ends = sorted(code for code in found if code + 1 not in found)
    return "".join(rf"\u{a:04x}-\u{b:04x}" for a, b in zip(starts, ends, strict=True))

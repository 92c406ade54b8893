"""Which characters people may write: those that can be seen, and blanks between them.

A name of nothing that shows cannot be told from an empty one, a mark that turns the direction of writing
turns the rest of the facilitator's line, and a control character ends a spreadsheet.
"""

from __future__ import annotations

import re
import unicodedata

HIDDEN = {
    "Cc",
    "Cf",
    "Cs",
}  # controls, formats (bidi marks, blanks of no width, tags), half characters
SEEN = "LNPS"  # letters, numbers, punctuation, symbols
MOST_MARKS = (
    4  # on one letter: enough for every script, and no tower that covers other lines; assumed
)
NOTHING = {  # what counts as a letter and shows nothing, and what Unicode says is no character
    *"\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0",
    *(chr(number) for number in range(0xFDD0, 0xFDF0)),
    *(chr((plane << 16) + number) for plane in range(17) for number in (0xFFFE, 0xFFFF)),
}
JOINERS = (
    "\u200c\u200d"  # Persian, the scripts of India and joined emoji are not written without them
)
_JOINED = r"[\u0590-\u1fff\u2030-\U0010ffff]"  # where they mean something: in Latin they only hide
_LOOSE = re.compile(rf"(?<!{_JOINED})[{JOINERS}]|[{JOINERS}](?!{_JOINED})")
_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")


def text(written: str) -> str:
    """A text of several lines without what cannot be seen, and without blanks around it."""
    lines = _ENDS.sub("\n", written).replace("\t", " ")
    if lines.isascii() and lines.replace("\n", "").isprintable():
        return lines.strip()
    return _marked(_LOOSE.sub("", "".join(c for c in lines if _kept(c)))).strip()


def name(written: str) -> str:
    """A name on one line: composed, with single blanks; empty where nothing of it could be seen."""
    one = " ".join(text(unicodedata.normalize("NFC", written)).split())
    composed = unicodedata.normalize("NFC", one)
    return composed if any(unicodedata.category(c)[0] in SEEN for c in composed) else ""


def _kept(character: str) -> bool:
    if character == "\n" or character in JOINERS:
        return True
    return unicodedata.category(character) not in HIDDEN and character not in NOTHING


def _marked(written: str) -> str:
    """The text with at most so many marks on one letter."""
    found, marks = [], 0
    for character in written:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            found.append(character)
    return "".join(found)

"""Text that Word and Excel can hold: XML has no place for most control characters."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text with a replacement mark for every character that a document cannot hold."""
    return _UNPRINTABLE.sub("\ufffd", text)

"""Text that a spreadsheet would take for a formula is text all the same.

In CSV nothing tells them apart but an apostrophe before it (OWASP, "CSV injection").
"""

from __future__ import annotations

import re

_STARTS = re.compile(r"^'*[=+\-@\t\r]")
_GUARDED = re.compile(r"^'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text as CSV holds it: what would begin a formula stands behind an apostrophe."""
    return f"'{text}" if _STARTS.match(text) else text


def unguarded(text: str) -> str:
    """The text that was guarded."""
    return text[1:] if _GUARDED.match(text) else text

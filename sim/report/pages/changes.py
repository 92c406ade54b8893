"""What was changed and why: each variant with its reason, and whether the rewrite is fair."""

from __future__ import annotations

from dataclasses import dataclass

from sim.scenario.language.changes import Variant

QUESTIONS = (
    ("reason", "Why ask it"),
    ("minimal", "Is it a minimal rewrite?"),
    ("cotenable", "Can it hold beside all that is kept?"),
    ("otherwise", "What else would differ"),
    ("teacher", "For a teacher"),
)


@dataclass(frozen=True)
class Fold:
    """A variant as it is folded out: its title, its changes, and its paragraphs with labels."""

    title: str
    name: str
    changes: tuple[str, ...]
    paragraphs: tuple[tuple[str, str], ...]


def fold(variant: Variant, changes: str = "") -> Fold:
    """A variant with everything that its author says of it; `changes` in words, a line each."""
    told = [(label, getattr(variant, key)) for key, label in QUESTIONS]
    why = [change.why for change in variant.changes if change.why]
    lines = tuple(line.strip() for line in changes.splitlines() if line.strip()) or tuple(why)
    paragraphs = tuple((label, " ".join(text.split())) for label, text in told if text)
    return Fold(variant.title, variant.variant, lines, paragraphs)

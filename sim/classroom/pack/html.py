"""A document for the browser: one file that needs no network, and prints as the Word file does."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.classroom.pack.document import Document, lines, sheets

TEMPLATES = Path(__file__).parent / "templates"


def page(document: Document) -> str:
    """The document as an HTML page."""
    return (
        environment()
        .get_template("document.html.j2")
        .render(document=document, sheets=list(sheets(document)), css=style())
    )


@cache
def environment() -> Environment:
    """Where templates come from; all text is escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["lines"] = lines
    return made


def style() -> Markup:
    """Our style sheet."""
    return Markup((TEMPLATES / "document.css").read_text(encoding="utf-8"))  # noqa: S704 (our own)

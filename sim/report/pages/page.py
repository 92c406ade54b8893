"""The page: one HTML file that needs no network, with live pictures, tables and plain words."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.report.charts.figures import Figure, as_text, vegalite_version
from sim.report.history import History
from sim.report.pages import tables
from sim.report.pages.made import made_rows
from sim.report.pages.timeline import TimelineRow, timeline

TEMPLATES = Path(__file__).parent / "templates"
NO_LIMITS = "The scenario states no limits of its own; its numbers are its author's."
_SIZE = re.compile(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"')


@dataclass(frozen=True)
class Picture:
    """A figure as the page needs it: the still picture, its size, and what draws the live one."""

    name: str
    title: str
    heading: str
    words: str
    image: str
    width: int
    height: int
    json: Markup


@dataclass(frozen=True)
class SourceLine:
    """A source in the list at the end."""

    name: str
    about: str
    url: str | None


def page(history: History, figures: Sequence[Figure], made: Mapping[str, Any]) -> str:
    """The whole page as text."""
    scenario = history.scenario
    whole = {figure.name: figure for figure in figures}
    pressures = [_picture(history, each) for each in figures if each.stance is not None]
    positions = _picture(history, whole["positions"])
    grid = _picture(history, whole["permits"]) if "permits" in whole else None
    rows = timeline(history)
    return environment().get_template("report.html.j2").render(
        title=history.title,
        subtitle=history.subtitle,
        kind="replay" if history.followed else "run",
        span=history.span(),
        question=scenario.question,
        summary=scenario.summary,
        limits=scenario.limits or (NO_LIMITS,),
        positions=positions,
        pressures=pressures,
        grid=grid,
        drawn=[positions, *pressures, *([grid] if grid is not None else [])],
        stays=tables.stays(history),
        stories=tables.stories(history),
        expectations=tables.expectations(history),
        waiting=tables.waiting(history),
        permit_rows=tables.permit_rows(history),
        timeline=rows,
        has_context=any(row.sort == "context" for row in rows),
        made=made_rows(history, made),
        sources=_sources(history, rows),
        css=style(),
        script=bundle(),
    )  # fmt: skip


def environment() -> Environment:
    """Where templates come from; all text is escaped."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )


def style() -> Markup:
    """Our style sheet."""
    return Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704 (our own)


@cache
def bundle() -> Markup:
    """Our script with all of Vega that it needs."""
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    return _script(vl_convert.javascript_bundle(script, vl_version=vegalite_version()))


def _picture(history: History, figure: Figure) -> Picture:
    heading = history.heading(figure.stance) if figure.stance is not None else figure.title
    return picture(figure, heading)


def picture(figure: Figure, heading: str = "") -> Picture:
    """A figure as the page shows it."""
    size = _SIZE.search(figure.svg)
    width, height = (float(each) for each in size.groups()) if size is not None else (1200.0, 600.0)
    return Picture(
        name=figure.name,
        title=figure.title,
        heading=heading or figure.title,
        words=figure.words,
        image=b64encode(figure.svg.encode()).decode(),
        width=round(width),
        height=round(height),
        json=_data(as_text(figure.spec)),
    )


def _data(text: str) -> Markup:
    """JSON that cannot end the element it stands in."""
    return Markup(text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e"))  # noqa: S704


def _script(text: str) -> Markup:
    """A script of ours that cannot end the element it stands in."""
    return Markup(re.sub(r"<(?=/script|!--)", r"\\x3c", text, flags=re.IGNORECASE))  # noqa: S704


def _sources(history: History, rows: Iterable[TimelineRow]) -> list[SourceLine]:
    """The sources that the timeline cites, by name."""
    cited = {cite.source: cite.url for row in rows for cite in row.cites}
    found = []
    for source, url in cited.items():
        known = history.sources.get(source)
        if known is None:
            found.append(SourceLine(source, "not listed", url))
            continue
        name = ", ".join(part for part in (known.publisher, known.title, known.date) if part)
        quality = known.quality.replace("_", " ")
        found.append(SourceLine(name or source, f"{source}; {quality}", url))
    return sorted(found, key=lambda line: line.name.casefold())

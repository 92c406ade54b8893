"""Pictures as files: SVG and PNG, drawn by vl-convert with its own font, so the same everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import altair as alt
import vl_convert

from sim.report import names
from sim.report.charts.common import Spec
from sim.report.charts.permits_grid import permits_chart
from sim.report.charts.positions import positions_chart
from sim.report.charts.pressure import alone, pressure_chart
from sim.report.history import History
from sim.report.pages import describe

CHECKED = False  # the tests check every picture against Vega-Lite's schema; it takes half the time
SCALE = 2  # pixels of a PNG for each pixel of the design


@dataclass(frozen=True)
class Figure:
    """A picture: the stem of its files, a title, words for those who do not see it, and its chart.

    `stance` is set where it shows one stance only.
    """

    name: str
    title: str
    words: str
    spec: Spec
    stance: int | None = None

    @cached_property
    def svg(self) -> str:
        """The picture as SVG."""
        return vl_convert.vegalite_to_svg(self.spec, vl_version=vegalite_version())

    def png(self) -> bytes:
        """The picture as PNG."""
        return vl_convert.svg_to_png(self.svg, scale=SCALE)


def figures(history: History) -> Iterator[Figure]:
    """The pictures of a history: positions, pressure (all, then each stance), permissions if any."""
    title = f"Who stood where when, {history.span()}"
    chart = positions_chart(history)
    yield Figure("positions", title, describe.positions(history), chart.to_dict(validate=CHECKED))
    everyone = "; ".join(describe.pressure(history, stance) for stance in history.stances)
    whole = pressure_chart(history).to_dict(validate=CHECKED)
    yield Figure("pressure", "What pushed each actor, and when it moved", everyone, whole)
    for stance in history.stances:
        yield _of_stance(history, stance, whole)
    grid = permits_chart(history)
    if grid is not None:
        words = describe.permits(history)
        yield Figure(
            "permits",
            "Which weapon may be used where, by date",
            words,
            grid.to_dict(validate=CHECKED),
        )


def _of_stance(history: History, stance: int, whole: Spec) -> Figure:
    actor, issue = names.actor_and_issue(history.program, stance)
    return Figure(
        f"pressure-{actor}-{issue}",
        f"What pushed {history.actor(stance)}, and when it moved",
        describe.pressure(history, stance),
        alone(whole, history, stance),
        stance,
    )


def save(folder: Path, figure: Figure) -> list[Path]:
    """Write a picture as SVG and PNG into a folder; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    svg, png = folder / f"{figure.name}.svg", folder / f"{figure.name}.png"
    svg.write_text(figure.svg, encoding="utf-8")
    png.write_bytes(figure.png())
    return [svg, png]


def vegalite_version() -> str:
    """The version of Vega-Lite to draw with: Altair's own, else the newest that vl-convert has."""
    major, minor = alt.SCHEMA_VERSION.lstrip("v").split(".")[:2]
    known = vl_convert.get_vegalite_versions()
    own = f"{major}.{minor}"
    return own if own in known else known[-1]


def as_text(spec: Spec) -> str:
    """A specification as text, always the same for the same picture."""
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

"""Pictures: valid specifications, the same bytes twice, colours that differ, worlds of every size."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import altair as alt
import pytest

from sim.report.charts.common import Spec
from sim.report.charts.figures import Figure, as_text, figures, save
from sim.report.charts.palette import OKABE_ITO, ink_on, palette, shade
from sim.report.charts.permit_dates import permit_dates
from sim.report.charts.permits_grid import permits_chart
from sim.report.charts.positions import positions_chart
from sim.report.charts.pressure import alone, pressure_chart
from sim.report.history import History
from tests.report import small

WORLDS: dict[str, Callable[[], History]] = {
    "solo": small.alone,
    "acting": small.acting,
    "busy": small.busy,
}


def charts(history: History) -> Iterator[Any]:
    yield positions_chart(history)
    yield pressure_chart(history)
    grid = permits_chart(history)
    if grid is not None:
        yield grid


@pytest.mark.parametrize("name", ["ran", *WORLDS])
def test_specifications_are_valid(name: str, request: pytest.FixtureRequest) -> None:
    history = WORLDS[name]() if name in WORLDS else request.getfixturevalue(name)
    for chart in charts(history):
        chart.to_dict(validate=True)


@pytest.fixture(scope="module")
def whole(ran: History) -> Spec:
    """The pressure of everyone in a run."""
    return pressure_chart(ran).to_dict(validate=False)


def test_a_panel_alone_is_a_valid_picture(ran: History, whole: Spec) -> None:
    spec = alone(whole, ran, 0)
    alt.VConcatChart.from_dict(spec, validate=True)
    assert len(spec["datasets"]) < len(whole["datasets"])
    assert spec["title"]["text"] == ["United States: Use of supplied weapons inside Russia"]


def test_names_of_the_scenario_are_data_not_code() -> None:
    figure = next(figures(small.of(small.pushed(title=small.EVIL))))
    assert small.EVIL in figure.spec["title"]["subtitle"][0]
    assert "<script>" not in figure.svg


def test_the_same_picture_has_the_same_bytes(ran: History) -> None:
    first, second = (
        Figure("positions", "", "", positions_chart(ran).to_dict(validate=False)) for _ in range(2)
    )
    assert as_text(first.spec) == as_text(second.spec)
    assert first.svg == second.svg
    assert first.png() == second.png()


def test_pictures_need_nothing_from_outside(ran: History, whole: Spec) -> None:
    for spec in (whole, positions_chart(ran).to_dict(validate=False)):
        text = json.dumps({key: value for key, value in spec.items() if key != "$schema"})
        assert "http" not in text
        assert '"url"' not in text


def test_every_decision_is_in_the_picture_of_its_stance(ran: History, whole: Spec) -> None:
    for stance in ran.stances:
        text = as_text(alone(whole, ran, stance))
        for event in ran.trace.decisions(stance):
            assert ran.short(event.time) in text


def test_files_are_written_and_not_empty(tmp_path: Path) -> None:
    figure = next(figures(small.acting()))
    svg, png = save(tmp_path / "figures", figure)
    assert svg.read_text(encoding="utf-8").startswith("<svg")
    assert png.read_bytes().startswith(b"\x89PNG")


# --- colours -----------------------------------------------------------------------------------


def test_one_party_has_one_colour_and_its_doings_have_its_shades(replayed: History) -> None:
    colours = palette(replayed)
    assert len(set(colours.parties.values())) == len(colours.parties)
    assert colours.party("united-kingdom") == colours.source("position of United Kingdom")
    assert colours.source("Kharkiv offensive") == colours.party("russia")
    in_a_panel = [
        [colours.source(name) for name in replayed.parts(stance)[1:]] for stance in replayed.stances
    ]
    for used in in_a_panel:
        assert len(set(used)) == len(used)


def test_text_can_be_read_on_every_colour() -> None:
    shades = [shade(base, by) for base in OKABE_ITO for by in (0.0, 0.45, -0.3, 0.7, -0.5, 0.25)]
    assert all(contrast(ink_on(colour), colour) >= 4.5 for colour in shades)


def test_the_base_colours_differ_for_colour_blind_readers() -> None:
    for one, other in combinations(OKABE_ITO, 2):
        for matrix in SEEN.values():
            difference = [a - b for a, b in zip(rgb(one), rgb(other), strict=True)]
            seen = [sum(m * d for m, d in zip(row, difference, strict=True)) for row in matrix]
            assert sum(each**2 for each in seen) > 0.01


SEEN = {  # Machado, Oliveira and Fernandes 2009, doi 10.1109/TVCG.2009.113, severity 1
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# --- permissions -------------------------------------------------------------------------------


def test_the_grid_has_the_start_and_each_day_that_changed_it(replayed: History) -> None:
    found = permit_dates(replayed)
    assert [replayed.day(each.time) for each in found] == [
        "24 April 2024",
        "2 May 2024",
        "28 May 2024",
        "30 May 2024",
    ]
    assert found[0].changed == frozenset()
    american = found[3]
    assert {(actor, area) for actor, _, _, area in american.changed} == {
        ("united-states", "border-kharkiv")
    }
    cells = {(c.actor, c.weapon, c.area): c for c in american.cells}
    assert cells["united-states", "gmlrs", "border-kharkiv"].targets
    assert not cells["united-states", "atacms", "border-kharkiv"].targets


def test_a_world_that_permits_nothing_has_no_grid() -> None:
    assert permits_chart(small.alone()) is None
    assert permit_dates(small.busy()) == ()

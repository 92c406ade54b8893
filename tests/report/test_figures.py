"""Pictures: valid specifications, the same bytes twice, colours that differ, worlds of every size."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sim.report.figures import Figure, as_text, figures, save
from sim.report.history import History
from sim.report.palette import OKABE_ITO, ink_on, palette, shade
from sim.report.permit_dates import permit_dates
from sim.report.permits_grid import permits_chart
from sim.report.positions import positions_chart
from sim.report.pressure import pressure_chart
from tests.report.small import EVIL, acting, alone, busy

WORLDS: dict[str, Callable[[], History]] = {"alone": alone, "acting": acting, "busy": busy}


def charts(history: History) -> Iterator[Any]:
    yield positions_chart(history)
    yield pressure_chart(history)
    yield pressure_chart(history, (0,))
    grid = permits_chart(history)
    if grid is not None:
        yield grid


@pytest.mark.parametrize("which", ["replayed", "ran"])
def test_specifications_of_the_shipped_case_are_valid(
    which: str, request: pytest.FixtureRequest
) -> None:
    for chart in charts(request.getfixturevalue(which)):
        chart.to_dict(validate=True)


@pytest.mark.parametrize("name", WORLDS)
def test_specifications_of_small_worlds_are_valid(name: str) -> None:
    for chart in charts(WORLDS[name]()):
        chart.to_dict(validate=True)


@pytest.mark.parametrize("name", WORLDS)
def test_small_worlds_can_be_drawn(name: str) -> None:
    for figure in figures(WORLDS[name]()):
        assert ET.fromstring(figure.svg).tag.endswith("svg")  # noqa: S314 (our own)


def test_names_of_the_scenario_are_data_not_code() -> None:
    figure = next(figures(busy(title=EVIL)))
    assert EVIL in figure.spec["title"]["subtitle"][0]
    assert "<script>" not in figure.svg


def test_the_same_picture_has_the_same_bytes(ran: History) -> None:
    first, second = (
        Figure("positions", "", "", positions_chart(ran).to_dict(validate=False)) for _ in range(2)
    )
    assert as_text(first.spec) == as_text(second.spec)
    assert first.svg == second.svg
    assert first.png() == second.png()


def test_pictures_need_nothing_from_outside(replayed: History) -> None:
    for chart in charts(replayed):
        text = json.dumps({k: v for k, v in chart.to_dict().items() if k != "$schema"})
        assert "http" not in text
        assert '"url"' not in text


def test_pictures_are_as_wide_as_a_page(replayed: History, ran: History) -> None:
    for history in (replayed, ran):
        for figure in figures(history):
            wide = float(ET.fromstring(figure.svg).attrib["width"])  # noqa: S314 (our own)
            assert 1100 <= wide <= 1206, figure.name


def test_every_decision_is_in_the_picture_of_its_stance(ran: History) -> None:
    for stance in ran.stances:
        text = as_text(pressure_chart(ran, (stance,)).to_dict(validate=False))
        for event in ran.trace.decisions(stance):
            assert ran.short(event.time) in text


def test_files_are_written_and_not_empty(tmp_path: Any) -> None:
    figure = next(figures(acting()))
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
            a, b = (tuple(sum(r * c for r, c in zip(row, rgb(x), strict=True)) for row in matrix)
                    for x in (one, other))  # fmt: skip
            assert sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) > 0.01


SEEN = {  # Machado, Oliveira and Fernandes 2009, doi 10.1109/TVCG.2009.113, severity 1
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}  # fmt: skip


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
    assert permits_chart(alone()) is None
    assert permit_dates(busy()) == ()

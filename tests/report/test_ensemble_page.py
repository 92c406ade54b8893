"""The report of many runs: what it is of, how it was made, and pictures that can be read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import pytest

import sim
from sim.experiment import store
from sim.experiment.ask import scenario_of
from sim.experiment.asked import end_of
from sim.experiment.ensemble import Ensemble, Workers, ensemble
from sim.report.charts.cumulative import cumulative_chart
from sim.report.charts.held import held_chart
from sim.report.pages.ensemble import write_ensemble
from tests.experiment.many import everything

TITLE = "Allies keep to their first positions"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    scenario = scenario_of(sim.load("may-2024"), "no-allies")
    end = end_of(scenario, "2024-05-20")
    request = store.Request(scenario, 30, 5, end, "no-allies", variant_title=TITLE)
    target = tmp_path_factory.mktemp("page") / "run"
    store.run(request, target, engine="des", workers=Workers(1), finish=write_ensemble)
    return target


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    text = (folder / "report.html").read_text(encoding="utf-8")
    return re.sub(
        r"\s+", " ", re.sub(r"<script.*?</script>|<style.*?</style>", "", text, flags=re.DOTALL)
    )


def test_it_says_what_it_is_of(page: str) -> None:
    assert f"<title>Western weapons on targets inside Russia, May 2024, no-allies: {TITLE}" in page
    assert f"<strong>Variant.</strong> no-allies: {TITLE}." in page
    days = "24 April 2024 to 20 May 2024, ended early: the scenario goes on to 30 June 2024"
    assert f"30 runs from the causes alone, seed 5, {days}." in page


def test_it_says_how_it_was_made(page: str, folder: Path) -> None:
    made = store.read_manifest(folder)
    rows = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))
    assert rows["Variant"] == f"no-allies: {TITLE}"
    assert rows["Days"].startswith("24 April 2024 to 20 May 2024")
    assert rows["Scenario, SHA-256"] == made["scenario_hash"]
    assert rows["Digest of the tables"] == made["results_digest"]
    assert rows["Program"] == made["program"]
    assert rows["Digest of its code"] == made["sources"]
    assert rows["Made"] == made["made"]
    assert ("Commit" in rows) == (made["commit"] is not None)


def test_it_says_how_exact_everything_is(page: str) -> None:
    assert '<th scope="col">Mean (error)</th>' in page
    assert re.search(r'data-label="Mean \(error\)">\d+\.\d\d \(\d+\.\d\d\) days<', page)
    assert re.search(r'<span class="span">\d+ \w+ to ', page)


def test_the_hint_to_scroll_is_shown_by_what_measures_it(folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "scrollWidth > each.clientWidth" in text or "scrollWidth>" in text
    assert ".chart { width: max-content; }" in text


# --- pictures ---------------------------------------------------------------------------------------


def many() -> Ensemble:
    """Twelve lines."""
    listed = [
        {
            "id": f"line-{number}",
            "first_reaches": {
                "actor": "us",
                "issue": "use",
                "rung": ("partly", "wholly")[number % 2],
            },
        }
        for number in range(12)
    ]
    return ensemble(everything(outcomes=listed), 20, engine="des")


def test_every_name_has_a_piece_of_its_line_beside_it() -> None:
    spec = cumulative_chart(many()).to_dict()
    marks = [layer["mark"]["type"] for layer in spec["layer"]]
    assert marks == ["line", "point", "rule", "rule", "text"]
    line, _, leader, piece, _ = spec["layer"]
    for channel in ("color", "strokeDash"):
        assert piece["encoding"][channel] == line["encoding"][channel]
    assert leader["encoding"]["color"] == line["encoding"]["color"]
    names = line["encoding"]["color"]["scale"]["domain"]
    colours = line["encoding"]["color"]["scale"]["range"]
    dashes = line["encoding"]["strokeDash"]["scale"]["range"]
    looks = {(colour, tuple(dash)) for colour, dash in zip(colours, dashes, strict=True)}
    assert len(looks) == len(names) == 12


def held(days: list[float]) -> tuple[str, dict[str, Any]]:
    """The data of the picture as text, and its axis."""
    standing = {"actor": "uk", "issue": "use", "rung": "partly"}
    counted = [{"id": "uk-days", "days_at_or_above": standing}]
    found = ensemble(everything(outcomes=counted), len(days), engine="des")
    table = found.outcomes.with_columns(days=pl.Series(days))
    found.frames["outcomes"] = table
    del found.__dict__["outcomes"]
    (row,) = found.summary
    chart = held_chart(found, row)
    axis: dict[str, Any] = chart.to_dict()["encoding"]["x"]["axis"]
    assert isinstance(chart.data, alt.InlineData)
    return str(chart.data.values), axis


def test_days_held_have_marks_at_the_edges_and_never_a_bar_of_its_own() -> None:
    data, axis = held([0.0, 0.0, 0.5, 6.9, 7.0, 20.0])
    rows = json.loads(data)
    assert [(row["told"], round(row["share"] * 6)) for row in rows] == [
        ("never", 2),
        ("0 to under 7", 2),
        ("7 to under 14", 1),
        ("14 to under 21", 1),
    ]
    assert rows[0]["to"] < 0
    assert axis["values"][1:] == [0, 7, 14, 21]
    assert axis["values"][0] == (rows[0]["from"] + rows[0]["to"]) / 2
    assert "'never'" in axis["labelExpr"]


def test_without_a_run_that_never_held_it_there_is_no_such_bar() -> None:
    data, axis = held([0.5, 6.9, 7.0])
    assert "never" not in data
    assert axis["values"] == [0, 7, 14]

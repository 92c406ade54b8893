"""The facts of the after-action report."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import docx as word

from sim.classroom.debrief.after_action import facts
from sim.classroom.pack import docx, html
from sim.classroom.pack.contents.after_action import after_action
from tests.classroom.debrief.classes import AMARA, DARIA, NOTE, PAPER, beside, scripted, told
from tests.classroom.played import Play


def test_notes_become_strengths_areas_and_lines_of_the_plan() -> None:
    found = facts(told(scripted(), beside()), zone=UTC)
    (permit,) = (each for each in found.objectives if each.rating)
    assert (permit.rating, permit.strengths) == ("M", (NOTE,))
    (area,) = permit.areas
    assert (area.issue, area.analysis) == (
        "France read it otherwise.", "Rated M in move 3 by the facilitator.",
    )  # fmt: skip
    assert [each.issue for each in found.corrections] == ["France read it otherwise."]


def test_who_took_part_and_what_the_model_played() -> None:
    found = facts(told(scripted(), beside()))
    assert [(each.organization, each.count) for each in found.participants] == [
        ("United States", 2), ("Government of Ukraine", 1), ("Evaluators", 1), ("The model", 0),
    ]  # fmt: skip
    assert found.participants[-1].who == (
        "played United Kingdom, France, NATO and Government of Russia"
    )


def test_it_is_a_draft_without_names_and_minute_papers(tmp_path: Path) -> None:
    report = after_action(facts(told(scripted(), beside())))
    page = html.page(report)
    docx.save(report, tmp_path / "aar.docx")
    made = word.Document(str(tmp_path / "aar.docx"))
    written = "\n".join(p.text for p in made.paragraphs)
    written += "\n".join(c.text for t in made.tables for r in t.rows for c in r.cells)
    for text in (page, written):
        assert NOTE in text
        assert [each for each in (AMARA, DARIA, PAPER) if each in text] == []
    assert "Draft for control and evaluators" in page


def test_an_empty_class_has_a_report() -> None:
    found = facts(told(Play()))
    assert found.overview[1] == ("Exercise Dates", "not held yet")
    assert found.summary[0].startswith("The exercise was not held yet. 0 of 4 moves were run.")
    assert (found.timeline, found.forecasts, found.corrections) == ((), (), ())
    assert html.page(after_action(found))

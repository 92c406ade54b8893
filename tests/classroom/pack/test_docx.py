"""Word files, opened again: styles, levels, tables whose header repeats, page numbers, properties."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from sim.classroom.game import Game
from sim.classroom.pack import docx as writer
from sim.classroom.pack.handouts import handouts
from tests.classroom.pack.every import EVERYTHING
from tests.classroom.pack.texts import headings

Opened: TypeAlias = Any  # what python-docx opens; half of its types are optional


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    path = tmp_path_factory.mktemp("docx") / "all.docx"
    writer.save(EVERYTHING, path)
    return docx.Document(str(path))


def styled(made: Opened, style: str) -> list[str]:
    return [line.text for line in made.paragraphs if line.style.name == style]


def test_text_has_the_real_styles_of_word(made: Opened) -> None:
    assert styled(made, "Title") == ["Title & <b>bold</b>"]
    assert styled(made, "Heading 1") == ["First"]
    assert styled(made, "Heading 2") == ["Across"]
    assert styled(made, "Heading 3") == ["Upright"]
    assert styled(made, "Warning") == ["Warned."]
    assert styled(made, "Marking") == ["For nobody"]
    assert styled(made, "List Bullet") == ["Lead: fact [source]"]
    assert styled(made, "Check") == ["☐\ttick", "☐\ttock"]
    assert styled(made, "Caption") == ["Shown"]


def test_what_xml_cannot_hold_is_marked_and_not_lost_in_an_error(made: Opened) -> None:
    assert styled(made, "Subtitle") == ["Subtitle \ufffdwith a bell"]
    assert "Lead. Text\ufffd." in [line.text for line in made.paragraphs]


def test_every_numbered_list_begins_at_one(made: Opened) -> None:
    lines = [line for line in made.paragraphs if line.style.name == "List Number"]
    numbers = [line._p.pPr.numPr.numId.val for line in lines]
    assert [line.text for line in lines] == ["one", "two", "again one"]
    assert numbers[0] == numbers[1] != numbers[2]
    numbering = made.part.numbering_part.element
    for number in set(numbers):
        start = numbering.num_having_numId(number).lvlOverride_lst[0].startOverride
        assert start.val == 1


def test_a_header_row_repeats_and_no_row_is_cut(made: Opened) -> None:
    shown, facts = made.tables
    assert [cell.text for cell in shown.rows[0].cells] == ["A", "B"]
    assert [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in shown.rows] == [True, False, False]
    assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in shown.rows)
    assert shown.cell(1, 1).text == "x\ny"
    assert [cell.text for row in facts.rows for cell in row.cells] == ["What", "That"]
    assert not facts._tbl.xpath(".//w:tblHeader")


def test_columns_are_as_wide_as_the_shares_say(made: Opened) -> None:
    first, second = (column.width for column in made.tables[0].columns)
    assert second == pytest.approx(2 * first, rel=1e-3)
    section = made.sections[0]
    assert first + second == pytest.approx(
        section.page_width - section.left_margin - section.right_margin, rel=1e-3
    )


def test_pages_lie_as_the_document_says_and_are_numbered(made: Opened) -> None:
    ways = [section.orientation for section in made.sections]
    assert ways == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert all(
        (s.page_width > s.page_height) == (s.orientation == WD_ORIENT.LANDSCAPE)
        for s in made.sections
    )
    for section in made.sections:
        line = section.footer.paragraphs[0]
        fields = [each.get(qn("w:instr")) for each in line._p.xpath("w:fldSimple")]
        assert fields == ["PAGE", "NUMPAGES"]
        assert line.text.startswith("Title & <b>bold</b>. For nobody\tPage ")


def test_the_properties_say_what_it_is_and_in_which_language(made: Opened) -> None:
    known = made.core_properties
    assert (known.title, known.language, known.author) == (
        "Title & <b>bold</b>",
        "en-GB",
        "tabletop-sim",
    )
    lang = made.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")[0]
    assert lang.get(qn("w:val")) == "en-GB"


def test_every_handout_has_the_headings_of_its_document_in_word(
    small: Game, tmp_path: Path
) -> None:
    for each in handouts(small):
        path = tmp_path / f"{each.stem}.docx"
        writer.save(each.document, path)
        made: Opened = docx.Document(str(path))
        found = [line.text for line in made.paragraphs if line.style.name.startswith("Heading")]
        assert found == headings(each.document), each.name
        assert made.core_properties.title == each.document.title

"""A document for Word: real styles and heading levels, header rows that repeat, numbered pages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt

from sim.classroom.pack.document import (
    BOX,
    Block,
    Bullets,
    Checks,
    Document,
    Heading,
    Paragraph,
    Sheet,
    Table,
    WriteIn,
    sheets,
)
from sim.classroom.pack.docx_styles import set_styles
from sim.classroom.pack.docx_tables import add_table
from sim.classroom.pack.docx_xml import (
    add_field,
    add_run,
    bottom_rule,
    keep_together,
    new_list,
)
from sim.classroom.pack.plain import printable

SHORT, LONG = Cm(21.0), Cm(29.7)  # A4
MARGIN = Cm(2.0)
SHORT_LIST = 8  # things to tick that stay on one page
NARROW = Cm(1.5)  # the margin of a form
_STYLES = {"body": "Normal", "lead": "Lead", "small": "Small", "warning": "Warning"}


def save(document: Document, path: Path) -> None:
    """Write the document as a .docx file."""
    made = docx.Document()
    set_styles(made, document)
    _properties(made, document)
    for number, sheet in enumerate(sheets(document)):
        section = _section(made, document, sheet, first=number == 0)
        if number == 0:
            made.add_paragraph(printable(document.title), style="Title")
            if document.subtitle:
                made.add_paragraph(printable(document.subtitle), style="Subtitle")
            made.add_paragraph(printable(document.marking), style="Marking")
        for place, block in enumerate(sheet.blocks):
            _add(made, section, block)
            if number > 0 and place == 0 and isinstance(block, Heading):
                made.paragraphs[-1].paragraph_format.space_before = Pt(0)
            if isinstance(block, Paragraph) and _leads(sheet.blocks[place + 1 : place + 2]):
                keep_together(made.paragraphs[-1])
    made.save(str(path))


def _properties(made: Any, document: Document) -> None:  # noqa: ANN401 (python-docx is untyped)
    known = made.core_properties
    known.title, known.subject = printable(document.title)[:255], printable(document.subtitle)[:255]
    known.language, known.author = document.language, "tabletop-sim"
    known.comments, known.keywords = "", printable(document.marking)[:255]
    known.created = known.modified = datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _section(made: Any, document: Document, sheet: Sheet, *, first: bool) -> Any:  # noqa: ANN401
    """The section of a sheet: its page, and on the first the footer that all share."""
    section = made.sections[-1] if first else made.add_section(WD_SECTION.NEW_PAGE)
    across = sheet.landscape
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG, SHORT) if across else (SHORT, LONG)
    margin = NARROW if document.compact else MARGIN
    section.left_margin = section.right_margin = margin
    section.top_margin = section.bottom_margin = margin
    section.header_distance = section.footer_distance = Cm(0.8)
    section.footer.is_linked_to_previous = False
    _footer(section, document, section.page_width - 2 * margin)
    return section


def _footer(section: Any, document: Document, width: int) -> None:  # noqa: ANN401
    line = section.footer.paragraphs[0]
    stops = line.paragraph_format.tab_stops
    stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    add_run(line, f"{document.title}. {document.marking}\tPage ")
    add_field(line, "PAGE")
    add_run(line, " of ")
    add_field(line, "NUMPAGES")


def _add(made: Any, section: Any, block: Block) -> None:  # noqa: ANN401
    if isinstance(block, Heading):
        made.add_heading(printable(block.text), block.level)
    elif isinstance(block, Paragraph):
        line = made.add_paragraph(style=_STYLES[block.tone])
        if block.lead:
            add_run(line, f"{block.lead} ", bold=True)
        add_run(line, block.text)
    elif isinstance(block, Bullets):
        _bullets(made, block)
    elif isinstance(block, Checks):
        for number, text in enumerate(block.items, 1):
            line = made.add_paragraph(style="Check")
            add_run(line, f"{BOX}\t{text}")
            if number < min(len(block.items), SHORT_LIST):
                keep_together(line)
    elif isinstance(block, Table):
        width = section.page_width - section.left_margin - section.right_margin
        add_table(made, block, width)
    elif isinstance(block, WriteIn):
        _write_in(made, block)


def _leads(after: tuple[Block, ...]) -> bool:
    """Whether a paragraph leads over to what follows it, and stays on its page."""
    return bool(after) and isinstance(after[0], Bullets | Checks | Table)


def _bullets(made: Any, block: Bullets) -> None:  # noqa: ANN401
    number = new_list(made) if block.numbered else None
    for item in block.items:
        line = made.add_paragraph(style="List Number" if block.numbered else "List Bullet")
        if number is not None:
            number(line)
        if item.lead:
            add_run(line, f"{item.lead} ", bold=True)
        add_run(line, item.text)
        if item.source:
            add_run(line, f" [{item.source}]", style="Source")


def _write_in(made: Any, block: WriteIn) -> None:  # noqa: ANN401
    label = made.add_paragraph(style="Write In")
    add_run(label, block.label, bold=True)
    if block.lines:
        keep_together(label)
    for number in range(block.lines):
        line = made.add_paragraph(style="Write In Line")
        bottom_rule(line)
        if number + 1 < block.lines:
            keep_together(line)

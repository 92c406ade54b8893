"""Tables for Word: a header row that repeats on every page, rows that stay whole, fixed columns."""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Cm

from sim.classroom.pack.document import Cell, Table, lines
from sim.classroom.pack.docx_xml import add_run, element, keep_together

WHOLE = 18  # rows of a table that is not cut at the end of a page
SHADE = "EEF1F4"
PADDING = {"top": "40", "left": "90", "bottom": "20", "right": "90"}  # twentieths of a point


def add_table(made: Any, block: Table, width: int) -> None:  # noqa: ANN401 (python-docx is untyped)
    """A table over the whole `width`, with a little room behind it."""
    if block.caption and block.caption_shown:
        made.add_paragraph(block.caption, style="Caption")
    columns = [round(width * share / sum(block.widths)) for share in block.widths]
    table = made.add_table(rows=0, cols=len(columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for column, share in zip(table.columns, columns, strict=True):
        column.width = share
    _described(table, block)
    if block.header:
        row = _row(table, block.header, columns, heads=len(columns))
        row._tr.get_or_add_trPr().append(element("w:tblHeader"))  # noqa: SLF001
    for cells in block.rows:
        row = _row(table, cells, columns, heads=1 if block.row_heads else 0)
        if block.height:
            row.height = Cm(block.height)
    if len(block.rows) <= WHOLE:
        _keep_whole(table)
    made.add_paragraph(style="Small").paragraph_format.space_after = 0


def _keep_whole(table: Any) -> None:  # noqa: ANN401
    """Keep a short table on one page: every row stays with the next."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            for line in cell.paragraphs:
                keep_together(line)


def _described(table: Any, block: Table) -> None:  # noqa: ANN401
    """What a screen reader says of the table, and that its header row is one."""
    properties = table._tbl.tblPr  # noqa: SLF001
    room = element("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        room.append(element(f"w:{side}", w=PADDING[side], type="dxa"))
    properties.append(room)
    look = properties.find(element("w:tblLook").tag)
    if look is not None:
        properties.remove(look)
    properties.append(
        element(
            "w:tblLook",
            val="0000",
            firstRow="1" if block.header else "0",
            firstColumn="1" if block.row_heads else "0",
            lastRow="0",
            lastColumn="0",
            noHBand="1",
            noVBand="1",
        )
    )
    properties.append(element("w:tblCaption", val=block.caption))


def _row(table: Any, cells: tuple[Cell, ...], columns: list[int], *, heads: int) -> Any:  # noqa: ANN401
    row = table.add_row()
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001
    for number, (cell, text, width) in enumerate(zip(row.cells, cells, columns, strict=True)):
        cell.width = width
        _fill(cell, text, head=number < heads)
    return row


def _fill(cell: Any, text: Cell, *, head: bool) -> None:  # noqa: ANN401
    listed = isinstance(text, tuple)
    texts = list(text) if isinstance(text, tuple) else lines(text)
    style = "Cell Bullet" if listed else "Cell"
    first = cell.paragraphs[0]
    first.style = "Cell Head" if head else style
    for number, line in enumerate(texts):
        paragraph = first if number == 0 else cell.add_paragraph(style=style)
        add_run(paragraph, line)
    if head:
        cell._tc.get_or_add_tcPr().append(  # noqa: SLF001
            element("w:shd", val="clear", color="auto", fill=SHADE)
        )

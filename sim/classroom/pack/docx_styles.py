"""The styles of our Word documents, set once for each; text carries no look of its own."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from sim.classroom.pack.document import Document
from sim.classroom.pack.docx_xml import element, set_language

FONT = "Arial"  # on every machine, or one of the same widths
INK, FAINT = RGBColor(0x1A, 0x1A, 0x1A), RGBColor(0x55, 0x55, 0x55)
BOXED = "Segoe UI Symbol"  # has the empty box on Windows; elsewhere another font steps in
_HEADINGS = {"Heading 1": (16, 18, 6), "Heading 2": (13, 14, 4), "Heading 3": (11, 10, 3)}


def set_styles(made: Any, document: Document) -> None:  # noqa: ANN401 (python-docx is untyped)
    """Give a new Word document our styles."""
    styles = made.styles
    set_language(made, document.language)
    size = 10 if document.compact else 10.5
    _font(styles["Normal"], size)
    styles["Normal"].paragraph_format.space_after = Pt(3 if document.compact else 6)
    styles["Normal"].paragraph_format.line_spacing = 1.0 if document.compact else 1.12
    styles["Normal"].paragraph_format.widow_control = True
    _font(styles["Title"], 16 if document.compact else 24, bold=True)
    _unruled(styles["Title"])
    styles["Title"].paragraph_format.space_after = Pt(2)
    _font(styles["Subtitle"], 10 if document.compact else 12, colour=FAINT)
    styles["Subtitle"].font.italic = False
    _plain_spacing(styles["Subtitle"])
    styles["Subtitle"].paragraph_format.space_after = Pt(2)
    for name, (points, before, after) in _HEADINGS.items():
        _font(styles[name], points - (2 if document.compact else 0), bold=True)
        styles[name].font.italic = False
        spacing = styles[name].paragraph_format
        spacing.space_before = Pt(before / 2 if document.compact else before)
        spacing.space_after, spacing.keep_with_next = Pt(after), True
    for name in ("List Bullet", "List Number"):
        styles[name].paragraph_format.space_after = Pt(2)
    _font(styles["Caption"], 10, bold=True)
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["Caption"].paragraph_format.space_before = Pt(8)
    _font(styles["Footer"], 8.5, colour=FAINT)
    for tabs in styles["Footer"].element.xpath("w:pPr/w:tabs"):
        tabs.getparent().remove(tabs)
    _own(styles, size)


def _own(styles: Any, size: float) -> None:  # noqa: ANN401
    """Styles that Word does not bring."""
    lead = _new(styles, "Lead", size + 1)
    lead.paragraph_format.space_after = Pt(8)
    marking = _new(styles, "Marking", size)
    marking.font.bold, marking.paragraph_format.space_after = True, Pt(6)
    small = _new(styles, "Small", size - 1.5, colour=FAINT)
    small.paragraph_format.space_after = Pt(4)
    warning = _new(styles, "Warning", size)
    warning.font.bold = True
    _framed(warning)
    check = _new(styles, "Check", size)
    check.paragraph_format.left_indent, check.paragraph_format.first_line_indent = Cm(0.7), Cm(-0.7)
    check.paragraph_format.tab_stops.add_tab_stop(Cm(0.7))
    check.paragraph_format.space_after = Pt(3)
    _new(styles, "Write In", size).paragraph_format.space_before = Pt(6)
    line = _new(styles, "Write In Line", 14)
    line.paragraph_format.space_after, line.paragraph_format.line_spacing = Pt(0), 1.0
    cell = _new(styles, "Cell", size - 1)
    cell.paragraph_format.space_after, cell.paragraph_format.line_spacing = Pt(2), 1.0
    head = _new(styles, "Cell Head", size - 1)
    head.font.bold, head.paragraph_format.space_after = True, Pt(2)
    listed = styles.add_style("Cell Bullet", WD_STYLE_TYPE.PARAGRAPH)
    listed.base_style = styles["List Bullet"]
    listed.font.size = Pt(size - 1)
    listed.paragraph_format.space_after, listed.paragraph_format.line_spacing = Pt(2), 1.0
    listed.paragraph_format.left_indent = Cm(0.4)
    listed.paragraph_format.first_line_indent = Cm(-0.4)
    source = styles.add_style("Source", WD_STYLE_TYPE.CHARACTER)
    source.font.size, source.font.color.rgb = Pt(size - 2), FAINT


def _new(styles: Any, name: str, size: float, *, colour: RGBColor = INK) -> Any:  # noqa: ANN401
    made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = styles["Normal"]
    _font(made, size, colour=colour)
    return made


def _font(style: Any, size: float, *, bold: bool | None = None, colour: RGBColor = INK) -> None:  # noqa: ANN401
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb = colour
    if bold is not None:
        style.font.bold = bold
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme's font would win over the name
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)


def _unruled(style: Any) -> None:  # noqa: ANN401
    """Without the rule that Word's own title has."""
    for border in style.element.xpath("w:pPr/w:pBdr"):
        border.getparent().remove(border)


def _plain_spacing(style: Any) -> None:  # noqa: ANN401
    """Without the wide letters of Word's own subtitle."""
    for spacing in style.element.xpath("w:rPr/w:spacing"):
        spacing.getparent().remove(spacing)


def _framed(style: Any) -> None:  # noqa: ANN401
    """A frame around the paragraph."""
    borders = element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(element(f"w:{side}", val="single", sz="8", space="4", color="B8860B"))
    style.element.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )

"""What python-docx has no call for: fields, rules, lists that begin at 1 again, language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from sim.classroom.pack.plain import printable


def element(name: str, **attributes: str) -> Any:  # noqa: ANN401 (python-docx is untyped)
    """An element of WordprocessingML with attributes of its own namespace."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def add_run(line: Any, text: str, *, bold: bool = False, style: str | None = None) -> Any:  # noqa: ANN401
    """A run of text at the end of a paragraph."""
    run = line.add_run(printable(text), style=style)
    run.bold = True if bold else None
    return run


def add_field(line: Any, code: str) -> None:  # noqa: ANN401
    """A field such as PAGE, which Word fills in."""
    field = element("w:fldSimple", instr=code)
    run = element("w:r")
    text = element("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    line._p.append(field)  # noqa: SLF001 (python-docx gives no other way in)


def bottom_rule(line: Any) -> None:  # noqa: ANN401
    """A rule under a paragraph, to write on."""
    borders = element("w:pBdr")
    for side in ("bottom", "between"):  # lines that follow each other share their borders
        borders.append(element(f"w:{side}", val="single", sz="4", space="1", color="808080"))
    properties = line._p.get_or_add_pPr()  # noqa: SLF001
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def keep_together(line: Any) -> None:  # noqa: ANN401
    """Keep a paragraph on the page of the next."""
    line.paragraph_format.keep_with_next = True


def new_list(made: Any) -> Callable[[Any], None]:  # noqa: ANN401
    """A numbered list that begins at 1; gives what makes a paragraph one of its items."""
    numbering = made.part.numbering_part.element
    style = made.styles["List Number"].element
    abstract = numbering.num_having_numId(style.pPr.numPr.numId.val).abstractNumId.val
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)

    def join(line: Any) -> None:  # noqa: ANN401
        properties = line._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = number.numId

    return join


def set_language(made: Any, language: str) -> None:  # noqa: ANN401
    """The language of all text, for spelling and for reading aloud."""
    found = made.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")
    for each in found:
        each.set(qn("w:val"), language)

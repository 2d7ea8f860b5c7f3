"""The brief as a Word document of two sheets of A4."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from classifier.brief.facts import Facts
from classifier.errors import MissingExtraError

if TYPE_CHECKING:
    from docx.document import Document

_SIZE = 9.0  # points of the text
_FONTS = {"en": "Calibri", "zh": "Microsoft YaHei"}
_GREY = (0x55, 0x55, 0x55)


def brief_document(facts: Facts, lang: str) -> bytes:
    """The document's bytes; raises MissingExtraError without python-docx."""
    try:
        import docx
    except ImportError:
        raise MissingExtraError.of("python-docx", "documents", "writing .docx") from None
    document = docx.Document()
    _lay_out(document, lang)
    say = facts.phrases
    document.core_properties.title = facts.title
    document.add_heading(facts.title, 1)
    document.add_heading(say.came_in, 2)
    document.add_paragraph(facts.came_in)
    document.add_heading(say.measures, 2)
    _measures(document, facts)
    _grey(document.add_paragraph(), say.counted)
    if facts.strongest:
        document.add_heading(say.strongest.format(count=len(facts.strongest)), 2)
        for entry in facts.strongest:
            paragraph = document.add_paragraph(style="List Number")
            paragraph.add_run(entry.project).bold = True
            _grey(paragraph, f" {entry.head}")
            if entry.quote:
                paragraph.add_run().add_break()
                paragraph.add_run(entry.quote).italic = True
                _grey(paragraph, f" {entry.place}")
    else:
        document.add_paragraph(say.no_strongest)
    document.add_heading(say.doubtful, 2)
    for name, reason in facts.doubtful:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.add_run(name).bold = True
        paragraph.add_run(f": {reason}")
    if not facts.doubtful:
        document.add_paragraph(say.no_doubtful)
    if facts.more:
        document.add_paragraph(facts.more)
    _grey(document.add_paragraph(), facts.footer)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _lay_out(document: Document, lang: str) -> None:
    """A4 with narrow margins, small type, and a font that has the language's characters."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin = section.bottom_margin = Mm(13)
    sizes = {
        "Normal": _SIZE,
        "Heading 1": 15.0,
        "Heading 2": 11.0,
        "List Number": _SIZE,
        "List Bullet": _SIZE,
    }
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.size, style.font.name = Pt(size), _FONTS["en"]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), _FONTS["zh"])
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.paragraph_format.space_before = Pt(5 if name.startswith("Heading") else 0)
        style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.line_spacing = 1.0
        if name.startswith("Heading"):
            style.font.color.rgb = RGBColor(0x08, 0x51, 0x9C)
    language = document.styles["Normal"].element.get_or_add_rPr()
    tag = language.makeelement(qn("w:lang"), {qn("w:val"): "en-GB", qn("w:eastAsia"): "zh-CN"})
    language.append(tag)


def _measures(document: Document, facts: Facts) -> None:
    say = facts.phrases
    table = document.add_table(rows=1, cols=len(facts.degrees) + 2, style="Light Grid Accent 1")
    _fill(table.rows[0].cells, [say.measure, *facts.degrees, say.total])
    for one in facts.measures:
        cells = table.add_row().cells
        _fill(cells, [one.name, *map(str, one.counts), str(one.total)])
        if one.submeasures:
            _grey(cells[0].add_paragraph(), f"{say.submeasures}: {one.submeasures}")


def _fill(cells: Any, texts: list[str]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    for at, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        cell.text = text
        cell.width = Mm(98 if at == 0 else 20)
        if at:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _grey(paragraph: Any, text: str) -> None:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(_SIZE - 1), RGBColor(*_GREY)
    run.font.bold = False

"""The whole documents of ``corpora/whole`` as the files an office gets: Word, PDF, and scans.

``python -m benchmarks.whole_files FOLDER`` makes a folder of each format. Tables, headings, running heads and page
numbers are real ones; a PDF without wide tables is set in two columns; a scan is a PDF of the first pages as pictures
at 150 dots an inch, turned a little and with noise. Chinese scans need the font named in ``benchmarks/whole_fonts.py``.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import shorten
from typing import Any

import numpy as np

from benchmarks.whole_fonts import Fonts, fonts_for, has_chinese_font
from benchmarks.whole_markdown import Block, blocks_of, plain, runs_of

ROOT = Path(__file__).resolve().parent.parent / "corpora" / "whole"
FORMATS = ("docx", "pdf", "scan")
SCAN_PAGES = 3
_DPI = 150
_NARROW = 4  # columns of the widest table of a document that is set in two columns
_MARGIN = 56.0  # points
_FOOT = {"en": "Page {}", "zh": "第 {} 页"}


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.whole_files", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--scan-pages", type=int, default=SCAN_PAGES, help="pages of a scan, from the first")
    options = parser.parse_args()
    for path in sorted((ROOT / "documents").glob("*.md")):
        markdown = path.read_text(encoding="utf-8")
        for format in options.formats:
            folder = options.folder / format
            folder.mkdir(parents=True, exist_ok=True)
            made = render(markdown, format, scan_pages=options.scan_pages)
            if made is None:
                print(f"{path.stem}: no {format}, since no Chinese font is installed")
            else:
                (folder / f"{path.stem}.{'docx' if format == 'docx' else 'pdf'}").write_bytes(made)


def render(markdown: str, format: str, *, scan_pages: int = SCAN_PAGES) -> bytes | None:
    """A document in a format of ``FORMATS``; None for a scan that no installed font can draw."""
    if format == "docx":
        return to_docx(markdown)
    if format == "pdf":
        return to_pdf(markdown)
    return to_scan(markdown, scan_pages)


def language_of(markdown: str) -> str:
    """``zh`` where a tenth of the characters is Chinese."""
    return "zh" if sum("\u4e00" <= ch <= "\u9fff" for ch in markdown) > 0.1 * len(markdown) else "en"


def to_docx(markdown: str) -> bytes:
    """A Word file: heading styles, tables, lists, the title in the header, page numbers in the footer."""
    import docx

    document = docx.Document()
    blocks = blocks_of(markdown)
    section = document.sections[0]
    section.header.paragraphs[0].text = _title(blocks)
    _page_number(section.footer.paragraphs[0])
    for block in blocks:
        if block.kind == "table":
            table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    _add_runs(cell.paragraphs[0], text)
        elif block.kind == "heading":
            _add_runs(document.add_heading(level=block.level - 1), block.text)  # 0 is the style Title
        else:
            style = "List Bullet" if block.kind == "item" else None
            _add_runs(document.add_paragraph(style=style), block.text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _title(blocks: Iterable[Block]) -> str:
    return next((plain(block.text) for block in blocks if block.kind == "heading"), "")


def _add_runs(paragraph: Any, text: str) -> None:
    for said, bold in runs_of(text):
        paragraph.add_run(said).bold = bold or None


def _page_number(paragraph: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind, code in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = code
        paragraph.add_run()._r.append(element)


def to_pdf(markdown: str, *, embedded: bool = False) -> bytes:
    """A PDF with a text layer; ``embedded`` brings the Chinese font along, so that pages can be drawn."""
    lang = language_of(markdown)
    traditional = sum(ch in "計畫補實與業" for ch in markdown) > sum(ch in "计划补实与业" for ch in markdown)
    blocks = blocks_of(markdown)
    with TemporaryDirectory() as folder:
        fonts = fonts_for(lang, traditional, f"{markdown}{_FOOT[lang]}0123456789", embedded, Path(folder))
        return _set_pages(blocks, lang, fonts)


def in_columns(blocks: Iterable[Block]) -> int:
    """Columns that a PDF of ``blocks`` is set in."""
    return 2 if max((len(b.rows[0]) for b in blocks if b.kind == "table"), default=0) <= _NARROW else 1


def _set_pages(blocks: list[Block], lang: str, fonts: Fonts) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    width, height = A4
    columns = in_columns(blocks)
    gap = 20.0
    column = (width - 2 * _MARGIN - (columns - 1) * gap) / columns
    frames = [
        Frame(_MARGIN + i * (column + gap), _MARGIN, column, height - 2 * _MARGIN, 0, 0, 0, 0)
        for i in range(columns)
    ]
    head = fonts.markup([(shorten(_title(blocks), 70, placeholder=" …"), False)])
    running = _styles(lang, fonts)["running"]

    def draw(canvas: Any, document: Any) -> None:
        page = canvas.getPageNumber()
        foot = fonts.markup([(_FOOT[lang].format(page), False)])
        for markup, y in ((head, height - 40), (foot, 34)):
            paragraph = Paragraph(markup, running)
            paragraph.wrapOn(canvas, width - 2 * _MARGIN, 20)
            paragraph.drawOn(canvas, _MARGIN, y)

    out = io.BytesIO()
    template = BaseDocTemplate(out, pagesize=A4, title=_title(blocks), invariant=1)
    template.addPageTemplates([PageTemplate(frames=frames, onPage=draw)])
    template.build(_flow(blocks, lang, fonts, column))
    return out.getvalue()


def _styles(lang: str, fonts: Fonts) -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle

    wrap, size = ("CJK", 11.5) if lang == "zh" else (None, 10.0)
    body = ParagraphStyle(
        "body", fontName=fonts.names[0], fontSize=size, leading=1.5 * size, spaceAfter=6, wordWrap=wrap
    )
    sizes = {1: 17, 2: 13.5, 3: 11.5}
    headings = {
        f"heading{level}": ParagraphStyle(
            f"heading{level}", body, fontName=fonts.bold, fontSize=size, leading=1.4 * size, spaceBefore=8,
            keepWithNext=1,
        )
        for level, size in sizes.items()
    }  # fmt: skip
    return {
        "body": body,
        "item": ParagraphStyle("item", body, leftIndent=12),
        "cell": ParagraphStyle("cell", body, fontSize=8, leading=11, spaceAfter=0),
        "running": ParagraphStyle("running", body, fontSize=8, leading=10, alignment=1),
        **headings,
    }


def _flow(blocks: list[Block], lang: str, fonts: Fonts, width: float) -> list[Any]:
    from reportlab.lib import colors
    from reportlab.platypus import Paragraph, Spacer, Table, TableStyle

    styles = _styles(lang, fonts)

    def paragraph(text: str, style: str, mark: str = "") -> Any:
        runs = [*([(mark, False)] if mark else []), *runs_of(text)]
        if style.startswith("heading"):
            runs = [(said, True) for said, _ in runs]
        return Paragraph(fonts.markup(runs), styles[style])

    grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    out: list[Any] = []
    for block in blocks:
        if block.kind == "table":
            cells = [[paragraph(cell, "cell") for cell in row] for row in block.rows]
            out += [Table(cells, _widths(block, width), style=grid, repeatRows=0), Spacer(1, 8)]
        elif block.kind == "heading":
            out.append(paragraph(block.text, f"heading{min(block.level, 3)}"))
        elif block.kind == "item":
            out.append(paragraph(block.text, "item", "• "))
        else:
            out.append(paragraph(block.text, "body"))
    return out


def _widths(block: Block, width: float) -> list[float]:
    """Widths of columns by the square root of their longest cell, none narrower than its longest word."""
    columns = list(zip(*block.rows, strict=True))
    words = [
        max(len(word) for cell in column for word in [*plain(cell).split(), ""][:40]) for column in columns
    ]
    chinese = any("\u4e00" <= ch <= "\u9fff" for column in columns for cell in column for ch in cell)
    least = np.array([16.0 + (9.0 * min(n, 4) if chinese else 5.6 * n) for n in words])
    wish = np.sqrt([max(len(cell) for cell in column) + 1 for column in columns])
    rest = max(width - least.sum(), 0.0)
    widths = least + rest * wish / wish.sum()
    return list(widths * width / widths.sum())


def to_scan(markdown: str, n_pages: int = SCAN_PAGES) -> bytes | None:
    """The first pages as pictures in a PDF without a text layer; None where no font can draw them."""
    import pypdfium2 as pdfium

    if language_of(markdown) == "zh" and not has_chinese_font():
        return None
    rng = np.random.default_rng(len(markdown))
    pdf = pdfium.PdfDocument(to_pdf(markdown, embedded=True))
    try:
        pages = [
            _scanned(pdf[i].render(scale=_DPI / 72).to_pil(), rng) for i in range(min(n_pages, len(pdf)))
        ]
    finally:
        pdf.close()
    out = io.BytesIO()
    when = time.gmtime(0)  # the same file each time
    pages[0].save(
        out, "PDF", save_all=True, append_images=pages[1:], resolution=_DPI, quality=70,
        creationDate=when, modDate=when,
    )  # fmt: skip
    return out.getvalue()


def _scanned(page: Any, rng: np.random.Generator) -> Any:
    """``page`` in grey, turned by under a degree, with the noise of a sensor."""
    from PIL import Image

    turned = page.convert("L").rotate(float(rng.uniform(-0.7, 0.7)), Image.Resampling.BICUBIC, fillcolor=255)
    grey = np.asarray(turned, np.float32)
    noisy = 235.0 / 255.0 * grey + rng.normal(6.0, 9.0, grey.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


if __name__ == "__main__":
    main()

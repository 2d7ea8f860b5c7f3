"""PDF: the text layer in reading order, and by OCR the pages that are scans."""

from __future__ import annotations

import ctypes
import re
from dataclasses import replace
from typing import Any

from classifier.documents import ocr
from classifier.documents.deadline import is_time_for
from classifier.documents.extracted import Extracted, TextBuilder
from classifier.documents.layout import Line, Piece, flow, join_hyphens, reading_order, without_running
from classifier.errors import DocumentError, MissingExtraError

_DPI = 200  # of the picture made of a scanned page
_GAP = 1.0  # heights of a character: a wider space parts columns or cells
_FEW = 30  # characters: a page with fewer and a large picture is a scan with a stamp of the scanner
_JUNK = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08]")
_WORD = re.compile(r"\S+")
# PDFium puts U+FFFE for the hyphen of a word that goes on in the next line, and ends no line there.
_LINE = re.compile("([^\r\n\ufffe]+)(\ufffe?)")
_INSTALL = "pip install 'policytag[ocr]'"


def read_pdf(data: bytes) -> Extracted:
    """Text of all pages without running heads and page numbers, hyphenation undone.

    Raises DocumentError when the file is damaged or encrypted, and MissingExtraError when every page is a
    scan and the extra ``ocr`` is not there.
    """
    try:
        import pypdfium2 as pdfium
    except ImportError:
        raise MissingExtraError.of("pypdfium2", "documents", "reading .pdf") from None
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise DocumentError("is encrypted", remedy="save it without a password") from None
        raise DocumentError("is not a readable PDF", remedy="print it to PDF anew") from None
    try:
        return _read_pages(pdf)
    finally:
        pdf.close()


def _read_pages(pdf: Any) -> Extracted:
    from pypdfium2 import PdfiumError

    pages: dict[int, list[Line]] = {}
    confidences: dict[int, float] = {}
    damaged: list[int] = []
    late: list[int] = []
    scans: list[int] = []
    slowest = 0.0  # seconds of a page: another such may not fit into the time left
    for number in range(1, len(pdf) + 1):
        try:
            page = pdf[number - 1]
            pieces = _pieces(page)
            if _is_scan(page, pieces):
                if not ocr.is_installed():
                    scans.append(number)
                    continue
                if confidences and not is_time_for(slowest):
                    late.append(number)
                    continue
                picture = page.render(scale=_DPI / 72).to_numpy()
                before = ocr.seconds_spent()
                scan = ocr.read_scan(picture[:, :, :3])
                slowest = max(slowest, ocr.seconds_spent() - before)
                pieces, confidences[number] = list(scan.pieces), scan.confidence
        except PdfiumError:
            damaged.append(number)
            continue
        pages[number] = reading_order(pieces)
    if not any(pages.values()):
        raise _nothing(scans, damaged)
    texts = join_hyphens([flow(lines) for lines in without_running(list(pages.values()))])
    builder = TextBuilder()
    for number, text in zip(pages, texts, strict=True):
        builder.page(number)
        builder.add(text)
    warnings = ocr.confidence_warnings(confidences)
    for missed, why in (
        (scans, f"a scan, not read: {_INSTALL}"),
        (late, "a scan, not read: the time was up"),
        (damaged, "damaged, not read"),
    ):
        if missed:
            warnings += (f"{_named(missed)} of {len(pdf)}: {why}",)
    return builder.build(warnings=warnings, n_pages=len(pdf))


def _named(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:8])) + (", …" if len(numbers) > 8 else "")
    return f"page{'s' if len(numbers) > 1 else ''} {shown}"


def _nothing(scans: list[int], damaged: list[int]) -> DocumentError | MissingExtraError:
    if scans:
        return MissingExtraError.of("rapidocr", "ocr", "reading a scan without text")
    if damaged:
        return DocumentError("has damaged pages", remedy="print it to PDF anew")
    return DocumentError("is blank, or a scan without text that OCR can read", remedy="scan it anew")


def _is_scan(page: Any, pieces: list[Piece]) -> bool:
    """Whether what the page shows is not in its text layer: a picture, or letters of an unknown encoding."""
    from pypdfium2 import raw

    text = "".join(piece.text for piece in pieces)
    if len(text) >= _FEW:
        return len(_JUNK.findall(text)) > 0.3 * len(text)
    width, height = page.get_size()
    drawn = 0
    for thing in page.get_objects(max_depth=3):
        drawn += 1
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            if (right - left) * (top - bottom) > 0.4 * width * height:
                return True
    return not text and drawn > 0


def _pieces(page: Any) -> list[Piece]:
    """Words of the text layer put together up to a wide space, with their boxes."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        text = textpage.get_text_range(0, count) if count else ""
        if len(text) != count or page.get_rotation():
            # Characters beyond U+FFFF or a turned page: the order of the file, a line below the other.
            lines = textpage.get_text_bounded().replace("\r\n", "\n").split("\n")
            return [Piece(line, 0, 2 * at, 1, 2 * at + 1) for at, line in enumerate(lines)]
        height = page.get_height()
        return [
            piece for line in _LINE.finditer(text) for piece in _line_pieces(textpage.raw, text, line, height)
        ]
    finally:
        textpage.close()


def _line_pieces(textpage: Any, text: str, line: re.Match[str], height: float) -> list[Piece]:
    from pypdfium2 import raw

    first, last = raw.FS_RECTF(), raw.FS_RECTF()
    pieces: list[Piece] = []
    for word in _WORD.finditer(text, line.start(), line.end(1)):
        ok = raw.FPDFText_GetLooseCharBox(textpage, word.start(), ctypes.byref(first))
        if not (ok and raw.FPDFText_GetLooseCharBox(textpage, word.end() - 1, ctypes.byref(last))):
            continue
        left, right = min(first.left, last.left), max(first.right, last.right)
        top, bottom = height - max(first.top, last.top), height - min(first.bottom, last.bottom)
        if pieces:
            before = pieces[-1]
            gap = left - before.right
            if -2 * _GAP < gap / max(bottom - top, 1.0) < _GAP:
                pieces[-1] = Piece(
                    f"{before.text} {word[0]}",
                    min(before.left, left),
                    min(before.top, top),
                    max(before.right, right),
                    max(before.bottom, bottom),
                )
                continue
        pieces.append(Piece(word[0], left, top, right, bottom))
    if pieces and line[2]:
        pieces[-1] = replace(pieces[-1], text=pieces[-1].text + "-")
    return pieces

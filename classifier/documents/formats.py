"""One reader a format: each takes bytes and gives text and warnings."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from classifier.documents.encoding import decode
from classifier.errors import DocumentError, MissingExtraError

Extracted = tuple[str, tuple[str, ...]]
_LARGEST_PART = 200_000_000  # bytes a .docx may unpack to: what is more is a bomb


def read_text(data: bytes) -> Extracted:
    """Plain text or Markdown in any encoding."""
    return decode(data)


def read_html(data: bytes) -> Extracted:
    """Main text of a web page, without navigation; whole text when no main part is found."""
    try:
        import lxml.html
        import trafilatura
    except ImportError:
        raise MissingExtraError.of("trafilatura", "documents", "reading .html") from None
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", data[:4096])
    text, warnings = _declared(data, declared.group(1).decode("ascii") if declared else "")
    main = trafilatura.extract(text, include_comments=False, include_tables=True, favor_recall=True)
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, ValueError):
        return "", warnings
    for tag in list(tree.iter("script", "style", "noscript", "template", "head")):
        tag.drop_tree()
    for tag in tree.iter("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "br", "section", "article", "td"):
        tag.tail = "\n" + (tag.tail or "")
    whole = re.sub(r"\n[ \t\r\n]*\n", "\n\n", re.sub(r"[ \t]+", " ", tree.text_content())).strip()
    if not main or len(main) < 0.2 * len(whole):
        return whole, (*warnings, "no main part found, whole page read")
    return main, warnings


def _declared(data: bytes, charset: str) -> Extracted:
    try:
        return data.decode(charset), ()
    except (LookupError, UnicodeDecodeError):
        return decode(data)


def read_docx(data: bytes) -> Extracted:
    """Paragraphs and tables of a Word document, in order."""
    try:
        import docx
        from docx.opc.exceptions import PackageNotFoundError
        from docx.table import Table
    except ImportError:
        raise MissingExtraError.of("python-docx", "documents", "reading .docx") from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_PART:
                raise DocumentError("unpacks to more than 200 MB", remedy="save it without pictures")
        parts: list[str] = []
        for block in docx.Document(io.BytesIO(data)).iter_inner_content():
            if isinstance(block, Table):
                for row in block.rows:
                    cells: list[str] = []
                    for cell in row.cells:
                        if not cells or cell.text != cells[-1]:  # merged cells repeat their text
                            cells.append(cell.text)
                    parts.append(" | ".join(cell for cell in cells if cell))
            else:
                parts.append(block.text)
    except (zipfile.BadZipFile, KeyError, PackageNotFoundError):
        raise DocumentError("is not a readable Word document", remedy="save it anew") from None
    return "\n\n".join(part for part in parts if part.strip()), ()


def read_pdf(data: bytes) -> Extracted:
    """Text layer of a PDF, page by page; a scan without one is refused."""
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
        pages, empty = [], 0
        for page in pdf:
            text = (
                page.get_textpage()
                .get_text_bounded()
                .replace("\r\n", "\n")
                .replace("\ufffe\n", "")
                .replace("\ufffe", "")
            )
            empty += not text.strip()
            pages.append(re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", text).strip())
    except pdfium.PdfiumError:
        raise DocumentError("has damaged pages", remedy="print it to PDF anew") from None
    finally:
        pdf.close()
    if empty == len(pages):
        raise DocumentError("is a scan without text", remedy="run OCR on it first")
    warnings = (f"{empty} of {len(pages)} pages have no text",) if empty else ()
    return "\n\n".join(page for page in pages if page), warnings


READERS: dict[str, Callable[[bytes], Extracted]] = {
    "text": read_text,
    "html": read_html,
    "docx": read_docx,
    "pdf": read_pdf,
}

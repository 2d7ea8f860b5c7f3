"""OFD, the Chinese standard of fixed pages (GB/T 33190-2016): text objects of each page, in reading order."""

from __future__ import annotations

import posixpath
import zipfile
from typing import Any

from classifier.documents.containers import open_zip
from classifier.documents.extracted import Extracted, TextBuilder
from classifier.documents.layout import Line, Piece, flow, join_hyphens, reading_order, without_running
from classifier.errors import DocumentError, MissingExtraError

_LARGEST = 500_000_000  # bytes an .ofd may unpack to


def read_ofd(data: bytes) -> Extracted:
    """Text of all pages of the first document in the file; pages of pictures only are counted as not read."""
    with open_zip(data, "OFD file", max_unpacked=_LARGEST) as container:
        root = _xml(container, "OFD.xml")
        if (main := _text_of(root, "DocRoot")) is None:
            raise DocumentError("is not a readable OFD file", remedy="print it to PDF")
        main = main.lstrip("/")
        document, folder = _xml(container, main), posixpath.dirname(main)
        templates = {node.get("ID"): _located(folder, node) for node in document.iter("{*}TemplatePage")}
        places = [_located(folder, node) for node in document.iterfind("{*}Pages/{*}Page")]
        pages: dict[int, list[Line]] = {}
        for number, place in enumerate(places, 1):
            page = _xml(container, place)
            sheets = [page]
            for used in page.iterfind("{*}Template"):
                if used.get("TemplateID") in templates:
                    sheets.append(_xml(container, templates[used.get("TemplateID")]))
            pieces = [piece for sheet in sheets for piece in _pieces(sheet)]
            if pieces or not any(True for sheet in sheets for _ in sheet.iter("{*}ImageObject")):
                pages[number] = reading_order(pieces)
    if not any(pages.values()):
        raise DocumentError("is a scan without text", remedy="print it to PDF, which OCR can read")
    builder = TextBuilder()
    texts = join_hyphens([flow(lines) for lines in without_running(list(pages.values()))])
    for number, text in zip(pages, texts, strict=True):
        builder.page(number)
        builder.add(text)
    missed = len(places) - len(pages)
    warnings = (f"{missed} of {len(places)} pages are pictures, not read: print it to PDF",) if missed else ()
    return builder.build(warnings=warnings, n_pages=len(places))


def _xml(container: zipfile.ZipFile, name: str) -> Any:
    try:
        from lxml import etree
    except ImportError:
        raise MissingExtraError.of("lxml", "documents", "reading .ofd") from None
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(container.read(name), parser)
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, RuntimeError):
        raise DocumentError(f"is not a readable OFD file (no {name})", remedy="print it to PDF") from None


def _text_of(root: Any, name: str) -> str | None:
    node = root.find(f".//{{*}}{name}")
    return None if node is None or not node.text else str(node.text).strip()


def _located(folder: str, node: Any) -> str:
    place = node.get("BaseLoc", "")
    return place.lstrip("/") if place.startswith("/") else posixpath.normpath(posixpath.join(folder, place))


def _pieces(page: Any) -> list[Piece]:
    """Text objects with their boxes in millimetres."""
    pieces = []
    for node in page.iter("{*}TextObject"):
        try:
            left, top, width, height = (float(part) for part in node.get("Boundary", "").split())
        except ValueError:
            continue
        text = "".join(code.text or "" for code in node.iterfind("{*}TextCode"))
        pieces.append(Piece(text, left, top, left + width, top + height))
    return pieces

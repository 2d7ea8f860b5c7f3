"""What a file is, by its bytes first and its name last."""

from __future__ import annotations

import io
import re
import zipfile

from classifier.errors import DocumentError

SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".pdf": "pdf",
    ".xlsx": "spreadsheet",
    ".xlsm": "spreadsheet",
    ".xls": "spreadsheet",
    ".xlsb": "spreadsheet",
    ".et": "spreadsheet",
    ".ods": "spreadsheet",
    ".pptx": "pptx",
    ".pptm": "pptx",
    ".ppsx": "pptx",
    ".eml": "eml",
    ".mht": "eml",
    ".mhtml": "eml",
    ".ofd": "ofd",
    ".png": "picture",
    ".jpg": "picture",
    ".jpeg": "picture",
    ".tif": "picture",
    ".tiff": "picture",
    ".bmp": "picture",
    ".gif": "picture",
    ".webp": "picture",
    ".doc": "doc",
    ".dot": "doc",
    ".wps": "doc",
    ".rtf": "rtf",
    ".odt": "odt",
    ".ott": "odt",
    ".ppt": "ppt",
    ".dps": "ppt",
    ".odp": "odp",
    ".zip": "zip",
}
_MAGIC = {
    b"{\\rtf": "rtf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"II*\x00": "picture",
    b"MM\x00*": "picture",
}
_UNREADABLE = {
    b"Rar!": ("is an archive (.rar)", "pack it as .zip"),
    b"7z\xbc\xaf": ("is an archive (.7z)", "pack it as .zip"),
    b"\x1f\x8b": ("is an archive (.gz)", "pack it as .zip"),
    b"PAR1": ("is a Parquet table", "name it .parquet"),
}
_OLE = b"\xd0\xcf\x11\xe0"
# A stream that each kind of old Office file has; where several are found, one is inside another.
_STREAMS = {
    "WordDocument": "doc",
    "PowerPoint Document": "ppt",
    "Workbook": "spreadsheet",
    "Book": "spreadsheet",
    "CONTENTS": "wps",
}
_OPEN_DOCUMENTS = {"text": "odt", "spreadsheet": "spreadsheet", "presentation": "odp"}
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[ \t].*\r?\n(?:[ \t].*\r?\n)*){2}")
# Formats that only a text's name can claim: nothing in its bytes says so.
_TEXTUAL = ("text", "html", "eml")


def sniff(data: bytes, suffix: str = "") -> str:
    """Name the format of ``data``, one of the values of ``SUFFIXES`` or ``wps``; ``suffix`` is lower case.

    Raises DocumentError for formats that cannot be read.
    """
    head = data[:1024]
    for magic, (what, remedy) in _UNREADABLE.items():
        if head.startswith(magic):
            raise DocumentError(what, remedy=remedy)
    for magic, format in _MAGIC.items():
        if head.startswith(magic):
            return format
    if (head.startswith(b"RIFF") and head[8:12] == b"WEBP") or (head.startswith(b"BM") and suffix == ".bmp"):
        return "picture"
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(_OLE):
        return _old_office(data, suffix)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _container(data, suffix)
    return _text(head, suffix)


def _text(head: bytes, suffix: str) -> str:
    by_name = SUFFIXES.get(suffix, "text")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if by_name != "text" and (start.lower().startswith(b"mime-version:") or by_name == "eml"):
        if _MAIL.match(start):
            return "eml"
        raise DocumentError("is not a mail, whatever its name says", remedy="save it anew as .eml")
    if by_name == "html" or start.lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    if b'progid="Word.Document"' in head or b"urn:oasis:names:tc:opendocument" in head:
        return "doc"  # Word's and LibreOffice's one-file XML: LibreOffice tells them apart
    if by_name not in _TEXTUAL:
        kind = suffix.lstrip(".") if suffix else by_name
        raise DocumentError(f"is not a {kind} file, whatever its name says", remedy="save it anew")
    return "text"


def _old_office(data: bytes, suffix: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise DocumentError("is encrypted", remedy="save it without a password")
    if "__substg1.0_".encode("utf-16-le") in data:
        raise DocumentError("is an Outlook message", remedy="save it as .eml")
    found = [kind for name, kind in _STREAMS.items() if f"{name}\0".encode("utf-16-le") in data]
    if not found:
        raise DocumentError("is an old Office file that is damaged or unknown", remedy="save it as .docx")
    by_name = SUFFIXES.get(suffix)
    return by_name if by_name in found else found[0]


def _container(data: bytes, suffix: str) -> str:
    by_name = SUFFIXES.get(suffix, "zip")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            names = set(container.namelist())
            kind = container.read("mimetype")[:200].decode("latin-1") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, NotImplementedError):
        return by_name if by_name not in _TEXTUAL else "zip"  # whose reader says that it is damaged
    for name, format in _OPEN_DOCUMENTS.items():
        if kind.startswith(f"application/vnd.oasis.opendocument.{name}"):
            return format
    if kind.startswith("application/epub"):
        raise DocumentError("is an e-book", remedy="save it as .pdf or .docx")
    if any(name.endswith(".iwa") for name in names):
        raise DocumentError("is an Apple iWork file", remedy="export it as .docx, .xlsx or .pdf")
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names:
        for folder, format in (("word/", "docx"), ("xl/", "spreadsheet"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in names):
                return format
    return "zip"

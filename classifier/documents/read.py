"""From a file or bytes to a Document: find the format, read it, check what came out."""

from __future__ import annotations

from pathlib import Path

from classifier.documents.document import Document, Source
from classifier.documents.formats import READERS, Extracted
from classifier.errors import DocumentError, MissingExtraError, PolicytagError

MAX_CHARS = 5_000_000
TABLES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet"}
SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".pdf": "pdf",
}
_UNREADABLE = {
    b"\xd0\xcf\x11\xe0": "is an old Office file (.doc, .xls, .ppt) or an encrypted one",
    b"{\\rtf": "is a rich-text file",
    b"\x89PNG": "is a picture",
    b"\xff\xd8\xff": "is a picture",
    b"GIF8": "is a picture",
    b"Rar!": "is an archive",
    b"7z\xbc\xaf": "is an archive",
    b"\x1f\x8b": "is an archive",
    b"PAR1": "is a Parquet table",
}


def sniff(data: bytes, suffix: str = "") -> str:
    """Name the format of ``data`` by its first bytes, else by ``suffix``: text, html, docx or pdf.

    Raises DocumentError for formats that cannot be read.
    """
    head = data[:1024]
    for magic, what in _UNREADABLE.items():
        if head.startswith(magic):
            raise DocumentError(what, remedy="convert it to .docx, .pdf or .txt")
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        if suffix == ".docx" or b"word/" in data:
            return "docx"
        raise DocumentError(
            "is an archive or an Office file that is not .docx", remedy="unpack or convert it"
        )
    by_name = SUFFIXES.get(suffix, "text")
    if by_name in ("docx", "pdf"):
        raise DocumentError(f"is not a {by_name} file, whatever its name says", remedy="save it anew")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if by_name == "html" or start.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "text"


def read_bytes(
    data: bytes, source: Source | str = "-", *, format: str | None = None, max_chars: int = MAX_CHARS
) -> Document:
    """Read one document of any format from bytes.

    ``format`` is text, html, docx or pdf; by default it is found. Raises DocumentError (its path is
    the source's) when nothing can be read, when there is no text, or more than ``max_chars`` of it,
    and MissingExtraError when the format needs a package that is not installed.
    """
    source = Source(source) if isinstance(source, str) else source
    try:
        if not data.strip():
            raise DocumentError("is empty")
        format = format or sniff(data, Path(source.path).suffix.lower())
        text, warnings = _extract(data, format)
        return make_document(text, source, warnings=warnings, max_chars=max_chars)
    except (DocumentError, MissingExtraError) as error:
        kind = type(error)
        raise kind(error.message, path=source.path, line=error.line, remedy=error.remedy) from None


def _extract(data: bytes, format: str) -> Extracted:
    try:
        return READERS[format](data)
    except PolicytagError:
        raise
    except Exception as error:  # whatever a parsing library raises on a damaged file
        raise DocumentError(
            f"cannot be read as {format} ({type(error).__name__})", remedy="save it anew or as .txt"
        ) from None


def make_document(
    text: str, source: Source, *, warnings: tuple[str, ...] = (), max_chars: int = MAX_CHARS
) -> Document:
    """Check ``text`` and make it a Document; raises DocumentError when empty or too long."""
    if not text.strip():
        raise DocumentError("has no text", path=source.path, line=source.row)
    if len(text) > max_chars:
        raise DocumentError(
            f"has {len(text):,} characters, more than {max_chars:,}",
            path=source.path,
            line=source.row,
            remedy="raise --max-chars or split it",
        )
    return Document(source, text, warnings)


def read_file(path: str | Path, *, format: str | None = None, max_chars: int = MAX_CHARS) -> Document:
    """Read one document file; raises DocumentError."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot be read ({error.strerror or error})", path=path) from None
    except ValueError as error:  # a NUL in the name
        raise DocumentError(f"cannot be read ({error})", path=str(path)) from None
    return read_bytes(data, Source(str(path)), format=format, max_chars=max_chars)

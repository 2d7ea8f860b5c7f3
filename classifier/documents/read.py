"""From a file or bytes to a Document: find the format, read it, find its structure."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from classifier.documents.document import Document, Source
from classifier.documents.extracted import Extracted
from classifier.documents.libreoffice import read_converted
from classifier.documents.mail import read_mail
from classifier.documents.ocr import read_picture
from classifier.documents.ofd import read_ofd
from classifier.documents.office import read_docx
from classifier.documents.pdf import read_pdf
from classifier.documents.plain import read_text
from classifier.documents.slides import read_pptx
from classifier.documents.sniff import SUFFIXES, sniff
from classifier.documents.spreadsheets import read_spreadsheet
from classifier.documents.structure import find_sections, find_skips
from classifier.documents.web import read_html
from classifier.errors import DocumentError, MissingExtraError, PolicytagError

MAX_CHARS = 5_000_000
MAX_BYTES = 500_000_000
TABLES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet"}
READERS: dict[str, Callable[[bytes], Extracted]] = {
    "text": read_text,
    "html": read_html,
    "docx": read_docx,
    "pdf": read_pdf,
    "spreadsheet": read_spreadsheet,
    "pptx": read_pptx,
    "eml": read_mail,
    "ofd": read_ofd,
    "picture": read_picture,
    **{
        kind: partial(read_converted, suffix=f".{kind}")
        for kind in ("doc", "wps", "rtf", "odt", "ppt", "odp")
    },
}


def read_bytes(
    data: bytes, source: Source | str = "-", *, format: str | None = None, max_chars: int = MAX_CHARS
) -> Document:
    """Read one document of any format from bytes.

    ``format`` is a key of ``READERS``; by default it is found. Raises DocumentError (its path is
    the source's) when nothing can be read, when there is no text, or more than ``max_chars`` of it,
    and MissingExtraError when the format needs a package that is not installed.
    """
    source = Source(source) if isinstance(source, str) else source
    suffix = suffix_of(source.path)
    try:
        if not data.strip():
            raise DocumentError("is empty")
        found = format or sniff(data, suffix)
        if found == "zip":
            raise DocumentError("is an archive of several files", remedy="name it .zip, or unpack it")
        extracted = _extract(data, found)
        mislabelled = format is None and SUFFIXES.get(suffix, found) != found
        warned = (f"read as {found}, whatever its name says",) if mislabelled else ()
        document = make_document(
            extracted.text, source, warnings=warned + extracted.warnings, max_chars=max_chars
        )
    except (DocumentError, MissingExtraError) as error:
        kind = type(error)
        raise kind(error.message, path=source.path, line=error.line, remedy=error.remedy) from None
    sections = find_sections(document.text, extracted.headings)
    return replace(
        document,
        pages=extracted.pages,
        page_numbers=extracted.page_numbers,
        n_pages=extracted.n_pages,
        sections=sections,
        skips=find_skips(document.text, sections),
    )


def suffix_of(path: str) -> str:
    """Lower-case suffix of a path or of an archive's member (``a.zip!b.docx``), with its dot."""
    return Path(path).suffix.lower()


def _extract(data: bytes, format: str) -> Extracted:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # libraries warn of what they mended
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


def load(path: str | Path) -> bytes:
    """Bytes of a file of at most ``MAX_BYTES``; raises DocumentError that names it."""
    try:
        size = Path(path).stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(
                f"has {size // 1_000_000:,} MB, more than {MAX_BYTES // 1_000_000:,} MB",
                path=path,
                remedy="split it or save it without pictures",
            )
        return Path(path).read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot be read ({error.strerror or error})", path=path) from None
    except ValueError as error:  # a NUL in the name
        raise DocumentError(f"cannot be read ({error})", path=str(path)) from None


def read_file(path: str | Path, *, format: str | None = None, max_chars: int = MAX_CHARS) -> Document:
    """Read one document file; raises DocumentError."""
    return read_bytes(load(path), Source(str(path)), format=format, max_chars=max_chars)

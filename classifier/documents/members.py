"""What one file or member of an archive holds: a document, a register's rows, a mail and its attachments."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from classifier.documents.archive import MAX_DEPTH
from classifier.documents.document import Document, Failure, Source
from classifier.documents.mail import attachments
from classifier.documents.read import MAX_CHARS, TABLES, read_bytes, suffix_of
from classifier.documents.sniff import sniff
from classifier.documents.spreadsheets import find_rows
from classifier.documents.tables import read_table, row_document
from classifier.errors import DocumentError, PolicytagError

FORMATS = (
    *("auto", "text", "html", "docx", "pdf", "pptx", "spreadsheet", "eml", "ofd", "picture"),
    *("doc", "wps", "rtf", "odt", "ppt", "odp", "jsonl", "csv", "tsv", "parquet"),
)


@dataclass(frozen=True)
class ReadOptions:
    """How inputs are read; ``format`` other than ``auto`` holds for every input.

    ``text_column`` None stands for ``text`` in tables, and lets every spreadsheet be read as a form; where it
    is named, a spreadsheet with that column is read row by row. ``file_timeout`` (seconds, None for no limit)
    and ``workers`` (processes, 0 to read in this one) hold for files, not for the rows of tables.
    """

    format: str = "auto"
    text_column: str | None = None
    id_column: str | None = None
    max_chars: int = MAX_CHARS
    file_timeout: float | None = None
    workers: int = 0


def read_member(data: bytes, path: str, options: ReadOptions, depth: int = 1) -> Iterator[Document | Failure]:
    """All that ``data``, a file or member named ``path``, holds; a mail's attachments come after it."""
    format = None if options.format == "auto" else options.format
    if (table := is_table(suffix_of(path), options)) is not None:
        column = options.text_column or "text"
        yield from read_table(io.BytesIO(data), path, table, text_column=column, id_column=options.id_column)
        return
    try:
        found = format or (sniff(data, suffix_of(path)) if data.strip() else "text")
        rows = _register(data, path, options) if found == "spreadsheet" else []
        if rows:
            yield from rows
            return
        yield read_bytes(data, Source(path), format=format, max_chars=options.max_chars)
    except PolicytagError as error:
        yield Failure(Source(path), _placed(error, path))
        return
    if found == "eml":
        for name, inner in attachments(data):
            place = f"{path}!{name}"
            if depth == MAX_DEPTH:
                deep = DocumentError(
                    f"is nested more than {MAX_DEPTH} deep", path=place, remedy="save it apart"
                )
                yield Failure(Source(place), deep)
            else:
                yield from read_member(inner, place, options, depth + 1)


def _register(data: bytes, path: str, options: ReadOptions) -> list[Document | Failure]:
    """The rows of a spreadsheet that has the column named; none where it is a form."""
    if options.text_column is None:
        return []
    found = list(find_rows(data, options.text_column))
    several = len({sheet for sheet, _, _ in found}) > 1
    return [
        row_document(
            row,
            Source(f"{path}!{sheet}" if several else path, number),
            options.text_column,
            options.id_column,
        )
        for sheet, number, row in found
    ]


def _placed(error: PolicytagError, path: str) -> PolicytagError:
    """``error``, naming ``path`` where it names no file yet."""
    if error.path is not None:
        return error
    return type(error)(error.message, path=path, line=error.line, remedy=error.remedy)


def is_table(suffix: str, options: ReadOptions) -> str | None:
    """Format of the table that a file with ``suffix`` is, None when it is no table."""
    format = TABLES.get(suffix) if options.format == "auto" else options.format
    return format if format in TABLES.values() else None

"""From what a user names (files, folders, globs, ``-``) to a stream of documents and failures."""

from __future__ import annotations

import glob
import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from classifier.documents.document import Document, Failure, Source
from classifier.documents.read import MAX_CHARS, TABLES, read_bytes, read_file
from classifier.documents.tables import Progress, read_table
from classifier.errors import DocumentError, PolicytagError

FORMATS = ("auto", "text", "html", "docx", "pdf", "jsonl", "csv", "tsv", "parquet")


@dataclass(frozen=True)
class ReadOptions:
    """How inputs are read; ``format`` other than ``auto`` holds for every input."""

    format: str = "auto"
    text_column: str = "text"
    id_column: str | None = None
    max_chars: int = MAX_CHARS


def read_inputs(
    paths: Iterable[str], options: ReadOptions | None = None, *, progress: Progress | None = None
) -> Iterator[Document | Failure]:
    """Documents of all ``paths`` in order; whatever cannot be read is a Failure in its place.

    A folder is walked in order of names (hidden files are left out); a path that does not exist but
    holds ``*``, ``?`` or ``[`` is a glob (``**`` for any depth); ``-`` is standard input.
    """
    options = options or ReadOptions()
    for path in paths:
        if path == "-":
            yield from _stdin(options, progress)
            continue
        for file in expand(path):
            if isinstance(file, Failure):
                yield file
            else:
                yield from _file(file, options, progress)


def expand(path: str) -> Iterator[Path | Failure]:
    """Files that ``path`` stands for, or a Failure when there are none."""
    try:
        here = Path(path)
        if here.is_dir():
            files = [f for f in sorted(here.rglob("*")) if f.is_file() and not _hidden(f, here)]
        elif here.exists() or not glob.has_magic(path):
            files = [here]
        else:
            files = [Path(f) for f in sorted(glob.glob(path, recursive=True)) if Path(f).is_file()]
    except (OSError, ValueError) as error:
        yield Failure(Source(path), DocumentError(f"cannot be read ({error})", path=path))
        return
    if not files:
        what = "is an empty folder" if here.is_dir() else "matches no file"
        yield Failure(Source(path), DocumentError(what, path=path))
    yield from files


def _hidden(file: Path, folder: Path) -> bool:
    parts = file.relative_to(folder).parts
    return any(part.startswith((".", "~$", "__MACOSX")) for part in parts)


def _file(file: Path, options: ReadOptions, progress: Progress | None) -> Iterator[Document | Failure]:
    name = str(file)
    format = options.format if options.format != "auto" else TABLES.get(file.suffix.lower())
    try:
        if format is not None and format in TABLES.values():
            with file.open("rb") as stream:
                yield from _table(stream, name, format, options, progress)
            return
        document = read_file(file, format=format, max_chars=options.max_chars)
    except PolicytagError as error:
        yield Failure(Source(name), error)
    except OSError as error:
        failure = DocumentError(f"cannot be read ({error.strerror or error})", path=name)
        yield Failure(Source(name), failure)
    else:
        yield document
    if progress and file.exists():
        progress(file.stat().st_size)


def _table(
    stream: IO[bytes], name: str, format: str, options: ReadOptions, progress: Progress | None
) -> Iterator[Document | Failure]:
    yield from read_table(
        stream,
        name,
        format,
        text_column=options.text_column,
        id_column=options.id_column,
        progress=progress,
    )


def _stdin(options: ReadOptions, progress: Progress | None) -> Iterator[Document | Failure]:
    stream = sys.stdin.buffer
    name = "<stdin>"
    format = options.format
    if format == "auto":
        head = stream.peek(1 << 12) if isinstance(stream, io.BufferedReader) else b""
        format = "jsonl" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "auto"
    if format in TABLES.values():
        yield from _table(stream, name, format, options, progress)
        return
    data = stream.read(options.max_chars * 4 + 1)
    try:
        yield read_bytes(
            data, Source(name), format=None if format == "auto" else format, max_chars=options.max_chars
        )
    except PolicytagError as error:
        yield Failure(Source(name), error)

"""From what a user names (files, folders, globs, ``-``) to a stream of documents and failures."""

from __future__ import annotations

import glob
import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from classifier.documents.document import Document, Failure, Source
from classifier.documents.members import ReadOptions, is_table, read_member
from classifier.documents.read import MAX_BYTES, suffix_of
from classifier.documents.tables import Progress, read_table
from classifier.documents.worker import ReadingTime, read_files
from classifier.errors import DocumentError


def read_inputs(
    paths: Iterable[str],
    options: ReadOptions | None = None,
    *,
    progress: Progress | None = None,
    spent: ReadingTime | None = None,
) -> Iterator[Document | Failure]:
    """Documents of all ``paths`` in order; whatever cannot be read is a Failure in its place.

    A folder is walked in order of names (hidden files are left out); a path that does not exist but
    holds ``*``, ``?`` or ``[`` is a glob (``**`` for any depth); ``-`` is standard input. An archive gives
    its members, a mail its attachments too. ``spent`` is told the time that reading and OCR took.
    """
    options = options or ReadOptions()
    for group in _groups(paths, options):
        if isinstance(group, Failure):
            yield group
        elif isinstance(group, str):
            yield from _stdin(options, progress)
        elif isinstance(group, Path):
            yield from _table_file(group, options, progress)
        else:
            for path, items in read_files(group, options, spent):
                yield from items
                _advance(progress, path)


def _groups(paths: Iterable[str], options: ReadOptions) -> Iterator[Failure | str | Path | list[Path]]:
    """Runs of files that workers may read side by side; tables, failures and ``-`` between them."""
    run: list[Path] = []
    for path in paths:
        for file in ["-"] if path == "-" else expand(path):
            if isinstance(file, Path) and is_table(suffix_of(str(file)), options) is None:
                run.append(file)
                continue
            if run:
                yield run
                run = []
            yield file
    if run:
        yield run


def _advance(progress: Progress | None, path: str) -> None:
    file = Path(path)
    if progress and file.exists():
        progress(file.stat().st_size)


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


def _table_file(file: Path, options: ReadOptions, progress: Progress | None) -> Iterator[Document | Failure]:
    name = str(file)
    try:
        with file.open("rb") as stream:
            yield from _table(stream, name, is_table(suffix_of(name), options) or "csv", options, progress)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        yield Failure(Source(name), DocumentError(f"cannot be read ({reason})", path=name))


def _table(
    stream: IO[bytes], name: str, format: str, options: ReadOptions, progress: Progress | None
) -> Iterator[Document | Failure]:
    yield from read_table(
        stream,
        name,
        format,
        text_column=options.text_column or "text",
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
    if is_table("", replace(options, format=format)):
        yield from _table(stream, name, format, options, progress)
        return
    data = stream.read(MAX_BYTES)
    yield from read_member(data, name, options)

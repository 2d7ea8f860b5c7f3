"""A batch's inputs read by way of a spool: what an earlier run has read is not read again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace

from classifier.documents.document import Failure
from classifier.documents.inputs import expand, read_inputs
from classifier.documents.libreoffice import find_soffice
from classifier.documents.members import ReadOptions
from classifier.documents.ocr import is_installed
from classifier.documents.tables import Progress
from classifier.documents.worker import ReadingTime
from classifier.projects.spool import Item, Spool


def read_batch(
    inputs: Sequence[str],
    options: ReadOptions,
    spool: Spool,
    *,
    progress: Progress | None = None,
    spent: ReadingTime | None = None,
) -> Iterator[Item]:
    """Documents and failures of all ``inputs`` in order, as ``documents.read_inputs`` gives them.

    All go through ``spool``. A file that is named twice is read once, and no more processes are started than
    there are files to read.
    """
    files = list(_files(inputs))
    keys = {file: _key(file, options) for file in files if isinstance(file, str)}
    wanted = [file for file, key in keys.items() if key not in spool]
    options = replace(options, workers=min(options.workers, len(wanted)))
    stream = _Stream(read_inputs(wanted, options, progress=progress, spent=spent))
    for file in files:
        if isinstance(file, Failure):
            yield from spool.keep("", [file])
        elif keys[file] in spool:
            yield from spool.take(keys[file])
        else:
            yield from spool.keep(keys[file], stream.of(file))


def _files(inputs: Sequence[str]) -> Iterator[str | Failure]:
    seen: set[str] = set()
    for path in inputs:
        for file in ["-"] if path == "-" else expand(path):
            if isinstance(file, Failure):
                yield file
            elif (name := str(file)) not in seen:
                seen.add(name)
                yield name


def _key(file: str, options: ReadOptions) -> str:
    """Another for a file that was changed, for other options, and when OCR or LibreOffice has come.

    Standard input has none, since what it holds is another each time.
    """
    if file == "-":
        return ""
    try:
        state = os.stat(file)
        changed = [state.st_size, state.st_mtime_ns]
    except (OSError, ValueError):
        changed = []
    how = astuple(replace(options, workers=0))
    return repr((file, changed, how, is_installed(), find_soffice() is not None))


class _Stream:
    """Items of several files, parted by file."""

    def __init__(self, items: Iterator[Item]) -> None:
        self._items = items
        self._next: Item | None = None

    def of(self, file: str) -> Iterator[Item]:
        """The items of the file that is next."""
        while True:
            item = self._next or next(self._items, None)
            self._next = item
            if item is None or not _belongs(item, file):
                return
            self._next = None
            yield item


def _belongs(item: Item, file: str) -> bool:
    path = item.source.path
    return path == file or path.startswith(f"{file}!") or (file == "-" and path == "<stdin>")

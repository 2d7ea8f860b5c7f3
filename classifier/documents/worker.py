"""Files read in worker processes: all cores used, order kept, and none can hang or crash the run.

A worker whose file takes longer than the limit is killed and replaced; one whose parser crashes is, too. In
both cases the file gives a Failure and the rest goes on. Workers are spawned, as on Windows and macOS.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.documents import ocr
from classifier.documents.archive import is_archive, members
from classifier.documents.deadline import time_limit
from classifier.documents.document import Document, Failure, Source
from classifier.documents.members import ReadOptions, read_member
from classifier.documents.read import load, suffix_of
from classifier.documents.sniff import SUFFIXES
from classifier.errors import DocumentError, MissingExtraError, PolicytagError

Items = list[Document | Failure]
_AHEAD = 3  # files a worker that are read before the first of them is asked for: bounds memory
_FILES_A_WORKER = 200  # then it is replaced, so that what its parsers leak is freed


@dataclass
class ReadingTime:
    """Seconds spent in all workers together: OCR, and the rest of reading."""

    reading: float = 0.0
    ocr: float = 0.0


@dataclass(frozen=True)
class _Task:
    path: str
    data: bytes | None  # of an archive's member; None for a file on the disk


def read_files(
    files: Iterable[Path], options: ReadOptions, spent: ReadingTime | None = None
) -> Iterator[tuple[str, Items]]:
    """What each file holds, in order: its path and all its documents and failures; never empty.

    An archive gives a pair for each of its members. ``spent`` is added to as files finish. Raises
    MissingExtraError when there are workers and the extra ``documents`` is not installed.
    """
    spent = spent if spent is not None else ReadingTime()
    tasks = _tasks(files)
    if not options.workers:
        for task in tasks:
            yield task.source.path if isinstance(task, Failure) else task.path, _here(task, options, spent)
        return
    yield from _in_processes(tasks, options, spent)


def _tasks(files: Iterable[Path]) -> Iterator[_Task | Failure]:
    """Files, archives opened: what is inside waits in memory only while it is being read."""
    for file in files:
        path = str(file)
        suffix = suffix_of(path)
        if SUFFIXES.get(suffix, "zip") != "zip":
            yield _Task(path, None)
            continue
        try:
            data = load(file)
        except PolicytagError as error:
            yield Failure(Source(path), error)
            continue
        if suffix != ".zip" and not is_archive(data, suffix):
            yield _Task(path, None)
            continue
        for member in members(data, path):
            yield member if isinstance(member, Failure) else _Task(member.path, member.data)


def _here(task: _Task | Failure, options: ReadOptions, spent: ReadingTime) -> Items:
    if isinstance(task, Failure):
        return [task]
    items, seconds, in_ocr = _read(task.path, task.data, options)
    spent.reading += seconds - in_ocr
    spent.ocr += in_ocr
    return items


def _read(path: str, data: bytes | None, options: ReadOptions) -> tuple[Items, float, float]:
    """What a worker does: the items of one file, the seconds it took, and those of them spent on OCR."""
    begun, before = time.perf_counter(), ocr.seconds_spent()
    with time_limit(options.file_timeout):
        try:
            items = list(read_member(load(path) if data is None else data, path, options))
        except PolicytagError as error:
            items = [Failure(Source(path), error)]
    return items, time.perf_counter() - begun, ocr.seconds_spent() - before


def _in_processes(
    tasks: Iterator[_Task | Failure], options: ReadOptions, spent: ReadingTime
) -> Iterator[tuple[str, Items]]:
    try:
        import multiprocessing

        from pebble import ProcessPool
    except ImportError:
        raise MissingExtraError.of("pebble", "documents", "reading in worker processes") from None
    context = multiprocessing.get_context("spawn")
    pool: Any = ProcessPool(options.workers, max_tasks=_FILES_A_WORKER, context=context)
    waiting: deque[tuple[str, Any]] = deque()
    try:
        for task in tasks:
            if isinstance(task, Failure):
                waiting.append((task.source.path, task))
            else:
                arguments = [task.path, task.data, options]
                future = pool.schedule(_read, args=arguments, timeout=options.file_timeout)
                waiting.append((task.path, future))
            if len(waiting) >= _AHEAD * options.workers:
                yield _finished(*waiting.popleft(), options, spent)
        while waiting:
            yield _finished(*waiting.popleft(), options, spent)
    finally:
        pool.stop()
        pool.join()


def _finished(path: str, future: Any, options: ReadOptions, spent: ReadingTime) -> tuple[str, Items]:
    from pebble import ProcessExpired

    if isinstance(future, Failure):
        return path, [future]
    try:
        items, seconds, in_ocr = future.result()
    except LateError:
        spent.reading += options.file_timeout or 0.0
        what = f"took more than {options.file_timeout:g} seconds to read"
        error = DocumentError(what, path=path, remedy="raise --file-timeout, or save it anew")
        return path, [Failure(Source(path), error)]
    except (ProcessExpired, MemoryError):
        error = DocumentError("made its reader crash", path=path, remedy="save it anew, or as .pdf")
        return path, [Failure(Source(path), error)]
    spent.reading += seconds - in_ocr
    spent.ocr += in_ocr
    return path, items

"""Documents as they were read, kept in a file: a batch is read once, whatever is done with it afterwards.

The file is JSON Lines, each with its checksum: the items of one input, then a line that closes it. An input
that was not closed, because the run was stopped, is read again; so is one of which something failed.
"""

from __future__ import annotations

import json
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import IO, Any

from classifier import errors
from classifier.documents.document import Document, Failure, Section, Skip, Source
from classifier.errors import PolicytagError, UsageError

Item = Document | Failure
_FORMAT = 1


class Spool:
    """Items of inputs by key, in a file that only grows; nothing but keys and places stays in memory.

    Without a ``path`` the file is a temporary one that goes with the spool. ``replay`` gives the items of
    this run, in order. Raises UsageError when the file cannot be read or written.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.path = None if path is None else Path(path)
        self._places: dict[str, tuple[int, int]] = {}
        self._order: list[tuple[int, int]] = []
        try:
            self._file: IO[bytes] = (
                tempfile.TemporaryFile(prefix="policytag-")  # noqa: SIM115 - closed by ``close``
                if self.path is None
                else self.path.open("a+b")
            )
            self._end = self._read()
            self._file.truncate(self._end)
        except OSError as error:
            raise self._wrong(error) from None

    def _wrong(self, error: OSError) -> UsageError:
        return UsageError(f"cannot be written ({error.strerror or error})", path=self.path)

    def _read(self) -> int:
        """Note the inputs that are whole; returns where the last of them ends."""
        begin = at = end = count = 0
        failed = False
        self._file.seek(0)
        for line in self._file:
            at += len(line)
            body = _body(line)
            if body is None:
                break
            if "key" not in body:
                count += 1
                failed |= "error" in body
                continue
            if body["key"] and not failed:
                self._places[body["key"]] = begin, count
            begin = end = at
            count, failed = 0, False
        return end

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def take(self, key: str) -> Iterator[Item]:
        """Items of an input that is whole, which from now on belongs to this run."""
        place = self._places[key]
        self._order.append(place)
        return self._items(*place)

    def keep(self, key: str, items: Iterable[Item]) -> Iterator[Item]:
        """``items`` of an input as they come, each written before it is given on; no key, no second run."""
        begin, count = self._end, 0
        for item in items:
            self._write(_plain(item))
            count += 1
            yield item
        self._write({"key": key})
        self._order.append((begin, count))
        with suppress(OSError):
            self._file.flush()

    def replay(self) -> Iterator[Item]:
        """All items of this run again, in order; only once none is being kept."""
        for place in self._order:
            yield from self._items(*place)

    def _write(self, body: dict[str, Any]) -> None:
        text = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        line = b"%d %08x %s\n" % (_FORMAT, zlib.crc32(text), text)
        try:
            self._file.seek(self._end)
            self._file.write(line)
        except OSError as error:
            raise self._wrong(error) from None
        self._end += len(line)

    def _items(self, begin: int, count: int) -> Iterator[Item]:
        at = begin
        for _ in range(count):
            self._file.seek(at)  # what is given may be written to between two items
            line = self._file.readline()
            at += len(line)
            body = _body(line)
            if body is None:
                raise UsageError("was changed by someone else", path=self.path, remedy="delete it")
            yield _item(body)

    def close(self) -> None:
        """Close the file and leave it, unless it is a temporary one."""
        self._file.close()

    def remove(self) -> None:
        """Close the file and delete it."""
        self.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)


def _body(line: bytes) -> dict[str, Any] | None:
    """What a line holds; None when it is damaged or of another format."""
    head, _, text = line.rstrip(b"\n").partition(b" {")
    if not line.endswith(b"\n") or head != b"%d %08x" % (_FORMAT, zlib.crc32(b"{" + text)):
        return None
    body: dict[str, Any] = json.loads((b"{" + text).decode("utf-8", "surrogatepass"))
    return body


def _plain(item: Item) -> dict[str, Any]:
    source = list(astuple(item.source))
    if isinstance(item, Failure):
        error = item.error
        told = [type(error).__name__, error.message, error.path, error.line, error.remedy]
        return {"source": source, "error": told}
    return {
        "source": source,
        "text": item.text,
        "warnings": item.warnings,
        "pages": item.pages,
        "n_pages": item.n_pages,
        "sections": [astuple(section) for section in item.sections],
        "skips": [astuple(skip) for skip in item.skips],
        "page_numbers": item.page_numbers,
    }


def _item(body: dict[str, Any]) -> Item:
    source = Source(*body["source"])
    if "error" in body:
        name, message, path, line, remedy = body["error"]
        kind: type[PolicytagError] = getattr(errors, name)
        return Failure(source, kind(message, path=path, line=line, remedy=remedy))
    return Document(
        source,
        body["text"],
        tuple(body["warnings"]),
        tuple(body["pages"]),
        body["n_pages"],
        tuple(Section(*one) for one in body["sections"]),
        tuple(Skip(*one) for one in body["skips"]),
        tuple(body["page_numbers"]),
    )

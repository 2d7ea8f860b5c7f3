"""Results kept as they come, beside the output: a run that was stopped goes on where it stopped.

The journal is JSON Lines. A line is written at one go and carries the digest of its contents; a torn last
line is cut off, and any other damaged line counts as if it were not there.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from classifier.errors import UsageError
from classifier.projects.codec import from_plain, to_plain
from classifier.projects.result import ProjectResult

_FORMAT = 1  # part of every digest: lines of another format count as damaged
_BLOCK = 1 << 20  # bytes


def key_of(run: Mapping[str, Any], project: str, parts: Iterable[str | Path]) -> str:
    """The key under which a project's result is kept: other inputs or another run give another.

    ``run`` is whatever changes results, as JSON values: the model's id, thresholds, options. ``parts`` are
    what the project was read from: a Path stands for its contents, a string for itself. A file that cannot
    be read has a digest of its own.
    """
    found = [[str(part), _file_digest(part)] if isinstance(part, Path) else part for part in parts]
    return _digest([run, project, found])


def _file_digest(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        return f"unread {error.errno}"
    return digest.hexdigest()


def _digest(value: Any) -> str:
    plain = json.dumps([_FORMAT, value], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


class Journal:
    """Results by key, in a file that only grows; a result given again takes the place of the first.

    Texts are kept under their digests, once each. Nothing but keys and places stays in memory. Raises
    UsageError when the file cannot be read or written.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._results: dict[str, int] = {}
        self._texts: dict[str, int] = {}
        try:
            self._file = self.path.open("a+b", buffering=0)
            self._end = self._read()
            self._file.truncate(self._end)
        except OSError as error:
            raise self._wrong(error) from None

    def _wrong(self, error: OSError) -> UsageError:
        return UsageError(f"cannot be written ({error.strerror or error})", path=self.path)

    def _read(self) -> int:
        """Note the places of all good lines; returns where the last whole line ends."""
        at = 0
        with self.path.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n"):
                    break
                if body := _body(line):
                    self._note(body, at)
                at += len(line)
        return at

    def _note(self, body: Mapping[str, Any], at: int) -> None:
        if "text" in body:
            self._texts[body["of"]] = at
        else:
            self._results[body["key"]] = at

    def __contains__(self, key: str) -> bool:
        return key in self._results

    def __len__(self) -> int:
        return len(self._results)

    def append(self, key: str, result: ProjectResult, text: str = "") -> None:
        """Keep ``result``, and ``text`` under ``result.text_digest`` where it is not empty."""
        if text and result.text_digest not in self._texts:
            self._write({"of": result.text_digest, "text": text})
        self._write({"key": key, "result": to_plain(result)})

    def _write(self, body: dict[str, Any]) -> None:
        line = json.dumps({"digest": _digest(body), **body}).encode() + b"\n"
        at = self._end
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[self._file.write(rest) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            with suppress(OSError):
                self._file.truncate(at)
            raise self._wrong(error) from None
        self._end += len(line)
        self._note(body, at)

    def results(self, keys: Iterable[str] | None = None) -> Iterator[ProjectResult]:
        """Results of those ``keys`` that are done, in their order; without ``keys``, all as they came."""
        for key in list(self._results) if keys is None else keys:
            if key in self._results:
                yield from_plain(self._at(self._results[key])["result"])

    def text(self, digest: str) -> str:
        """The text whose digest this is, empty where it was not kept."""
        return str(self._at(self._texts[digest])["text"]) if digest in self._texts else ""

    def _at(self, place: int) -> dict[str, Any]:
        with self.path.open("rb") as file:
            file.seek(place)
            body = _body(file.readline())
        if body is None:
            raise UsageError(
                "was changed by someone else", path=self.path, remedy="delete it and start again"
            )
        return body

    def close(self) -> None:
        """Close the file and leave it."""
        self._file.close()

    def remove(self) -> None:
        """Close the file and delete it: the output is whole."""
        self.close()
        self.path.unlink(missing_ok=True)


def _body(line: bytes) -> dict[str, Any] | None:
    """What a line holds; None when it is damaged."""
    try:
        body = json.loads(line)
        if isinstance(body, dict) and body.pop("digest", None) == _digest(body):
            return body
    except (ValueError, RecursionError):
        pass
    return None


@contextmanager
def recorded(
    output: str | Path, write: Callable[[Journal], None], *, restart: bool = False
) -> Iterator[Journal]:
    """The journal beside ``output``; ``write`` makes the output of it at the end, and on Ctrl-C too.

    With ``restart`` what an earlier run left there is forgotten. When all went well the journal is deleted,
    else it stays for the next run. Raises UsageError when it cannot be written or another process is at work
    on it.
    """
    from filelock import FileLock, Timeout

    path = Path(f"{output}.journal")
    if not path.parent.is_dir():  # which the lock would make
        raise UsageError("cannot be written (no such folder)", path=output, remedy="make its folder first")
    lock = FileLock(f"{path}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        remedy = "wait for the other run, or choose another --output"
        raise UsageError("another run writes this output", path=output, remedy=remedy) from None
    except OSError as error:
        raise UsageError(f"cannot be written ({error.strerror or error})", path=output) from None
    try:
        if restart:
            path.unlink(missing_ok=True)
        journal = Journal(path)
        try:
            yield journal
        except KeyboardInterrupt:
            write(journal)
            raise
        else:
            write(journal)
            journal.remove()
        finally:
            journal.close()
    finally:
        with suppress(OSError):
            Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()

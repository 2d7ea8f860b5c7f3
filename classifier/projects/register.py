"""The register: which projects were classified, by which model, when and with what labels; one SQLite file.

No text is kept but the lines that forms have in common: a project is known by digests, hashed shingles and a
MinHash signature, about 4 bytes a word. The file is in WAL mode, so it must lie on a disk of this machine;
several processes may read and write it at once, and one that is killed loses at most what it was writing.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath
from types import TracebackType
from typing import Literal

from classifier.errors import RegisterError
from classifier.projects.common import CommonLine
from classifier.projects.same import Earlier
from classifier.projects.shingles import Fingerprint

VARIABLE = "POLICYTAG_REGISTER"
# Of the tables and of how fingerprints are made: a change of either makes a new version.
SCHEMA = 1
_APPLICATION = 0x706F6C79  # "poly": marks the file as a register
_PATIENCE = 60.0  # seconds to wait for another process that writes
_TABLES = """
CREATE TABLE texts (
    digest TEXT PRIMARY KEY, words TEXT NOT NULL, shingles BLOB NOT NULL, signature BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE projects (
    project TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL REFERENCES texts, model_id TEXT NOT NULL,
    at TEXT NOT NULL, labels TEXT NOT NULL,
    PRIMARY KEY (project, digest, model_id, path)
) WITHOUT ROWID;
CREATE TABLE common_lines (text TEXT PRIMARY KEY, documents INTEGER NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
"""

State = Literal["new", "changed", "known"]


@dataclass(frozen=True)
class Record:
    """One project as it was classified. ``when`` is ISO 8601 in UTC; ``labels`` are the ids given."""

    project: str
    path: str
    digest: str
    model_id: str
    when: str
    labels: tuple[str, ...]


def register_file(given: str | Path | None = None) -> Path:
    """``given``, else what POLICYTAG_REGISTER names, else ``register.sqlite`` in the user's data folder."""
    chosen = given or os.environ.get(VARIABLE)
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_dir

    return Path(user_data_dir("policytag")) / "register.sqlite"


class Register:
    """An open register; use it in one thread, and close it (it is a context manager).

    All methods raise RegisterError where the file cannot be read or written.
    """

    def __init__(self, path: str | Path) -> None:
        """Open the register, or make it with its folder. Raises RegisterError for a file that is none."""
        self.path = Path(path)
        with self._errors():
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise RegisterError(f"cannot be made ({error.strerror or error})", path=self.path) from None
            self._db = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
            try:
                self._open()
            except BaseException:
                self._db.close()
                raise

    def _open(self) -> None:
        self._check()  # before anything is changed: the file may be someone else's
        self._use_wal()
        with self._transaction():
            if not self._one("SELECT count(*) FROM sqlite_master")[0]:
                for statement in _TABLES.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA application_id = {_APPLICATION}")
                self._db.execute(f"PRAGMA user_version = {SCHEMA}")
        self._check()

    def _check(self) -> None:
        with self._transaction("BEGIN"):
            tables = self._one("SELECT count(*) FROM sqlite_master")[0]
            application, version = self._number("application_id"), self._number("user_version")
        if not tables:
            return
        if application != _APPLICATION:
            raise RegisterError("is a database, but no register", path=self.path, remedy=_OTHER)
        if version != SCHEMA:
            raise RegisterError(
                f"is a register of version {version}, this policytag reads {SCHEMA}",
                path=self.path,
                remedy="upgrade policytag, or name another file" if version > SCHEMA else _OTHER,
            )

    def _use_wal(self) -> None:
        """Set the mode; SQLite refuses it without waiting while another process sets it, too."""
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                break
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > end:
                    raise
                time.sleep(0.02)
        self._db.execute("PRAGMA synchronous = NORMAL")

    def _number(self, name: str) -> int:
        return int(self._one(f"PRAGMA {name}")[0])

    def _one(self, statement: str, values: Sequence[str] = ()) -> tuple[str | int, ...]:
        found: tuple[str | int, ...] = self._db.execute(statement, values).fetchone()
        return found

    @contextlib.contextmanager
    def _transaction(self, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
        self._db.execute(begin)
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise RegisterError(f"cannot be used ({error})", path=self.path, remedy=_OTHER) from None
        except sqlite3.DatabaseError as error:
            raise RegisterError(
                f"is damaged or no register ({error})", path=self.path, remedy=_OTHER
            ) from None

    def state(self, project: str, path: str, digest: str, model_id: str) -> State:
        """What ``--new-only`` asks: is the project's text new to the model, changed, or known?

        Known is a text that the model classified under the same id, wherever it lay then; changed is a
        project of the same id and path with another text.
        """
        if self.find(project, digest, model_id) is not None:
            return "known"
        with self._errors():
            statement = "SELECT count(*) FROM projects WHERE project = ? AND path = ? AND model_id = ?"
            return "changed" if self._one(statement, (project, path, model_id))[0] else "new"

    def find(self, project: str, digest: str, model_id: str) -> Record | None:
        """The latest record of a text under this id by this model."""
        where = "WHERE project = ? AND digest = ? AND model_id = ? ORDER BY at DESC LIMIT 1"
        return next(self._records(where, (project, digest, model_id)), None)

    def records(self) -> Iterator[Record]:
        """All records, the oldest first."""
        return self._records("ORDER BY at, project, path", ())

    def _records(self, where: str, values: Sequence[str]) -> Iterator[Record]:
        with self._errors():
            columns = "SELECT project, path, digest, model_id, at, labels FROM projects"
            for project, path, digest, model_id, when, labels in self._db.execute(
                f"{columns} {where}", values
            ):
                yield Record(project, path, digest, model_id, when, tuple(json.loads(labels)))

    def add(
        self,
        project: str,
        path: str,
        mark: Fingerprint,
        model_id: str,
        labels: Iterable[str],
        when: str | None = None,
    ) -> None:
        """Record one project, whole or not at all; the same text, id, path and model is renewed.

        ``when`` is ISO 8601, now by default.
        """
        text = (
            mark.digest,
            mark.words,
            mark.shingles.astype("<u4").tobytes(),
            mark.signature.astype("<u4").tobytes(),
        )
        row = (
            project,
            path,
            mark.digest,
            model_id,
            when or _now(),
            json.dumps(list(labels), ensure_ascii=False),
        )
        with self._errors(), self._transaction():
            self._db.execute("INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?)", text)
            self._db.execute("INSERT OR REPLACE INTO projects VALUES (?, ?, ?, ?, ?, ?)", row)

    def earlier(self, inputs: Sequence[str] = ()) -> Iterator[Earlier]:
        """What a Finder compares with: each text once for each project it was, as it was classified first.

        Left out are projects that still lie in one of ``inputs``, the files and folders that are being read:
        the batch meets those by itself.
        """
        import numpy as np

        here = [PurePath(os.path.abspath(path)).as_posix() for path in inputs]
        statement = """
            SELECT project, path, min(at), digest, words, signature FROM projects JOIN texts USING (digest)
            GROUP BY project, path, digest ORDER BY min(at), project
        """
        with self._errors():
            for project, path, when, digest, words, signature in self._db.execute(statement):
                if not _lies_in(path, here):
                    yield Earlier(project, path, when, digest, words, np.frombuffer(signature, "<u4"))

    def fingerprint(self, digest: str) -> Fingerprint | None:
        """The fingerprint of a text, None where there is none."""
        import numpy as np

        with self._errors():
            found = self._db.execute("SELECT * FROM texts WHERE digest = ?", (digest,)).fetchone()
        if found is None:
            return None
        _, words, shingles, signature = found
        return Fingerprint(digest, words, np.frombuffer(shingles, "<u4"), np.frombuffer(signature, "<u4"))

    def add_common(self, lines: Iterable[CommonLine]) -> None:
        """Keep lines that a batch had in common, so that a small batch on the same form is spared them."""
        now = _now()
        rows = [(line.text, line.documents, now) for line in lines]
        with self._errors(), self._transaction():
            self._db.executemany("INSERT OR REPLACE INTO common_lines VALUES (?, ?, ?)", rows)

    def common_lines(self) -> tuple[CommonLine, ...]:
        """Lines kept by ``add_common``."""
        with self._errors():
            rows = self._db.execute("SELECT text, documents FROM common_lines ORDER BY text")
            return tuple(CommonLine(text, documents) for text, documents in rows)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Register:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_OTHER = "move it away or name another file"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _lies_in(path: str, folders: Sequence[str]) -> bool:
    inside = any(
        path == folder or path.startswith((f"{folder.rstrip('/')}/", f"{folder}!")) for folder in folders
    )
    return inside and (os.path.exists(path) or os.path.exists(path.split("!")[0]))

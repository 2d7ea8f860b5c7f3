"""The history: JSON Lines that are only ever added to, one record for each thing done to the store."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from classifier.errors import BundleError

HISTORY = "history.jsonl"


def read_history(folder: Path) -> list[dict[str, Any]]:
    """All whole records, the oldest first; a line that a killed writer tore is left out.

    Raises BundleError when the file cannot be read.
    """
    path = folder / HISTORY
    try:
        lines = path.read_bytes().split(b"\n")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise BundleError(f"cannot be read ({error.strerror or error})", path=path) from None
    found = (_record(line) for line in lines)
    return [record for record in found if record is not None]


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and isinstance(record.get("number"), int) else None


def append_record(folder: Path, record: Mapping[str, Any]) -> None:
    """Add one line; the caller holds the lock. Raises OSError."""
    with (folder / HISTORY).open("a+b") as file:
        # A torn last line is closed first, so that it takes no whole one with it.
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 1, 0))
        torn = size and file.read(1) != b"\n"
        line = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        file.write(b"\n" + line if torn else line)
        file.flush()
        os.fsync(file.fileno())

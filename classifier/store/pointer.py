"""The pointer: the file that says which model is the default, replaced whole or not at all.

Its content is the history's record of the change that made it so. A process killed between the pointer and
the history thus loses nothing: whoever changes the store next adds the record (``store.change``).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classifier.errors import BundleError

POINTER = "default.json"
ROLLBACK = "run `policytag models rollback`"


@dataclass(frozen=True)
class Entry:
    """A model by name and id: a name whose bundle was replaced is another model."""

    name: str
    model_id: str


@dataclass(frozen=True)
class Pointer:
    """The default, None for the shipped one; the defaults ``before`` it, the last one last; the record."""

    default: Entry | None = None
    before: tuple[Entry | None, ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)


def read_pointer(folder: Path) -> Pointer:
    """The pointer of the store in ``folder``; raises BundleError when it is damaged."""
    path = folder / POINTER
    try:
        return pointer_of(json.loads(path.read_bytes()))
    except (FileNotFoundError, NotADirectoryError):
        return Pointer()
    except OSError as error:
        raise BundleError(f"cannot be read ({error.strerror or error})", path=path) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BundleError("is damaged: it names no model", path=path, remedy=ROLLBACK) from None


def pointer_of(record: Any) -> Pointer:
    """The pointer that a record of the history stands for.

    Raises ValueError, KeyError or TypeError when it does not change the default, or is no record.
    """
    if not isinstance(record["number"], int):
        raise TypeError("a record's number is an integer")
    return Pointer(_entry(record["default"]), tuple(map(_entry, record["before"])), record)


def _entry(value: Any) -> Entry | None:
    if value is None:
        return None
    name, model_id = value["name"], value["model_id"]
    if not isinstance(name, str) or not isinstance(model_id, str):
        raise TypeError("a model is named by two texts")
    return Entry(name, model_id)


def write_pointer(folder: Path, record: Mapping[str, Any]) -> None:
    """Put ``record`` in the pointer's place; the caller holds the lock. Raises OSError."""
    fresh = folder / f".{POINTER}.new"  # one writer at a time: a left-over of a killed one is overwritten
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(record, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, folder / POINTER)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

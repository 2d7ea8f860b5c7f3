"""Changes of the default: under a lock, one after the other, each with its record in the history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from classifier.bundle.locate import find_named, named_id
from classifier.errors import BundleError
from classifier.store.history import append_record, read_history
from classifier.store.pointer import Entry, Pointer, pointer_of, read_pointer, write_pointer

KEPT = 20  # defaults that rollback can go back through
_PATIENCE = 60.0  # seconds; a change itself takes milliseconds
_LOCK = ".lock"


def records(folder: Path) -> list[dict[str, Any]]:
    """The history, with the record of a change that was killed before it came there; raises BundleError."""
    history = read_history(folder)
    return [*history, *_pending(folder, history)]


def note(folder: Path, action: str, details: Mapping[str, Any]) -> dict[str, Any]:
    """Record something that changes no default; returns the record. Raises BundleError."""
    with _locked(folder):
        record = _new_record(folder, action, details)
        append_record(folder, record)
    return record


def set_default(
    folder: Path, entry: Entry | None, *, over: Entry | None, action: str, details: Mapping[str, Any]
) -> dict[str, Any]:
    """Make ``entry`` the default in place of ``over``, None being the shipped model; returns the record.

    Raises BundleError when another change came first, so that ``over`` is not the default any more, when
    ``entry`` is not there any more as it was, or when the store is damaged or cannot be written.
    """
    with _locked(folder):
        pointer = read_pointer(folder)
        if pointer.default != over:
            raise BundleError(
                f"the default became {_called(pointer.default)} meanwhile",
                path=folder,
                remedy="run it again, to be judged against that one",
            )
        if entry is not None and named_id(entry.name, folder) != entry.model_id:
            raise BundleError(f"{entry.name!r} was replaced meanwhile", path=folder, remedy="run it again")
        return _change(folder, entry, (*pointer.before, over)[-KEPT:], action, details)


def roll_back(folder: Path) -> dict[str, Any]:
    """Make the default before this one the default again; returns the record.

    What went before and cannot be loaded any more is passed over (``skipped`` in the record). A damaged
    pointer is made good from the history. Raises BundleError when there is nothing to go back to or the store
    cannot be written.
    """
    if not folder.is_dir():
        raise _nothing(None)
    with _locked(folder):
        pointer, damaged = _present(folder, read_history(folder))
        before, skipped = list(pointer.before), []
        while before:
            target = before.pop()
            if target is None or _loads(folder, target):
                break
            skipped.append(target.name)
        else:
            if not damaged and (pointer.default is None or _loads(folder, pointer.default)):
                raise _nothing(pointer.default)
            target = None
        left = pointer.default
        details = {"left": left and vars(left), "skipped": skipped}
        return _change(folder, target, tuple(before), "rollback", details)


def _nothing(default: Entry | None) -> BundleError:
    return BundleError(f"there is nothing to go back to: {_called(default)} stays the default")


def _called(entry: Entry | None) -> str:
    return "the shipped model" if entry is None else repr(entry.name)


def _loads(folder: Path, entry: Entry) -> bool:
    from classifier.bundle.read import read_bundle

    try:
        return read_bundle(find_named(entry.name, folder)).model_id == entry.model_id
    except BundleError:
        return False


def _present(folder: Path, history: list[dict[str, Any]]) -> tuple[Pointer, bool]:
    """The pointer, or what the history says it was when it is damaged; and whether it is."""
    try:
        return read_pointer(folder), False
    except BundleError:
        for record in reversed(history):
            try:
                return pointer_of(record), True
            except (ValueError, KeyError, TypeError):
                continue
        return Pointer(), True


def _change(
    folder: Path,
    entry: Entry | None,
    before: tuple[Entry | None, ...],
    action: str,
    details: Mapping[str, Any],
) -> dict[str, Any]:
    state = {"default": entry and vars(entry), "before": [one and vars(one) for one in before]}
    record = _new_record(folder, action, {**details, **state})
    write_pointer(folder, record)
    append_record(folder, record)
    return record


def _pending(folder: Path, history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    record = _present(folder, history)[0].record
    return [dict(record)] if record and record["number"] not in {one["number"] for one in history} else []


def _new_record(folder: Path, action: str, details: Mapping[str, Any]) -> dict[str, Any]:
    """The next record; a killed change that left its own out is made up for first."""
    history = read_history(folder)
    for record in _pending(folder, history):
        append_record(folder, record)
        history.append(record)
    number = max((record["number"] for record in history), default=0) + 1
    time = datetime.now(UTC).isoformat(timespec="seconds")
    return {"number": number, "time": time, "action": action, **details}


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / _LOCK, timeout=_PATIENCE):
            yield
    except Timeout:
        raise BundleError(
            f"another process has held the store for {_PATIENCE:.0f} seconds", path=folder, remedy="try again"
        ) from None
    except OSError as error:
        remedy = "choose a folder of your own with --models or POLICYTAG_MODELS"
        raise BundleError(
            f"cannot be written ({error.strerror or error})", path=folder, remedy=remedy
        ) from None

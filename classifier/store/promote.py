"""Promotion: a model of the store is judged against the default and takes its place, or is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.api import Classifier
from classifier.bundle.locate import DEFAULT_MODEL, find_bundle, find_named, shipped_bundles
from classifier.store.change import note, set_default
from classifier.store.gates import Verdict, judge
from classifier.store.place import models_folder
from classifier.store.pointer import Entry, read_pointer


@dataclass(frozen=True)
class Promotion:
    """What came of it: the verdict and the history's record, both None when it was the default already."""

    promoted: bool
    verdict: Verdict | None = None
    record: Mapping[str, Any] | None = None


def promote(
    name: str,
    *,
    models: str | Path | None = None,
    reason: str = "",
    report: Callable[[str], None] = lambda stage: None,
) -> Promotion:
    """Make the model called ``name`` the default if it passes the gates; with a ``reason`` even if not.

    The verdict is recorded either way. Raises BundleError when there is no such model, the store is damaged
    or cannot be written, or the default changed while the model was judged.
    """
    folder = models_folder(models)
    over = read_pointer(folder).default
    old = Classifier.load(find_bundle(models=folder))
    path = find_named(name, folder)
    new = Classifier.load(path)
    # The shipped default goes by no id: it stays the default when the package brings a newer one.
    entry = None if path == shipped_bundles().get(DEFAULT_MODEL) else Entry(name, new.model_id)
    if entry == over:
        return Promotion(True)
    verdict = judge(old, new, report=report)
    promoted = verdict.passed or bool(reason)
    details = {
        "name": name,
        "model_id": new.model_id,
        "old_model_id": old.model_id,
        "forced": promoted and not verdict.passed,
        "reason": reason,
        "judged": verdict.as_dict(),
    }
    if promoted:
        record = set_default(folder, entry, over=over, action="promote", details=details)
    else:
        record = note(folder, "refuse", details)
    return Promotion(promoted, verdict, record)

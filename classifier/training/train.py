"""From corpora on disk to a bundle in ``models/``."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from classifier.bundle.model import Model
from classifier.bundle.write import write_bundle
from classifier.corpus.load import load_corpus
from classifier.corpus.rows import Row
from classifier.decision import indicator_matrix
from classifier.errors import TrainingError
from classifier.evaluation.metrics import label_scores
from classifier.taxonomy import Taxonomy
from classifier.training.fit import FitOptions, Fitted, fit_model

_LIBRARIES = ("policytag", "numpy", "scipy", "scikit-learn")


def train(
    corpora: Sequence[str | Path],
    out: str | Path,
    *,
    taxonomy: Taxonomy | None = None,
    options: FitOptions | None = None,
    report: Callable[[str], None] = lambda stage: None,
) -> Model:
    """Train on ``corpora`` and write a bundle to ``out``, replacing the one there.

    Raises CorpusError, TrainingError or BundleError; an old bundle is then left as it was.
    """
    taxonomy = taxonomy or Taxonomy.load()
    options = options or FitOptions()
    read = [(spec, usable(load_corpus(spec, taxonomy))) for spec in corpora]
    rows = [row for _, part in read for row in part]
    _refuse_repeated_ids(rows)
    languages = tuple(sorted({row.lang for row in rows}))
    indicator = indicator_matrix([row.labels for row in rows], taxonomy)
    texts = [row.text for row in rows]
    weights = np.array([row.weight for row in rows])
    fitted = fit_model(
        texts,
        indicator,
        taxonomy,
        options,
        weights=weights,
        sources=[row.writer for row in rows],
        languages=languages,
        report=report,
    )
    record = {
        "corpora": [_corpus_record(spec, part) for spec, part in read],
        "options": {key: value for key, value in vars(options).items() if key != "n_jobs"},
        "vectors": fitted.vectors.record,
        "out_of_fold": metrics_record(fitted),
        "calibration_log_loss": {
            label: {method: round(loss, 5) for method, loss in one.items()}
            for label, one in zip(taxonomy.ids, fitted.losses, strict=True)
            if one
        },
        "libraries": {name: _version(name) for name in _LIBRARIES} | {"python": platform.python_version()},
        "date": datetime.now(UTC).date().isoformat(),
    }
    model = replace(fitted.model, record=record)
    from classifier.training.estimator import PolicyTagger

    report("writing")
    write_bundle(model, out, estimator=PolicyTagger.from_fitted(fitted, options))
    return model


def usable(rows: Sequence[Row]) -> list[Row]:
    """Rows that may teach or be scored: all but those whose annotators stayed in dispute."""
    return [row for row in rows if not row.disputed]


def metrics_record(fitted: Fitted) -> dict[str, dict[str, float]]:
    """Out-of-fold precision, recall, F1 and average precision a label, by ``evaluation.metrics``."""
    labels = fitted.model.taxonomy.ids
    limits = [fitted.model.thresholds[label] for label in labels]
    scores = label_scores(fitted.indicator, fitted.held_out, limits)
    return {
        label: {k: round(v, 4) for k, v in one.items()} for label, one in zip(labels, scores, strict=True)
    }


def _refuse_repeated_ids(rows: Sequence[Row]) -> None:
    seen: dict[str, Row] = {}
    for row in rows:
        if row.id in seen:
            first = seen[row.id]
            raise TrainingError(
                f"id {row.id!r} stands twice (first in {first.origin}:{first.line})",
                path=row.origin,
                line=row.line,
                remedy="rename one or leave out a corpus given twice",
            )
        seen[row.id] = row


def _corpus_record(spec: str | Path, rows: Sequence[Row]) -> dict[str, Any]:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row.id}\x1f{row.text}\x1f{' '.join(row.labels)}\x1e".encode())
    return {"corpus": Path(spec).as_posix(), "rows": len(rows), "sha256": digest.hexdigest()}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"

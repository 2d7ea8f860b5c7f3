"""From corpora to a bundle with its report and model card."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from classifier.api import Classifier
from classifier.bundle.model import Model
from classifier.bundle.write import check_place, write_bundle
from classifier.decision import indicator_matrix, seen_matrix
from classifier.errors import TrainingError
from classifier.evaluation.metrics import label_scores
from classifier.evaluation.outcomes import lay_out
from classifier.evaluation.report.write import make_report
from classifier.taxonomy import Taxonomy
from classifier.training.card import model_card
from classifier.training.fit import Fitted, fit_model
from classifier.training.options import FitOptions
from classifier.training.sources import Corpus, notes_on, notes_on_workbooks, read_all, refuse_faults
from classifier.training.stages import Report, silent

RESAMPLES = 200  # thousands of rows: more draws would move no interval
_LIBRARIES = ("policytag", "numpy", "scipy", "scikit-learn")


def train(
    corpora: Sequence[Corpus | str | Path],
    out: str | Path,
    *,
    taxonomy: Taxonomy | None = None,
    options: FitOptions | None = None,
    search: bool = False,
    report: Report = silent,
) -> Model:
    """Train on ``corpora`` and write a bundle to ``out``, replacing the one there.

    Beside the weights it holds ``report.json`` and ``report.html`` (out-of-fold figures) and a model card.
    ``search`` chooses two parameters on the folds. Raises CorpusError, TrainingError or BundleError; an old
    bundle is then left as it was.
    """
    check_place(Path(out))
    taxonomy = taxonomy or Taxonomy.load()
    notes: list[str] = []
    read = read_all([_corpus(one) for one in corpora], taxonomy, notes)
    rows = [row for _, part in read for row in part]
    pairs = refuse_faults(rows)
    try:
        fitted = fit_model(
            [row.text for row in rows],
            indicator_matrix([row.labels for row in rows], taxonomy),
            taxonomy,
            options,
            weights=np.array([row.weight for row in rows]),
            sources=[row.writer for row in rows],
            seen=seen_matrix([row.unknown for row in rows], taxonomy),
            pairs=pairs,
            languages=tuple(sorted({row.lang for row in rows})),
            curve=True,
            search_too=search,
            report=report,
        )
    except TrainingError as error:
        where = ", ".join(one.spec for one, _ in read)
        raise TrainingError(error.message, path=where, remedy="; ".join([error.remedy, *notes])) from None
    record = {
        "corpora": [one.record(part) for one, part in read],
        "notes": [*notes, *notes_on(rows, pairs, taxonomy), *notes_on_workbooks([one for one, _ in read])],
        "options": {key: value for key, value in vars(fitted.options).items() if key != "n_jobs"},
        "vectors": fitted.vectors.record,
        "out_of_fold": metrics_record(fitted),
        "learning_curve": fitted.curve,
        **({"search": fitted.tried} if fitted.tried else {}),
        "calibration_log_loss": {
            label: {method: round(loss, 5) for method, loss in one.items()}
            for label, one in zip(taxonomy.ids, fitted.losses, strict=True)
            if one
        },
        "libraries": {name: _version(name) for name in _LIBRARIES} | {"python": platform.python_version()},
        "date": datetime.now(UTC).date().isoformat(),
    }
    model = replace(fitted.model, record=record)
    classifier = Classifier(model, model.thresholds)
    made = make_report(
        classifier,
        lay_out(classifier, rows, fitted.held_out),
        title="Out-of-fold figures: each text scored by a model that had not read it",
        resamples=RESAMPLES,
        curve=fitted.curve,
        report=report,
    )
    files = {**made.files, "README.md": model_card(model, made.figures).encode("utf-8", "replace")}
    from classifier.training.estimator import PolicyTagger

    report("writing", 1.0)
    write_bundle(model, out, estimator=PolicyTagger.from_fitted(fitted, fitted.options), extras=files)
    return model


def _corpus(one: Corpus | str | Path) -> Corpus:
    return one if isinstance(one, Corpus) else Corpus(str(one))


def metrics_record(fitted: Fitted) -> dict[str, dict[str, float]]:
    """Out-of-fold precision, recall, F1 and average precision a label, by ``evaluation.metrics``."""
    out = {}
    for i, label in enumerate(fitted.model.taxonomy.ids):
        own = fitted.seen[:, i]
        (scores,) = label_scores(
            fitted.indicator[own][:, [i]], fitted.held_out[own][:, [i]], [fitted.model.thresholds[label]]
        )
        out[label] = {key: round(value, 4) for key, value in scores.items()}
    return out


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"

"""Every figure of the report as one structure of plain JSON values."""

from __future__ import annotations

from typing import Any

from classifier import __version__
from classifier.api import Classifier
from classifier.evaluation.evaluate import Evaluation
from classifier.evaluation.outcomes import LABEL_METRICS, Outcomes
from classifier.evaluation.report.confusion import confusion
from classifier.evaluation.report.curves import label_curves
from classifier.evaluation.report.learning import learning
from classifier.evaluation.report.mistakes import worst_mistakes
from classifier.evaluation.report.strata import strata
from classifier.evaluation.report.summary import summary

ENOUGH = 20  # positives; a sub-measure with fewer has no figures


def gather(
    classifier: Classifier,
    found: Outcomes,
    evaluation: Evaluation,
    *,
    title: str,
    disputed: int,
    curve: list[dict[str, float]] | None,
) -> dict[str, Any]:
    """Figures, curves, strata, mistakes and their summary in words.

    ``disputed`` rows were left out of ``found``. A label that is not ``measured`` has null for each figure.
    """
    plain = evaluation.as_dict()
    figures: dict[str, Any] = {
        "title": title,
        "made_by": f"policytag {__version__}",
        "model": {
            "id": evaluation.model_id,
            "languages": list(classifier.model.languages),
            "thresholds": {label: round(value, 4) for label, value in classifier.thresholds.items()},
        },
        "files": list(dict.fromkeys(row.origin for row in found.rows if row.origin)),
        "rows": evaluation.rows,
        "disputed": disputed,
        "resamples": evaluation.resamples,
        "enough": ENOUGH,
        "unseen_cells": {"count": int((~found.seen).sum()), "of": int(found.seen.size)},
        "tags": _tags(found),
        "overall": plain["overall"],
        "evidence_removal": plain["evidence_removal"],
        "labels": _labels(plain["labels"], found),
        "confusion": confusion(found),
        "strata": strata(found),
        "mistakes": worst_mistakes(classifier, found),
        "learning_curve": None if curve is None else learning(curve),
    }
    figures["curves"] = {
        label: label_curves(found.truth[found.seen[:, i], i], found.scores[found.seen[:, i], i])
        for i, label in enumerate(found.taxonomy.ids)
        if figures["labels"][label]["measured"]
    }
    figures["summary"] = summary(figures)
    return figures


def _labels(plain: dict[str, Any], found: Outcomes) -> dict[str, Any]:
    out = {}
    for label in found.taxonomy.labels:
        one = plain[label.id]
        measured = one["seen"] > 0 and (label.parent is None or one["positives"] >= ENOUGH)
        blank = {} if measured else dict.fromkeys((*LABEL_METRICS, "ece_by_chance"))
        out[label.id] = {
            "name": label.title(),
            "parent": label.parent,
            "measured": measured,
            **one,
            **blank,
        }
    return out


def _tags(found: Outcomes) -> dict[str, int]:
    """Tags of measures that the model gave, that annotators gave, and that both did."""
    truth = found.truth[:, found.measures]
    given = (found.given & found.seen)[:, found.measures]
    return {"given": int(given.sum()), "carried": int(truth.sum()), "right": int((given & truth).sum())}

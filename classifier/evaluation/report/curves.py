"""Curves of one label's scores: reliability, precision against recall, and histograms, as plain lists."""

from __future__ import annotations

from typing import Any

import numpy as np

from classifier.evaluation.outcomes import Bools, Floats

BINS = 10  # of the reliability curve: fewer than the error's, so that a point stands for enough texts
_POINTS = 200  # of a precision-recall curve
_EDGES = np.linspace(0.0, 1.0, 21)


def label_curves(truth: Bools, scores: Floats) -> dict[str, Any]:
    """All curves of ``scores`` (n,) beside ``truth`` (n,); n is one at least."""
    return {
        "reliability": reliability(truth, scores),
        "precision_recall": precision_recall(truth, scores),
        "histogram": {
            "edges": _EDGES.round(2).tolist(),
            "positives": np.histogram(scores[truth], _EDGES)[0].tolist(),
            "negatives": np.histogram(scores[~truth], _EDGES)[0].tolist(),
        },
    }


def reliability(truth: Bools, scores: Floats, bins: int = BINS) -> list[dict[str, float]]:
    """Mean score and share of positives of bins with as many rows each, from low scores to high."""
    order = np.argsort(scores, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [
        {
            "score": round(float(scores[part].mean()), 4),
            "share": round(float(truth[part].mean()), 4),
            "rows": len(part),
        }
        for part in parts
    ]


def precision_recall(truth: Bools, scores: Floats) -> list[dict[str, float]] | None:
    """Precision and recall at falling thresholds, thinned to 200 points; None without a positive."""
    from sklearn.metrics import precision_recall_curve

    if not truth.any():
        return None
    precision, recall, thresholds = precision_recall_curve(truth, scores)
    kept = np.unique(np.linspace(0, len(thresholds) - 1, min(len(thresholds), _POINTS)).round().astype(int))
    return [
        {
            "threshold": round(float(thresholds[i]), 4),
            "precision": round(float(precision[i]), 4),
            "recall": round(float(recall[i]), 4),
        }
        for i in kept[::-1].tolist()
    ]

"""Metrics of multi-label predictions, each over weighted rows so that a bootstrap is one call.

All take ``truth`` (n,) or (n, k) booleans, ``scores`` probabilities of the same shape, and row
``weights`` (n,), how often each row is counted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
BINS = 15


def precision_recall_f1(truth: Bools, given: Bools, weights: Floats) -> tuple[float, float, float]:
    """Of one label; zero where undefined."""
    hits = float(weights[truth & given].sum())
    said, true = float(weights[given].sum()), float(weights[truth].sum())
    return (
        hits / said if said else 0.0,
        hits / true if true else 0.0,
        2 * hits / (said + true) if said + true else 0.0,
    )


def micro_f1(truth: Bools, given: Bools, weights: Floats) -> float:
    """F1 over all decisions of all labels, (n, k)."""
    hits = float((weights[:, None] * (truth & given)).sum())
    both = float((weights[:, None] * truth).sum() + (weights[:, None] * given).sum())
    return 2 * hits / both if both else 0.0


def average_precision(truth: Bools, scores: Floats, weights: Floats) -> float:
    """Area under the precision-recall steps of one label; equal scores count together."""
    total = float(weights[truth].sum())
    if not total:
        return 0.0
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    last = np.append(ranked[1:] < ranked[:-1], True)
    hits = np.cumsum((weights * truth)[order])[last]
    said = np.cumsum(weights[order])[last]
    steps = np.diff(hits, prepend=0.0)
    return float((steps * np.divide(hits, said, out=np.zeros_like(hits), where=said > 0)).sum() / total)


def brier(truth: Bools, scores: Floats, weights: Floats) -> float:
    """Mean squared error of probabilities (Brier 1950)."""
    return float(np.average((scores - truth) ** 2, weights=weights))


def expected_calibration_error(truth: Bools, scores: Floats, weights: Floats, bins: int = BINS) -> float:
    """Mean distance between confidence and frequency over bins of equal mass (Naeini et al. 2015)."""
    order = np.argsort(scores, kind="stable")
    w, t, s = weights[order], truth[order].astype(float), scores[order]
    mass = np.cumsum(w)
    if not mass[-1]:
        return 0.0
    index = np.minimum(((mass - w / 2) / mass[-1] * bins).astype(int), bins - 1)
    gap = np.bincount(index, w * (s - t), bins)
    return float(np.abs(gap).sum() / mass[-1])


def chance_calibration_error(
    scores: Floats, draws: int = 1000, seed: int = 0, bins: int = BINS
) -> NDArray[np.float64]:
    """What ``expected_calibration_error`` shows by chance when ``scores`` (n,) are perfectly calibrated.

    A parametric bootstrap: ``draws`` values, each of labels drawn with the scores as their probabilities.
    """
    rng = np.random.default_rng(seed)
    ordered = np.sort(scores)
    index = np.minimum(((np.arange(len(scores)) + 0.5) / len(scores) * bins).astype(int), bins - 1)
    expected = np.bincount(index, ordered, bins)
    out = np.empty(draws)
    for k in range(draws):
        drawn = np.bincount(index, rng.random(len(ordered)) < ordered, bins)
        out[k] = np.abs(expected - drawn).sum() / len(ordered)
    return out


def label_scores(truth: Bools, scores: Floats, thresholds: Sequence[float]) -> list[dict[str, float]]:
    """Precision, recall, F1, average precision and positives of each column of (n, k) arrays."""
    weights = np.ones(len(truth))
    out = []
    for i, threshold in enumerate(thresholds):
        p, r, f1 = precision_recall_f1(truth[:, i], scores[:, i] >= threshold, weights)
        out.append(
            {
                "precision": p,
                "recall": r,
                "f1": f1,
                "average_precision": average_precision(truth[:, i], scores[:, i], weights),
                "positives": float(truth[:, i].sum()),
            }
        )
    return out

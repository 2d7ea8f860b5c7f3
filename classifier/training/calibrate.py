"""Calibration and thresholds from out-of-fold decision values of whole texts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from classifier.engine.heads import Calibration

Floats = NDArray[np.float64]


def platt(values: Floats, truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset of the logistic curve that fits ``truth`` best, both arrays of shape (n,).

    Targets are smoothed as by Platt (1999), so that separable values give finite numbers.
    """
    positives, negatives = int(truth.sum()), int((~truth).sum())
    target = np.where(truth, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    if not positives or not negatives or np.ptp(values) == 0:
        share = (positives + 1) / (positives + negatives + 2)
        return 0.0, float(np.log(share / (1 - share)))

    def loss(p: Floats) -> tuple[float, Floats]:
        z = p[0] * values + p[1]
        error = 1 / (1 + np.exp(-np.clip(z, -500, 500))) - target
        total = np.logaddexp(0, z) - target * z
        return float(total.mean()), np.array([(error * values).mean(), error.mean()])

    found = minimize(loss, np.array([1.0, 0.0]), jac=True, method="BFGS", options={"gtol": 1e-10})
    slope, offset = float(found.x[0]), float(found.x[1])
    return max(slope, 0.0), offset


def calibrate(values: Floats, indicator: NDArray[np.bool_], parents: NDArray[np.int64]) -> Calibration:
    """Platt scaling of each label; a sub-measure's on the passages that carry its measure."""
    pairs = []
    for label, parent in enumerate(parents):
        rows = indicator[:, parent] if parent >= 0 else np.ones(len(values), dtype=bool)
        pairs.append(platt(values[rows, label], indicator[rows, label]))
    slope, offset = np.array(pairs).T
    return Calibration(slope, offset, parents)


def best_threshold(scores: Floats, truth: NDArray[np.bool_]) -> float:
    """The threshold with the highest F1, halfway between the two scores that it parts."""
    if not truth.any():
        return 1.0
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(scores) + 1) + truth.sum())
    last = np.append(ranked[1:] < ranked[:-1], True)  # equal scores stand or fall together
    best = int(np.argmax(np.where(last, f1, -1)))
    lower = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + lower) / 2)


def choose_thresholds(scores: Floats, indicator: NDArray[np.bool_]) -> Floats:
    """One threshold a label, shape (n_labels,), for F1 over all rows."""
    return np.array([best_threshold(scores[:, i], indicator[:, i]) for i in range(scores.shape[1])])

"""Calibration and thresholds from out-of-fold decision values of whole texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression

from classifier.engine.heads import Calibration
from classifier.training.heads import learners

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
METHODS = ("platt", "temperature", "beta", "isotonic")
_PARTS = 10
_FEWEST = 200  # rows below which Platt scaling is taken without a comparison


@dataclass(frozen=True)
class Curve:
    """A fitted map of one label: parameters (3,), or knots for isotonic regression."""

    parameters: Floats
    knots: tuple[Floats, Floats] | None = None


def fit_curve(method: str, values: Floats, truth: Bools, weights: Floats | None = None) -> Curve:
    """The curve of ``method`` that fits ``truth`` best, all arrays of shape (n,).

    Targets are smoothed as by Platt (1999), so that separable values give finite numbers.
    """
    positives, negatives = int(truth.sum()), int((~truth).sum())
    if not positives or not negatives or np.ptp(values) == 0:
        share = (positives + 1) / (positives + negatives + 2)
        return Curve(np.array([0.0, 0.0, np.log(share / (1 - share))]))
    weights = np.ones(len(values)) if weights is None else weights / weights.mean()
    if method == "isotonic":
        return _isotonic(values, truth, weights)
    target = np.where(truth, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    up, down = -np.logaddexp(0, -values), np.logaddexp(0, values)  # ln s and -ln(1 - s)
    columns = {
        "platt": np.column_stack([values, np.ones_like(values)]),
        "temperature": values[:, None],
        "beta": np.column_stack([up, down, np.ones_like(values)]),
    }[method]

    def loss(p: Floats) -> tuple[float, Floats]:
        z = columns @ p
        error = 1 / (1 + np.exp(-np.clip(z, -500, 500))) - target
        losses = weights * (np.logaddexp(0, z) - target * z)
        return float(losses.mean()), columns.T @ (weights * error) / len(z)

    start = {"platt": [1.0, 0.0], "temperature": [1.0], "beta": [1.0, 1.0, 0.0]}[method]
    # A map that falls as the value rises would contradict the evidence: slopes are not negative.
    bounds = [(0.0, None)] * (2 if method == "beta" else 1) + [(None, None)] * (method != "temperature")
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-14, "gtol": 1e-9}
    )
    if method == "beta":
        return Curve(np.asarray(found.x))
    slope = float(found.x[0])
    return Curve(np.array([slope, slope, found.x[1] if method == "platt" else 0.0]))


def _isotonic(values: Floats, truth: Bools, weights: Floats) -> Curve:
    edge = 1 / (len(values) + 2)
    model = IsotonicRegression(y_min=edge, y_max=1 - edge, out_of_bounds="clip").fit(values, truth, weights)
    return Curve(np.zeros(3), (np.asarray(model.X_thresholds_), np.asarray(model.y_thresholds_)))


def compare(values: Floats, truth: Bools, weights: Floats | None = None, seed: int = 0) -> dict[str, float]:
    """Mean log loss of each method over held-out tenths of the rows, shape (n,)."""
    weights = np.ones(len(values)) if weights is None else weights
    part = np.random.default_rng(seed).permutation(np.arange(len(values)) % _PARTS)
    parents = np.array([-1])
    out = {}
    for method in METHODS:
        p = np.empty(len(values))
        for k in range(_PARTS):
            curve = fit_curve(method, values[part != k], truth[part != k], weights[part != k])
            one = Calibration((method,), curve.parameters[:, None], (curve.knots,), parents)
            p[part == k] = one.probabilities(values[part == k, None])[:, 0]
        p = np.clip(p, 1e-9, 1 - 1e-9)
        out[method] = float(-np.average(np.where(truth, np.log(p), np.log(1 - p)), weights=weights))
    return out


def calibrate(
    values: Floats,
    indicator: Bools,
    parents: NDArray[np.int64],
    weights: Floats | None = None,
    seen: Bools | None = None,
) -> tuple[Calibration, list[dict[str, float]]]:
    """The best method a label, a sub-measure's on the passages that carry its measure, and all log losses.

    A label with few rows has Platt scaling and no losses. Cells that are not ``seen`` take no part.
    """
    weights = np.ones(len(values)) if weights is None else weights
    curves, methods, losses = [], [], []
    for label, parent in enumerate(parents):
        rows = learners(indicator, seen, label, int(parent))
        x, y, w = values[rows, label], indicator[rows, label], weights[rows]
        loss = compare(x, y, w) if min(y.sum(), (~y).sum()) * 2 >= _FEWEST else {}
        method = min(loss, key=lambda name: loss[name]) if loss else "platt"
        methods.append(method)
        losses.append(loss)
        curves.append(fit_curve(method, x, y, w))
    parameters = np.column_stack([curve.parameters for curve in curves])
    return Calibration(tuple(methods), parameters, tuple(curve.knots for curve in curves), parents), losses


def best_threshold(scores: Floats, truth: Bools, weights: Floats | None = None) -> float:
    """The threshold with the highest F1, halfway between the two scores that it parts."""
    if not truth.any():
        return 1.0
    weights = np.ones(len(scores)) if weights is None else weights
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum((truth * weights)[order])
    f1 = 2 * hits / (np.cumsum(weights[order]) + weights[truth].sum())
    last = np.append(ranked[1:] < ranked[:-1], True)  # equal scores stand or fall together
    best = int(np.argmax(np.where(last, f1, -1)))
    lower = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + lower) / 2)


def choose_thresholds(
    scores: Floats, indicator: Bools, weights: Floats | None = None, seen: Bools | None = None
) -> Floats:
    """One threshold a label, shape (n_labels,), for F1 over all rows where it was looked for."""
    weights = np.ones(len(scores)) if weights is None else weights
    seen = np.ones(indicator.shape, dtype=bool) if seen is None else seen
    columns = zip(scores.T, indicator.T, seen.T, strict=True)
    return np.array([best_threshold(s[own], t[own], weights[own]) for s, t, own in columns])

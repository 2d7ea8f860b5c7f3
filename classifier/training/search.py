"""Trying other parameters, and fewer rows, on the folds of a fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from classifier.evaluation.metrics import average_precision, precision_recall_f1
from classifier.training.calibrate import best_threshold
from classifier.training.folds import Fold
from classifier.training.heldout import Data, held_out_values
from classifier.training.options import FitOptions

Floats = NDArray[np.float64]
GRID = {"c": (1.0, 3.0, 10.0), "scale": (0.25, 0.5, 1.0)}  # the two parameters that matter
TRIALS = sum(map(len, GRID.values())) - len(GRID) + 1  # the best so far is not tried again
SHARES = (0.125, 0.25, 0.5)


def search(
    data: Data, folds: Sequence[Fold], options: FitOptions, done: Callable[[], None] = lambda: None
) -> tuple[FitOptions, list[dict[str, float]]]:
    """The options with the highest mean average precision over held-out texts, and all that were tried.

    One parameter after the other is varied, the others at their best so far. ``done`` is called after each
    fold.
    """
    tried: list[dict[str, float]] = []
    best, best_score = options, -1.0
    for name, values in GRID.items():
        for value in values:
            one = replace(best, c=value) if name == "c" else replace(best, scale=value)
            if tried and one == best:
                continue
            found = scores(data, held_out_values(data, folds, one, done))["mean_average_precision"]
            tried.append({"c": one.c, "scale": one.scale, "mean_average_precision": round(found, 4)})
            if found > best_score:
                best, best_score = one, found
    return best, tried


def learning_curve(
    data: Data,
    folds: Sequence[Fold],
    options: FitOptions,
    whole: Floats,
    done: Callable[[], None] = lambda: None,
) -> list[dict[str, float]]:
    """Scores on the held-out texts of models taught by a part of each fold's rows, and by all.

    ``whole`` are the values by all rows. ``done`` is called after each fold.
    """
    out = []
    draw = np.random.default_rng(options.seed)
    for share in SHARES:
        fewer = [
            (np.sort(draw.permutation(train)[: round(share * len(train))]), test) for train, test in folds
        ]
        values = held_out_values(data, fewer, options, done)
        out.append({"rows": round(np.mean([len(train) for train, _ in fewer])), **scores(data, values)})
    return [*out, {"rows": round(np.mean([len(train) for train, _ in folds])), **scores(data, whole)}]


def scores(data: Data, values: Floats) -> dict[str, float]:
    """Mean average precision over the measures and macro-F1 at each measure's best threshold."""
    ap, f1 = [], []
    for label in np.flatnonzero(data.parents < 0):
        own = data.seen[:, label]
        truth, weights, value = data.indicator[own, label], data.weights[own], values[own, label]
        ap.append(average_precision(truth, value, weights))
        given = value >= best_threshold(value, truth, weights)
        f1.append(precision_recall_f1(truth, given, weights)[2])
    return {
        "macro_f1": round(float(np.mean(f1)), 4),
        "mean_average_precision": round(float(np.mean(ap)), 4),
    }

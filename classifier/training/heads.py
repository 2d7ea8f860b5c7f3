"""Fitting one logistic head a label; a sub-measure's head learns among its measure's passages only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float64]


def fit_heads(
    x: sparse.csr_matrix, indicator: NDArray[np.bool_], parents: NDArray[np.int64], c: float, fewest: int
) -> tuple[Floats, Floats]:
    """Coefficients (n_features, n_labels) and intercepts (n_labels,).

    A label with fewer than ``fewest`` examples on either side gets no coefficients and the log-odds
    of its share as intercept: its score is the base rate.
    """
    coef = np.zeros((x.shape[1], len(parents)))
    intercept = np.zeros(len(parents))
    for label, parent in enumerate(parents):
        rows = np.flatnonzero(indicator[:, parent]) if parent >= 0 else np.arange(x.shape[0])
        y = indicator[rows, label]
        if min(y.sum(), (~y).sum()) < fewest:
            share = (y.sum() + 0.5) / (len(y) + 1)
            intercept[label] = np.log(share / (1 - share))
            continue
        # Newton's method to a tight tolerance: another machine's arithmetic ends at the same weights.
        head = LogisticRegression(C=c, solver="newton-cg", tol=1e-9, max_iter=500, class_weight="balanced")
        head.fit(x[rows], y)
        coef[:, label] = head.coef_[0]
        intercept[label] = head.intercept_[0]
    return coef, intercept

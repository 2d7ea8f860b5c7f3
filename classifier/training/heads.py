"""Fitting one logistic head a label."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from classifier.engine.chunks import Ints

Floats = NDArray[np.float64]


def learners(
    indicator: NDArray[np.bool_], seen: NDArray[np.bool_] | None, label: int, parent: int
) -> NDArray[np.bool_]:
    """The texts that teach a label, shape (n_texts,): those with its measure, where it was looked for."""
    own = indicator[:, parent] if parent >= 0 else np.ones(len(indicator), dtype=bool)
    return own if seen is None else own & seen[:, label]


def fit_heads(
    rows: sparse.csr_matrix,
    indicator: NDArray[np.bool_],
    parents: Ints,
    *,
    c: float,
    fewest: int,
    weights: Floats,
    seen: NDArray[np.bool_] | None = None,
) -> tuple[Floats, Floats]:
    """Coefficients (n_features, n_labels) and intercepts (n_labels,).

    ``rows`` (n_texts, n_features) are those of texts, ``weights`` (n_texts,) say how often a text counts. A
    sub-measure's head learns among its measure's texts only, every head among the texts where its label was
    looked for (``seen``, shape (n_texts, n_labels); all by default). A label with fewer than ``fewest``
    examples on either side gets no coefficients and the log-odds of its share as intercept: its score is the
    base rate.
    """
    coef = np.zeros((rows.shape[1], len(parents)))
    intercept = np.zeros(len(parents))
    for label, parent in enumerate(parents):
        own = np.flatnonzero(learners(indicator, seen, label, parent))
        y = indicator[own, label]
        if min(y.sum(), (~y).sum()) < fewest:
            share = (y.sum() + 0.5) / (len(y) + 1)
            intercept[label] = np.log(share / (1 - share))
            continue
        # Newton's method to a tight tolerance: another machine's arithmetic ends at the same weights.
        head = LogisticRegression(C=c, solver="newton-cg", tol=1e-7, max_iter=500, class_weight="balanced")
        head.fit(rows[own], y, sample_weight=weights[own])
        coef[:, label] = head.coef_[0]
        intercept[label] = head.intercept_[0]
    return coef, intercept

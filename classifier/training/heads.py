"""Fitting one logistic head a label over two views of a text: the whole, and its best sentence.

Which sentence is the best for a label is not annotated: it is the one that a head fitted on whole texts
scores highest, and the head is then fitted again on both views together (a latent-variable model as
in multiple-instance learning, Andrews et al. 2003, with one round).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from classifier.engine.chunks import Ints

Floats = NDArray[np.float64]


def fit_heads(
    texts: sparse.csr_matrix,
    sentences: sparse.csr_matrix,
    owner: Ints,
    indicator: NDArray[np.bool_],
    parents: Ints,
    *,
    best: float,
    c: float,
    fewest: int,
    weights: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Coefficients (n_features, n_labels) and intercepts (n_labels,).

    ``texts`` (n_texts, n_features) and ``sentences`` (n_sentences, n_features) are rows of the two views,
    ``owner`` the text of each sentence, in order. A sub-measure's head learns among its measure's texts
    only. A label with fewer than ``fewest`` examples on either side gets no coefficients and the log-odds
    of its share as intercept: its score is the base rate. ``weights`` (n_texts,) say how often a text counts.
    """
    weights = np.ones(texts.shape[0]) if weights is None else weights
    coef = np.zeros((texts.shape[1], len(parents)))
    intercept = np.zeros(len(parents))
    for label, parent in enumerate(parents):
        rows = np.flatnonzero(indicator[:, parent]) if parent >= 0 else np.arange(texts.shape[0])
        y = indicator[rows, label]
        if min(y.sum(), (~y).sum()) < fewest:
            share = (y.sum() + 0.5) / (len(y) + 1)
            intercept[label] = np.log(share / (1 - share))
            continue
        x = texts[rows]
        head = _fit(x, y, c, weights[rows])
        if best:
            chosen = best_rows(sentences @ head.coef_[0], owner, texts.shape[0])[rows]
            has = sparse.diags((chosen >= 0).astype(float))
            x = x + best * (has @ sentences[np.maximum(chosen, 0)])
            head = _fit(x, y, c, weights[rows])
        coef[:, label] = head.coef_[0]
        intercept[label] = head.intercept_[0]
    return coef, intercept


def _fit(x: sparse.csr_matrix, y: NDArray[np.bool_], c: float, weights: Floats) -> Any:
    # Newton's method to a tight tolerance: another machine's arithmetic ends at the same weights.
    head = LogisticRegression(C=c, solver="newton-cg", tol=1e-7, max_iter=500, class_weight="balanced")
    return head.fit(x, y, sample_weight=weights)


def best_rows(scores: Floats, owner: Ints, n: int) -> Ints:
    """The row of the highest score of each of ``n`` owners, the first of equal ones, -1 for none."""
    top = np.full(n, -np.inf)
    np.maximum.at(top, owner, scores)
    rows = np.flatnonzero(scores == top[owner])
    out = np.full(n, -1, np.int64)
    out[owner[rows[::-1]]] = rows[::-1]
    return out

"""From passage values to a document's value, and from probabilities to the labels given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.errors import UsageError
from classifier.taxonomy import Taxonomy

Floats = NDArray[np.float64]


def roll_up(values: Floats, counts: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Document values of passage ``values`` (n_passages, n_labels), and each passage's share in them.

    ``counts`` (n_documents,) says how many of the passages belong to each document, in order, one at least.
    The rule: a label's document value is the mean of its highest third of passages, rounded up. So
    one to three passages count by their best, and a long text needs more than one strong passage.
    Shares have the shape of ``values`` and sum to one a document and label.
    """
    document = np.repeat(np.arange(len(counts)), counts)
    begins = np.cumsum(counts) - counts
    best = -(-counts // 3)
    rank = np.arange(len(values)) - begins[document]
    share = np.where(rank < best[document], 1.0 / best[document], 0.0)
    shares = np.empty_like(values)
    for label in range(values.shape[1]):
        # By document, then from high to low; equal values keep their order.
        order = np.lexsort((-values[:, label], document))
        shares[order, label] = share
    return np.add.reduceat(values * shares, begins, axis=0), shares


def decide(probabilities: Floats, thresholds: Floats, parents: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which labels are given, shape (n, n_labels): a sub-measure only under a measure that is given."""
    given = probabilities >= thresholds
    has = parents >= 0
    given[:, has] &= given[:, parents[has]]
    return np.asarray(given, dtype=np.bool_)


def unsure(
    probabilities: Floats, lower: Floats, thresholds: Floats, parents: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which labels are neither given nor denied, shape (n, n_labels).

    Their probability lies from ``lower`` up to ``thresholds``; a sub-measure's only where its measure is
    not denied.
    """
    open_ = (probabilities >= lower) & ~decide(probabilities, thresholds, parents)
    has = parents >= 0
    not_denied = probabilities >= lower
    open_[:, has] &= not_denied[:, parents[has]]
    return np.asarray(open_, dtype=np.bool_)


def parent_columns(taxonomy: Taxonomy) -> NDArray[np.int64]:
    """For each label the column of its measure, -1 for a measure."""
    column = {label: i for i, label in enumerate(taxonomy.ids)}
    parents = [taxonomy.parents[label] for label in taxonomy.ids]
    return np.asarray([-1 if p is None else column[p] for p in parents], dtype=np.int64)


def indicator_matrix(labels: Sequence[Sequence[str]], taxonomy: Taxonomy) -> NDArray[np.bool_]:
    """True where a text carries a label, shape (n_texts, n_labels)."""
    column = {label: i for i, label in enumerate(taxonomy.ids)}
    out = np.zeros((len(labels), len(column)), dtype=bool)
    for row, given in enumerate(labels):
        out[row, [column[label] for label in given]] = True
    return out


def seen_matrix(unknown: Sequence[Sequence[str]], taxonomy: Taxonomy) -> NDArray[np.bool_]:
    """False where nobody looked for a label in a text, shape (n_texts, n_labels)."""
    return ~indicator_matrix(unknown, taxonomy)


def override(
    thresholds: Mapping[str, float], changes: float | Mapping[str, float] | None
) -> dict[str, float]:
    """Thresholds with ``changes``: one number for all labels, or a mapping from label to number.

    Raises UsageError for an unknown label or a number outside 0 to 1.
    """
    if changes is None:
        return dict(thresholds)
    if not isinstance(changes, Mapping):
        changes = dict.fromkeys(thresholds, changes)
    for label, value in changes.items():
        if label not in thresholds:
            raise UsageError(f"unknown label {label!r}", remedy=f"labels are: {', '.join(thresholds)}")
        if not 0.0 <= value <= 1.0:
            raise UsageError(f"threshold {value} of {label!r} is not between 0 and 1")
    return {**thresholds, **changes}

"""From chunks to decision values: a passage seen as a whole and by its best sentence.

Words add up: M sums what they contribute by meaning (vectors folded into one number a word and label, by
smooth inverse frequency) and T what they contribute as exact terms (by inverse document frequency); W and Q
sum the weights of the one and the squared weights of the other. The view of a stretch of text is

    M / (W + mean_damping) + T / sqrt(Q + term_damping),

and a passage's value is the intercept, plus the view of the whole passage, plus ``best`` times the highest
view of any of its sentences, a label at a time. Damping keeps few words near the base rate. All is linear
once the best sentence is known, so what each sentence and each word adds is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.engine import kernel
from classifier.engine.chunks import Ints

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Damping:
    """What is added to the sums of weights of a passage and of a sentence."""

    mean: float
    terms: float
    sentence_mean: float
    sentence_terms: float


@dataclass(frozen=True)
class Scale:
    """One over the divisors of a view, each of shape (n,): of meaning, of terms."""

    mean: Floats
    terms: Floats


COUNTS = 7  # fields for what else is counted of a chunk, behind W and Q


def record_size(n_labels: int) -> int:
    """Floats in the record of a chunk: M and T a label, W, Q and counts, up to whole lines of 64 bytes."""
    return -(-(2 * n_labels + 2 + COUNTS) // 16) * 16


def counts_of(sums: Floats, n_labels: int) -> Floats:
    """The counts in sums of records, (n, COUNTS)."""
    return sums[:, 2 * n_labels + 2 : 2 * n_labels + 2 + COUNTS]


def segment_sums(ids: NDArray[np.int32], cuts: Ints, records: NDArray[np.float32]) -> Floats:
    """Sums of the records of chunks ``ids`` from each of ``cuts`` to the next, (n_cuts - 1, n_fields)."""
    out = np.zeros((len(cuts) - 1, records.shape[1]))
    if kernel.compiled is not None:
        kernel.compiled.segment_sums(ids, np.ascontiguousarray(cuts), records, records.shape[1], out)
        return out
    filled = np.flatnonzero(np.diff(cuts))
    if len(filled):
        gathered = records[ids[cuts[0] : cuts[-1]]].astype(np.float64)
        out[filled] = np.add.reduceat(gathered, cuts[filled] - cuts[0], axis=0)
    return out


def scales(sums: Floats, n_labels: int, mean: float, terms: float) -> Scale:
    """The scales of stretches of text with ``sums`` (n, n_fields) under dampings."""
    w, q = sums[:, 2 * n_labels] + mean, sums[:, 2 * n_labels + 1] + terms
    return Scale(
        np.divide(1.0, w, out=np.zeros_like(w), where=w > 0),
        np.divide(1.0, np.sqrt(q), out=np.zeros_like(q), where=q > 0),
    )


def view(sums: Floats, n_labels: int, scale: Scale) -> Floats:
    """The views of stretches of text, shape (n, n_labels)."""
    return np.asarray(
        sums[:, :n_labels] * scale.mean[:, None] + sums[:, n_labels : 2 * n_labels] * scale.terms[:, None]
    )


def passage_views(
    sums: Floats, cuts: Ints, intercept: Floats, damping: Damping, best: float
) -> tuple[Floats, Floats, Floats]:
    """Views of sentences, the highest of each passage, and values of passages, rows by n_labels.

    ``sums`` (n_sentences, n_fields) are those of sentences; passage i has the sentences from ``cuts[i]`` to
    ``cuts[i + 1]``, one at least.
    """
    n = len(intercept)
    if kernel.compiled is None:
        views = view(sums, n, scales(sums, n, damping.sentence_mean, damping.sentence_terms))
        best_views = np.maximum.reduceat(views, cuts[:-1], axis=0) if len(cuts) > 1 else views
        totals = passage_sums(sums, cuts)
        values = intercept + view(totals, n, scales(totals, n, damping.mean, damping.terms))
        return views, best_views, values + best * best_views
    views, (best_views, values) = np.empty((len(sums), n)), np.empty((2, len(cuts) - 1, n))
    settings = (damping.mean, damping.terms, damping.sentence_mean, damping.sentence_terms, best)
    kernel.compiled.passage_views(
        sums, sums.shape[1], np.ascontiguousarray(cuts), intercept, settings, views, best_views, values
    )
    return views, best_views, values


def passage_sums(sums: Floats, cuts: Ints) -> Floats:
    """Sums of passages from ``sums`` of sentences, as ``passage_views`` has them."""
    return np.add.reduceat(sums, cuts[:-1], axis=0) if len(cuts) > 1 else sums

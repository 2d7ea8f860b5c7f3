"""From words to decision values of passages.

A word that stands k times in a passage counts 1 + log k, each time the same share of it. Words add up: M sums
what they contribute by meaning (vectors folded into one number a word and label, weighted by smooth inverse
frequency), W the weights of these; T sums what they contribute as exact terms (weighted by inverse document
frequency), Q the squares of these weights. The value of a passage is

    intercept + M / (W + mean damping) + T / sqrt(Q + term damping).

Damping keeps few words near the base rate. Once a passage's words are counted all is linear, so what each
sentence and each word adds is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.engine import kernel
from classifier.engine.chunks import Ints

Floats = NDArray[np.float64]
Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Damping:
    """What is added to the sums of weights of a passage: of meaning, of terms."""

    mean: float
    terms: float


@dataclass(frozen=True)
class Scale:
    """One over the divisors of a value, each of shape (n,): of meaning, of terms."""

    mean: Floats
    terms: Floats


COUNTS = 8  # fields for what else is counted of a word form, behind M, T, W and Q


def record_size(n_labels: int) -> int:
    """Floats in the record of a word form: M and T a label, W, Q and counts, in lines of 64 bytes."""
    return -(-(2 * n_labels + 2 + COUNTS) // 16) * 16


def counts_of(sums: Floats, n_labels: int) -> Floats:
    """The counts in sums of records, (n, COUNTS)."""
    return sums[:, 2 * n_labels + 2 : 2 * n_labels + 2 + COUNTS]


def repeats(forms: Numbers, cuts: Ints, zeros: Numbers) -> Numbers:
    """How often each of ``forms`` stands in its passage, shape (n,); ``cuts`` part the passages.

    ``zeros`` (n_forms,) is room to count in, all zeros before and after.
    """
    out = np.ones(len(forms), np.int32)
    if kernel.compiled is not None:
        kernel.compiled.repeats(forms, np.ascontiguousarray(cuts), zeros, out)
        return out
    passage = np.repeat(np.arange(len(cuts) - 1), np.diff(cuts))
    _, own, times = np.unique(passage * len(zeros) + forms, return_inverse=True, return_counts=True)
    return np.asarray(times[own], np.int32)


def share_of(times: Numbers) -> Floats:
    """What one of ``times`` occurrences of a word counts."""
    return np.asarray((1 + np.log(times)) / times)


def segment_sums(
    forms: Numbers, times: Numbers, cuts: Ints, records: NDArray[np.float32], n_labels: int
) -> Floats:
    """Sums of the records of ``forms`` from each of ``cuts`` to the next, (n_cuts - 1, n_fields).

    ``times`` are their repeats.
    """
    n_weighed = 2 * n_labels + 2
    out = np.zeros((len(cuts) - 1, records.shape[1]))
    if kernel.compiled is not None:
        cuts = np.ascontiguousarray(cuts)
        kernel.compiled.segment_sums(forms, times, cuts, records, records.shape[1], n_weighed, out)
        return out
    filled = np.flatnonzero(np.diff(cuts))
    if len(filled):
        own = slice(cuts[0], cuts[-1])
        gathered = records[forms[own]].astype(np.float64)
        share = share_of(times[own])
        gathered[:, : n_weighed - 1] *= share[:, None]
        gathered[:, n_weighed - 1] *= share * share * times[own]
        out[filled] = np.add.reduceat(gathered, cuts[filled] - cuts[0], axis=0)
    return out


def scale(sums: Floats, n_labels: int, damping: Damping) -> Scale:
    """The scales of passages with ``sums`` (n, n_fields)."""
    w, q = sums[:, 2 * n_labels] + damping.mean, sums[:, 2 * n_labels + 1] + damping.terms
    return Scale(
        np.divide(1.0, w, out=np.zeros_like(w), where=w > 0),
        np.divide(1.0, np.sqrt(q), out=np.zeros_like(q), where=q > 0),
    )


def add(sums: Floats, n_labels: int, by: Scale) -> Floats:
    """What stretches of text with ``sums`` add to the values of their passages, (n, n_labels)."""
    return np.asarray(
        sums[:, :n_labels] * by.mean[:, None] + sums[:, n_labels : 2 * n_labels] * by.terms[:, None]
    )

"""Answers for other wishes than F1: a precision, a recall, a bounded error with ``uncertain``, other priors.

All are worked out from the probabilities that a model gave to texts held out in training.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class HeldOut:
    """Probabilities of texts that the model had not seen, and what they carry, both (n_texts, n_labels).

    ``weights`` (n_texts,) say how often each text counts: what users bring is more like some than others.
    ``seen`` (n_texts, n_labels) is false where nobody looked for the label.
    """

    scores: NDArray[np.float32]
    truth: Bools
    weights: Floats
    seen: Bools

    @property
    def prior(self) -> Floats:
        """Share of the texts that carry each label, smoothed, shape (n_labels,)."""
        weights = self.weights / self.weights.mean()
        return np.asarray((weights @ self.truth + 0.5) / (weights @ self.seen + 1), np.float64)

    def of(self, column: int) -> tuple[NDArray[np.float32], Bools, Floats]:
        """Scores, truth and weights of a label where it was looked for, each of shape (n,)."""
        own = self.seen[:, column]
        return self.scores[own, column], self.truth[own, column], self.weights[own]


def threshold_for_precision(scores: Floats, truth: Bools, weights: Floats, wanted: float) -> float:
    """The lowest threshold above which at least ``wanted`` of the held-out texts carry the label.

    All arrays have shape (n,). Above 1, so never reached, when no threshold does.
    """
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum((weights * truth)[order])
    last = np.append(ranked[1:] < ranked[:-1], True)
    good = np.flatnonzero(last & (hits >= (wanted - 1e-12) * np.cumsum(weights[order])) & (hits > 0))
    return float(ranked[good[-1]]) if len(good) else float(np.nextafter(1.0, 2.0))


def threshold_for_recall(scores: Floats, truth: Bools, weights: Floats, wanted: float) -> float:
    """The highest threshold that at least ``wanted`` of the held-out texts with the label reach, (n,)."""
    if not truth.any():
        return 1.0
    order = np.argsort(-scores[truth], kind="stable")
    reached = np.cumsum(weights[truth][order])
    return float(scores[truth][order][np.flatnonzero(reached >= (wanted - 1e-12) * reached[-1])[0]])


def bounds(scores: Floats, truth: Bools, weights: Floats, risk: float) -> tuple[float, float]:
    """Scores below the first are answered no, at or above the second yes, others ``uncertain``.

    Of new texts that carry the label at most ``risk`` are expected to be answered no, and of those that
    do not at most ``risk`` yes, as long as they are drawn like the held-out ones by their weights: conformal
    risk control (Angelopoulos et al. 2022) with the 0-1 loss within each class. Where one threshold keeps
    both promises the bounds are equal. With fewer than 1 / risk texts on a side nothing can be promised, so
    that side is never answered.
    """
    low = _passed(scores[truth], weights[truth], risk)
    high = _passed(-scores[~truth], weights[~truth], risk)
    lower = 0.0 if low is None else low
    upper = 2.0 if high is None else float(np.nextafter(-high, 2.0))
    if lower < upper:
        return lower, upper
    middle = (lower + upper) / 2
    return middle, middle


def _passed(scores: Floats, weights: Floats, risk: float) -> float | None:
    """The highest score below which a new text, of the greatest weight, falls with at most ``risk``."""
    if not len(scores):
        return None
    order = np.argsort(scores, kind="stable")
    ranked, to = scores[order], np.cumsum(weights[order])
    new = float(weights.max())
    before = np.concatenate([[0.0], to[:-1]])[np.searchsorted(ranked, ranked)]
    good = np.flatnonzero(before + new <= risk * (to[-1] + new) + 1e-9)
    return float(ranked[good[-1]]) if len(good) else None


def shift_prior(conditional: Floats, parents: NDArray[np.int64], old: Floats, new: Floats) -> Floats:
    """Joint probabilities under priors ``new`` instead of ``old``, both (n_labels,), by Bayes' rule.

    ``conditional`` (n, n_labels) are probabilities, a sub-measure's given its measure, which stay as they
    are: what changes is how often the measures occur.
    """
    p = conditional.copy()
    top = parents < 0
    yes = p[:, top] * (new[top] / old[top])
    no = (1 - p[:, top]) * ((1 - new[top]) / (1 - old[top]))
    p[:, top] = yes / np.maximum(yes + no, 1e-300)
    p[:, ~top] *= p[:, parents[~top]]
    return p


def estimate_prior(probabilities: Floats, old: Floats, rounds: int = 1000, tolerance: float = 1e-7) -> Floats:
    """Priors of a batch from its probabilities (n, k) under priors ``old`` (k,).

    Method: expectation maximisation of Saerens, Latinne and Decaestecker (2002).
    """
    new = old.copy()
    for _ in range(rounds):
        yes = probabilities * (new / old)
        no = (1 - probabilities) * ((1 - new) / (1 - old))
        before, new = new, np.clip((yes / np.maximum(yes + no, 1e-300)).mean(axis=0), 1e-6, 1 - 1e-6)
        if np.abs(new - before).max() < tolerance:
            break
    return np.asarray(new, np.float64)

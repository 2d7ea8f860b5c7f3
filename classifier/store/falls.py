"""How far each label's F1 falls from one model to another on the same rows, and whether by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.evaluation.outcomes import Outcomes

Floats = NDArray[np.float64]
_BLOCK = 1000  # draws at once


@dataclass(frozen=True)
class Fall:
    """F1 of both models, new less old with its paired bootstrap 95% interval, and ``p``.

    ``p`` is the share of draws in which F1 does not fall, the observed rows counted as one draw (Davison and
    Hinkley 1997, 4.4.1): small where a fall is no accident of the rows.
    """

    label: str
    language: str
    positives: int
    old: float
    new: float
    difference: float
    low: float
    high: float
    p: float


def paired_f1(was: Outcomes, now: Outcomes, language: str, resamples: int, seed: int = 0) -> list[Fall]:
    """A fall for each label; ``was`` and ``now`` are of the same rows."""
    order = [now.taxonomy.ids.index(label) for label in was.taxonomy.ids]
    given = was.given & was.seen, now.given[:, order] & was.seen
    n = len(was.rows)
    old, new = (_f1(np.ones((1, n)), was.truth, one)[0] for one in given)
    draw = np.random.default_rng(seed)
    parts = []
    for start in range(0, resamples, _BLOCK):
        counts = draw.multinomial(n, np.full(n, 1 / n), min(_BLOCK, resamples - start)).astype(float)
        parts.append(_f1(counts, was.truth, given[1]) - _f1(counts, was.truth, given[0]))
    draws = np.concatenate(parts)
    low, high = np.percentile(draws, [2.5, 97.5], axis=0)
    p = (1 + (draws >= 0).sum(axis=0)) / (1 + resamples)
    positives = was.positives()
    return [
        Fall(label, language, positives[label], *map(float, figures))
        for label, *figures in zip(was.taxonomy.ids, old, new, new - old, low, high, p, strict=True)
    ]


def _f1(counts: Floats, truth: NDArray[np.bool_], given: NDArray[np.bool_]) -> Floats:
    """F1 (n_draws, n_labels) of rows counted ``counts`` (n_draws, n_rows) times; zero where undefined."""
    hits = counts @ (truth & given).astype(float)
    both = counts @ truth.astype(float) + counts @ given.astype(float)
    return np.asarray(np.divide(2 * hits, both, out=np.zeros_like(hits), where=both > 0))


def holm(p: Sequence[float]) -> list[float]:
    """P-values corrected for their number (Holm 1979): that any is at most a risk by chance has that risk.

    The smallest of n is multiplied by n, the next by n - 1 and so on, and none is less than one before it.
    """
    out = [0.0] * len(p)
    least = 0.0
    for rank, i in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        least = max(least, min(1.0, p[i] * (len(p) - rank)))
        out[i] = least
    return out

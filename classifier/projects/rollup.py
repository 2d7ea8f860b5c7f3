"""From the values of pieces to the value of a whole project."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SHARE = 0.4  # by `python -m benchmarks.rollup`


def weighted_roll_up(values: Floats, weights: Floats, share: float = SHARE) -> Floats:
    """A value a label, (n_labels,), of pieces with ``values`` (n_pieces, n_labels) and ``weights``.

    The mean over that ``share`` of the weight which has the highest values, the last piece in part. So forty
    pages in which one paragraph names a measure do not get it, and one or two pieces count by their best.
    """
    order = np.argsort(-values, axis=0, kind="stable")
    sorted_values = np.take_along_axis(values, order, axis=0)
    sorted_weights = weights[order]
    limit = share * weights.sum()
    before = np.cumsum(sorted_weights, axis=0) - sorted_weights
    taken = np.clip(limit - before, 0.0, sorted_weights)
    return np.asarray((sorted_values * taken).sum(axis=0) / limit)

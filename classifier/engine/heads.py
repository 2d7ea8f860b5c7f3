"""Linear heads over feature rows, and the map from decision values to probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.engine.occurrences import Occurrences

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Heads:
    """One linear head a label: ``coef`` (n_rows, n_labels), ``intercept`` (n_labels,)."""

    coef: NDArray[np.float32]
    intercept: Floats

    def contributions(self, found: Occurrences) -> Floats:
        """What each occurrence adds to each label's decision value, shape (k, n_labels)."""
        return np.asarray(self.coef[found.rows] * found.weights[:, None], dtype=np.float64)


@dataclass(frozen=True)
class Calibration:
    """Platt scaling a label: probability = 1 / (1 + exp(-(slope * value + offset))).

    ``slope`` and ``offset`` have shape (n_labels,). ``parents`` holds, for each label, the column of
    its measure, or -1: a sub-measure's head is conditional on its measure, and its probability is
    the product, so never above the measure's. Method: Platt (1999).
    """

    slope: Floats
    offset: Floats
    parents: NDArray[np.int64]

    def probabilities(self, values: Floats) -> Floats:
        """Joint probabilities of decision ``values``, both of shape (n, n_labels)."""
        z = np.clip(values * self.slope + self.offset, -500, 500)
        p = 1.0 / (1.0 + np.exp(-z))
        has = self.parents >= 0
        p[:, has] *= p[:, self.parents[has]]
        return np.asarray(p, dtype=np.float64)

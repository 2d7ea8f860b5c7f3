"""Linear heads over feature rows, and the map from decision values to probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Heads:
    """One linear head a label: ``coef`` (n_rows, n_labels), ``intercept`` (n_labels,)."""

    coef: NDArray[np.float32]
    intercept: Floats


@dataclass(frozen=True)
class Calibration:
    """A monotone map a label: logit(p) = a ln(s) - b ln(1 - s) + c, where s = 1 / (1 + exp(-value)).

    ``parameters`` (3, n_labels) are a, b and c: beta calibration (Kull et al. 2017), of which Platt scaling
    (1999) is the case a = b, and temperature scaling (Guo et al. 2017) a = b and c = 0. A label with
    ``knots`` (values, probabilities) is interpolated between them instead: isotonic regression (Zadrozny and
    Elkan 2002). ``methods`` names each label's. ``parents`` holds, for each label, the column of
    its measure, or -1: a sub-measure's head is conditional on its measure, and its probability is
    the product, so never above the measure's.
    """

    methods: tuple[str, ...]
    parameters: Floats
    knots: tuple[tuple[Floats, Floats] | None, ...]
    parents: NDArray[np.int64]

    def conditional(self, values: Floats) -> Floats:
        """Probabilities of decision ``values`` (n, n_labels), a sub-measure's given its measure."""
        a, b, c = self.parameters
        z = -a * np.logaddexp(0, -values) + b * np.logaddexp(0, values) + c
        p = 1.0 / (1.0 + np.exp(-np.clip(z, -500, 500)))
        for label, knots in enumerate(self.knots):
            if knots is not None:
                p[:, label] = np.interp(values[:, label], *knots)
        return np.asarray(p, dtype=np.float64)

    def probabilities(self, values: Floats) -> Floats:
        """Joint probabilities of decision ``values``, both of shape (n, n_labels)."""
        p = self.conditional(values)
        has = self.parents >= 0
        p[:, has] *= p[:, self.parents[has]]
        return p

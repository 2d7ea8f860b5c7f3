"""Folds in which near-identical passages stay together and label combinations are spread evenly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

Fold = tuple[NDArray[np.int64], NDArray[np.int64]]


def make_folds(indicator: NDArray[np.bool_], groups: Sequence[object], n_folds: int, seed: int) -> list[Fold]:
    """Train and held-out row numbers of each fold.

    ``indicator`` (n, n_measures) is stratified by the combination of measures; rows of one group
    never stand on both sides. Method: scikit-learn's StratifiedGroupKFold.
    """
    combination = indicator @ (1 << np.arange(indicator.shape[1]))
    _, codes = np.unique(np.asarray(groups, dtype=object).astype(str), return_inverse=True)
    splitter = StratifiedGroupKFold(n_folds, shuffle=True, random_state=seed)
    import warnings

    with warnings.catch_warnings():  # rare combinations of three measures are fewer than the folds
        warnings.filterwarnings("ignore", message="The least populated class")
        return [(a, b) for a, b in splitter.split(indicator, combination, codes)]

"""Folds that keep a source, and near-identical passages, on one side and spread label combinations evenly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sklearn.model_selection import StratifiedGroupKFold

Fold = tuple[NDArray[np.int64], NDArray[np.int64]]


def join(groups: Sequence[int], sources: Sequence[str], fewest: int) -> list[int]:
    """``groups`` (n,) of rows, joined where they share a source; as they are where ``fewest`` are not left.

    Passages of one writer resemble each other, so a model is only tested by the passages of others. A row
    with an empty source joins nothing.
    """
    codes = {source: i for i, source in enumerate(sorted(set(sources) - {""}))}
    links = [
        (group, len(groups) + codes[source]) for group, source in zip(groups, sources, strict=True) if source
    ]
    size = len(groups) + len(codes)
    pairs = np.asarray(links, np.int64).reshape(-1, 2).T
    graph = sparse.csr_matrix((np.ones(pairs.shape[1]), pairs), shape=(size, size))
    _, found = connected_components(graph, directed=False)
    joined: list[int] = found[np.asarray(groups, np.int64)].tolist()
    return joined if len(set(joined)) >= fewest else list(groups)


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

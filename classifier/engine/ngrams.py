"""Feature rows of a passage: TF-IDF weighted n-grams, each occurrence kept with its sentence.

The weights are those of scikit-learn's TfidfTransformer with ``sublinear_tf=True`` and ``norm="l2"``,
shared equally by the occurrences of a term, so that sums over occurrences are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from classifier.engine.tokens import ngrams, words


@dataclass(frozen=True)
class Occurrences:
    """The features of one passage, one entry an occurrence, all arrays of length k.

    The passage's value of feature f is the sum of ``weights`` where ``rows == f``.
    """

    rows: NDArray[np.int64]
    weights: NDArray[np.float64]
    sentences: NDArray[np.int64]
    known: float  # share of the passage's words that the model knows, 0 to 1


@dataclass(frozen=True)
class NGrams:
    """A vocabulary of n-grams with inverse document frequencies, shape (n_features,)."""

    vocabulary: tuple[str, ...]
    idf: NDArray[np.float64]
    longest: int = 2

    @cached_property
    def lookup(self) -> dict[str, int]:
        """Row number of each n-gram."""
        return {term: i for i, term in enumerate(self.vocabulary)}

    def occurrences(self, sentences: Sequence[str]) -> Occurrences:
        """Feature occurrences of a passage given as its sentences."""
        lookup = self.lookup
        rows: list[int] = []
        where: list[int] = []
        tokens = hits = 0
        for number, sentence in enumerate(sentences):
            here = words(sentence)
            tokens += len(here)
            hits += sum(word in lookup for word in here)
            found = [row for row in map(lookup.get, ngrams(here, self.longest)) if row is not None]
            rows.extend(found)
            where.extend([number] * len(found))
        ids = np.asarray(rows, dtype=np.int64)
        return Occurrences(
            ids, self._weights(ids), np.asarray(where, dtype=np.int64), hits / tokens if tokens else 0.0
        )

    def _weights(self, ids: NDArray[np.int64]) -> NDArray[np.float64]:
        if not len(ids):
            return np.zeros(0)
        unique, inverse, counts = np.unique(ids, return_inverse=True, return_counts=True)
        values = (1.0 + np.log(counts)) * self.idf[unique]
        values /= np.sqrt(values @ values)
        return np.asarray((values / counts)[inverse], dtype=np.float64)

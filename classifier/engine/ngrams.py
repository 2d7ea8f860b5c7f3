"""TF-IDF weighted n-grams: the exact words and phrases of the training corpora.

Weights are scikit-learn's TfidfTransformer with ``sublinear_tf=True`` and ``norm=None``, divided by the
square root of their sum of squares plus ``damping``, and shared equally by the occurrences of a term,
so that sums over occurrences are exact. Damping keeps a text of few words near the base rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from classifier.engine.occurrences import Occurrences
from classifier.engine.tokens import ngrams


@dataclass(frozen=True)
class NGrams:
    """A vocabulary of n-grams with inverse document frequencies, shape (n_terms,)."""

    vocabulary: tuple[str, ...]
    idf: NDArray[np.float64]
    longest: int = 1
    damping: float = 0.0

    @cached_property
    def lookup(self) -> dict[str, int]:
        """Row number of each n-gram."""
        return {term: i for i, term in enumerate(self.vocabulary)}

    def occurrences(self, sentences: Sequence[Sequence[str]]) -> Occurrences:
        """Occurrences of known n-grams in a passage given as the words of its sentences."""
        rows: list[int] = []
        where: list[int] = []
        for number, words in enumerate(sentences):
            terms = ngrams(list(words), self.longest)
            found = [row for row in map(self.lookup.get, terms) if row is not None]
            rows.extend(found)
            where.extend([number] * len(found))
        ids = np.asarray(rows, dtype=np.int64)
        return Occurrences(ids, self._weights(ids), np.asarray(where, dtype=np.int64))

    def _weights(self, ids: NDArray[np.int64]) -> NDArray[np.float64]:
        if not len(ids):
            return np.zeros(0)
        unique, inverse, counts = np.unique(ids, return_inverse=True, return_counts=True)
        values = (1.0 + np.log(counts)) * self.idf[unique]
        values /= np.sqrt(values @ values + self.damping)
        return np.asarray((values / counts)[inverse], dtype=np.float64)

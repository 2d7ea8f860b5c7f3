"""The weighted mean of word vectors, word by word: meaning of words that the corpora never used.

A text's vector is the mean of its words' vectors, each weighted by a / (a + p(word)), p being the
word's frequency in the language (smooth inverse frequency, Arora et al. 2017). A linear head over
that mean is a mean of numbers, one a word and label, which are folded into the coefficients when a
model is made. So scoring needs the words and weights only, never the vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from classifier.engine.occurrences import Occurrences


@dataclass(frozen=True)
class WordMean:
    """Words with their weights, shape (n_words,).

    ``damping`` is added to the sum of weights that the mean divides by.
    """

    vocabulary: tuple[str, ...]
    weight: NDArray[np.float64]
    damping: float = 0.0

    @cached_property
    def lookup(self) -> dict[str, int]:
        """Row number of each word."""
        return {word: i for i, word in enumerate(self.vocabulary)}

    def rows(self, word: str) -> list[int]:
        """Rows of a word; of its parts when it is an unknown compound with hyphens; none if unknown."""
        row = self.lookup.get(word)
        if row is not None:
            return [row]
        if "-" in word:
            return [r for r in map(self.lookup.get, word.split("-")) if r is not None]
        return []

    def occurrences(self, sentences: Sequence[Sequence[str]]) -> Occurrences:
        """Occurrences of known words in a passage given as the words of its sentences."""
        rows: list[int] = []
        where: list[int] = []
        for number, words in enumerate(sentences):
            found = [row for word in words for row in self.rows(word)]
            rows.extend(found)
            where.extend([number] * len(found))
        ids = np.asarray(rows, dtype=np.int64)
        weights = self.weight[ids]
        total = weights.sum() + self.damping
        return Occurrences(ids, weights / total if total else weights, np.asarray(where, dtype=np.int64))

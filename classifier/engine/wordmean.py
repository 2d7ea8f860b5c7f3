"""The weighted mean of word vectors, word by word: meaning of words that the corpora never used.

A text's vector is the mean of its words' vectors, each weighted by a / (a + p(word)), p being the
word's frequency in the language (smooth inverse frequency, Arora et al. 2017). A linear head over
that mean is a mean of numbers, one a word and label, which are folded into the coefficients when a
model is made. So scoring needs the words and weights only, never the vectors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_JOINT = re.compile(r"['&.\-]")
_SHORTEST = 4  # letters of a piece of an unknown word


@dataclass(frozen=True)
class WordMean:
    """Words with their weights, shape (n_words,)."""

    vocabulary: tuple[str, ...]
    weight: NDArray[np.float64]

    @cached_property
    def lookup(self) -> dict[str, int]:
        """Row number of each word."""
        return {word: i for i, word in enumerate(self.vocabulary)}

    def rows(self, word: str) -> list[int]:
        """Rows of a word; of its parts when it is an unknown compound; none if these are unknown, too."""
        row = self.lookup.get(word)
        if row is not None:
            return [row]
        found = [self.lookup.get(part) for part in _JOINT.split(word)] if _JOINT.search(word) else []
        return [r for r in found if r is not None] or self._pieces(word)

    def _pieces(self, word: str) -> list[int]:
        """An unknown word as two known ones, the first as long as can be."""
        for cut in range(len(word) - _SHORTEST, _SHORTEST - 1, -1):
            first, second = self.lookup.get(word[:cut]), self.lookup.get(word[cut:])
            if first is not None and second is not None:
                return [first, second]
        return []

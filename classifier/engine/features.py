"""The features of a model in one space of rows: words as terms, then words of the vector mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classifier.engine.terms import Terms
from classifier.engine.views import Damping
from classifier.engine.wordmean import WordMean


@dataclass(frozen=True)
class Entry:
    """Rows of the words of a form, and how many of these the model knows."""

    rows: tuple[int, ...]
    known: int


@dataclass(frozen=True)
class Features:
    """What a model counts, and how it weighs it: see ``views``."""

    terms: Terms
    means: WordMean
    damping: Damping

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.terms.vocabulary) + len(self.means.vocabulary)

    def name(self, row: int) -> str:
        """The word of a row; a word has a row of either kind."""
        split = len(self.terms.vocabulary)
        return self.terms.vocabulary[row] if row < split else self.means.vocabulary[row - split]

    def entry(self, words: Sequence[str]) -> Entry:
        """The rows of ``words``, those of one form."""
        split = len(self.terms.vocabulary)
        rows: list[int] = []
        known = 0
        for word in words:
            term = self.terms.lookup.get(word)
            known += term is not None or word in self.means.lookup
            rows.extend(() if term is None else (term,))
            rows.extend(split + row for row in self.means.rows(word))
        return Entry(tuple(rows), known)

"""All features of a passage: n-grams first, then the word mean, in one space of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classifier.engine.ngrams import NGrams
from classifier.engine.occurrences import Occurrences, joined
from classifier.engine.tokens import words
from classifier.engine.wordmean import WordMean


@dataclass(frozen=True)
class Found:
    """The features of one passage, and the share of its words that the model knows, 0 to 1."""

    occurrences: Occurrences
    known: float


@dataclass(frozen=True)
class Features:
    """What a model counts in a passage."""

    terms: NGrams
    means: WordMean

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.terms.vocabulary) + len(self.means.vocabulary)

    def name(self, row: int) -> str:
        """The word or n-gram of a row; a word has a row of either kind."""
        split = len(self.terms.vocabulary)
        return self.terms.vocabulary[row] if row < split else self.means.vocabulary[row - split]

    def find(self, sentences: Sequence[str]) -> Found:
        """Features of a passage given as its sentences."""
        tokens = [words(sentence) for sentence in sentences]
        both = joined(
            self.terms.occurrences(tokens), self.means.occurrences(tokens), len(self.terms.vocabulary)
        )
        total = sum(map(len, tokens))
        known = sum(
            word in self.terms.lookup or word in self.means.lookup for words_ in tokens for word in words_
        )
        return Found(both, known / total if total else 0.0)

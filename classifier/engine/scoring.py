"""Texts in, decision values out: the one pass over a batch that everything else reads from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from classifier.decision import roll_up
from classifier.engine.chunks import Chunks, Ints
from classifier.engine.lexicon import Lexicon
from classifier.engine.views import Numbers, Scale, add, counts_of, repeats, scale, segment_sums
from classifier.passages import Passages, cut_passages
from classifier.sentences import sentence_bounds

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
FindEnds = Callable[[], Bools]


@dataclass(frozen=True)
class Scored:
    """A batch with its values.

    ``values`` are decision values of texts (n_texts, n_labels), ``shares`` what part of them each passage
    has (n_passages, n_labels). ``forms`` are the word forms of chunks, ``times`` how often each stands in its
    passage, ``sums`` the sums of passages (n_passages, n_fields). What needs sentences is worked out when
    asked for, while the lexicon is at hand.
    """

    chunks: Chunks
    lexicon: Lexicon
    find_ends: FindEnds
    forms: Numbers
    times: Numbers
    passages: Passages
    sums: Floats
    scale: Scale
    values: Floats
    shares: Floats

    @cached_property
    def _bounds(self) -> tuple[Ints, Ints]:
        return sentence_bounds(self.find_ends())

    @property
    def first(self) -> Ints:
        """The first chunk of each sentence."""
        return self._bounds[0]

    @cached_property
    def starts(self) -> Ints:
        """Where each sentence begins, in bytes of its text."""
        return self.chunks.starts[self.first]

    @cached_property
    def stops(self) -> Ints:
        """Where each sentence ends, in bytes of its text."""
        last = self._bounds[1]
        return np.asarray(self.chunks.starts[last] + self.lexicon.n_bytes[self.chunks.ids[last]])

    @cached_property
    def sentence_texts(self) -> Ints:
        """Where the sentences of each text begin, shape (n_texts + 1,)."""
        return np.searchsorted(self.first, self.chunks.bounds).astype(np.int64)

    @cached_property
    def counts(self) -> Floats:
        """Words, known words and so on of each text, shape (n_texts, COUNTS): see ``lexicon``."""
        return self.per_text(self.passage_counts)

    @property
    def passage_counts(self) -> Floats:
        """The same of each passage, shape (n_passages, COUNTS)."""
        return counts_of(self.sums, self.values.shape[1])

    def per_text(self, values: Floats) -> Floats:
        """Sums of ``values`` of passages (n_passages, m) over each text, (n_texts, m)."""
        to = np.cumsum(values, axis=0)
        return np.diff(np.concatenate([np.zeros((1, to.shape[1])), to])[self.passages.bounds], axis=0)

    @cached_property
    def top(self) -> Ints:
        """The first sentence of each text that adds most, a label, (n_texts, n_labels); 0 in empty texts."""
        counts = np.diff(self.sentence_texts)
        most = np.zeros(self.values.shape)
        if len(self.adds):
            most[counts > 0] = np.maximum.reduceat(self.adds, self.sentence_texts[:-1][counts > 0], axis=0)
        row, label = np.nonzero(self.adds == most[np.repeat(np.arange(len(counts)), counts)])
        text = np.searchsorted(self.sentence_texts, row, side="right") - 1
        out = np.zeros(most.shape, np.int64)
        out[text[::-1], label[::-1]] = row[::-1]  # of equal ones the first is written last
        return out

    @cached_property
    def adds(self) -> Floats:
        """What each sentence adds to its text's decision values, shape (n_sentences, n_labels)."""
        n = self.values.shape[1]
        cuts = np.append(self.first, len(self.forms))
        sums = segment_sums(self.forms, self.times, cuts, self.lexicon.records, n)
        owner = np.searchsorted(self.passages.cuts, self.first, side="right") - 1
        return np.asarray(
            add(sums, n, Scale(self.scale.mean[owner], self.scale.terms[owner])) * self.shares[owner]
        )


def score(chunks: Chunks, lexicon: Lexicon, find_ends: FindEnds) -> Scored:
    """Decision values of the texts of ``chunks``; a text's do not depend on what others are in the batch."""
    features, heads = lexicon.model
    n = len(heads.intercept)
    forms = lexicon.forms_of(chunks)
    passages = cut_passages(chunks, forms, lexicon.units, find_ends)
    times = repeats(forms, passages.cuts, lexicon.zeros)
    sums = segment_sums(forms, times, passages.cuts, lexicon.records, n)
    by = scale(sums, n, features.damping)
    values = heads.intercept + add(sums, n, by)
    counts = np.diff(passages.bounds)
    out = np.tile(heads.intercept, (len(counts), 1))  # a text without words has the intercepts
    shares = np.ones_like(values)
    out[counts == 1] = values[passages.bounds[:-1][counts == 1]]
    many = counts > 1
    if many.any():
        own = np.flatnonzero(np.repeat(many, counts))
        out[many], shares[own] = roll_up(values[own], counts[many])
    return Scored(chunks, lexicon, find_ends, forms, times, passages, sums, by, out, shares)

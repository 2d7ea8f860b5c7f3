"""Texts in, decision values out: the one pass over a batch that everything else reads from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from classifier.decision import roll_up
from classifier.engine.chunks import Chunks, Ints
from classifier.engine.features import Features
from classifier.engine.heads import Heads
from classifier.engine.lexicon import UNITS, Lexicon
from classifier.engine.views import Scale, counts_of, passage_sums, passage_views, scales, segment_sums, view
from classifier.passages import Passages, cut_passages
from classifier.sentences import sentence_bounds

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Scored:
    """A batch with its values.

    ``values`` are decision values of texts (n_texts, n_labels), ``shares`` what part of them each passage
    has (n_passages, n_labels). ``first`` is the first chunk of each sentence, ``starts`` and ``stops`` are
    its bytes in its text, ``sums`` its record (n_sentences, n_fields), ``views`` its views (n_sentences,
    n_labels) and ``best_views`` the highest of each passage (n_passages, n_labels).
    """

    chunks: Chunks
    passages: Passages
    values: Floats
    shares: Floats
    first: Ints
    starts: Ints
    stops: Ints
    sums: Floats
    views: Floats
    best_views: Floats
    features: Features

    @cached_property
    def sentence_texts(self) -> Ints:
        """Where the sentences of each text begin, shape (n_texts + 1,)."""
        return np.searchsorted(self.first, self.chunks.bounds).astype(np.int64)

    @cached_property
    def sentence_passages(self) -> Ints:
        """The passage of each sentence."""
        return np.searchsorted(self.passages.cuts, self.first, side="right").astype(np.int64) - 1

    @cached_property
    def passage_scales(self) -> Scale:
        """Of the view of each passage."""
        cuts = np.searchsorted(self.first, self.passages.cuts)
        damping = self.features.damping
        return scales(passage_sums(self.sums, cuts), self.values.shape[1], damping.mean, damping.terms)

    @cached_property
    def sentence_scales(self) -> Scale:
        """Of the view of each sentence."""
        damping = self.features.damping
        return scales(self.sums, self.values.shape[1], damping.sentence_mean, damping.sentence_terms)

    @cached_property
    def best(self) -> Ints:
        """The first sentence of each passage that has its best view, a label, (n_passages, n_labels)."""
        return _first_highest(self.views, self.best_views, self.sentence_passages)

    @cached_property
    def counts(self) -> Floats:
        """Words, known words and so on of each text, shape (n_texts, COUNTS): see ``lexicon``."""
        to = np.cumsum(counts_of(self.sums, self.values.shape[1]), axis=0)
        return np.diff(np.concatenate([np.zeros((1, to.shape[1])), to])[self.sentence_texts], axis=0)

    @cached_property
    def top(self) -> Ints:
        """The first sentence of each text that adds most, a label, (n_texts, n_labels); 0 in empty texts."""
        counts = np.diff(self.sentence_texts)
        most = np.zeros(self.values.shape)
        if len(self.adds):
            most[counts > 0] = np.maximum.reduceat(self.adds, self.sentence_texts[:-1][counts > 0], axis=0)
        return _first_highest(self.adds, most, np.repeat(np.arange(len(counts)), counts))

    @cached_property
    def adds(self) -> Floats:
        """What each sentence adds to its text's decision values, shape (n_sentences, n_labels)."""
        owner = self.sentence_passages
        scale = Scale(self.passage_scales.mean[owner], self.passage_scales.terms[owner])
        out = view(self.sums, self.values.shape[1], scale)
        columns = np.broadcast_to(np.arange(out.shape[1]), self.best.shape)
        np.add.at(out, (self.best, columns), self.features.best * self.best_views)
        return np.asarray(out * self.shares[owner])


def score(
    chunks: Chunks, lexicon: Lexicon, features: Features, heads: Heads, find_ends: Callable[[Chunks], Bools]
) -> Scored:
    """Decision values of the texts of ``chunks``; a text's do not depend on what others are in the batch."""
    n = len(heads.intercept)
    ends = find_ends(chunks)
    first, last = sentence_bounds(ends)
    sums = segment_sums(chunks.ids, np.append(first, len(chunks.ids)), lexicon.records)
    passages = cut_passages(chunks, last, counts_of(sums, n)[:, UNITS])
    cuts = np.searchsorted(first, passages.cuts)
    views, best_views, values = passage_views(sums, cuts, heads.intercept, features.damping, features.best)
    values, shares = _roll_up(values, passages, heads)
    return Scored(
        chunks,
        passages,
        values,
        shares,
        first,
        chunks.starts[first],
        chunks.starts[last] + lexicon.n_bytes[chunks.ids[last]],
        sums,
        views,
        best_views,
        features,
    )


def _first_highest(values: Floats, highest: Floats, owner: Ints) -> Ints:
    """The first row of ``values`` (n, n_labels) with its owner's ``highest``, (n_owners, n_labels)."""
    row, label = np.nonzero(values == highest[owner])
    out = np.zeros(highest.shape, np.int64)
    out[owner[row[::-1]], label[::-1]] = row[::-1]  # of equal ones the first is written last
    return out


def _roll_up(values: Floats, passages: Passages, heads: Heads) -> tuple[Floats, Floats]:
    """Values of texts and shares of passages; a text without passages has the intercepts."""
    counts = np.diff(passages.bounds)
    out = np.tile(heads.intercept, (len(counts), 1))
    shares = np.ones_like(values)
    out[counts == 1] = values[passages.bounds[:-1][counts == 1]]
    many = counts > 1
    if many.any():
        own = np.flatnonzero(np.repeat(many, counts))
        out[many], shares[own] = roll_up(values[own], counts[many])
    return out, shares

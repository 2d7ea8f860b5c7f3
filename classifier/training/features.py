"""The features that are learnt and the matrices they give: the same that inference counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from classifier.engine.chunks import Ints, encode
from classifier.engine.features import Features
from classifier.engine.lexicon import Lexicon
from classifier.engine.terms import Terms
from classifier.engine.tokens import words
from classifier.engine.views import Damping
from classifier.passages import cut_passages
from classifier.sentences import sentence_bounds
from classifier.training.vectors import WordVectors

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sentences:
    """The words of each sentence of some texts, and to which passage and text each belongs."""

    words: list[list[str]]
    passage: Ints
    text: Ints
    n_texts: int


def read_sentences(texts: Sequence[str]) -> Sentences:
    """Sentences and passages of texts, cut as inference cuts them."""
    lexicon = Lexicon()
    data, offsets = encode(texts)
    chunks = lexicon.read(data, offsets)
    ends = lexicon.sentence_ends(chunks)
    first, last = sentence_bounds(ends)
    units = np.diff(np.append(0.0, np.cumsum(lexicon.units[chunks.ids]))[np.append(0, last + 1)])
    passages = cut_passages(chunks, last, units)
    begins = np.repeat(offsets[:-1], np.diff(chunks.bounds)) + chunks.starts
    meaning: dict[int, list[str]] = {}
    stops = begins + lexicon.n_bytes[chunks.ids]
    for number, start, stop in zip(chunks.ids.tolist(), begins.tolist(), stops.tolist(), strict=True):
        if number not in meaning:
            meaning[number] = words(data[start:stop].decode("utf-8", "surrogatepass"))
    ids = chunks.ids.tolist()
    found = [
        [word for number in ids[a : b + 1] for word in meaning[number]]
        for a, b in zip(first.tolist(), last.tolist(), strict=True)
    ]
    passage = np.searchsorted(passages.cuts, first, side="right") - 1
    text = np.searchsorted(chunks.bounds, first, side="right") - 1
    return Sentences(found, passage, text, len(texts))


def same(tokens: list[str]) -> list[str]:
    """The analyser of the vectoriser: what it is given are words already."""
    return tokens


@dataclass(frozen=True)
class Sums:
    """What sentences, passages or texts add up to before a model weighs it.

    ``counts`` (n, n_words) of all words of the corpus, ``weights`` (n,) and ``vectors`` (n, dim) the sums of
    the weights and weighted vectors of their words.
    """

    counts: sparse.csr_matrix
    weights: Floats
    vectors: Floats

    def grouped(self, owner: Ints, n: int) -> Sums:
        """Sums over the rows that share an owner."""
        ones = np.ones(len(owner))
        by = sparse.csr_matrix((ones, (owner, np.arange(len(owner)))), shape=(n, len(owner)))
        return Sums((by @ self.counts).tocsr(), by @ self.weights, by @ self.vectors)

    def __getitem__(self, rows: Ints) -> Sums:
        return Sums(self.counts[rows], self.weights[rows], self.vectors[rows])


def sum_up(sentences: Sentences, vectors: WordVectors) -> tuple[Sums, tuple[str, ...]]:
    """Sums of each sentence, which no fold changes, and the words that ``counts`` has columns for."""
    vectorizer = CountVectorizer(analyzer=same)
    counts = vectorizer.fit_transform(sentences.words).astype(float).tocsr()
    names = tuple(map(str, vectorizer.get_feature_names_out()))
    rows = [vectors.means.rows(word) for word in names]
    weight = vectors.means.weight
    flat = np.asarray([row for one in rows for row in one], np.int64)
    indptr = np.cumsum([0, *map(len, rows)])
    by_word = sparse.csr_matrix((weight[flat], flat, indptr), shape=(len(names), len(weight)))
    return (
        Sums(
            counts,
            np.asarray(counts @ by_word.sum(axis=1)).ravel(),
            np.asarray(counts @ (by_word @ vectors.vectors.astype(np.float64))),
        ),
        names,
    )


@dataclass(frozen=True)
class Design:
    """How sums become rows: inverse document frequencies (n_words,), nil for words left out.

    ``scale`` is the length of the vector part beside the words: one penalty holds for both, so a greater
    scale frees the heads over vectors.
    """

    idf: Floats
    scale: float
    damping: Damping

    @classmethod
    def fit(cls, texts: Sums, *, min_df: int, scale: float, damping: Damping) -> Design:
        """Learn the document frequencies of ``texts``; words in fewer than ``min_df`` are left out."""
        idf = TfidfTransformer(norm=None).fit(texts.counts).idf_.astype(float)
        seen = np.asarray((texts.counts > 0).sum(axis=0)).ravel()
        return cls(np.where(seen >= min_df, idf, 0.0), scale, damping)

    def whole(self, sums: Sums) -> sparse.csr_matrix:
        """Rows of passages or texts, (n, n_words + dim)."""
        return self._rows(sums, self.damping.mean, self.damping.terms)

    def sentences(self, sums: Sums) -> sparse.csr_matrix:
        """Rows of sentences, (n, n_words + dim)."""
        return self._rows(sums, self.damping.sentence_mean, self.damping.sentence_terms)

    def _rows(self, sums: Sums, mean: float, terms: float) -> sparse.csr_matrix:
        squares = sums.counts @ self.idf**2 + terms
        length = np.divide(1, np.sqrt(squares), out=np.zeros_like(squares), where=squares > 0)
        words_ = sparse.diags(length) @ sums.counts @ sparse.diags(self.idf)
        weights = sums.weights + mean
        part = np.divide(self.scale, weights, out=np.zeros_like(weights), where=weights > 0)
        return sparse.hstack([words_, sums.vectors * part[:, None]]).tocsr()

    def export(
        self, coef: Floats, names: Sequence[str], vectors: WordVectors, best: float
    ) -> tuple[Features, Floats]:
        """Features for inference, and ``coef`` (n_words + dim, n_labels) folded to (n_rows, n_labels)."""
        kept = np.flatnonzero(self.idf)
        terms = Terms(tuple(names[i] for i in kept.tolist()), self.idf[kept])
        folded = vectors.fold(self.scale * coef[len(names) :])
        return Features(terms, vectors.means, self.damping, best), np.concatenate([coef[kept], folded])

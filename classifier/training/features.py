"""The features that are learnt and the matrices they give: the same that inference counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from classifier.engine.chunks import Ints
from classifier.engine.features import Features
from classifier.engine.lexicon import Lexicon
from classifier.engine.terms import Terms
from classifier.engine.views import Damping
from classifier.passages import cut_passages
from classifier.training.vectors import WordVectors

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Read:
    """Texts as word forms: of each chunk its form, passage and text; of each form its words."""

    forms: Ints
    passage: Ints
    text: Ints
    words: list[tuple[str, ...]]
    n_passages: int
    n_texts: int


def read(texts: Sequence[str]) -> Read:
    """Forms and passages of texts, cut as inference cuts them."""
    lexicon = Lexicon()
    chunks, _ = lexicon.read_texts(texts)
    forms = lexicon.forms_of(chunks)
    passages = cut_passages(chunks, forms, lexicon.units, lambda: lexicon.sentence_ends(chunks))
    sizes = np.diff(passages.cuts)
    passage = np.repeat(np.arange(len(sizes)), sizes)
    text = np.repeat(np.arange(len(texts)), np.diff(chunks.bounds))
    return Read(forms.astype(np.int64), passage, text, lexicon.words, len(sizes), len(texts))


def same(tokens: Sequence[str]) -> Sequence[str]:
    """The analyser of the vectoriser: what it is given are words already."""
    return tokens


@dataclass(frozen=True)
class Sums:
    """What passages or texts add up to before a model weighs it.

    ``words`` (n, n_words) has for each word of the corpus its count, 1 + log k for a form that stands
    k times, ``squares`` the sums of the squares of these; ``weights`` (n,) and ``vectors`` (n, dim) are
    the sums of words' weights and weighted vectors.
    """

    words: sparse.csr_matrix
    squares: sparse.csr_matrix
    weights: Floats
    vectors: Floats

    def __getitem__(self, rows: Ints) -> Sums:
        return Sums(self.words[rows], self.squares[rows], self.weights[rows], self.vectors[rows])


@dataclass(frozen=True)
class Lookup:
    """Words of forms, their weights and weighted vectors, whatever fold they are used in."""

    names: tuple[str, ...]
    by_form: sparse.csr_matrix
    weights: Floats
    vectors: Floats

    @classmethod
    def make(cls, forms: Sequence[tuple[str, ...]], vectors: WordVectors) -> Lookup:
        """Look up the words of ``forms`` in ``vectors``."""
        vectorizer = CountVectorizer(analyzer=same)
        by_form = vectorizer.fit_transform(forms).astype(float).tocsr()
        names = tuple(map(str, vectorizer.get_feature_names_out()))
        rows = [vectors.means.rows(word) for word in names]
        weight = vectors.means.weight
        flat = np.asarray([row for one in rows for row in one], np.int64)
        indptr = np.cumsum([0, *map(len, rows)])
        by_word = sparse.csr_matrix((weight[flat], flat, indptr), shape=(len(names), len(weight)))
        return cls(
            names,
            by_form,
            np.asarray(by_form @ by_word.sum(axis=1)).ravel(),
            np.asarray(by_form @ (by_word @ vectors.vectors.astype(np.float64))),
        )

    def sum_up(self, forms: Ints, owner: Ints, n: int) -> Sums:
        """Sums of the ``forms`` that share an owner, of ``n`` owners."""
        counts = sparse.csr_matrix((np.ones(len(forms)), (owner, forms)), shape=(n, self.by_form.shape[0]))
        counts.sum_duplicates()
        counts.data = 1 + np.log(counts.data)
        squares = counts.multiply(counts).tocsr()
        return Sums(
            (counts @ self.by_form).tocsr(),
            (squares @ self.by_form).tocsr(),
            np.asarray(counts @ self.weights),
            np.asarray(counts @ self.vectors),
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
        idf = TfidfTransformer(norm=None).fit(texts.words).idf_.astype(float)
        seen = np.asarray((texts.words > 0).sum(axis=0)).ravel()
        return cls(np.where(seen >= min_df, idf, 0.0), scale, damping)

    def rows(self, sums: Sums) -> sparse.csr_matrix:
        """Rows of passages or texts, (n, n_words + dim)."""
        squares = sums.squares @ self.idf**2 + self.damping.terms
        length = np.divide(1, np.sqrt(squares), out=np.zeros_like(squares), where=squares > 0)
        words_ = sparse.diags(length) @ sums.words @ sparse.diags(self.idf)
        weights = sums.weights + self.damping.mean
        part = np.divide(self.scale, weights, out=np.zeros_like(weights), where=weights > 0)
        return sparse.hstack([words_, sums.vectors * part[:, None]]).tocsr()

    def export(self, coef: Floats, names: Sequence[str], vectors: WordVectors) -> tuple[Features, Floats]:
        """Features for inference, and ``coef`` (n_words + dim, n_labels) folded to (n_rows, n_labels)."""
        kept = np.flatnonzero(self.idf)
        terms = Terms(tuple(names[i] for i in kept.tolist()), self.idf[kept])
        folded = vectors.fold(self.scale * coef[len(names) :])
        return Features(terms, vectors.means, self.damping), np.concatenate([coef[kept], folded])

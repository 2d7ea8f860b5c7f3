"""The features that are learnt and the matrix they give: the same that inference counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from classifier.engine.features import Features
from classifier.engine.ngrams import NGrams
from classifier.engine.tokens import ngrams, words
from classifier.passages import cut
from classifier.training.vectors import WordVectors

Floats = NDArray[np.float64]
Sentences = list[list[str]]


def passage_words(text: str) -> list[Sentences]:
    """The words of each sentence of each passage of a text."""
    return [[words(text[s:e]) for s, e in passage.sentences] for passage in cut(text)]


def whole(passages: Sequence[Sentences]) -> Sentences:
    """All sentences of a text."""
    return [sentence for passage in passages for sentence in passage]


@dataclass(frozen=True)
class Terms:
    """The analyser of the vectoriser: n-grams of at most ``longest`` words, none across sentences."""

    longest: int

    def __call__(self, sentences: Sentences) -> list[str]:
        """N-grams of one text given as the words of its sentences."""
        return [term for sentence in sentences for term in ngrams(sentence, self.longest)]


def damped_length(x: sparse.csr_matrix, damping: float) -> sparse.csr_matrix:
    """Rows divided by the root of their sum of squares plus ``damping``."""
    squares = np.asarray(x.multiply(x).sum(axis=1)).ravel() + damping
    return sparse.diags(1 / np.sqrt(np.maximum(squares, 1e-12))) @ x


def make_vectorizer(longest: int, min_df: int, damping: float) -> Pipeline:
    """Counts of n-grams, TF-IDF with logarithmic counts, and rows of damped length."""
    return Pipeline(
        [
            ("counts", CountVectorizer(analyzer=Terms(longest), min_df=min_df)),
            ("tfidf", TfidfTransformer(sublinear_tf=True, norm=None)),
            ("length", FunctionTransformer(damped_length, kw_args={"damping": damping}, accept_sparse=True)),
        ]
    )


@dataclass(frozen=True)
class Text:
    """One text or passage on its way to a row: its words by sentence, and its mean vector (dim,)."""

    sentences: Sentences
    mean: Floats


def with_means(texts: Sequence[Sentences], vectors: WordVectors) -> list[Text]:
    """Texts with their mean vectors, which no fold changes."""
    means = vectors.transform([[word for sentence in text for word in sentence] for text in texts])
    return [Text(text, mean) for text, mean in zip(texts, means, strict=True)]


@dataclass(frozen=True)
class Design:
    """A fitted vectoriser beside mean vectors; ``scale`` is the length of the vector part.

    One penalty holds for both parts, so a greater scale frees the heads over vectors.
    """

    vectorizer: Pipeline
    longest: int
    scale: float
    damping: float

    @classmethod
    def fit(cls, texts: Sequence[Text], *, longest: int, min_df: int, scale: float, damping: float) -> Design:
        """Learn the vocabulary of ``texts``."""
        vectorizer = make_vectorizer(longest, min_df, damping).fit([text.sentences for text in texts])
        return cls(vectorizer, longest, scale, damping)

    def matrix(self, texts: Sequence[Text]) -> sparse.csr_matrix:
        """Values, shape (n_texts, n_terms + dim)."""
        terms = self.vectorizer.transform([text.sentences for text in texts])
        return sparse.hstack([terms, self.scale * np.stack([text.mean for text in texts])]).tocsr()

    def export(self, coef: Floats, vectors: WordVectors) -> tuple[Features, Floats]:
        """Features for inference, and ``coef`` (n_terms + dim, n_labels) folded to (n_rows, n_labels)."""
        counts, tfidf = (self.vectorizer.named_steps[name] for name in ("counts", "tfidf"))
        terms = tuple(map(str, counts.get_feature_names_out()))
        features = Features(
            NGrams(terms, tfidf.idf_.astype(float), self.longest, self.damping), vectors.means
        )
        folded = vectors.fold(self.scale * coef[len(terms) :])
        return features, np.concatenate([coef[: len(terms)], folded])

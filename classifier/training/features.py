"""The vectoriser that is learnt, and texts as passages of terms: the same terms that inference counts."""

from __future__ import annotations

from collections.abc import Sequence

from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.pipeline import Pipeline

from classifier.engine.ngrams import NGrams
from classifier.engine.tokens import ngrams, words
from classifier.passages import cut

Terms = list[str]


def passage_terms(text: str, longest: int) -> list[Terms]:
    """Terms of each passage of a text; n-grams never cross a sentence."""
    return [
        [term for s, e in passage.sentences for term in ngrams(words(text[s:e]), longest)]
        for passage in cut(text)
    ]


def whole(passages: Sequence[Terms]) -> Terms:
    """All terms of a text."""
    return [term for passage in passages for term in passage]


def identity(terms: Terms) -> Terms:
    """The analyser of a vectoriser whose input is terms already."""
    return terms


def make_vectorizer(min_df: int) -> Pipeline:
    """Counts of terms, then TF-IDF with damped counts and unit length."""
    return Pipeline(
        [
            ("counts", CountVectorizer(analyzer=identity, min_df=min_df)),
            ("tfidf", TfidfTransformer(sublinear_tf=True)),
        ]
    )


def export(vectorizer: Pipeline, longest: int) -> NGrams:
    """The fitted vectoriser as arrays for inference."""
    terms = vectorizer.named_steps["counts"].get_feature_names_out()
    return NGrams(tuple(map(str, terms)), vectorizer.named_steps["tfidf"].idf_.astype(float), longest)


def matrix(vectorizer: Pipeline, documents: Sequence[Terms]) -> sparse.csr_matrix:
    """Feature values, shape (n_documents, n_features)."""
    return vectorizer.transform(documents)

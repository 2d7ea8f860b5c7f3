"""The table of word vectors that ships for training: 8-bit rows, read from ``models/vectors``.

``models/build_vectors.py`` makes it; its manifest says from what.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

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

    def fold(self, coef: Floats) -> Floats:
        """Heads over vectors, (dim, n_labels), as one number a word and label, (n_words, n_labels)."""
        return np.asarray(self.vectors.astype(np.float64) @ coef)


def load_vectors(name: str = TABLE) -> WordVectors:
    """Read the table; raises BundleError when it is missing or damaged."""
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
    return WordVectors(WordMean(words, weight), vectors, record)

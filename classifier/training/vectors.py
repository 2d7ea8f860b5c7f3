"""The table of word vectors that ships for training: 8-bit rows, read from ``models/vectors``.

``models/build_vectors.py`` makes the English rows, ``models/build_chinese_vectors.py`` the Chinese ones in
the same space; their manifests say from what.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
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


def load_vectors(name: str = TABLE, languages: Sequence[str] = ("en", "zh")) -> WordVectors:
    """Read the rows of ``languages``; raises BundleError when they are missing or damaged."""
    folder = find_folder(name, "vectors.safetensors")
    words: list[str] = []
    vectors, weights, record = [], [], {}
    for language in languages:
        infix = "" if language == "en" else f".{language}"
        own, rows, weight, record[language] = _read(folder, infix)
        words += own
        vectors.append(rows)
        weights.append(weight)
    return WordVectors(WordMean(tuple(words), np.concatenate(weights)), np.concatenate(vectors), record)


def _read(
    folder: Path, infix: str
) -> tuple[list[str], NDArray[np.float32], NDArray[np.float64], dict[str, Any]]:
    """Words, vectors, weights and the manifest of one language."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        arrays = load_file(folder / f"vectors{infix}.safetensors")
        words = (folder / f"words{infix}.txt").read_text(encoding="utf-8").split("\n")
        record = json.loads((folder / f"manifest{infix}.json").read_text(encoding="utf-8"))
        vectors = arrays["rows"].astype(np.float32) * arrays["scale"].astype(np.float32)
        weight = arrays["weight"].astype(np.float64)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise BundleError(
            f"is damaged ({error})", path=folder, remedy="install policytag anew, or run models/build_*.py"
        ) from None
    if not len(words) == len(vectors) == len(weight):
        raise BundleError("is damaged: words and rows differ in number", path=folder)
    return words, vectors, weight, record

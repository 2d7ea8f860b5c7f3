"""Warnings about texts that are unlike what a model was trained on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.engine.lexicon import ENGLISH, HAN, KNOWN, LATIN, LETTERS, WORDS

_SHORT = 8  # words
_UNKNOWN = 0.5  # share of known words under which a text is called unlike the training corpora
_FEW_ENGLISH = 0.06  # share of function words; a text with fewer is not running English
_ENOUGH = 12  # words needed to tell
_NAMES = {"en": "English", "zh": "Chinese"}


def script_language(counts: NDArray[np.float64]) -> str:
    """``zh`` or ``en`` by the script of most letters, ``other`` for any other script."""
    letters = counts[LETTERS]
    if not letters or counts[LATIN] >= letters * 0.5:
        return "en"
    return "zh" if counts[HAN] >= letters * 0.3 else "other"


def text_warnings(counts: NDArray[np.float64], languages: Sequence[str]) -> tuple[str, ...]:
    """Warnings for one text: no words, another language, few known words, very short.

    ``counts`` (COUNTS,) are what ``lexicon`` counts, over the text.
    """
    words = counts[WORDS]
    if not words:
        return ("no words",)
    language = script_language(counts)
    if language not in languages:
        trained = " and ".join(_NAMES.get(code, code) for code in languages)
        name = _NAMES.get(language, "another script")
        return (f"mostly in {name}; the model was trained on {trained}",)
    few = language == "en" and words >= _ENOUGH and counts[ENGLISH] < _FEW_ENGLISH * words
    if counts[KNOWN] < _UNKNOWN * words or few:
        return ("not running English, or most words unknown to the model",)
    if language == "en" and words < _SHORT:
        return ("very short: scores of a few words are weak",)
    return ()

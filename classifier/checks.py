"""Warnings about texts that are unlike what a model was trained on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.engine.lexicon import KNOWN, LATIN, LETTERS, WORDS

_SHORT = 8  # words
_UNKNOWN = 0.5  # share of known words under which a text is called unlike the training corpora
_NAMES = {"en": "English", "zh": "Chinese"}


def text_warnings(
    counts: NDArray[np.float64], languages: Sequence[str], strange: bool, trained: Sequence[str]
) -> tuple[str, ...]:
    """Warnings for one text: no words, another language, few known words, very short.

    ``counts`` (COUNTS,) are what ``lexicon`` counts, over the text; ``languages`` and ``strange`` are what
    ``languages`` finds, ``trained`` the languages of the model's corpora.
    """
    words = counts[WORDS]
    if not words:
        return ("no words",)
    script = strange and 2 * counts[LATIN] < counts[LETTERS]
    if script or (languages and languages[0] not in trained):
        names = " and ".join(_NAMES.get(code, code) for code in trained)
        name = "another script" if script else _NAMES[languages[0]]
        return (f"mostly in {name}; the model was trained on {names}",)
    if strange or counts[KNOWN] < _UNKNOWN * words:
        return ("not running English, or most words unknown to the model",)
    if "zh" not in languages and words < _SHORT:
        return ("very short: scores of a few words are weak",)
    return ()

"""Warnings about texts that are unlike what a model was trained on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifier.engine.features import Found

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
_SHORT = 8  # words
_UNKNOWN = 0.5  # share of known words under which a text is called unlike the training corpora
_ENGLISH = frozenset(
    "the of and to for with that from by are were this which its their has have been is on as at be".split()
)
_FEW_ENGLISH = 0.06  # a text with fewer of these is not running English
_ENOUGH = 12  # words needed to tell
_NAMES = {"en": "English", "zh": "Chinese"}
_SAMPLE = 20_000  # characters looked at for the script


def script_language(text: str) -> str:
    """``zh`` or ``en`` by the script of most letters, ``other`` for any other script."""
    sample = text[:_SAMPLE]
    han, latin, letters = (len(p.findall(sample)) for p in (_HAN, _LATIN, _LETTER))
    if not letters or latin >= letters * 0.5:
        return "en"
    return "zh" if han >= letters * 0.3 else "other"


def text_warnings(text: str, found: Sequence[Found], languages: Sequence[str]) -> tuple[str, ...]:
    """Warnings for one text: no words, another language, few known words, very short."""
    if not found:
        return ("no words",)
    known = sum(one.known for one in found) / len(found)
    language = script_language(text)
    if language not in languages:
        trained = " and ".join(_NAMES.get(code, code) for code in languages)
        name = _NAMES.get(language, "another script")
        return (f"mostly in {name}; the model was trained on {trained}",)
    words = text[:_SAMPLE].lower().split()
    few = sum(word in _ENGLISH for word in words) < _FEW_ENGLISH * len(words)
    if known < _UNKNOWN or (language == "en" and few and len(words) >= _ENOUGH):
        return ("not running English, or most words unknown to the model",)
    if language == "en" and len(words) < _SHORT:
        return ("very short: scores of a few words are weak",)
    return ()

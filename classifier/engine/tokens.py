"""The words of a chunk or a text, as the model counts them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

_TOKEN = re.compile(r"[^\W_]+(?:['\-&.][^\W_]+)*")
HAN_CHARACTER = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")
_DIGIT = re.compile(r"[0-9]")


def words(text: str) -> list[str]:
    """Lower-cased words in order.

    Digits are made alike, full-width letters and digits are half-width, Chinese characters stand alone and
    are simplified.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("’", "'").translate(_simplified())
        text = HAN_CHARACTER.sub(r" \g<0> ", text)
    found = _TOKEN.findall(text.lower())
    return (
        [_plain(token) if _DIGIT.search(token) else token for token in found]
        if _DIGIT.search(text)
        else found
    )


@cache
def _simplified() -> dict[int, int]:
    """The simplified character of each traditional or variant one: see ``models/build_simplified.py``."""
    table = files("classifier.engine").joinpath("simplified.txt").read_text(encoding="utf-8")
    return str.maketrans(*table.split("\n")[:2])


def _plain(token: str) -> str:
    """A number as zeros, at most four, so that 1987 and 2031 are one word; other tokens digit by digit."""
    if token.replace(".", "").isdigit():
        return "0" * min(len(token), 4)
    return _DIGIT.sub("0", token)


def mostly_chinese(text: str) -> bool:
    """Are at least as many characters of the first 20,000 Chinese as are Latin letters?"""
    sample = text[:20_000]
    return len(HAN_CHARACTER.findall(sample)) >= max(1, len(LATIN_LETTER.findall(sample)))

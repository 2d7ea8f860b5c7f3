"""Words and n-grams of a sentence: what the model counts."""

from __future__ import annotations

import re
import unicodedata

_TOKEN = re.compile(r"[^\W_]+(?:['\-&.][^\W_]+)*")
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_DIGIT = re.compile(r"[0-9]")


def words(text: str) -> list[str]:
    """Lower-cased words in order; digits are made alike, Chinese characters stand alone."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("’", "'")
        text = _CJK.sub(r" \g<0> ", text)
    found = _TOKEN.findall(text.lower())
    return (
        [_plain(token) if _DIGIT.search(token) else token for token in found]
        if _DIGIT.search(text)
        else found
    )


def _plain(token: str) -> str:
    """A number as zeros, at most four, so that 1987 and 2031 are one word; other tokens digit by digit."""
    if token.replace(".", "").isdigit():
        return "0" * min(len(token), 4)
    return _DIGIT.sub("0", token)


def ngrams(tokens: list[str], longest: int = 2) -> list[str]:
    """Word n-grams of one sentence, from single words to ``longest`` words, joined by spaces."""
    out = list(tokens)
    for n in range(2, longest + 1):
        out.extend(" ".join(tokens[i : i + n]) for i in range(len(tokens) - n + 1))
    return out

"""Words and n-grams of a sentence: what the model counts."""

from __future__ import annotations

import re
import unicodedata

_TOKEN = re.compile(r"[^\W_]+(?:['’\-&.][^\W_]+)*|[\u3400-\u9fff\uf900-\ufaff]")
_CJK_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_DIGIT = re.compile(r"\d")


def words(text: str) -> list[str]:
    """Lower-cased words in order; digits are made alike, Chinese characters stand alone."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    out: list[str] = []
    for token in _TOKEN.findall(text):
        if _CJK_RUN.search(token):
            out.extend(_split_cjk(token))
        elif token[0].isdigit() and token.replace(".", "").isdigit():
            out.append("0" * min(len(token), 4))
        else:
            out.append(_DIGIT.sub("0", token))
    return out


def _split_cjk(token: str) -> list[str]:
    return [part for part in re.split(r"([\u3400-\u9fff\uf900-\ufaff])", token) if part]


def ngrams(tokens: list[str], longest: int = 2) -> list[str]:
    """Word n-grams of one sentence, from single words to ``longest`` words, joined by spaces."""
    out = list(tokens)
    for n in range(2, longest + 1):
        out.extend(" ".join(tokens[i : i + n]) for i in range(len(tokens) - n + 1))
    return out

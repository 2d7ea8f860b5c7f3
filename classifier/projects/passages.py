"""Which sentences of a text stand in another one, too, as far as its shingles can tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.documents.document import Skip
from classifier.projects.shingles import hash_grams, tokenize, without

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SENTENCE = re.compile(r"[^\n。！？；]*?(?:[。！？；]+[”’」』）]*|[.!?]+[\"”’)]*(?=\s)|\n|\Z)")
_SHARED = 0.5  # share of a sentence's shingles that the other text has


@dataclass(frozen=True)
class Passage:
    """Sentences in a row, ``text[start:end]``, that another text shares, word by word or nearly so."""

    start: int
    end: int


def shared_passages(
    text: str, skips: Iterable[Skip], other: NDArray[np.uint32]
) -> tuple[tuple[Passage, ...], float]:
    """Passages of ``text`` shared with the text of the shingles ``other``, and the share of ``text`` in them.

    ``other`` is sorted. The share is one of words (of characters, in Chinese), 0 to 1. Skipped stretches
    and sentences shorter than a shingle count for neither, and do not part a passage.
    """
    import numpy as np

    kept = without(text, skips)
    spans = [(found.start(), found.end()) for found in _SENTENCE.finditer(kept) if found.group().strip()]
    sentences = [tokenize(kept[start:end]) for start, end in spans]
    hashes = [hash_grams(tokens) for tokens in sentences]
    sizes = np.array([len(one) for one in hashes], np.int64)
    if not sizes.any():
        return (), 0.0
    stands = np.isin(np.concatenate(hashes), other)
    owners = np.repeat(np.arange(len(sizes)), sizes)
    counts = np.bincount(owners, weights=stands, minlength=len(sizes))
    passages: list[Passage] = []
    words = in_passages = 0
    open_ = False
    for (start, end), tokens, size, count in zip(
        spans, sentences, sizes.tolist(), counts.tolist(), strict=True
    ):
        if not size:
            continue
        words += len(tokens)
        if count < _SHARED * size:
            open_ = False
            continue
        in_passages += len(tokens)
        begin = start + len(kept[start:end]) - len(kept[start:end].lstrip())
        stop = start + len(kept[start:end].rstrip())
        if open_:
            passages[-1] = Passage(passages[-1].start, stop)
        else:
            passages.append(Passage(begin, stop))
        open_ = True
    return tuple(passages), in_passages / words

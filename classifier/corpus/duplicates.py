"""Near-identical passages, found by MinHash over word 5-grams (character 8-grams for Chinese)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifier.engine.tokens import mostly_chinese

_PERMUTATIONS = 128
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Pair:
    """Two passages by index, first < second, and the Jaccard similarity of their shingles."""

    first: int
    second: int
    jaccard: float


def shingles(text: str) -> set[str]:
    """Word 5-grams of a text, or character 8-grams when it is Chinese; short texts give one."""
    if mostly_chinese(text):
        chars = "".join(_WORD.findall(text))
        return {chars[i : i + 8] for i in range(max(1, len(chars) - 7))}
    tokens = _WORD.findall(text.lower())
    return {" ".join(tokens[i : i + 5]) for i in range(max(1, len(tokens) - 4))}


def near_duplicates(texts: Sequence[str], threshold: float = 0.5) -> list[Pair]:
    """Pairs whose exact Jaccard similarity is at least ``threshold``, found through MinHash LSH.

    Candidates come from a laxer threshold, so that the estimate's error loses few true pairs.
    """
    from datasketch import MinHash, MinHashLSH

    grams = [shingles(text) for text in texts]
    lsh = MinHashLSH(threshold=max(0.1, threshold - 0.2), num_perm=_PERMUTATIONS)
    pairs: list[Pair] = []
    hashes = MinHash.generator(
        ([g.encode("utf-8", "replace") for g in one] for one in grams), num_perm=_PERMUTATIONS
    )
    for index, signature in enumerate(hashes):
        for other in sorted(lsh.query(signature)):
            union = len(grams[index] | grams[other])
            jaccard = len(grams[index] & grams[other]) / union if union else 0.0
            if jaccard >= threshold:
                pairs.append(Pair(other, index, jaccard))
        lsh.insert(index, signature)
    return sorted(pairs, key=lambda pair: (-pair.jaccard, pair.first, pair.second))


def groups(texts: Sequence[str], threshold: float = 0.5, pairs: Sequence[Pair] | None = None) -> list[int]:
    """A group number a text: near-identical texts, directly or in a chain, share one.

    ``pairs`` are the near duplicates where they are known already.
    """
    root = list(range(len(texts)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for pair in near_duplicates(texts, threshold) if pairs is None else pairs:
        a, b = sorted((find(pair.first), find(pair.second)))
        root[b] = a
    return [find(i) for i in range(len(texts))]


def shared_sentences(texts: Sequence[str], fewest_words: int = 12) -> Iterator[tuple[str, list[int]]]:
    """Sentences of at least ``fewest_words`` word units that stand in more than one text."""
    from classifier.sentences import split, units

    seen: dict[str, list[int]] = {}
    for index, text in enumerate(texts):
        found = {" ".join(text[s:e].lower().split()) for s, e in split(text)}
        for sentence in found:
            if units(sentence) >= fewest_words:
                seen.setdefault(sentence, []).append(index)
    yield from ((sentence, where) for sentence, where in seen.items() if len(where) > 1)

"""Cutting a text into passages: runs of whole sentences of about equal length."""

from __future__ import annotations

import re
from dataclasses import dataclass

from classifier.sentences import Span, Splitter, split

LONGEST = 350.0  # word units: the longest texts of the training corpora are one passage
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\s\u3400-\u9fff\uf900-\ufaff]+")


@dataclass(frozen=True)
class Passage:
    """A run of sentences; ``sentences`` are offsets into the whole text."""

    sentences: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.sentences[-1][1]


def units(text: str) -> float:
    """Length in word units: a word counts one, a Chinese character a half."""
    return len(_WORD.findall(text)) + 0.5 * len(_CJK.findall(text))


def cut(text: str, splitter: Splitter = split, longest: float = LONGEST) -> list[Passage]:
    """Cut ``text`` into passages of at most about ``longest`` word units.

    A text within the limit is one passage. A longer one is cut at sentence ends into the fewest
    passages of about equal length. Empty text gives none.
    """
    spans = splitter(text)
    if not spans:
        return []
    sizes = [units(text[s:e]) for s, e in spans]
    total = sum(sizes)
    if total <= longest:
        return [Passage(tuple(spans))]
    target = total / -(-total // longest)
    passages: list[list[Span]] = []
    done = 0.0
    number = -1
    for span, size in zip(spans, sizes, strict=True):
        middle = int((done + size / 2) // target)
        if middle != number:
            passages.append([])
            number = middle
        passages[-1].append(span)
        done += size
    return [Passage(tuple(part)) for part in passages]

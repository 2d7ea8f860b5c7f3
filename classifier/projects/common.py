"""Text that most documents of a batch have in common: the form itself, which says nothing of a project.

A unit of text is common when it stands in at least half of the documents and in at least five of them. Units
are lines, parts of lines (a label before its colon, a table cell, a sentence), and sentences that run over
several lines; two are the same when they differ only in spaces, punctuation, digits, case or width. A unit
of fewer than two Chinese characters or four other letters never is common, so that numbers in a table stay.

Two passes over a batch need no more than the units' hashes in memory::

    counter = CommonCounter()
    for document in read():
        counter.add(document.text)
    common = counter.finish()
    for document in read():
        document = common.applied(document)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b

from classifier.documents.document import Document, Skip

SHARE = 0.5
FEWEST = 5  # documents
_SLACK = 0.02  # share of documents by which a count may be too high once units had to be forgotten
_STOP = r"[。！？；]+|[.!?;]+(?=\s|$)"
# Parts end at a line's end, between cells, after a label and where a sentence ends.
_PART_END = re.compile(rf"\n|\t| \| |[:：](?!\d)|{_STOP}")
_RUN_END = re.compile(rf"\n\s*\n| \| |\t|{_STOP}")
# White space and punctuation; tick boxes stay, since ticked and not ticked are not the same.
_BLANK = re.compile(
    r"[\s_!-/:-@\[-`{-~\u00b7\u2010-\u203f\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+"
)
_DIGITS = re.compile(r"\d+")
_WIDE = re.compile(r"[\uff21-\uff5a]")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_ENOUGH = re.compile(rf"[{_HAN}][^{_HAN}]*[{_HAN}]|(?:[^\W\d_][\W\d_]*){{4}}")


@dataclass(frozen=True)
class CommonLine:
    """A unit of text, as one document has it, and the number of documents it was found in."""

    text: str
    documents: int


@dataclass(frozen=True)
class CommonText:
    """What was found in a batch of ``n_documents``: ``lines`` is what to show, the most frequent first."""

    lines: tuple[CommonLine, ...]
    n_documents: int

    @cached_property
    def _keys(self) -> frozenset[int]:
        return frozenset(key for line in self.lines if (key := _key(line.text)) is not None)

    def skips(self, text: str) -> tuple[Skip, ...]:
        """Stretches of ``text`` that are common, in order and without overlap."""
        found = sorted((start, end) for start, end, key in _units(text) if key in self._keys)
        merged: list[tuple[int, int]] = []
        for start, end in found:
            if merged and not text[merged[-1][1] : start].strip():  # also where they overlap
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        return tuple(Skip(start, end, "common") for start, end in merged)

    def applied(self, document: Document) -> Document:
        """``document`` with what is common among its skips."""
        if not self.lines:
            return document
        skips = (*document.skips, *self.skips(document.text))
        return replace(document, skips=tuple(sorted(skips, key=lambda skip: (skip.start, skip.end))))

    def joined(self, earlier: Iterable[CommonLine]) -> CommonText:
        """With lines that earlier batches had in common, so that a batch of a few knows the form, too."""
        own = self._keys
        return replace(self, lines=(*self.lines, *(line for line in earlier if _key(line.text) not in own)))


class CommonCounter:
    """First pass: counts in how many documents each unit stands.

    A document whose text has been counted already is not counted again. Beyond ``most_units`` different ones
    rare units are forgotten (lossy counting, after Manku and Motwani, VLDB 2002): the number of documents of
    a unit may then be too high by up to 2 % of the batch.
    """

    def __init__(self, *, share: float = SHARE, fewest: int = FEWEST, most_units: int = 2_000_000) -> None:
        self.share = share
        self.fewest = fewest
        self.n_documents = 0
        self._counts: dict[int, int] = {}
        self._shown: dict[int, str] = {}
        self._texts: set[bytes] = set()
        self._most = self._limit = most_units
        self._floor = 0

    def add(self, text: str) -> None:
        """Count the units of one document."""
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        if digest in self._texts:
            return
        self._texts.add(digest)
        self.n_documents += 1
        units = {key: (start, end) for start, end, key in _units(text)}
        for key, (start, end) in units.items():
            count = self._counts.get(key, self._floor) + 1
            self._counts[key] = count
            if count >= self.fewest and key not in self._shown:
                self._shown[key] = " ".join(text[start:end].split()).strip("| ")
        if len(self._counts) > self._limit:
            self._forget()

    def _forget(self) -> None:
        self._floor = int(_SLACK * self.n_documents)
        self._counts = {key: count for key, count in self._counts.items() if count > self._floor}
        self._shown = {key: text for key, text in self._shown.items() if key in self._counts}
        self._limit = max(self._most, 2 * len(self._counts))

    def finish(self) -> CommonText:
        """What is common to the documents counted so far."""
        least = max(self.fewest, self.share * self.n_documents)
        lines = [
            CommonLine(text, self._counts[key])
            for key, text in self._shown.items()
            if self._counts[key] >= least
        ]
        return CommonText(
            tuple(sorted(lines, key=lambda line: (-line.documents, line.text))), self.n_documents
        )


def _units(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and key of each unit: the parts of lines, then sentences over several lines."""
    yield from _between(text, _PART_END, 0)
    if "\n" in text:
        yield from _between(text, _RUN_END, 1)


def _between(text: str, end: re.Pattern[str], fewest_breaks: int) -> Iterator[tuple[int, int, int]]:
    start = 0
    for stop in [*(found.end() for found in end.finditer(text)), len(text)]:
        unit = text[start:stop]
        inner = unit.strip()
        if inner and inner.count("\n") >= fewest_breaks:
            key = _key(inner)
            if key is not None:
                begin = start + len(unit) - len(unit.lstrip())
                yield begin, begin + len(inner), key
        start = stop


def _key(unit: str) -> int | None:
    """A hash of the unit that spaces, punctuation, digits, case and width do not change; None if short."""
    plain = _DIGITS.sub("0", _BLANK.sub("", unit)).lower()
    if not _ENOUGH.search(plain):
        return None
    if _WIDE.search(plain):
        plain = unicodedata.normalize("NFKC", plain)
    return int.from_bytes(blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")

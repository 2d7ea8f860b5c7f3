"""What every reader gives: a Document, or a Failure that says why there is none."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from classifier.errors import PolicytagError


@dataclass(frozen=True)
class Source:
    """Where a document came from: a file, and a row of it when the file is a table."""

    path: str
    row: int | None = None
    id: str | None = None

    @property
    def name(self) -> str:
        """The id a user knows the document by."""
        if self.id is not None:
            return self.id
        return self.path if self.row is None else f"{self.path}:{self.row}"


@dataclass(frozen=True)
class Section:
    """A chapter or numbered clause: ``text[start:end]`` is its heading and body, without its sub-sections.

    ``level`` counts from 1; ``kind`` is title, abstract, objectives, budget, compulsory,
    annex or body.
    """

    title: str
    level: int
    start: int
    end: int
    kind: str = "body"


@dataclass(frozen=True)
class Skip:
    """A stretch of the text that says nothing about the project: it is never scored.

    ``reason`` is unticked, contents, signature, instructions, boilerplate, common or excluded.
    """

    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Document:
    """A readable text. ``text`` is what all offsets refer to.

    ``pages`` are the offsets at which the pages that were read begin, empty for formats without pages;
    ``page_numbers`` are their numbers, counted from 1, since a page between may not have been read;
    ``n_pages`` is how many there are, read or not; ``sections`` are in the order of the text.
    """

    source: Source
    text: str
    warnings: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    n_pages: int = 0
    sections: tuple[Section, ...] = ()
    skips: tuple[Skip, ...] = ()
    page_numbers: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Number of the page that ``text[offset]`` stands on; None for formats without pages."""
        at = bisect_right(self.pages, offset) - 1
        if at < 0:
            return None
        return self.page_numbers[at] if self.page_numbers else at + 1


@dataclass(frozen=True)
class Failure:
    """An input that gave no text, with the error that says why."""

    source: Source
    error: PolicytagError

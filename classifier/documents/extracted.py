"""What a reader of one format gives, and the builder that keeps offsets while text is put together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading that the format itself marks: ``text[start:end]``, and its level, 0 for a title."""

    start: int
    end: int
    level: int


@dataclass(frozen=True)
class Extracted:
    """The text of one file before structure is looked for.

    ``pages`` are the offsets at which the pages that were read begin and ``page_numbers`` their numbers,
    counted from 1; ``n_pages`` is how many there are, read or not; all three are empty or 0 for formats
    without pages.
    """

    text: str
    warnings: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    page_numbers: tuple[int, ...] = ()
    n_pages: int = 0
    headings: tuple[Heading, ...] = ()


class TextBuilder:
    """Puts blocks together with an empty line between, noting where headings and pages begin."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._length = 0
        self._headings: list[Heading] = []
        self._pages: list[int] = []
        self._numbers: list[int] = []

    def add(self, block: str, level: int | None = None) -> None:
        """Append a block (nothing when it is empty); ``level`` makes it a heading."""
        block = block.strip()
        if not block:
            return
        start = self._next()
        if level is not None:
            self._headings.append(Heading(start, start + len(block), level))
        self._blocks.append(block)
        self._length = start + len(block)

    def page(self, number: int) -> None:
        """Say that the page ``number`` begins with whatever is added next."""
        self._pages.append(self._next())
        self._numbers.append(number)

    def _next(self) -> int:
        return self._length + 2 if self._blocks else 0

    def build(self, *, warnings: tuple[str, ...] = (), n_pages: int = 0) -> Extracted:
        """Everything added so far."""
        text = "\n\n".join(self._blocks)
        pages = tuple(min(start, len(text)) for start in self._pages)
        return Extracted(text, warnings, pages, tuple(self._numbers), n_pages, tuple(self._headings))

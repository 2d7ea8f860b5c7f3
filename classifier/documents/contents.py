"""Lines of a text, and which of them are a table of contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"[^\n]+")
_HEADING = re.compile(r"(?:#+\s*)?(?:目\s*[录錄次]|(?:table\s+of\s+)?contents|index)\s*[:：]?", re.IGNORECASE)
# A title, leaders (or a tab, or wide space), and the number of a page at the end.
_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|[·．。_]{4,}|-{4,}|—{3,}|\t| {4,}|\u3000{2,}")
_PAGE_AT_END = re.compile(r"(?:\d{1,4}|[ivxl]{1,6})\s*$", re.IGNORECASE)
_WORDS_THEN_PAGE = re.compile(r".*[^\W\d_].*?[\s.…·．]\d{1,4}\s*$")
_FEWEST = 3  # lines with leaders that make a table of contents without a heading
_LONGEST = 160  # characters


@dataclass(frozen=True)
class TextLine:
    """A line that is not empty: where it stands, and what it says without the space around."""

    start: int
    end: int
    text: str


def text_lines(text: str) -> Iterator[TextLine]:
    """Lines of ``text`` that say something, in order; offsets are of what is said, without the space."""
    for found in _LINE.finditer(text):
        said = found[0].strip()
        if said:
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            yield TextLine(start, start + len(said), said)


def contents_pages(lines: list[TextLine]) -> list[tuple[int, int]]:
    """Stretches ``(start, end)`` of the text that are tables of contents, heading included."""
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        headed = _HEADING.fullmatch(lines[at].text) is not None
        entry = _any_entry if headed else _entry_with_leaders
        first = at + 1 if headed else at
        end = first
        while end < len(lines) and entry(lines[end].text):
            end += 1
        if end - first >= (1 if headed else _FEWEST):
            spans.append((lines[at].start, lines[end - 1].end))
            at = end
        else:
            at += 1
    return spans


def _entry_with_leaders(line: str) -> bool:
    if len(line) > _LONGEST:
        return False
    leaders = list(_LEADERS.finditer(line))
    return bool(leaders) and leaders[-1].start() > 0 and bool(_PAGE_AT_END.fullmatch(line, leaders[-1].end()))


def _any_entry(line: str) -> bool:
    return len(line) <= _LONGEST and (
        _entry_with_leaders(line) or _WORDS_THEN_PAGE.fullmatch(line) is not None
    )

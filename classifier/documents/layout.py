"""From pieces of text with places on a page to running text: columns, running heads, paragraphs, hyphens.

Coordinates are in any unit, with y growing downwards. Columns are found by a cut down the middle that few
lines cross, as in the recursive X-Y cut (Nagy and Seth, 1984), but only where both sides read as prose: the
columns of a table stay beside each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_PROSE = 0.6  # share of its column that the median line of running prose fills
_EDGE = 3  # lines at the top and bottom of a page that may be a running head or foot
_OFTEN = 0.4  # share of pages on which a running head or foot returns: left and right pages may differ
_FULL = 0.8  # share of the column that a line fills when it goes on in the next
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_WIDE_END, _WIDE_START = re.compile(f"[{_CJK}]$"), re.compile(f"[{_CJK}]")
_ITEM = re.compile(
    r"[-*•·▪–●○□☐☑☒■√✓(（【]|\d{1,3}(?:\.\d+)*[.)、．\s]|[a-zA-Z][.)]\s|[一二三四五六七八九十]{1,3}、"
    r"|第[一二三四五六七八九十百\d]+[章节条编部]|(?:chapter|section|part|annex|appendix)\s+[\divxA-Z]+\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"[-–—·\s]*(?:第\s*)?(?:page\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*页)?"
    r"(?:\s*(?:/|of|，|,|共)\s*共?\s*\d{1,4}\s*页?)?[-–—·\s]*",
    re.IGNORECASE,
)
_PARTED = re.compile(r"[^\W\d_][-\u00ad\u2010\ufffe]$")
_PART = "\ufffe"  # stands between the halves of a word until it is known how it is written elsewhere


@dataclass(frozen=True)
class Piece:
    """Text that stands together on a line, and its box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Line:
    """A line of a column: its text, its box, and the edges of what it stands in, which name the column."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    column: tuple[float, float]


def reading_order(pieces: Sequence[Piece]) -> list[Line]:
    """Lines of a page as a person reads them: down the left column, then down the right."""
    pieces = [piece for piece in pieces if piece.text.strip()]
    if not pieces:
        return []
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    gutter = _gutter(pieces, left, right)
    if gutter is None:
        return _rows(pieces, (left, right))
    lines: list[Line] = []
    band: list[Piece] = []
    for row in _by_row(pieces):
        if any(piece.left < gutter < piece.right for piece in row):
            lines += _band(band, left, gutter, right)
            band = []
            lines += _rows(row, (left, right))
        else:
            band += row
    return lines + _band(band, left, gutter, right)


def _gutter(pieces: Sequence[Piece], left: float, right: float) -> float | None:
    """Where a cut crosses the fewest pieces, in the middle third; None when more than a third is crossed."""
    width = right - left
    cuts = [left + width * (0.34 + 0.01 * step) for step in range(33)]
    crossed = [sum(piece.left < x < piece.right for piece in pieces) for x in cuts]
    best = min(range(33), key=lambda step: (crossed[step], abs(step - 16)))
    x = cuts[best]
    beside = sum(piece.left >= x for piece in pieces), sum(piece.right <= x for piece in pieces)
    return x if crossed[best] <= len(pieces) // 3 and min(beside) >= 4 else None


def _band(pieces: list[Piece], left: float, gutter: float, right: float) -> list[Line]:
    """Lines between two that run across the page: by column when both read as prose, else by row."""
    sides = [p for p in pieces if p.right <= gutter], [p for p in pieces if p.left >= gutter]
    if not all(sides):
        return _rows(pieces, (left, right))
    columns = [(min(p.left for p in side), max(p.right for p in side)) for side in sides]
    halves = [_rows(side, column) for side, column in zip(sides, columns, strict=True)]
    widths = (gutter - left, right - gutter)
    for half, width in zip(halves, widths, strict=True):
        if len(half) < 3 or median(line.right - line.left for line in half) < _PROSE * width:
            return _rows(pieces, (left, right))
    return [line for half in halves for line in half]


def _by_row(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces whose middles are level, left to right; rows from the top."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.top + p.bottom, p.left)):
        middle = (piece.top + piece.bottom) / 2
        if rows and rows[-1][0].top <= middle <= rows[-1][0].bottom:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.left) for row in rows]


def _rows(pieces: Sequence[Piece], column: tuple[float, float]) -> list[Line]:
    return [
        Line(
            " ".join(piece.text.strip() for piece in row),
            row[0].left,
            min(piece.top for piece in row),
            max(piece.right for piece in row),
            max(piece.bottom for piece in row),
            column,
        )
        for row in _by_row(pieces)
    ]


def without_running(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """Pages without running heads and feet, which return on many pages, and without page numbers."""
    edges = [[*range(min(_EDGE, len(p))), *range(max(_EDGE, len(p) - _EDGE), len(p))] for p in pages]
    counts = Counter(
        key for page, at in zip(pages, edges, strict=True) for key in {_key(page[i].text) for i in at}
    )
    least = max(3, _OFTEN * len(pages))
    kept: list[list[Line]] = []
    for page, at in zip(pages, edges, strict=True):
        gone: set[int] = set()
        for side in (at, at[::-1]):  # from each edge as far as it goes: what stands further in is text
            for i in side:
                said = page[i].text.strip()
                if counts[_key(said)] < least and not (i == side[0] and _NUMBER.fullmatch(said)):
                    break
                gone.add(i)
        kept.append([line for i, line in enumerate(page) if i not in gone])
    return kept


def _key(text: str) -> str:
    return re.sub(r"\d+|\s+", "#", text.strip().lower())


def flow(lines: Sequence[Line]) -> str:
    """Running text: lines of one paragraph joined, an empty line where there is a gap between lines.

    Words parted at the end of a line come out with a mark between: see ``join_hyphens``.
    """
    pitches = [
        line.top - before.top
        for before, line in pairwise(lines)
        if before.column == line.column and line.top > before.top
    ]
    pitch = median(pitches) if len(pitches) > 3 else 0.0
    full = _full_lines(lines)
    parts: list[str] = []
    for at, line in enumerate(lines):
        if at:
            before = lines[at - 1]
            parts.append(_between(before, line, pitch, before.right >= full[before.column]))
        parts.append(line.text.strip())
    return "".join(parts)


def _full_lines(lines: Sequence[Line]) -> dict[tuple[float, float], float]:
    """How far to the right a line of each column reaches at least that fills it, but for one in ten."""
    columns: dict[tuple[float, float], list[Line]] = {}
    for line in lines:
        columns.setdefault(line.column, []).append(line)
    full = {}
    for column, inside in columns.items():
        left = min(line.left for line in inside)
        rights = sorted(line.right for line in inside)
        full[column] = left + _FULL * (rights[int(0.9 * len(rights))] - left)
    return full


def _between(before: Line, line: Line, pitch: float, full: bool) -> str:
    height = max(before.bottom - before.top, 1e-6)
    same = before.column == line.column
    if same and line.top - before.top > (1.35 * pitch or 1.9 * height):
        return "\n\n"
    if _PARTED.search(before.text) and line.text[:1].islower():
        return _PART
    ratio = (line.bottom - line.top) / height
    indented = same and line.left - before.left > 0.8 * height
    if not full or indented or not 0.75 < ratio < 1.33 or _ITEM.match(line.text):
        return "\n"
    if _WIDE_END.search(before.text) and _WIDE_START.match(line.text):
        return ""
    return "\n" if re.search(r"[.!?:。！？：]$", before.text) and line.text[:1].isupper() else " "


def join_hyphens(pages: Sequence[str]) -> list[str]:
    """Put the halves of parted words together; a hyphen that the word has elsewhere, too, is kept."""
    whole = {word for page in pages for word in re.findall(r"[^\W\d_]+-[^\W\d_]+", page)}

    def join(found: re.Match[str]) -> str:
        first, second = found[1], found[2]
        return f"{first}-{second}" if f"{first}-{second}" in whole else first + second

    parted = re.compile(rf"([^\W\d_]+)[-\u00ad\u2010\ufffe]{_PART}([^\W\d_]+)")
    return [parted.sub(join, page).replace(_PART, "").replace("\u00ad", "") for page in pages]

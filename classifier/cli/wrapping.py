"""Text that wraps as its script does: English at spaces, Chinese between any two characters.

Rich knows how wide Chinese characters are, but wraps at spaces only. A line neither begins with a mark that
closes something nor ends with one that opens, the first rule of Chinese line breaking (GB/T 15834).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.containers import Lines
from rich.text import Text

_OPEN = "“‘（《「『【〔"
_CLOSE = "，。、；：！？）》」』】〕”’…"
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
# What stays on one line: a Chinese character with its marks, or a run of others up to a space.
_PIECE = re.compile(rf"[{_OPEN}]*(?:(?![{_OPEN}])[{_WIDE}]|[^\s{_WIDE}{_OPEN}]+)[{_CLOSE}]*\s*|\S\s*|\s+")


class Flowing(Text):
    """Text of any script, for cells of tables and paragraphs."""

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:
        """The lines, each at most ``width`` cells wide."""
        lines = Lines()
        for line in self.split(allow_blank=True):
            for part in line.divide(_breaks(line.plain, width)):
                part.rstrip()
                lines.append(part)
        return lines


def _breaks(text: str, width: int) -> list[int]:
    """Where lines of at most ``width`` cells begin, but the first."""
    out: list[int] = []
    used = 0
    for at, piece in _pieces(text, width):
        if used and used + cell_len(piece.rstrip()) > width:
            out.append(at)
            used = 0
        used += cell_len(piece)
    return out


def _pieces(text: str, width: int) -> Iterator[tuple[int, str]]:
    """What is not to be broken, with its place; what is wider than a line is cut to fit."""
    for found in _PIECE.finditer(text):
        at, piece = found.start(), found.group()
        parts = [piece] if cell_len(piece.rstrip()) <= width else chop_cells(piece, width)
        for part in parts:
            yield at, part
            at += len(part)

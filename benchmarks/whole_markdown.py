"""The whole documents' Markdown as blocks, and without the lines that belong to the form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

_HEADING = re.compile(r"(#{1,6})\s+(.+)")
_BETWEEN_ROWS = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"(?<![*\w])\*(?! )([^*\n]+)(?<! )\*(?!\*)")


@dataclass(frozen=True)
class Block:
    """A heading of a ``level`` from 1, a paragraph or item (a line of the source), or a table's ``rows``."""

    kind: Literal["heading", "paragraph", "item", "table"]
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def blocks_of(markdown: str) -> list[Block]:
    """Blocks in order; every line that is not empty is one, but for the rows of a table."""
    out: list[Block] = []
    rows: list[tuple[str, ...]] = []
    for line in [*markdown.splitlines(), ""]:
        said = line.strip()
        if said.startswith("|"):
            if not _BETWEEN_ROWS.fullmatch(said):
                rows.append(tuple(cell.strip() for cell in said.strip("|").split("|")))
            continue
        if rows:
            out.append(Block("table", rows=_even(rows)))
            rows = []
        if not said:
            continue
        if (found := _HEADING.fullmatch(said)) is not None:
            out.append(Block("heading", found[2], len(found[1])))
        elif said.startswith("- "):
            out.append(Block("item", said[2:]))
        else:
            out.append(Block("paragraph", said))
    return out


def _even(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    width = max(map(len, rows))
    return tuple(row + ("",) * (width - len(row)) for row in rows)


def runs_of(text: str) -> Iterator[tuple[str, bool]]:
    """Stretches of ``text`` without marks of Markdown, and whether each is bold."""
    at = 0
    for found in _BOLD.finditer(text):
        if found.start() > at:
            yield _ITALIC.sub(r"\1", text[at : found.start()]), False
        yield found[1], True
        at = found.end()
    if at < len(text):
        yield _ITALIC.sub(r"\1", text[at:]), False


def plain(text: str) -> str:
    """``text`` without marks of Markdown."""
    return "".join(run for run, _ in runs_of(text))


def chapters_of(markdown: str) -> list[str]:
    """Headings of the second level, as written."""
    return [block.text for block in blocks_of(markdown) if block.kind == "heading" and block.level == 2]


def without_lines(markdown: str, texts: Iterable[str]) -> str:
    """``markdown`` without ``texts``: whole lines, or words within lines, such as an option and its box."""
    gone = set(texts)
    lines: Sequence[str] = [line for line in markdown.split("\n") if line.strip() not in gone]
    whole = {line.strip() for line in markdown.split("\n")}
    within = sorted(gone - whole, key=len, reverse=True)  # "☐ no" after "☐ not required"
    out = "\n".join(lines)
    for text in within:
        out = out.replace(text, "")
    return out

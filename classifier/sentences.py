"""Sentence boundaries by rule, for English and Chinese, as offsets into the text."""

from __future__ import annotations

import re
from collections.abc import Callable

Span = tuple[int, int]
Splitter = Callable[[str], list[Span]]

LONGEST = 600  # characters; a longer run without a full stop is cut at a comma or a space

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st no nos vol fig figs eq sec dept est approx inc ltd co corp vs cf al ed eds "
    "rev gen col capt lt sgt hon gov sen rep jan feb mar apr jun jul aug sep sept oct nov dec art arts para "
    "pp p e.g i.e u.s u.k u.n a.m p.m ph.d u.s.a d.c b.c etc".split()
)
_LATIN_END = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s)")
_CJK_END = re.compile(r"[。！？；…]+[”’』」）》\"']*")
_BREAK = re.compile(r"\n[ \t\r\u3000]*\n\s*|\r?\n|[\u2028\u2029\x0c\x0b\x85]")
_ITEM = re.compile(
    r"[ \t]*(?:[-*•·▪–●○□☐☑✓]|\(?\d{1,3}[.)、]|\(?[a-zA-Z][.)]|"
    r"[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、)"
)
_PAIRS = {"“": "”", "「": "」", "『": "』", "（": "）", "《": "》", "【": "】"}
_CLOSERS = {close: open_ for open_, close in _PAIRS.items()}
_WORD_BEFORE = re.compile(r"([^\s(\[\"'“‘]+)$")


def split(text: str) -> list[Span]:
    """Spans ``(start, end)`` of the sentences of ``text``, without surrounding white space.

    Every character that is not white space lies in exactly one span, and spans are in order.
    """
    spans: list[Span] = []
    for start, end in _lines(text):
        for s, e in _sentences(text, start, end):
            spans.extend(_shorten(text, s, e))
    return spans


def _lines(text: str) -> list[Span]:
    """Stretches that no sentence crosses: paragraphs, list items and headings."""
    out: list[Span] = []
    start = 0
    for gap in _BREAK.finditer(text):
        blank = gap.group().count("\n") > 1 or gap.group() not in ("\n", "\r\n")
        if blank or _line_ends(text, start, gap.start(), gap.end()):
            out.append((start, gap.start()))
            start = gap.end()
    out.append((start, len(text)))
    return out


def _line_ends(text: str, start: int, end: int, following: int) -> bool:
    """Does the single line break at ``end`` part two sentences, rather than wrap one?"""
    before = text[max(start, end - 400) : end].rstrip()
    if not before or before[-1] in '.!?:;。！？；：…"”’)）':
        return True
    nxt = text[following : following + 12]
    if not nxt.strip() or _ITEM.match(nxt):
        return True
    line = before[before.rfind("\n") + 1 :]
    short = len(line) < 60
    first = nxt.lstrip()[0]
    return short and (first.isupper() or first.isdigit() or "\u4e00" <= first <= "\u9fff")


def _sentences(text: str, start: int, end: int) -> list[Span]:
    cuts: list[int] = []
    for match in _LATIN_END.finditer(text, start, end):
        if not _is_abbreviation(text, start, match):
            cuts.append(match.end())
    depth_at = _bracket_depths(text, start, end)
    for match in _CJK_END.finditer(text, start, end):
        if not depth_at(match.end()):
            cuts.append(match.end())
    out: list[Span] = []
    at = start
    for cut in [*sorted(set(cuts)), end]:
        if cut > at:
            _add(out, text, at, cut)
            at = cut
    return out


def _bracket_depths(text: str, start: int, end: int) -> Callable[[int], bool]:
    """Tell whether a position lies inside quotation marks or brackets that close soon after."""
    inside: list[Span] = []
    stack: list[tuple[str, int]] = []
    if any(mark in text[start:end] for mark in _PAIRS):
        for i in range(start, end):
            ch = text[i]
            if ch in _PAIRS:
                stack.append((ch, i))
            elif ch in _CLOSERS and stack and stack[-1][0] == _CLOSERS[ch]:
                _, opened = stack.pop()
                if not stack and i - opened <= 60:
                    inside.append((opened, i))
    index = 0

    def within(position: int) -> bool:
        nonlocal index
        while index < len(inside) and inside[index][1] < position:
            index += 1
        return index < len(inside) and inside[index][0] < position <= inside[index][1]

    return within


def _is_abbreviation(text: str, start: int, match: re.Match[str]) -> bool:
    if match.group()[0] != "." or len(match.group()) > 1:
        return False
    rest = text[match.end() : match.end() + 3].lstrip()
    if rest and rest[0].islower():
        return True
    found = _WORD_BEFORE.search(text, max(start, match.start() - 24), match.start())
    if not found:
        return False
    word = found.group(1)
    if word.isdigit() and not text[max(start, found.start() - 40) : found.start()].strip():
        return True  # the number of a list item
    return word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper())


def _add(out: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        out.append((start, end))


def _shorten(text: str, start: int, end: int) -> list[Span]:
    out: list[Span] = []
    while end - start > LONGEST:
        window = text[start + LONGEST // 2 : start + LONGEST]
        cut = max(window.rfind(mark) for mark in ("; ", ", ", "，", "、", "；"))
        cut = cut if cut >= 0 else window.rfind(" ")
        at = start + LONGEST if cut < 0 else start + LONGEST // 2 + cut + 1
        _add(out, text, start, at)
        start = at
    _add(out, text, start, end)
    return out

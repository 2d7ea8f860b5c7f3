"""Sentence boundaries by rule, for English and Chinese.

The rules look at chunks (see ``engine.chunks``): what a chunk says of sentence ends is worked out once
for each distinct one, as flags, and a batch of texts is split by comparing flags of neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.engine import kernel
from classifier.engine.chunks import BREAK, LINE, NONE, Chunks
from classifier.engine.chunks import LONGEST as CHUNK

Span = tuple[int, int]
Splitter = Callable[[str], list[Span]]
Bools = NDArray[np.bool_]

LONGEST = 600  # characters; a longer run without a full stop is cut at a comma or a space
_SHORT_LINE = 60  # characters; a shorter line before a capital is a heading or an item, not a wrapped line
_QUOTED = 60  # characters; a stop inside quotation marks or brackets closer than this ends no sentence

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st no nos vol fig figs eq sec dept est approx inc ltd co corp vs cf al ed eds "
    "rev gen col capt lt sgt hon gov sen rep jan feb mar apr jun jul aug sep sept oct nov dec art arts para "
    "pp p e.g i.e u.s u.k u.n a.m p.m ph.d u.s.a d.c b.c etc".split()
)
_STOP = re.compile(r"(?:[.!?]+|…+)[\"'”’)\]]*$")
_ITEM = re.compile(r"[-*•·▪–●○□☐☑✓]|\(?\d{1,3}[.)、]|\(?[a-zA-Z][.)]")
_LEADING = "([\"'“‘"
_PAIRS = {"“": "”", "「": "」", "『": "』", "（": "）", "《": "》", "【": "】"}


class Flag:
    """What a chunk says of sentence ends, a bit each."""

    STOP = 1  # ends with a Latin full stop, question or exclamation mark
    DOT = 2  # a full stop, or any stop in quotation marks or brackets: none before a lower-case letter
    ABBREVIATION = 4
    NUMBER = 8  # "12.", which ends no sentence where it begins a line
    CJK_STOP = 16
    CLOSER = 32  # quotation mark or bracket that belongs to the sentence before it
    OPENER = 64
    LOWER = 128
    CAPITAL = 256  # begins with a capital, a digit or a Chinese character
    LINE_STOP = 512  # a line that ends so is not wrapped
    ITEM = 1024  # a bullet or number of a list
    CN_NUMBER = 2048
    ENUMERATION = 4096  # 、
    COMMA = 8192


def chunk_flags(chunk: str) -> int:
    """The flags of one chunk."""
    first, last = chunk[0], chunk[-1]
    flags = 0
    if _STOP.search(chunk):
        flags |= Flag.STOP
        body = chunk[:-1]
        if last == "." and not body.endswith((".", "!", "?")):
            flags |= Flag.DOT
            word = body.lstrip(_LEADING)
            if word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper()):
                flags |= Flag.ABBREVIATION
            if body.isdigit():
                flags |= Flag.NUMBER
        elif last not in ".!?…":
            flags |= Flag.DOT
    # A half-width stop is a chunk of its own where a Chinese character stands before it.
    if chunk in "。！？；" or not chunk.strip("…") or not chunk.strip(".!?;"):
        flags |= Flag.CJK_STOP
    for condition, flag in (
        (not chunk.strip("”’』」）》】\"'"), Flag.CLOSER),
        (chunk in _PAIRS, Flag.OPENER),
        (first.islower(), Flag.LOWER),
        (first.isupper() or first.isdigit() or "\u4e00" <= first <= "\u9fff", Flag.CAPITAL),
        (last in '.!?:;。！？；：…"”’)）', Flag.LINE_STOP),
        (_ITEM.match(chunk) is not None, Flag.ITEM),
        (chunk in "一二三四五六七八九十", Flag.CN_NUMBER),
        (chunk == "、", Flag.ENUMERATION),
        (last in ",;，、；", Flag.COMMA),
    ):
        if condition:
            flags |= flag
    return flags


def sentence_ends(chunks: Chunks, flags: NDArray[np.int32], characters: NDArray[np.int32]) -> Bools:
    """Which chunks are the last of their sentence.

    ``flags`` and ``characters`` (n_distinct,) are the flags and lengths of distinct chunks.
    """
    ends = np.zeros(len(chunks.ids), bool)
    if kernel.compiled is not None:
        kernel.compiled.sentence_ends(
            chunks.ids, chunks.starts, chunks.gaps, flags, characters, ends.view(np.uint8)
        )
        return ends
    if not len(ends):
        return ends
    own, count = flags[chunks.ids], characters[chunks.ids]
    ends = _ends(chunks, own, count)
    first, last = sentence_bounds(ends)
    long = chunks.starts[last] - chunks.starts[first] > LONGEST - CHUNK
    return _shortened(ends, own, count, chunks.gaps) if long.any() else ends


def _ends(chunks: Chunks, flags: NDArray[np.int32], characters: NDArray[np.int32]) -> Bools:
    gaps = chunks.gaps
    before_next = np.append(gaps[1:], np.uint8(BREAK))
    following = np.append(flags[1:], np.int32(0))
    line_start = gaps >= LINE
    stop = (flags & Flag.STOP != 0) & (before_next != NONE) & (flags & Flag.ABBREVIATION == 0)
    stop &= (flags & Flag.DOT == 0) | (following & Flag.LOWER == 0)
    stop &= (flags & Flag.NUMBER == 0) | ~line_start
    ends = stop | (before_next == BREAK)
    if (before_next == LINE).any():
        ends |= _line_ends(before_next, flags, following, line_start, characters, gaps)
    if (flags & Flag.CJK_STOP).any():
        ends |= _cjk_ends(flags, following, before_next, characters, ends)
    return np.asarray(ends)


def _line_ends(
    before_next: NDArray[np.uint8],
    flags: NDArray[np.int32],
    following: NDArray[np.int32],
    line_start: Bools,
    characters: NDArray[np.int32],
    gaps: NDArray[np.uint8],
) -> Bools:
    """Single line breaks that part two sentences, rather than wrap one."""
    second = np.append(following[1:], np.int32(0))
    item = (following & Flag.ITEM != 0) | (
        (following & Flag.CN_NUMBER != 0) & (second & Flag.ENUMERATION != 0)
    )
    item |= (following & Flag.OPENER != 0) & (second & Flag.CN_NUMBER != 0)
    to = np.cumsum(characters + (gaps != NONE))
    begins = np.maximum.accumulate(np.where(line_start, np.arange(len(flags)), 0))
    short = to - to[begins] + characters[begins] < _SHORT_LINE
    parts = (flags & Flag.LINE_STOP != 0) | item | (short & (following & Flag.CAPITAL != 0))
    return np.asarray((before_next == LINE) & parts)


def _cjk_ends(
    flags: NDArray[np.int32],
    following: NDArray[np.int32],
    before_next: NDArray[np.uint8],
    characters: NDArray[np.int32],
    ends: Bools,
) -> Bools:
    """Chinese stops, with the marks that close what they end, outside short quotations and brackets."""
    out = np.zeros(len(flags), bool)
    more = (following & (Flag.CLOSER | Flag.CJK_STOP) != 0) & (before_next == NONE)
    to = np.cumsum(characters)
    inside = _quoted(np.flatnonzero((flags & (Flag.OPENER | Flag.CLOSER) != 0) | ends), flags, ends, to)
    for i in np.flatnonzero(flags & Flag.CJK_STOP).tolist():
        last = i
        while more[last]:
            last += 1
        if not inside[last]:
            out[last] = True
    return out


def _quoted(marks: NDArray[np.int64], flags: NDArray[np.int32], ends: Bools, to: NDArray[Any]) -> Bools:
    """Chunks inside an outermost pair of marks that closes soon; an end of a line forgets what is open."""
    inside = np.zeros(len(flags), bool)
    depth, opened = 0, 0
    for i in marks.tolist():
        if flags[i] & Flag.OPENER:
            opened = opened if depth else i
            depth += 1
        elif flags[i] & Flag.CLOSER and depth:
            depth -= 1
            if not depth and to[i] - to[opened] <= _QUOTED:
                inside[opened:i] = True
        if ends[i]:
            depth = 0
    return inside


def _shortened(
    ends: Bools, flags: NDArray[np.int32], characters: NDArray[np.int32], gaps: NDArray[np.uint8]
) -> Bools:
    """Ends, and others where a sentence would be longer than LONGEST characters."""
    to = np.cumsum(characters + (gaps != NONE))
    last = np.flatnonzero(ends)
    first = np.append(0, last[:-1] + 1)
    size = to[last] - to[first] + characters[first]
    for k in np.flatnonzero(size > LONGEST).tolist():
        a, b = int(first[k]), int(last[k])
        while to[b] - to[a] + characters[a] > LONGEST:
            start = to[a] - characters[a]
            low, high = (
                np.searchsorted(to[a : b + 1], (start + LONGEST // 2, start + LONGEST), side="right") + a
            )
            commas = np.flatnonzero(flags[low:high] & Flag.COMMA)
            spaces = np.flatnonzero(gaps[low + 1 : high + 1])
            cuts = commas if len(commas) else spaces
            at = max(a, int(low + cuts[-1]) if len(cuts) else int(high) - 1)
            ends[at] = True
            a = at + 1
    return ends


def split(text: str) -> list[Span]:
    """Spans ``(start, end)`` of the sentences of ``text``, without surrounding white space.

    Every character that is not white space lies in exactly one span, and spans are in order.
    """
    from classifier.engine.lexicon import Lexicon

    lexicon = Lexicon()
    chunks, data = lexicon.read_texts([text])
    ends = lexicon.sentence_ends(chunks)
    first, last = sentence_bounds(ends)
    stops = chunks.starts[last] + lexicon.n_bytes[chunks.ids[last]] if len(last) else last
    return character_spans(data, chunks.starts[first], stops)


def units(text: str) -> float:
    """Length in word units: a word counts one, a Chinese character a half."""
    from classifier.engine.lexicon import Lexicon

    lexicon = Lexicon()
    chunks, _ = lexicon.read_texts([text])
    forms = lexicon.forms_of(chunks)
    return float(lexicon.units[forms].sum())


def sentence_bounds(ends: Bools) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last chunk of each sentence."""
    last = np.flatnonzero(ends)
    return np.append(0, last[:-1] + 1)[: len(last)], last


def character_spans(data: bytes, starts: NDArray[np.int64], stops: NDArray[np.int64]) -> list[Span]:
    """Byte spans of one text, in order, as spans of characters."""
    if data.isascii():
        return list(zip(starts.tolist(), stops.tolist(), strict=True))
    heads = np.cumsum((np.frombuffer(data, np.uint8) & 0xC0) != 0x80)  # characters begun up to each byte
    counts = np.append(0, heads)
    return list(zip(counts[starts].tolist(), counts[stops].tolist(), strict=True))


def ends_of_spans(
    chunks: Chunks,
    n_bytes: NDArray[np.int64],
    data: bytes | memoryview,
    offsets: NDArray[np.int64],
    splitter: Splitter,
) -> Bools:
    """Which chunks are the last of a sentence that ``splitter`` finds in its text."""
    ends = np.zeros(len(chunks.ids), bool)
    for i in range(len(offsets) - 1):
        low, high = chunks.bounds[i : i + 2].tolist()
        if low == high:
            continue
        text = bytes(data[offsets[i] : offsets[i + 1]]).decode("utf-8", "surrogatepass")
        stops = [stop for _, stop in splitter(text)]
        if not text.isascii():
            widths = np.cumsum([0, *(len(ch.encode("utf-8", "surrogatepass")) for ch in text)])
            stops = widths[stops].tolist()
        own = slice(low, high)
        to = chunks.starts[own] + n_bytes[chunks.ids[own]]
        place = np.searchsorted(to, np.asarray(stops, np.int64))
        ends[low + np.minimum(place, high - low - 1)] = True
        ends[high - 1] = True
    return ends

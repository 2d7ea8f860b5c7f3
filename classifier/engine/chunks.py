"""Cutting UTF-8 into chunks, the distinct ones numbered: the only step that sees every byte.

A chunk is a run without white space, at most 200 characters, or one CJK character or mark; chunks that
differ in digits only have one number. What a chunk means is worked out once for each distinct one (see
``lexicon``), and all else is arithmetic on their numbers. The compiled kernel does the same as
``PurePythonDictionary``, which stands in for it where no compiler was to be had.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from classifier.engine import kernel

Ints = NDArray[np.int64]
NONE, SPACE, LINE, BREAK = range(4)  # what stands before a chunk; BREAK is a blank line or a text's start
LONGEST = 200  # characters of a chunk

_SPACES = rb"[ \t\n\v\f\r\x1c-\x1f]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe3\x80\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]"
_SPACES += rb"|\xe2\x81\x9f"
_ALONE = (
    rb"\xe3\x80[\x81-\xbf]|\xe3[\x90-\xbf][\x80-\xbf]|[\xe4-\xe9][\x80-\xbf]{2}|\xef[\xa4-\xab][\x80-\xbf]|"
    rb"\xef\xbc[\x80-\x8f\x9a-\xa0\xbb-\xbf]|\xef\xbd[\x80\x9b-\xbf]|\xef\xbe[\x80-\xbf]|\xef\xbf[\x80-\xaf]"
)
_CHARACTER = rb"[\x00-\x7f]|[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xff][\x80-\xbf]{3}"
_QUOTE = rb"\xe2\x80[\x98\x99\x9c\x9d]"
_PIECE = re.compile(
    b"((?:" + _SPACES + b")+)|(" + _ALONE + b")(" + _QUOTE + b")?|"
    b"(?:(?!" + _SPACES + b"|" + _ALONE + b")(?:" + _CHARACTER + b")){1,%d}" % LONGEST
)
_ASCII_PIECE = re.compile(rb"[^ \t\n\v\f\r\x1c-\x1f]{1,%d}" % LONGEST)
_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_HARD = re.compile(rb"[\v\f]|\xc2\x85|\xe2\x80[\xa8\xa9]|\n.*\n", re.DOTALL)


@dataclass(frozen=True)
class Chunks:
    """Chunks of a batch of texts, one behind the other: arrays of length n but for ``bounds``.

    ``ids`` are their numbers in the dictionary, ``starts`` byte offsets in their own text, ``gaps`` what
    stands before; text i has the chunks from ``bounds[i]`` to ``bounds[i + 1]``.
    """

    ids: NDArray[np.int32]
    starts: Ints
    gaps: NDArray[np.uint8]
    bounds: Ints


class Dictionary(Protocol):
    """Numbers distinct chunks as they come, and keeps the numbers from call to call."""

    def cut(self, data: bytes | memoryview, offsets: Ints) -> tuple[bytes, bytes, bytes, bytes, list[bytes]]:
        """Arrays of ``Chunks`` as bytes, and the keys that are new, in the order of their numbers.

        ``data`` must be UTF-8 (lone surrogates may pass), text i from ``offsets[i]`` to ``offsets[i + 1]``.
        """


class PurePythonDictionary:
    """The dictionary without the kernel."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}

    def cut(self, data: bytes | memoryview, offsets: Ints) -> tuple[bytes, bytes, bytes, bytes, list[bytes]]:
        """See ``Dictionary``."""
        known = len(self._numbers)
        # All digits are one to the model.
        parts = [self._cut(bytes(data[a:b]).translate(_DIGITS)) for a, b in pairwise(offsets)]
        ids = np.asarray([number for part in parts for number in part[0]], np.int32)
        starts = np.asarray([start for part in parts for start in part[1]], np.int64)
        bounds = np.cumsum([0, *(len(part[0]) for part in parts)], dtype=np.int64)
        new = list(islice(self._numbers, known, None))
        return ids.tobytes(), starts.tobytes(), b"".join(part[2] for part in parts), bounds.tobytes(), new

    def _cut(self, text: bytes) -> tuple[list[int], list[int], bytes]:
        numbers = self._numbers
        pieces = _ascii_pieces(text) if text.isascii() else _pieces(text)
        ids = [numbers.setdefault(key, len(numbers)) for key, _ in pieces]
        starts = [start for _, start in pieces]
        gaps = bytearray()
        end = -1
        for key, start in pieces:
            if start == end:
                gaps.append(NONE)
            elif end < 0:
                gaps.append(BREAK)
            else:
                gaps.append(SPACE if text[end:start] == b" " else _gap(text[end:start]))
            end = start + len(key)
        return ids, starts, bytes(gaps)


def _ascii_pieces(text: bytes) -> list[tuple[bytes, int]]:
    return [(found.group(), found.start()) for found in _ASCII_PIECE.finditer(text)]


def _pieces(text: bytes) -> list[tuple[bytes, int]]:
    out = []
    for found in _PIECE.finditer(text):
        white, alone, quote = found.groups()
        if not white:
            out.append((alone or found.group(), found.start()))
            if quote:
                out.append((quote, found.start(3)))
    return out


def _gap(white: bytes) -> int:
    if _HARD.search(white):
        return BREAK
    return LINE if b"\n" in white else SPACE


def make_dictionary() -> Dictionary:
    """The compiled dictionary, or the one in Python where the kernel was not built."""
    made: Dictionary = PurePythonDictionary() if kernel.compiled is None else kernel.compiled.Dictionary()
    return made


def cut(dictionary: Dictionary, data: bytes | memoryview, offsets: Ints) -> tuple[Chunks, list[bytes]]:
    """Chunks of the texts in ``data``, and the distinct ones that the dictionary had not met."""
    ids, starts, gaps, bounds, new = dictionary.cut(data, np.ascontiguousarray(offsets, np.int64))
    chunks = Chunks(
        np.frombuffer(ids, np.int32),
        np.frombuffer(starts, np.int64),
        np.frombuffer(gaps, np.uint8),
        np.frombuffer(bounds, np.int64),
    )
    return chunks, new


def encode(texts: Sequence[str]) -> tuple[bytes, Ints]:
    """Texts as UTF-8, one behind the other, and their offsets (n + 1,); raises TypeError for other types."""
    parts = []
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"text must be a str, not {type(text).__name__}")
        parts.append(text.encode("utf-8", "surrogatepass"))
    return b"".join(parts), np.cumsum([0, *map(len, parts)], dtype=np.int64)

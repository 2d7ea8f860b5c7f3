"""What every distinct chunk means, worked out once: the memory between batches, and its bound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.engine.chunks import Chunks, Ints, cut, encode, make_dictionary
from classifier.engine.features import Entry, Features
from classifier.engine.heads import Heads
from classifier.engine.tokens import HAN_CHARACTER, LATIN_LETTER, words
from classifier.engine.views import COUNTS, record_size
from classifier.sentences import Flag, chunk_flags, sentence_ends

MOST = 400_000  # distinct chunks kept, some 100 MB; a lexicon that has more is replaced by an empty one

_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\w")
_ENGLISH = frozenset(
    "the of and to for with that from by are were this which its their has have been is on as at be".split()
)
_PLAIN = re.compile(r"""([("'\[]*)([A-Za-z]+)([.,;:!?)"'\]]*)""")
_LOWER, _CAPITAL, _COMMA = int(Flag.LOWER), int(Flag.CAPITAL), int(Flag.COMMA)
_Meaning = tuple[int, float, tuple[float, ...], tuple[int, ...]]
# Counts of a chunk, by which texts are checked and cut; units are words, a Chinese character counting a half.
UNITS, WORDS, KNOWN, HAN, LATIN, LETTERS, ENGLISH = range(COUNTS)


class _Grown:
    """An array that grows by doubling."""

    def __init__(self, dtype: Any, *shape: int) -> None:
        self._data = np.zeros((1024, *shape), dtype)
        self._used = 0

    def extend(self, values: Sequence[Any] | NDArray[Any]) -> None:
        end = self._used + len(values)
        if end > len(self._data):
            grown = np.zeros((max(end, 2 * len(self._data)), *self._data.shape[1:]), self._data.dtype)
            grown[: self._used] = self._data[: self._used]
            self._data = grown
        if len(values):
            self._data[self._used : end] = values
        self._used = end

    @property
    def array(self) -> NDArray[Any]:
        return self._data[: self._used]


class Lexicon:
    """Distinct chunks with their flags, sizes, counts and feature rows; not to be shared by threads.

    Without ``features`` it knows of sentences only. ``rows[pointers[i]:pointers[i + 1]]`` are the rows of
    chunk i.
    """

    def __init__(self, features: Features | None = None, heads: Heads | None = None) -> None:
        self.features = features
        self._heads = heads
        self._dictionary = make_dictionary()
        self._entries: dict[str, Entry] = {}
        self._flags = _Grown(np.int32)
        self._characters = _Grown(np.int32)
        self._bytes = _Grown(np.int64)
        self._units = _Grown(np.float64)
        self._rows = _Grown(np.int64)
        self._pointers = _Grown(np.int64)
        self._pointers.extend([0])
        self._records = _Grown(np.float32, record_size(0 if heads is None else len(heads.intercept)))

    @property
    def size(self) -> int:
        """Number of distinct chunks."""
        return len(self._flags.array)

    def read(self, data: bytes | memoryview, offsets: Ints) -> Chunks:
        """Cut the texts that lie in ``data`` between ``offsets`` (n + 1,), learning what chunks are new."""
        chunks, new = cut(self._dictionary, data, offsets)
        if new:
            self._learn([key.decode("utf-8", "surrogatepass") for key in new], [len(key) for key in new])
        return chunks

    def read_texts(self, texts: Sequence[str]) -> tuple[Chunks, bytes]:
        """Chunks of ``texts``, and the texts as UTF-8, one behind the other."""
        data, offsets = encode(texts)
        return self.read(data, offsets), data

    def _learn(self, chunks: list[str], sizes: list[int]) -> None:
        found = [self._meaning(chunk) for chunk in chunks]
        self._bytes.extend(sizes)
        self._characters.extend([len(chunk) for chunk in chunks])
        self._flags.extend([one[0] for one in found])
        self._units.extend([one[1] for one in found])
        if self.features is None:
            return
        rows = [one[3] for one in found]
        flat = np.asarray([row for one in rows for row in one], np.int64)
        lengths = np.asarray([len(one) for one in rows])
        self._rows.extend(flat)
        self._pointers.extend(np.cumsum(lengths) + self._pointers.array[-1])
        self._records.extend(self._record(flat, lengths, [(one[1], *one[2]) for one in found]))

    def _record(self, rows: Ints, lengths: Ints, counts: list[tuple[float, ...]]) -> NDArray[np.float32]:
        """M, T, W and Q of each chunk (see ``views``), summed over its rows, and its counts."""
        assert self.features is not None
        assert self._heads is not None
        n, n_terms = len(self._heads.intercept), len(self.features.terms.vocabulary)
        out = np.zeros((len(lengths), self._records.array.shape[1]))
        owner = np.repeat(np.arange(len(lengths)), lengths)
        term = rows < n_terms
        idf, weight = self.features.terms.idf[rows[term]], self.features.means.weight[rows[~term] - n_terms]
        np.add.at(out[:, :n], owner[~term], self._heads.coef[rows[~term]] * weight[:, None])
        np.add.at(out[:, n : 2 * n], owner[term], self._heads.coef[rows[term]] * idf[:, None])
        np.add.at(out[:, 2 * n], owner[~term], weight)
        np.add.at(out[:, 2 * n + 1], owner[term], idf**2)
        out[:, 2 * n + 2 : 2 * n + 2 + COUNTS] = counts
        return out.astype(np.float32)

    def _meaning(self, chunk: str) -> _Meaning:
        """Flags, units, counts and rows of a chunk."""
        plain = _PLAIN.fullmatch(chunk)
        if plain is None:
            return self._other(chunk)
        # A word between punctuation marks: most chunks are, and share what they mean with others.
        before, word, after = plain.groups()
        if after == "," or not after:
            flags = _CAPITAL if not before and word[0].isupper() else 0 if before else _LOWER
            flags |= _COMMA if after else 0
        else:
            flags = chunk_flags(chunk)
        if self.features is None:
            return flags, 1.0, (), ()
        lower = word.lower()
        entry = self._entries.get(lower)
        if entry is None:
            entry = self._entries[lower] = self.features.entry((lower,))
        letters = len(word)
        english = lower in _ENGLISH and not before and not after
        return flags, 1.0, (1, entry.known, 0, letters, letters, english), entry.rows

    def _other(self, chunk: str) -> _Meaning:
        flags = chunk_flags(chunk)
        han = 0 if chunk.isascii() else len(HAN_CHARACTER.findall(chunk))
        units = 0.5 if han and len(chunk) == 1 else float(_WORD.search(chunk) is not None)
        if self.features is None:
            return flags, units, (), ()
        found = words(chunk)
        entry = self.features.entry(found)
        letters = len(_LETTER.findall(chunk))
        latin = letters if chunk.isascii() else len(LATIN_LETTER.findall(chunk))
        return flags, units, (len(found), entry.known, han, latin, letters, 0), entry.rows

    @property
    def n_bytes(self) -> NDArray[np.int64]:
        """Bytes of each distinct chunk."""
        return self._bytes.array

    @property
    def units(self) -> NDArray[np.float64]:
        """Length of each distinct chunk in word units: a word counts one, a Chinese character a half."""
        return self._units.array

    @property
    def rows(self) -> Ints:
        """Feature rows of all distinct chunks, one behind the other."""
        return self._rows.array

    @property
    def pointers(self) -> Ints:
        """Where the rows of each distinct chunk begin, shape (size + 1,)."""
        return self._pointers.array

    @property
    def records(self) -> NDArray[np.float32]:
        """What each distinct chunk contributes, shape (size, fields): see ``views``."""
        return self._records.array

    def sentence_ends(self, chunks: Chunks) -> NDArray[np.bool_]:
        """Which chunks are the last of their sentence."""
        return sentence_ends(chunks, self._flags.array, self._characters.array)

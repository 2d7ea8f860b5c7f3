"""What every distinct chunk and word form means, worked out once and kept between batches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.engine.chunks import Chunks, Ints, cut, encode, make_dictionary
from classifier.engine.features import Features
from classifier.engine.heads import Heads
from classifier.engine.pairs import PairTable
from classifier.engine.tokens import HAN_CHARACTER, LATIN_LETTER, words
from classifier.engine.views import COUNTS, record_size
from classifier.sentences import Flag, chunk_flags, sentence_ends

MOST = 400_000  # distinct chunks kept, some 100 MB; a lexicon that has more is replaced by an empty one

_ENGLISH = frozenset(
    "the of and to for with that from by are were this which its their has have been is on as at be".split()
)
_PLAIN = re.compile(r"""([("'\[]*)([A-Za-z]+)([.,;:!?)"'\]]*)""")
_LOWER, _CAPITAL, _COMMA = Flag.LOWER, Flag.CAPITAL, Flag.COMMA
Form = tuple[str, ...]
# Counts of a form, by which texts are checked.
WORDS, KNOWN, HAN, LATIN, LETTERS, ENGLISH, LATIN_WORDS, NUMBERS = range(COUNTS)


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
    """Distinct chunks with their flags and sizes, and word forms with what they mean; not for two threads.

    The form of a chunk is its words without case and punctuation. A Chinese character that another follows
    has two words: itself, and both together (``forms_of``).
    Without ``features`` a lexicon knows of sentences and words only.
    ``rows[pointers[i]:pointers[i + 1]]`` are the feature rows of form i.
    """

    def __init__(self, features: Features | None = None, heads: Heads | None = None) -> None:
        self._features = features
        self._heads = heads
        self._dictionary = make_dictionary()
        self._numbers: dict[Form, int] = {}
        self._words: list[Form] = []
        self._pairs = PairTable()
        self._han = _Grown(np.bool_)
        self._flags = _Grown(np.int32)
        self._characters = _Grown(np.int32)
        self._bytes = _Grown(np.int64)
        self._forms = _Grown(np.int32)
        self._units = _Grown(np.float64)
        self._zeros = np.zeros(0, np.int32)
        self._rows = _Grown(np.int64)
        self._pointers = _Grown(np.int64)
        self._pointers.extend([0])
        self._records = _Grown(np.float32, record_size(0 if heads is None else len(heads.intercept)))

    @property
    def model(self) -> tuple[Features, Heads]:
        """The features and heads by which forms have meaning; raises ValueError where there are none."""
        if self._features is None or self._heads is None:
            raise ValueError("this lexicon knows of no features")
        return self._features, self._heads

    @property
    def size(self) -> int:
        """Number of distinct chunks, or of forms where these are more."""
        return max(len(self._flags.array), len(self._words))

    @property
    def words(self) -> list[Form]:
        """The words of each form."""
        return self._words

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
        found = [_meaning(chunk) for chunk in chunks]
        self._name(dict.fromkeys(form for _, form in found if form not in self._numbers))
        self._bytes.extend(sizes)
        self._characters.extend([len(chunk) for chunk in chunks])
        self._flags.extend([flags for flags, _ in found])
        self._forms.extend([self._numbers[form] for _, form in found])
        self._han.extend([_starts_with_han(form) for _, form in found])

    def _name(self, forms: Iterable[Form]) -> None:
        """Give new forms their numbers and learn what they mean."""
        fresh = list(forms)
        known = len(self._words)
        self._numbers.update((form, known + i) for i, form in enumerate(fresh))
        self._words.extend(fresh)
        self._units.extend([_units(form) for form in fresh])
        if self._features is not None:
            self._weigh(fresh)

    def forms_of(self, chunks: Chunks) -> NDArray[np.int32]:
        """The form of each of ``chunks``, learning what pairs of Chinese characters are new."""
        if not self._han.array.any():
            return self._forms.array[chunks.ids]
        forms, new = self._pairs.forms_of(chunks, self._forms.array, self._han.array, len(self._words))
        pairs = [(self._words[first][0], self._words[second][0]) for first, second in new]
        self._name([(first, first + second) for first, second in pairs])
        return forms

    def _weigh(self, forms: list[Form]) -> None:
        """M, T, W and Q of new forms (see ``views``), summed over their rows, and their counts."""
        features, heads = self.model
        n, n_terms = len(heads.intercept), len(features.terms.vocabulary)
        entries = [features.entry(form) for form in forms]
        rows = np.asarray([row for entry in entries for row in entry.rows], np.int64)
        lengths = np.asarray([len(entry.rows) for entry in entries], np.int64)
        out = np.zeros((len(forms), self._records.array.shape[1]))
        owner = np.repeat(np.arange(len(forms)), lengths)
        term = rows < n_terms
        idf, weight = features.terms.idf[rows[term]], features.means.weight[rows[~term] - n_terms]
        np.add.at(out[:, :n], owner[~term], heads.coef[rows[~term]] * weight[:, None])
        np.add.at(out[:, n : 2 * n], owner[term], heads.coef[rows[term]] * idf[:, None])
        np.add.at(out[:, 2 * n], owner[~term], weight)
        np.add.at(out[:, 2 * n + 1], owner[term], idf**2)
        if forms:
            counts = [_counts(form, entry.known) for form, entry in zip(forms, entries, strict=True)]
            out[:, 2 * n + 2 : 2 * n + 2 + COUNTS] = counts
        self._rows.extend(rows)
        self._pointers.extend(np.cumsum(lengths) + self._pointers.array[-1])
        self._records.extend(out.astype(np.float32))

    @property
    def n_bytes(self) -> NDArray[np.int64]:
        """Bytes of each distinct chunk."""
        return self._bytes.array

    @property
    def units(self) -> NDArray[np.float64]:
        """Length of each form in word units: a word counts one, a Chinese character a half."""
        return self._units.array

    @property
    def zeros(self) -> NDArray[np.int32]:
        """A zero for each form, to count in: see ``views.repeats``."""
        if len(self._zeros) < len(self._numbers):
            self._zeros = np.zeros(2 * len(self._numbers), np.int32)
        return self._zeros

    @property
    def rows(self) -> Ints:
        """Feature rows of all forms, one behind the other."""
        return self._rows.array

    @property
    def pointers(self) -> Ints:
        """Where the rows of each form begin, shape (n_forms + 1,)."""
        return self._pointers.array

    @property
    def records(self) -> NDArray[np.float32]:
        """What each form contributes, shape (n_forms, fields): see ``views``."""
        return self._records.array

    def sentence_ends(self, chunks: Chunks) -> NDArray[np.bool_]:
        """Which chunks are the last of their sentence."""
        return sentence_ends(chunks, self._flags.array, self._characters.array)


def _meaning(chunk: str) -> tuple[int, Form]:
    """Flags and form of a chunk."""
    plain = _PLAIN.fullmatch(chunk)
    if plain is None:
        return chunk_flags(chunk), tuple(words(chunk))
    # A word between punctuation marks: most chunks are, and need no more than this.
    before, word, after = plain.groups()
    if after and after != ",":
        return chunk_flags(chunk), (word.lower(),)
    flags = _CAPITAL if not before and word[0].isupper() else 0 if before else _LOWER
    return flags | (_COMMA if after else 0), (word.lower(),)


def _units(form: Form) -> float:
    return 0.5 if _starts_with_han(form) else float(len(form) > 0)


def _starts_with_han(form: Form) -> bool:
    """Is it a Chinese character, alone or with the one that follows?"""
    return bool(form) and HAN_CHARACTER.fullmatch(form[0]) is not None


def _counts(form: Form, known: int) -> tuple[float, ...]:
    """The counts of a form, ``known`` of whose words the model knows."""
    if _starts_with_han(form):
        return 1, min(known, 1), 1, 0, 1, 0, 0, 0
    text = "".join(form)
    letters = sum(map(str.isalpha, text))
    han, latin = (
        (0, letters) if text.isascii() else (len(p.findall(text)) for p in (HAN_CHARACTER, LATIN_LETTER))
    )
    latin_words = sum(LATIN_LETTER.search(word) is not None for word in form)
    numbers = sum(not any(map(str.isalpha, word)) for word in form)
    english = len(form) == 1 and text in _ENGLISH
    return len(form), known, han, latin, letters, english, latin_words, numbers

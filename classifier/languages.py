"""Which languages a text is in, by script and a small rule a passage: English, Chinese, or none that is read.

A passage's Chinese is its Chinese characters, unless letters of another script (kana, say) stand among them.
Its English is its words in Latin letters, if function words are among them as in running English. Latin words
too few to tell are English where there is no Chinese, and otherwise terms in Chinese, such as AI or 5G: these
count for no language, as numbers do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.engine.lexicon import ENGLISH, HAN, LATIN, LATIN_WORDS, LETTERS, NUMBERS, WORDS
from classifier.engine.scoring import Scored

Floats = NDArray[np.float64]

ENOUGH = 12.0  # word units by which a second language counts, and Latin words from which English can be told
SHARE = 0.2  # of a text's word units, by which a language counts beside another
_FUNCTION_WORDS = 0.06  # share of function words; fewer are not running English, which has over 0.2
_STRANGE_LETTERS = 0.1  # share of letters of other scripts beside Chinese; Japanese has more, mostly 0.4
_COMBINATIONS = ((), ("en",), ("zh",), ("en", "zh"), ("zh", "en"))


@dataclass(frozen=True)
class Languages:
    """The languages of the texts of a batch.

    ``codes`` (n_texts,) are numbers in ``names``, tuples of languages with the one of most words first;
    ``strange`` (n_texts,) says whose word units are for more than half in no language that is read.
    """

    codes: NDArray[np.int64]
    strange: NDArray[np.bool_]
    names: tuple[tuple[str, ...], ...] = _COMBINATIONS

    def __getitem__(self, text: int) -> tuple[str, ...]:
        return self.names[self.codes[text]]


def find_languages(scored: Scored) -> Languages:
    """The languages of each text of a batch.

    A language counts that has at least a fifth of a text's word units and 12 of them, or the half of any text
    (``lexicon.units``: a word is one unit, a Chinese character a half).
    """
    units = scored.per_text(_units(scored.passage_counts))
    own, whole = units[:, :2], units[:, 2:]
    found = (own >= ENOUGH) & (own >= SHARE * whole)
    chinese_first = own[:, 1] >= own[:, 0]
    rows = np.arange(len(own))
    most = np.where(chinese_first, 1, 0)
    found[rows, most] |= (own[rows, most] > 0) & (2 * own[rows, most] >= whole[:, 0])
    codes = found[:, 0] + 2 * found[:, 1] + (found.all(axis=1) & chinese_first)
    return Languages(codes.astype(np.int64), 2 * own.sum(axis=1) < whole[:, 0])


def _units(counts: Floats) -> Floats:
    """Word units of passages with ``counts`` (n, COUNTS): in English, in Chinese, in any language, (n, 3)."""
    words, han, latin = counts[:, WORDS], counts[:, HAN], counts[:, LATIN_WORDS]
    strange = counts[:, LETTERS] - counts[:, LATIN] - han
    few = latin < ENOUGH
    english = (counts[:, ENGLISH] >= _FUNCTION_WORDS * latin) & (counts[:, ENGLISH] > 0) | few & (han == 0)
    english &= 2 * strange <= counts[:, LETTERS]
    chinese = strange <= _STRANGE_LETTERS * (strange + han)
    terms = few & ~english & (han > 0)
    whole = words - counts[:, NUMBERS] - 0.5 * han - terms * latin
    return np.stack([latin * english, 0.5 * han * chinese, whole], axis=1)

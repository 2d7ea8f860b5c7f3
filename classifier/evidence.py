"""Which sentences and which words are behind a text's value: exact, since all is linear."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from classifier.bundle.model import Model
from classifier.engine.chunks import Ints
from classifier.engine.scoring import Scored
from classifier.engine.views import share_of
from classifier.tagging import Evidence, Explanation, Term

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Batch:
    """Scored texts beside their UTF-8: text i lies in ``data`` from ``offsets[i]`` to ``offsets[i + 1]``."""

    scored: Scored
    data: bytes | memoryview
    offsets: Ints

    @cached_property
    def ascii(self) -> bool:
        """Are bytes and characters the same in all texts?"""
        return bytes(self.data).isascii()

    @cached_property
    def _quoted(self) -> dict[int, tuple[str, int]]:
        return {}

    def quote(self, text: int, sentence: int, contribution: float) -> Evidence:
        """A sentence, by its number in the batch, as evidence."""
        words, at = self._quoted.get(sentence) or self._cut_out(text, sentence)
        return Evidence(words, at, at + len(words), contribution)

    def _cut_out(self, text: int, sentence: int) -> tuple[str, int]:
        begin = int(self.offsets[text])
        start, stop = int(self.scored.starts[sentence]), int(self.scored.stops[sentence])
        words = bytes(self.data[begin + start : begin + stop]).decode("utf-8", "surrogatepass")
        at = start
        if not self.ascii:
            at = len(bytes(self.data[begin : begin + start]).decode("utf-8", "surrogatepass"))
        self._quoted[sentence] = words, at  # labels often share their sentence
        return words, at


def best_sentences(batch: Batch, text: int, label: int, count: int) -> tuple[Evidence, ...]:
    """The ``count`` sentences of a text with the greatest positive contribution, best first."""
    scored = batch.scored
    low, high = scored.sentence_texts[text : text + 2].tolist()
    if low == high:
        return ()
    if count == 1:
        chosen = [int(scored.top[text, label])]
    else:
        chosen = (low + np.argsort(-scored.adds[low:high, label], kind="stable")[:count]).tolist()
    found = [(i, float(scored.adds[i, label])) for i in chosen]
    return tuple(batch.quote(text, i, value) for i, value in found if value > 0)


def explain(batch: Batch, model: Model, text: int, label: int, count: int) -> Explanation:
    """Take a text's value apart into what each word and phrase adds, the ``count`` strongest by name."""
    base = float(model.heads.intercept[label])
    sums: defaultdict[str, float] = defaultdict(float)
    for row, value in zip(*_occurrences(batch, model, text, label), strict=True):
        sums[model.features.name(row)] += value
    ranked = sorted(sums.items(), key=lambda item: (-abs(item[1]), item[0]))
    top = tuple(Term(term, value) for term, value in ranked[:count] if value)
    total = float(sum(sums.values()))
    return Explanation(
        value=base + total, base=base, terms=top, rest=total - sum(term.contribution for term in top)
    )


def _occurrences(batch: Batch, model: Model, text: int, label: int) -> tuple[list[int], list[float]]:
    """Rows of a text's words and what each adds to the text's value, one entry an occurrence."""
    scored, lexicon, features = batch.scored, batch.scored.lexicon, model.features
    low, high = scored.chunks.bounds[text : text + 2].tolist()
    forms = scored.forms[low:high]
    passage = np.searchsorted(scored.passages.cuts, np.arange(low, high), side="right") - 1
    share = scored.shares[passage, label] * share_of(scored.times[low:high])
    counts = np.diff(lexicon.pointers)[forms]
    owner = np.repeat(np.arange(len(forms)), counts)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    rows = lexicon.rows[lexicon.pointers[forms][owner] + within]
    n_terms = len(features.terms.vocabulary)
    is_term = rows < n_terms
    weight = np.empty(len(rows))
    weight[is_term] = features.terms.idf[rows[is_term]] * scored.scale.terms[passage][owner[is_term]]
    weight[~is_term] = (
        features.means.weight[rows[~is_term] - n_terms] * scored.scale.mean[passage][owner[~is_term]]
    )
    return rows.tolist(), (model.heads.coef[rows, label] * weight * share[owner]).tolist()

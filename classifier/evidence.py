"""Which sentences and which words are behind a document's value: exact, since all is linear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.tagging import Evidence, Explanation, Term

Floats = NDArray[np.float64]


def best_sentences(
    text: str, spans: Sequence[tuple[int, int]], contributions: Floats, count: int
) -> tuple[Evidence, ...]:
    """The ``count`` sentences with the greatest positive contribution (n_sentences,), best first."""
    order = np.argsort(-contributions, kind="stable")[:count]
    return tuple(
        Evidence(text[spans[i][0] : spans[i][1]], spans[i][0], spans[i][1], float(contributions[i]))
        for i in order
        if contributions[i] > 0
    )


def explain(terms: Sequence[str], contributions: Floats, base: float, count: int) -> Explanation:
    """Take a value apart: ``terms`` and their ``contributions`` (k,), one entry an occurrence."""
    sums: defaultdict[str, float] = defaultdict(float)
    for term, value in zip(terms, contributions, strict=True):
        sums[term] += float(value)
    ranked = sorted(sums.items(), key=lambda item: (-abs(item[1]), item[0]))
    top = tuple(Term(term, value) for term, value in ranked[:count] if value)
    total = float(sum(sums.values()))
    return Explanation(
        value=base + total, base=base, terms=top, rest=total - sum(term.contribution for term in top)
    )

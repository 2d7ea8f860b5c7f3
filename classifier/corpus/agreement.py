"""How well two annotators agree, a label: Cohen's kappa and Krippendorff's alpha."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifier.corpus.rows import Row
from classifier.taxonomy import Taxonomy


@dataclass(frozen=True)
class Agreement:
    """Of the first and the second annotation, before adjudication, over ``passages`` with both."""

    passages: int
    first: int
    second: int
    both: int
    kappa: float
    alpha: float


def agreement(rows: Sequence[Row], taxonomy: Taxonomy) -> dict[str, Agreement]:
    """Agreement a label; NaN where no passage has two annotations or neither gave the label."""
    import krippendorff
    from sklearn.metrics import cohen_kappa_score

    pairs = [row.annotations[:2] for row in rows if len(row.annotations) > 1]
    out: dict[str, Agreement] = {}
    for label in taxonomy.ids:
        first = np.array([label in a.labels for a, _ in pairs], dtype=int)
        second = np.array([label in b.labels for _, b in pairs], dtype=int)
        kappa = alpha = float("nan")
        if first.any() or second.any():
            kappa = float(cohen_kappa_score(first, second))
            alpha = float(krippendorff.alpha(np.array([first, second]), level_of_measurement="nominal"))
        both = int((first & second).sum())
        out[label] = Agreement(len(pairs), int(first.sum()), int(second.sum()), both, kappa, alpha)
    return out


def degree_agreement(rows: Sequence[Row]) -> tuple[int, int]:
    """Of the measures that both annotators gave: in how many the degree is the same, and how many."""
    same = total = 0
    for row in rows:
        if len(row.annotations) < 2:
            continue
        a, b = row.annotations[0].degrees, row.annotations[1].degrees
        common = a.keys() & b.keys()
        total += len(common)
        same += sum(a[measure] == b[measure] for measure in common)
    return same, total

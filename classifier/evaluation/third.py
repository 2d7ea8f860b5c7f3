"""Does the third answer keep its promise? Errors of ``Classifier.with_uncertain`` on labelled rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest

from classifier.api import Classifier
from classifier.corpus.rows import Row
from classifier.decision import indicator_matrix, seen_matrix


@dataclass(frozen=True)
class Share:
    """``count`` of ``of`` rows, with a Clopper-Pearson 95% interval."""

    count: int
    of: int
    low: float
    high: float


@dataclass(frozen=True)
class Promise:
    """Of one label: rows with it that were denied it, rows without it that were given it, and open ones."""

    denied: Share
    given: Share
    uncertain: Share

    def kept(self, risk: float) -> bool:
        """Is the risk within both intervals, or above?"""
        return self.denied.low <= risk and self.given.low <= risk


def third_answer(classifier: Classifier, rows: Sequence[Row], risk: float) -> dict[str, Promise | None]:
    """Errors at ``risk`` by measure, None for one that nobody looked for.

    Disputed rows are left out, and of a measure the rows in which nobody looked for it.
    """
    rows = [row for row in rows if not row.disputed]
    truth = indicator_matrix([row.labels for row in rows], classifier.taxonomy)
    taggings = list(classifier.with_uncertain(risk).classify_batch([row.text for row in rows], evidence=0))
    seen = seen_matrix([row.unknown for row in rows], classifier.taxonomy)
    out: dict[str, Promise | None] = {}
    for measure in classifier.taxonomy.measures:
        column = classifier.taxonomy.ids.index(measure)
        looked = seen[:, column]
        if not looked.any():
            out[measure] = None
            continue
        has, lacks = truth[:, column] & looked, ~truth[:, column] & looked
        given = np.array([measure in tagging.labels for tagging in taggings], bool)
        open_ = np.array([measure in tagging.uncertain for tagging in taggings], bool)
        out[measure] = Promise(_share((~given & ~open_)[has]), _share(given[lacks]), _share(open_[looked]))
    return out


def _share(hits: np.ndarray) -> Share:
    count, of = int(hits.sum()), len(hits)
    if not of:
        return Share(0, 0, 0.0, 1.0)
    interval = binomtest(count, of).proportion_ci(0.95)
    return Share(count, of, float(interval.low), float(interval.high))

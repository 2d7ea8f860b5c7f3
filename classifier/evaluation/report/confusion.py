"""Which measures are taken for which, in texts that may carry several."""

from __future__ import annotations

from typing import Any

import numpy as np

from classifier.evaluation.outcomes import Outcomes

NONE = "none"
COUNTED = (
    "Only texts in which all measures were looked for are counted. A measure that a text carries and was "
    "given stands on the diagonal. A missed one stands in the column of each measure that was wrongly given "
    "to the same text, or in the column none where no measure was. A measure that was wrongly given to a "
    "text of which nothing was missed stands in the row none. A text that carries none and was given none "
    "stands where none meets none. So a text may be counted more than once."
)


def confusion(found: Outcomes) -> dict[str, Any]:
    """Counts by true measure or none (rows) and given measure or none (columns).

    The cells are those of the multi-label confusion matrix of Heydarian, Doyle and Samavi (2022), except
    that a surplus measure stands in the row none rather than in those of the measures that were found.
    """
    size = len(found.measures)
    counts = np.zeros((size + 1, size + 1), dtype=np.int64)
    none = np.array([size])
    kept = found.all_seen
    for has, was in zip(
        found.truth[kept][:, found.measures], found.given[kept][:, found.measures], strict=True
    ):
        hits, missed, surplus = (np.flatnonzero(cells) for cells in (has & was, has & ~was, was & ~has))
        counts[hits, hits] += 1
        if len(missed) or len(surplus):
            counts[np.ix_(missed if len(missed) else none, surplus if len(surplus) else none)] += 1
        elif not len(hits):
            counts[size, size] += 1
    return {
        "labels": [*found.taxonomy.measures, NONE],
        "counts": counts.tolist(),
        "rows": int(kept.sum()),
        "counted": COUNTED,
    }

"""What a model said of labelled rows, beside the truth, and the figures that follow from it.

Cells that nobody annotated (``Row.unknown``) weigh nothing: not seen is not the same as absent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from classifier.api import Classifier
from classifier.corpus.rows import Row
from classifier.decision import decide, indicator_matrix, parent_columns, seen_matrix
from classifier.errors import CorpusError
from classifier.evaluation import metrics
from classifier.taxonomy import Taxonomy

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
LABEL_METRICS = ("precision", "recall", "f1", "average_precision", "brier", "ece")
OVERALL_METRICS = ("macro_f1", "micro_f1", "mean_average_precision", "subset_accuracy", "brier", "ece")


@dataclass(frozen=True)
class Outcomes:
    """Truth and answers, arrays (n_rows, n_labels) with the taxonomy's labels as columns.

    ``seen`` is False where nobody looked for the label; there ``truth`` is False, too.
    """

    rows: tuple[Row, ...]
    taxonomy: Taxonomy
    truth: Bools
    seen: Bools
    scores: Floats
    given: Bools

    @cached_property
    def measures(self) -> list[int]:
        """The columns of the measures."""
        return [self.taxonomy.ids.index(measure) for measure in self.taxonomy.measures]

    @cached_property
    def all_seen(self) -> Bools:
        """Rows in which all measures were looked for, (n_rows,)."""
        return np.asarray(self.seen[:, self.measures].all(axis=1))

    def seen_rows(self) -> dict[str, int]:
        """In how many rows each label was looked for."""
        return dict(zip(self.taxonomy.ids, self.seen.sum(axis=0).tolist(), strict=True))

    def positives(self) -> dict[str, int]:
        """How many rows carry each label."""
        return dict(zip(self.taxonomy.ids, self.truth.sum(axis=0).tolist(), strict=True))

    def figures(self, weights: Floats) -> tuple[Floats, Floats]:
        """Figures of rows counted ``weights`` (n_rows,) times each; nan where no counted row was looked at.

        Overall ones, (6,) as in OVERALL_METRICS, and a label's, (n_labels, 6) as in LABEL_METRICS. Macro
        and mean figures are over the measures that were looked for.
        """
        labels = np.array([self._label(i, weights) for i in range(len(self.taxonomy.ids))])
        columns = self.measures
        measured = labels[columns][~np.isnan(labels[columns, 0])]
        if not len(measured):
            return np.full(len(OVERALL_METRICS), np.nan), labels
        _, _, f1, precision, brier, ece = measured.mean(axis=0)
        truth, given = self.truth[:, columns], self.given[:, columns]
        whole = weights * self.all_seen
        exact = whole @ (truth == given).all(axis=1) / whole.sum() if whole.any() else np.nan
        micro = metrics.micro_f1(truth, given & self.seen[:, columns], weights)
        overall = (f1, micro, precision, exact, brier, ece)
        return np.array(overall), labels

    def _label(self, column: int, weights: Floats) -> tuple[float, ...]:
        weights = weights * self.seen[:, column]
        if not weights.any():
            return (np.nan,) * len(LABEL_METRICS)
        truth, scores = self.truth[:, column], self.scores[:, column]
        return (
            *metrics.precision_recall_f1(truth, self.given[:, column], weights),
            metrics.average_precision(truth, scores, weights),
            metrics.brier(truth, scores, weights),
            metrics.expected_calibration_error(truth, scores, weights),
        )


def outcomes(classifier: Classifier, rows: Sequence[Row]) -> Outcomes:
    """Score ``rows`` and lay the answers beside their labels.

    Disputed rows are left out. Raises CorpusError when nothing is left.
    """
    kept = [row for row in rows if not row.disputed]
    if not kept:
        raise CorpusError("no rows to evaluate on")
    return lay_out(classifier, kept, classifier.predict_proba([row.text for row in kept]))


def lay_out(classifier: Classifier, rows: Sequence[Row], scores: Floats) -> Outcomes:
    """Given ``scores`` (n_rows, n_labels) of rows, decided as ``classifier`` does, beside their labels."""
    taxonomy = classifier.taxonomy
    kept = tuple(rows)
    seen = seen_matrix([row.unknown for row in kept], taxonomy)
    limits = np.array([classifier.thresholds[label] for label in taxonomy.ids])
    return Outcomes(
        rows=kept,
        taxonomy=taxonomy,
        truth=indicator_matrix([row.labels for row in kept], taxonomy) & seen,
        seen=seen,
        scores=scores,
        given=decide(scores, limits, parent_columns(taxonomy)),
    )


def bootstrap(
    figures: Callable[[Floats], Floats], n: int, resamples: int, seed: int
) -> tuple[Floats, Floats, Floats]:
    """Figures of all rows, and the 2.5 and 97.5 percentiles over resampled rows (Efron 1979).

    ``figures`` takes how often each of ``n`` rows is counted and gives an array of figures; a draw in which
    a figure is nan does not count for it.
    """
    rng = np.random.default_rng(seed)
    values = figures(np.ones(n))
    if not resamples:
        return values, values, values
    draws = np.stack(
        [figures(np.bincount(rng.integers(0, n, n), minlength=n).astype(float)) for _ in range(resamples)]
    )
    known = ~np.isnan(draws).all(axis=0)
    low, high = np.full((2, *values.shape), np.nan)
    if known.any():
        low[known], high[known] = np.nanpercentile(draws[:, known], [2.5, 97.5], axis=0)
    return values, low, high

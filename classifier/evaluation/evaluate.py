"""One model on labelled rows: every figure with a bootstrap 95% interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.api import Classifier
from classifier.corpus.rows import Row
from classifier.decision import decide, indicator_matrix, parent_columns
from classifier.errors import CorpusError
from classifier.evaluation import metrics

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
RESAMPLES = 1000
LABEL_METRICS = ("precision", "recall", "f1", "average_precision", "brier", "ece")
OVERALL_METRICS = ("macro_f1", "micro_f1", "mean_average_precision", "subset_accuracy", "brier", "ece")


@dataclass(frozen=True)
class Estimate:
    """A figure with the 2.5 and 97.5 percentiles of its bootstrap distribution."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Evaluation:
    """Figures a label and overall; macro and mean figures are over the measures alone.

    ``chance`` is what ``ece`` shows of a perfectly calibrated model on as many rows, a label and, under
    ``overall``, their mean over the measures (``metrics.chance_calibration_error``). ``removal`` says how
    often a measure's score falls when its first evidence sentence is taken out, over ``removals`` tags.
    """

    model_id: str
    rows: int
    resamples: int
    positives: dict[str, int]
    labels: dict[str, dict[str, Estimate]]
    overall: dict[str, Estimate]
    chance: dict[str, Estimate]
    removal: float
    removals: int

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values, rounded to four places."""

        def plain(one: Estimate) -> dict[str, float]:
            return {k: round(v, 4) for k, v in vars(one).items()}

        return {
            "model_id": self.model_id,
            "rows": self.rows,
            "resamples": self.resamples,
            "overall": {
                **{name: plain(one) for name, one in self.overall.items()},
                "ece_by_chance": plain(self.chance["overall"]),
            },
            "evidence_removal": {"lowered": round(self.removal, 4), "tags": self.removals},
            "labels": {
                label: {
                    "positives": self.positives[label],
                    **{name: plain(one) for name, one in found.items()},
                    "ece_by_chance": plain(self.chance[label]),
                }
                for label, found in self.labels.items()
            },
        }


def evaluate(
    classifier: Classifier, rows: Sequence[Row], *, resamples: int = RESAMPLES, seed: int = 0
) -> Evaluation:
    """Score ``rows`` and compare with their labels; rows are drawn with replacement ``resamples`` times.

    Disputed rows are left out. Raises CorpusError when nothing is left.
    """
    rows = [row for row in rows if not row.disputed]
    if not rows:
        raise CorpusError("no rows to evaluate on")
    taxonomy = classifier.taxonomy
    column = {label: i for i, label in enumerate(taxonomy.ids)}
    truth = indicator_matrix([row.labels for row in rows], taxonomy)
    scores = classifier.predict_proba([row.text for row in rows])
    limits = np.array([classifier.thresholds[label] for label in taxonomy.ids])
    given = decide(scores, limits, parent_columns(taxonomy))
    measures = [column[label] for label in taxonomy.measures]

    def figures(weights: Floats) -> Floats:
        return np.array(
            [*_overall(truth, scores, given, weights, measures)]
            + [v for i in range(len(column)) for v in _label(truth[:, i], scores[:, i], given[:, i], weights)]
        )

    values, low, high = bootstrap(figures, len(rows), resamples, seed)
    estimates = [Estimate(*map(float, three)) for three in zip(values, low, high, strict=True)]
    drawn = [metrics.chance_calibration_error(scores[:, i]) for i in range(len(column))]
    chance = {label: _spread(drawn[i]) for label, i in column.items()}
    chance["overall"] = _spread(np.mean([drawn[i] for i in measures], axis=0))
    lowered = evidence_removal(classifier, [row.text for row in rows])
    split = len(OVERALL_METRICS)
    per = len(LABEL_METRICS)
    return Evaluation(
        model_id=classifier.model_id,
        rows=len(rows),
        resamples=resamples,
        positives={label: int(truth[:, i].sum()) for label, i in column.items()},
        overall=dict(zip(OVERALL_METRICS, estimates[:split], strict=True)),
        chance=chance,
        removal=float(np.mean(lowered)) if lowered else 0.0,
        removals=len(lowered),
        labels={
            label: dict(zip(LABEL_METRICS, estimates[split + i * per : split + (i + 1) * per], strict=True))
            for label, i in column.items()
        },
    )


def _spread(draws: Floats) -> Estimate:
    low, high = np.percentile(draws, [2.5, 97.5])
    return Estimate(float(draws.mean()), float(low), float(high))


def evidence_removal(classifier: Classifier, texts: Sequence[str]) -> list[bool]:
    """For each measure given to each text: is its score lower without its first evidence sentence?

    A text of one sentence would be empty without it and is left out.
    """
    asked = []
    for text, tagging in zip(texts, classifier.classify_batch(texts), strict=True):
        for measure in classifier.taxonomy.measures:
            if measure in tagging.labels and tagging.evidence.get(measure):
                first = tagging.evidence[measure][0]
                rest = text[: first.start] + text[first.end :]
                if rest.strip():
                    asked.append((rest, measure, tagging.scores[measure]))
    after = classifier.predict_proba([rest for rest, _, _ in asked])
    column = {label: i for i, label in enumerate(classifier.labels)}
    return [bool(p[column[m]] < before) for p, (_, m, before) in zip(after, asked, strict=True)]


def _label(truth: Bools, scores: Floats, given: Bools, weights: Floats) -> tuple[float, ...]:
    return (
        *metrics.precision_recall_f1(truth, given, weights),
        metrics.average_precision(truth, scores, weights),
        metrics.brier(truth, scores, weights),
        metrics.expected_calibration_error(truth, scores, weights),
    )


def _overall(
    truth: Bools, scores: Floats, given: Bools, weights: Floats, measures: list[int]
) -> tuple[float, ...]:
    per = np.array([_label(truth[:, i], scores[:, i], given[:, i], weights) for i in measures])
    exact = (truth[:, measures] == given[:, measures]).all(axis=1)
    return (
        float(per[:, 2].mean()),
        metrics.micro_f1(truth[:, measures], given[:, measures], weights),
        float(per[:, 3].mean()),
        float(np.average(exact, weights=weights)),
        float(per[:, 4].mean()),
        float(per[:, 5].mean()),
    )


def bootstrap(
    figures: Callable[[Floats], Floats], n: int, resamples: int, seed: int
) -> tuple[Floats, Floats, Floats]:
    """Figures of all rows, and the 2.5 and 97.5 percentiles over resampled rows (Efron 1979).

    ``figures`` takes how often each of ``n`` rows is counted and gives an array of figures.
    """
    rng = np.random.default_rng(seed)
    values = figures(np.ones(n))
    if not resamples:
        return values, values, values
    draws = np.stack(
        [figures(np.bincount(rng.integers(0, n, n), minlength=n).astype(float)) for _ in range(resamples)]
    )
    low, high = np.percentile(draws, [2.5, 97.5], axis=0)
    return values, low, high

"""One model on labelled rows: every figure with a bootstrap 95% interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from classifier.api import Classifier
from classifier.corpus.rows import Row
from classifier.evaluation import metrics
from classifier.evaluation.outcomes import (
    LABEL_METRICS,
    OVERALL_METRICS,
    Floats,
    Outcomes,
    bootstrap,
    outcomes,
)

RESAMPLES = 1000


@dataclass(frozen=True)
class Estimate:
    """A figure with the 2.5 and 97.5 percentiles of its bootstrap distribution."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Evaluation:
    """Figures a label and overall; macro and mean figures are over the measures alone.

    A figure is None where nobody looked for the label in any row. ``seen`` says in how many rows each label
    was looked for, ``positives`` how many carry it. ``chance`` is what ``ece`` shows of a perfectly
    calibrated model on as many rows, a label and, under ``overall``, their mean over the measures
    (``metrics.chance_calibration_error``). ``removal`` says how often a measure's score falls when its first
    evidence sentence is taken out, over ``removals`` tags.
    """

    model_id: str
    rows: int
    resamples: int
    seen: dict[str, int]
    positives: dict[str, int]
    labels: dict[str, dict[str, Estimate | None]]
    overall: dict[str, Estimate | None]
    chance: dict[str, Estimate | None]
    removal: float
    removals: int

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values, rounded to four places; null for a figure that is None."""

        def plain(one: Estimate | None) -> dict[str, float] | None:
            return None if one is None else {k: round(v, 4) for k, v in vars(one).items()}

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
                    "seen": self.seen[label],
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

    Disputed rows are left out, and so are cells that nobody annotated (``Row.unknown``): subset accuracy is
    over the rows in which all measures were looked for. Raises CorpusError when nothing is left.
    """
    return evaluate_outcomes(classifier, outcomes(classifier, rows), resamples=resamples, seed=seed)


def evaluate_outcomes(
    classifier: Classifier, found: Outcomes, *, resamples: int = RESAMPLES, seed: int = 0
) -> Evaluation:
    """As ``evaluate``, of rows that ``classifier`` has scored already."""

    def figures(weights: Floats) -> Floats:
        return np.concatenate([part.ravel() for part in found.figures(weights)])

    values, low, high = bootstrap(figures, len(found.rows), resamples, seed)
    estimates = [_estimate(*three) for three in zip(values, low, high, strict=True)]
    ids = found.taxonomy.ids
    drawn = {
        label: metrics.chance_calibration_error(found.scores[found.seen[:, i], i])
        for i, label in enumerate(ids)
        if found.seen[:, i].any()
    }
    chance = {label: _spread(drawn[label]) if label in drawn else None for label in ids}
    measured = [drawn[label] for label in found.taxonomy.measures if label in drawn]
    chance["overall"] = _spread(np.mean(measured, axis=0)) if measured else None
    lowered = evidence_removal(classifier, [row.text for row in found.rows])
    split = len(OVERALL_METRICS)
    per = len(LABEL_METRICS)
    return Evaluation(
        model_id=classifier.model_id,
        rows=len(found.rows),
        resamples=resamples,
        seen=found.seen_rows(),
        positives=found.positives(),
        overall=dict(zip(OVERALL_METRICS, estimates[:split], strict=True)),
        chance=chance,
        removal=float(np.mean(lowered)) if lowered else 0.0,
        removals=len(lowered),
        labels={
            label: dict(zip(LABEL_METRICS, estimates[split + i * per : split + (i + 1) * per], strict=True))
            for i, label in enumerate(ids)
        },
    )


def _estimate(value: float, low: float, high: float) -> Estimate | None:
    return None if np.isnan(value) else Estimate(float(value), float(low), float(high))


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

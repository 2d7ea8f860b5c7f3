"""Two models on the same rows: both models' figures, their paired difference, and where they disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from classifier.api import Classifier
from classifier.corpus.rows import Row
from classifier.errors import UsageError
from classifier.evaluation.outcomes import (
    LABEL_METRICS,
    OVERALL_METRICS,
    Bools,
    Floats,
    Outcomes,
    bootstrap,
    outcomes,
)

RESAMPLES = 1000
LABEL_FIGURES = ("f1", "average_precision")
OVERALL_FIGURES = ("macro_f1", "micro_f1", "mean_average_precision", "ece")


@dataclass(frozen=True)
class Difference:
    """A figure of both models, and new less old with its paired bootstrap 95% interval."""

    old: float
    new: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True)
class Disagreement:
    """A row to which the models give different labels.

    ``place`` is file and line; ``truth`` are its labels; nobody looked for ``unknown``.
    """

    id: str
    place: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    truth: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Figures of two models on the same ``rows`` rows.

    ``labels`` has LABEL_FIGURES by label, ``overall`` OVERALL_FIGURES. A figure is None where nobody
    looked for the label in any row. ``seen`` and ``positives`` say in how many rows each label was looked for
    and found.
    """

    old_id: str
    new_id: str
    rows: int
    resamples: int
    seen: Mapping[str, int]
    positives: Mapping[str, int]
    labels: Mapping[str, Mapping[str, Difference | None]]
    overall: Mapping[str, Difference | None]
    differing: tuple[Disagreement, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values, figures rounded to four places; null for a figure that is None."""

        def plain(figures: Mapping[str, Difference | None]) -> dict[str, Any]:
            return {
                name: None if one is None else {k: round(v, 4) for k, v in vars(one).items()}
                for name, one in figures.items()
            }

        return {
            "old_id": self.old_id,
            "new_id": self.new_id,
            "rows": self.rows,
            "resamples": self.resamples,
            "overall": plain(self.overall),
            "labels": {
                label: {"seen": self.seen[label], "positives": self.positives[label], **plain(figures)}
                for label, figures in self.labels.items()
            },
            "differing": [
                {k: list(v) if isinstance(v, tuple) else v for k, v in vars(one).items()}
                for one in self.differing
            ],
        }


def compare(
    old: Classifier, new: Classifier, rows: Sequence[Row], *, resamples: int = RESAMPLES, seed: int = 0
) -> Comparison:
    """Score ``rows`` with both models; each resample draws the same rows for both (paired bootstrap).

    Disputed rows and cells that nobody annotated are left out, as in ``evaluate``. Raises UsageError when
    the models know different labels and CorpusError when no row is left.
    """
    _check_labels(old, new)
    was, now = outcomes(old, rows), outcomes(new, rows)
    ids = old.labels
    order = [new.labels.index(label) for label in ids]

    def of_old(weights: Floats) -> Floats:
        return _chosen(was, weights, list(range(len(ids))))

    def of_new(weights: Floats) -> Floats:
        return _chosen(now, weights, order)

    difference, low, high = bootstrap(lambda w: of_new(w) - of_old(w), len(was.rows), resamples, seed)
    once = np.ones(len(was.rows))
    found = [
        None if np.isnan(five[2]) else Difference(*map(float, five))
        for five in zip(of_old(once), of_new(once), difference, low, high, strict=True)
    ]
    split, per = len(OVERALL_FIGURES), len(LABEL_FIGURES)
    return Comparison(
        old_id=old.model_id,
        new_id=new.model_id,
        rows=len(was.rows),
        resamples=resamples,
        seen=was.seen_rows(),
        positives=was.positives(),
        overall=dict(zip(OVERALL_FIGURES, found[:split], strict=True)),
        labels={
            label: dict(zip(LABEL_FIGURES, found[split + i * per : split + (i + 1) * per], strict=True))
            for i, label in enumerate(ids)
        },
        differing=tuple(_differing(was, now, order)),
    )


def _check_labels(old: Classifier, new: Classifier) -> None:
    apart = sorted(set(old.labels) ^ set(new.labels))
    if apart:
        whose = "old" if apart[0] in old.labels else "new"
        raise UsageError(
            f"the models know different labels: {apart[0]!r} is only in the {whose} one",
            remedy="compare models that were trained with the same taxonomy",
        )


def _chosen(found: Outcomes, weights: Floats, order: list[int]) -> Floats:
    overall, labels = found.figures(weights)
    by_label = labels[order][:, [LABEL_METRICS.index(name) for name in LABEL_FIGURES]]
    return np.concatenate(
        [overall[[OVERALL_METRICS.index(name) for name in OVERALL_FIGURES]], by_label.ravel()]
    )


def _differing(was: Outcomes, now: Outcomes, order: list[int]) -> list[Disagreement]:
    ids = was.taxonomy.ids
    old, new = was.given, now.given[:, order]

    def named(row: Bools) -> tuple[str, ...]:
        return tuple(ids[k] for k in np.flatnonzero(row).tolist())

    out = []
    for i in np.flatnonzero((old != new).any(axis=1)).tolist():
        row = was.rows[i]
        place = f"{row.origin}:{row.line}"
        three = named(old[i]), named(new[i]), named(was.truth[i])
        out.append(Disagreement(row.id, place, *three, row.unknown))
    return out

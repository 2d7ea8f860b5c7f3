"""Which part of a project should count for a measure? Puts documents together from passages of the written test
splits and prints how well each share of the highest passages finds the measures, beside the highest
passage alone and the mean.

A document has 6 to 40 passages. Up to two measures are real: 12 to 60 per cent of the passages carry each. Other
measures may stand in one or two passages of a longer document, as a compulsory chapter would: they are not its
measures. The rest carries none.

    python -m benchmarks.rollup
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import load
from classifier import Classifier
from classifier.evaluation import metrics
from classifier.projects.rollup import SHARE, weighted_roll_up

SHARES = (0.1, 0.2, 0.25, 1 / 3, 0.4, 0.5, 0.6, 1.0)
DOCUMENTS = 1500


def main() -> None:
    """See above."""
    classifier = Classifier.load()
    columns = [classifier.labels.index(m) for m in classifier.taxonomy.measures]
    limits = np.array([classifier.thresholds[m] for m in classifier.taxonomy.measures])
    print(
        f"share used: {SHARE:g}\n\n| | English: macro-F1 | mAP | Chinese: macro-F1 | mAP |\n|---|---|---|---|---|"
    )
    cells: dict[str, list[str]] = {}
    for language in ("en", "zh"):
        _, (test, *_), _ = load(lang=language)
        values = classifier.decision_values(test.texts)
        documents, truth = make(test.truth, np.random.default_rng(0))
        for name, share in {"highest passage": 0.0, **{f"{s:.0%}": s for s in SHARES}}.items():
            rolled = [
                weighted_roll_up(values[d], np.ones(len(d)), share) if share else values[d].max(axis=0)
                for d in documents
            ]
            p = classifier.probabilities(np.array(rolled))[:, columns]
            ones = np.ones(len(p))
            f1 = [metrics.precision_recall_f1(truth[:, k], p[:, k] >= limits[k], ones)[2] for k in range(4)]
            ap = [metrics.average_precision(truth[:, k], p[:, k], ones) for k in range(4)]
            cells.setdefault(name, []).extend([f"{np.mean(f1):.3f}", f"{np.mean(ap):.3f}"])
    for name, found in cells.items():
        print(f"| {name} | {' | '.join(found)} |")


def make(
    truth: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[list[NDArray[np.int64]], NDArray[np.bool_]]:
    """Documents as numbers of passages, and their measures (DOCUMENTS, n_measures)."""
    n = truth.shape[1]
    none = np.flatnonzero(~truth.any(axis=1))
    only = [np.flatnonzero(truth[:, k] & (truth.sum(axis=1) == 1)) for k in range(n)]
    documents, labels = [], np.zeros((DOCUMENTS, n), bool)
    for row in labels:
        size = int(rng.integers(6, 40))
        real = rng.choice(n, rng.choice([0, 1, 2], p=[0.35, 0.4, 0.25]), replace=False)
        row[real] = True
        passages: list[int] = []
        for k in range(n):
            if row[k]:
                count = max(1, round(rng.uniform(0.12, 0.6) / max(1.0, 0.7 * len(real)) * size))
                passages += rng.choice(only[k], count).tolist()
            elif size >= 10 and rng.random() < 0.35:
                passages += rng.choice(only[k], 1 if size < 25 else 2).tolist()
        passages += rng.choice(none, max(0, size - len(passages))).tolist()
        documents.append(np.array(passages))
    return documents, labels


if __name__ == "__main__":
    main()

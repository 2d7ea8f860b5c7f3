"""Does a corpus in one language help the other? Trains on English, on Chinese and on both, with and without
Chinese word vectors, measures each on both written test splits, and prints a table.

    python -m benchmarks.transfer        (some twelve minutes on two cores)
"""

from __future__ import annotations

import sys

import numpy as np

from benchmarks import accuracy
from benchmarks.data import Split, load
from benchmarks.ours import four
from classifier import Classifier, Taxonomy
from classifier.training import FitOptions, fit
from classifier.training.vectors import load_vectors

LANGUAGES = ("en", "zh")


def main() -> None:
    """See above."""
    splits = {language: load(lang=language) for language in LANGUAGES}
    taxonomy = four(Taxonomy.load())
    print("| trained on | Chinese vectors | English: macro-F1 | mAP | Chinese: macro-F1 | mAP |")
    print("|---|---|---|---|---|---|")
    for with_vectors in (True, False):
        vectors = load_vectors(languages=LANGUAGES if with_vectors else ("en",))
        for chosen in (("en",), ("zh",), LANGUAGES):
            train = joined([splits[language][0] for language in chosen])
            print(f"{'+'.join(chosen)}, {len(train.texts):,} texts", file=sys.stderr, flush=True)
            fitted = fit.fit_model(
                train.texts, train.truth, taxonomy, FitOptions(), weights=train.weights, vectors=vectors
            )
            clf = Classifier(fitted.model, fitted.model.thresholds)
            cells = []
            for language in LANGUAGES:
                test = splits[language][1][0]
                p = clf.predict_proba(test.texts)
                given = p >= np.array([clf.thresholds[label] for label in clf.labels])
                found = accuracy.figures(test.truth, p, given, np.ones(len(p)))
                cells += [f"{found[0]:.3f}", f"{found[2]:.3f}"]
            said = "yes" if with_vectors else "no"
            print(f"| {' + '.join(chosen)} | {said} | " + " | ".join(cells) + " |", flush=True)


def joined(splits: list[Split]) -> Split:
    """Training rows of several languages as one."""
    return Split(
        "training",
        [text for split in splits for text in split.texts],
        np.concatenate([split.truth for split in splits]),
        np.concatenate([split.weights for split in splits]),
    )


if __name__ == "__main__":
    main()

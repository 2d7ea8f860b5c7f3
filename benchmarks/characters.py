"""Characters or a segmenter's words? Mean average precision out of fold, and on the written test split, of one
linear model over single Chinese characters, pairs, threes, and jieba's words and pairs of them.

    python -m benchmarks.characters        (needs jieba, extra `bench`; some three minutes)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.accuracy import FOLDS
from benchmarks.chinese import cut
from benchmarks.data import Split, load
from classifier.evaluation import metrics
from classifier.training.folds import make_folds

_WORDS = {"token_pattern": r"(?u)\b\w+\b"}
WAYS: dict[str, tuple[bool, dict[str, Any]]] = {
    "characters": (False, {"analyzer": "char", "ngram_range": (1, 1)}),
    "characters and pairs": (False, {"analyzer": "char", "ngram_range": (1, 2)}),
    "characters, pairs and threes": (False, {"analyzer": "char", "ngram_range": (1, 3)}),
    "jieba's words": (True, {**_WORDS, "ngram_range": (1, 1)}),
    "jieba's words and pairs": (True, {**_WORDS, "ngram_range": (1, 2)}),
}


def main() -> None:
    """See above."""
    train, (test, *_), _ = load(lang="zh")
    words = {True: [cut(text) for text in train.texts], False: train.texts}
    tests = {True: [cut(text) for text in test.texts], False: test.texts}
    folds = make_folds(train.truth, range(len(train.texts)), FOLDS, 0)
    print("| features | out of fold | test split |\n|---|---|---|")
    for name, (segmented, options) in WAYS.items():
        texts = words[segmented]
        held = np.zeros(train.truth.shape)
        for known, unknown in folds:
            some = [texts[i] for i in known], train.truth[known], [texts[i] for i in unknown]
            held[unknown] = scores(*some, options)
        found = (
            mean_precision(train, held),
            mean_precision(test, scores(texts, train.truth, tests[segmented], options)),
        )
        print(f"| {name} | {found[0]:.3f} | {found[1]:.3f} |", flush=True)


def scores(known: list[str], truth: np.ndarray, unknown: list[str], options: dict[str, Any]) -> np.ndarray:
    """Probabilities (n_unknown, n_measures)."""
    vectorizer = TfidfVectorizer(**options, min_df=2, sublinear_tf=True)
    x, z = vectorizer.fit_transform(known), vectorizer.transform(unknown)
    heads = (LogisticRegression(C=10, max_iter=2000, class_weight="balanced").fit(x, y) for y in truth.T)
    return np.column_stack([head.predict_proba(z)[:, 1] for head in heads])


def mean_precision(split: Split, found: np.ndarray) -> float:
    """Mean average precision over the measures."""
    ones = np.ones(len(found))
    columns = zip(split.truth.T, found.T, strict=True)
    return float(np.mean([metrics.average_precision(t, s, ones) for t, s in columns]))


if __name__ == "__main__":
    main()

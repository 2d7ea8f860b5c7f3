"""Do traditional and simplified, full-width and half-width forms of a Chinese passage get the same answer?

Each passage of the written test split is rewritten, and its labels and scores are compared with its own.
Conversions are OpenCC's, word by word, so that what a reader of characters cannot undo is among them.

    python -m benchmarks.variants        (needs opencc, extra `bench`)
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.data import load
from benchmarks.ours import shipped
from classifier import Classifier

WITHIN = 0.02
_WIDE = {i: i + 0xFEE0 for i in range(0x21, 0x7F)}
_NARROW = {wide: narrow for narrow, wide in _WIDE.items()}
_ALNUM = {i: wide for i, wide in _WIDE.items() if chr(i).isalnum()}


def variants() -> dict[str, Callable[[str], str]]:
    """Ways to rewrite a text, by name."""
    from opencc import OpenCC

    names = {
        "simplified": "t2s",
        "traditional": "s2t",
        "Taiwan's characters": "s2tw",
        "Hong Kong's characters": "s2hk",
        "Taiwan's characters and words": "s2twp",
    }
    out: dict[str, Callable[[str], str]] = {name: OpenCC(one).convert for name, one in names.items()}
    out["full-width letters and digits"] = lambda text: text.translate(_ALNUM)
    out["half-width marks"] = lambda text: text.translate(_NARROW)
    return out


def main() -> None:
    """See above."""
    classifier = Classifier.load(shipped())
    _, (test, *_), _ = load(lang="zh")
    own = list(classifier.classify_batch(test.texts, evidence=0))
    print(
        f"| written as | passages changed | same labels | all scores within {WITHIN} | both |\n|---|---|---|---|---|"
    )
    for name, rewrite in variants().items():
        texts = [rewrite(text) for text in test.texts]
        rows = [i for i, (old, new) in enumerate(zip(test.texts, texts, strict=True)) if old != new]
        found = list(classifier.classify_batch([texts[i] for i in rows], evidence=0))
        same = np.array([own[i].labels == tagging.labels for i, tagging in zip(rows, found, strict=True)])
        near = np.array(
            [
                max(abs(own[i].scores[k] - score) for k, score in tagging.scores.items()) <= WITHIN
                for i, tagging in zip(rows, found, strict=True)
            ]
        )
        shares = " | ".join(f"{100 * one.mean():.1f}%" for one in (same, near, same & near))
        print(f"| {name} | {len(rows)} | {shares} |")


if __name__ == "__main__":
    main()

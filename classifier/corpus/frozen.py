"""Rows that are for measuring only: the test splits and the regression cases that ship with the package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from classifier.corpus.duplicates import shingles
from classifier.corpus.rows import Row

_PACKAGE = Path(__file__).resolve().parent.parent


def frozen_splits() -> list[Path]:
    """The frozen test split of each shipped corpus."""
    shipped = sorted((_PACKAGE / "frozen").glob("*/test.jsonl"))  # in a wheel
    return shipped or sorted((_PACKAGE.parent / "corpora").glob("*/test.jsonl"))  # in a checkout


def regression_cases() -> list[Path]:
    """Files of cases that no model may get wrong."""
    shipped = sorted((_PACKAGE / "frozen" / "regression").glob("*.jsonl"))
    return shipped or sorted((_PACKAGE.parent / "tests" / "regression").glob("*.jsonl"))


def overlaps(rows: Sequence[Row], frozen: Sequence[Row], threshold: float = 0.5) -> list[tuple[Row, Row]]:
    """Pairs of a row and a frozen row whose texts are nearly the same (Jaccard similarity of shingles)."""
    grams = [shingles(row.text) for row in frozen]
    where: dict[str, list[int]] = {}
    for i, own in enumerate(grams):
        for gram in own:
            where.setdefault(gram, []).append(i)
    out = []
    for row in rows:
        own = shingles(row.text)
        for i, shared in Counter(i for gram in own for i in where.get(gram, ())).items():
            if shared >= threshold * len(own | grams[i]):
                out.append((row, frozen[i]))
    return out

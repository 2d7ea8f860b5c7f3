"""The rows that every peer learns from and is measured on."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifier.corpus import load_corpus
from classifier.corpus.rows import Row
from classifier.decision import indicator_matrix
from classifier.taxonomy import Taxonomy

ROOT = Path(__file__).resolve().parent.parent
REALTEXT = ROOT.parent / "shared" / "realtext"


@dataclass(frozen=True)
class Split:
    """Texts with their measures, (n_texts, 4) booleans, and how often each text counts."""

    name: str
    texts: list[str]
    truth: NDArray[np.bool_]
    weights: NDArray[np.float64]

    def some(self, rows: NDArray[np.int64]) -> Split:
        """Some of the rows."""
        return Split(self.name, [self.texts[i] for i in rows], self.truth[rows], self.weights[rows])


def load(limit: int | None = None, lang: str = "en") -> tuple[Split, list[Split], tuple[str, ...]]:
    """The training rows of a language, the sets to measure on, and the measures; real texts only where they are at hand."""
    taxonomy = Taxonomy.load()
    sets = [
        ("written test split", [ROOT / "corpora" / lang / "test.jsonl"]),
        ("real texts", sorted(REALTEXT.glob(f"dev-{lang}*.jsonl"))),
    ]
    train = _split("training", load_corpus(ROOT / "corpora" / lang / "train.jsonl", taxonomy), taxonomy)
    if limit is not None:
        train = train.some(np.random.default_rng(0).permutation(len(train.texts))[:limit])
    measured = [
        _split(name, [row for file in files for row in load_corpus(file, taxonomy)], taxonomy)
        for name, files in sets
        if files
    ]
    return train, measured, taxonomy.measures


def _split(name: str, rows: list[Row], taxonomy: Taxonomy) -> Split:
    rows = [row for row in rows if not row.disputed]
    columns = [taxonomy.ids.index(measure) for measure in taxonomy.measures]
    return Split(
        name,
        [row.text for row in rows],
        indicator_matrix([r.labels for r in rows], taxonomy)[:, columns],
        np.array([row.weight for row in rows]),
    )


@cache
def _sentences(lang: str) -> list[str]:
    from classifier.sentences import split

    rows = load_corpus(ROOT / "corpora" / lang / "train.jsonl", Taxonomy.load())
    return [" ".join(row.text[a:b].split()) for row in rows for a, b in split(row.text)]


def texts_of(size: int, count: int, seed: int, lang: str = "en") -> list[str]:
    """``count`` texts of about ``size`` bytes and whole words, put together from sentences of the corpus, no two
    alike. A Chinese character is three bytes.
    """
    sentences, space = _sentences(lang), "" if lang == "zh" else " "
    size = size // 3 if lang == "zh" else size
    draw = random.Random(seed)
    out = []
    for _ in range(count):
        parts: list[str] = []
        length = 0
        while length < size:
            parts.append(draw.choice(sentences))
            length += len(parts[-1]) + len(space)
        text = space.join(parts)[: size + len(space)]
        out.append(text.rsplit(" ", 1)[0] if space else text)
    return out

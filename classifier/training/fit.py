"""From labelled texts to a model: out-of-fold values, calibration, thresholds, then a fit on all rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from classifier.bundle.model import Model
from classifier.confidence import HeldOut
from classifier.corpus.duplicates import groups
from classifier.decision import parent_columns, roll_up
from classifier.engine.heads import Heads
from classifier.engine.views import Damping
from classifier.errors import TrainingError
from classifier.taxonomy import Taxonomy
from classifier.training.calibrate import calibrate, choose_thresholds
from classifier.training.features import Design, Lookup, Sums, read
from classifier.training.folds import Fold, join, make_folds
from classifier.training.heads import fit_heads
from classifier.training.vectors import WordVectors, load_vectors

Floats = NDArray[np.float64]
Report = Callable[[str], None]


@dataclass(frozen=True)
class FitOptions:
    """Parameters of a fit; the defaults were chosen on the folds that ``corpora/en/DESIGN.md`` describes.

    ``c`` is the inverse penalty of the heads, ``scale`` the length of the vector part beside words; the
    dampings belong to ``engine.views.Damping``. A measure needs ``fewest`` texts with it and as many without,
    or with ``allow_few`` gets its base rate as score.
    """

    c: float = 3.0
    min_df: int = 2
    scale: float = 0.5
    mean_damping: float = 10.0
    term_damping: float = 100.0
    n_folds: int = 5
    fewest: int = 10
    allow_few: bool = False
    seed: int = 0
    n_jobs: int = -1

    @property
    def damping(self) -> Damping:
        """Both dampings."""
        return Damping(self.mean_damping, self.term_damping)


@dataclass(frozen=True)
class Fitted:
    """A model, its features' design, and the out-of-fold probabilities (n_texts, n_labels) behind it.

    ``losses`` has for each label the log loss of each method of calibration on held-out rows.
    """

    model: Model
    design: Design
    vectors: WordVectors
    held_out: Floats
    indicator: NDArray[np.bool_]
    seen: NDArray[np.bool_]
    losses: list[dict[str, float]]


def fit_model(
    texts: Sequence[str],
    indicator: NDArray[np.bool_],
    taxonomy: Taxonomy,
    options: FitOptions | None = None,
    *,
    weights: Floats | None = None,
    sources: Sequence[str] | None = None,
    seen: NDArray[np.bool_] | None = None,
    languages: tuple[str, ...] = ("en",),
    report: Report = lambda stage: None,
) -> Fitted:
    """Fit, calibrate and set thresholds.

    ``indicator`` has shape (n_texts, n_labels), columns in taxonomy order. Raises TrainingError when
    a measure has too few positive or negative texts. ``weights`` (n_texts,) say how often a text counts,
    ``sources`` (n_texts,) who wrote it: no source stands on both sides of a fold. ``seen`` (n_texts,
    n_labels) is false where nobody looked for a label: such cells take no part in anything.
    """
    options = options or FitOptions()
    parents = parent_columns(taxonomy)
    seen = np.ones(indicator.shape, dtype=bool) if seen is None else seen
    indicator = indicator & seen
    _check_counts(indicator, seen, taxonomy, options)
    weights = np.ones(len(texts)) if weights is None else np.asarray(weights, np.float64)
    report("reading")
    vectors = load_vectors()
    corpus = _Corpus.read(texts, vectors)
    joined = join(groups(texts), sources or [""] * len(texts), 2 * options.n_folds)
    folds = make_folds(indicator[:, parents < 0], joined, options.n_folds, options.seed)
    report(f"fitting {options.n_folds} folds")
    parts = Parallel(n_jobs=options.n_jobs)(
        delayed(_held_out_values)(corpus, indicator, weights, parents, fold, options, seen) for fold in folds
    )
    values = np.zeros(indicator.shape)
    for (_, test), part in zip(folds, parts, strict=True):
        values[test] = part
    calibration, losses = calibrate(values, indicator, parents, weights, seen)
    probabilities = calibration.probabilities(values)
    thresholds = choose_thresholds(probabilities, indicator, weights, seen)
    report("fitting on all rows")
    rows = np.arange(len(texts))
    design, coef, intercept = _fit_rows(corpus, rows, indicator, weights, parents, options, seen)
    features, folded = design.export(coef, corpus.names, vectors)
    model = Model(
        taxonomy=taxonomy,
        features=features,
        heads=Heads(folded.astype(np.float32), intercept),
        calibration=calibration,
        thresholds=dict(zip(taxonomy.ids, map(float, thresholds), strict=True)),
        languages=languages,
        held_out=HeldOut(probabilities.astype(np.float32), indicator, weights, seen),
    )
    return Fitted(model, design, vectors, probabilities, indicator, seen, losses)


def _check_counts(
    indicator: NDArray[np.bool_], seen: NDArray[np.bool_], taxonomy: Taxonomy, options: FitOptions
) -> None:
    for column, label in enumerate(taxonomy.ids):
        if taxonomy.parents[label] is not None:
            continue
        positives = int(indicator[:, column].sum())
        for count, what in ((positives, "with"), (int(seen[:, column].sum()) - positives, "without")):
            if count < options.fewest and not options.allow_few:
                raise TrainingError(
                    f"{count} texts {what} {label!r}; at least {options.fewest} are needed",
                    remedy=f"add {options.fewest - count}, or allow few: the score is then its base rate",
                )


@dataclass(frozen=True)
class _Corpus:
    """Texts summed up as wholes and by passage, and the text of each passage."""

    names: tuple[str, ...]
    by_text: Sums
    by_passage: Sums
    text: NDArray[np.int64]

    @classmethod
    def read(cls, texts: Sequence[str], vectors: WordVectors) -> _Corpus:
        """Read and sum up ``texts``."""
        found = read(texts)
        lookup = Lookup.make(found.words, vectors)
        text = np.zeros(found.n_passages, np.int64)
        text[found.passage] = found.text
        return cls(
            lookup.names,
            lookup.sum_up(found.forms, found.text, found.n_texts),
            lookup.sum_up(found.forms, found.passage, found.n_passages),
            text,
        )


def _fit_rows(
    corpus: _Corpus,
    rows: NDArray[np.int64],
    indicator: NDArray[np.bool_],
    weights: Floats,
    parents: NDArray[np.int64],
    options: FitOptions,
    seen: NDArray[np.bool_],
    fewest: int | None = None,
) -> tuple[Design, Floats, Floats]:
    """Design, coefficients (n_features, n_labels) and intercepts learnt from some of the texts."""
    known = corpus.by_text[rows]
    design = Design.fit(known, min_df=options.min_df, scale=options.scale, damping=options.damping)
    coef, intercept = fit_heads(
        design.rows(known),
        indicator[rows],
        parents,
        c=options.c,
        fewest=options.fewest if fewest is None else fewest,
        weights=weights[rows],
        seen=seen[rows],
    )
    return design, coef, intercept


def _held_out_values(
    corpus: _Corpus,
    indicator: NDArray[np.bool_],
    weights: Floats,
    parents: NDArray[np.int64],
    fold: Fold,
    options: FitOptions,
    seen: NDArray[np.bool_],
) -> Floats:
    """Rolled-up values of the texts that one fold holds out, shape (n_held_out, n_labels)."""
    train, test = fold
    fewest = max(2, options.fewest // 2)
    design, coef, intercept = _fit_rows(corpus, train, indicator, weights, parents, options, seen, fewest)
    place = np.full(len(indicator), -1)
    place[test] = np.arange(len(test))
    own = np.flatnonzero(place[corpus.text] >= 0)
    out = np.tile(intercept, (len(test), 1))
    if len(own):
        values = intercept + design.rows(corpus.by_passage[own]) @ coef
        texts, counts = np.unique(corpus.text[own], return_counts=True)
        out[place[texts]] = roll_up(values, counts)[0]
    return out

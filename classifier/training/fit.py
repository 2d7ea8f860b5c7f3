"""From labelled texts to a model: out-of-fold values, calibration, thresholds, then a fit on all rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from classifier.bundle.model import Model
from classifier.corpus.duplicates import groups
from classifier.decision import parent_columns, roll_up
from classifier.engine.heads import Heads
from classifier.errors import TrainingError
from classifier.taxonomy import Taxonomy
from classifier.training.calibrate import calibrate, choose_thresholds
from classifier.training.features import Design, Text, passage_words, whole, with_means
from classifier.training.folds import Fold, make_folds
from classifier.training.heads import fit_heads
from classifier.training.vectors import WordVectors, load_vectors

Floats = NDArray[np.float64]
Report = Callable[[str], None]


@dataclass(frozen=True)
class FitOptions:
    """Parameters of a fit; the defaults were chosen on writer-and-genre-out folds of the corpus."""

    c: float = 20.0
    longest: int = 1
    min_df: int = 2
    scale: float = 1.0
    damping: float = 500.0
    mean_damping: float = 10.0
    n_folds: int = 5
    fewest: int = 10
    seed: int = 0
    n_jobs: int = -1


@dataclass(frozen=True)
class Fitted:
    """A model, its features' design, and the out-of-fold probabilities (n_texts, n_labels) behind it."""

    model: Model
    design: Design
    vectors: WordVectors
    held_out: Floats
    indicator: NDArray[np.bool_]


def fit_model(
    texts: Sequence[str],
    indicator: NDArray[np.bool_],
    taxonomy: Taxonomy,
    options: FitOptions | None = None,
    *,
    languages: tuple[str, ...] = ("en",),
    report: Report = lambda stage: None,
) -> Fitted:
    """Fit, calibrate and set thresholds.

    ``indicator`` has shape (n_texts, n_labels), columns in taxonomy order. Raises TrainingError when
    a measure has too few positive or negative texts.
    """
    options = options or FitOptions()
    parents = parent_columns(taxonomy)
    _check_counts(indicator, taxonomy, options)
    report("reading")
    vectors = load_vectors(damping=options.mean_damping)
    cut = [passage_words(text) for text in texts]
    documents = with_means([whole(one) for one in cut], vectors)
    # Most texts are one passage, and then the passage is the document.
    passages = [[d] if len(c) == 1 else with_means(c, vectors) for c, d in zip(cut, documents, strict=True)]
    measures = indicator[:, parents < 0]
    folds = make_folds(measures, groups(texts), options.n_folds, options.seed)
    report(f"fitting {options.n_folds} folds")
    parts = Parallel(n_jobs=options.n_jobs)(
        delayed(_held_out_values)(documents, passages, indicator, parents, fold, options) for fold in folds
    )
    values = np.zeros(indicator.shape)
    for (_, test), part in zip(folds, parts, strict=True):
        values[test] = part
    calibration = calibrate(values, indicator, parents)
    probabilities = calibration.probabilities(values)
    thresholds = choose_thresholds(probabilities, indicator)
    report("fitting on all rows")
    design = _design(documents, options)
    x = design.matrix(documents)
    coef, intercept = fit_heads(x, indicator, parents, options.c, options.fewest)
    features, folded = design.export(coef, vectors)
    model = Model(
        taxonomy=taxonomy,
        features=features,
        heads=Heads(folded.astype(np.float32), intercept),
        calibration=calibration,
        thresholds=dict(zip(taxonomy.ids, map(float, thresholds), strict=True)),
        languages=languages,
    )
    return Fitted(model, design, vectors, probabilities, indicator)


def _check_counts(indicator: NDArray[np.bool_], taxonomy: Taxonomy, options: FitOptions) -> None:
    for column, label in enumerate(taxonomy.ids):
        if taxonomy.parents[label] is not None:
            continue
        positives = int(indicator[:, column].sum())
        for count, what in ((positives, "with"), (len(indicator) - positives, "without")):
            if count < options.fewest:
                raise TrainingError(
                    f"{count} texts {what} {label!r}; at least {options.fewest} are needed",
                    remedy="add rows",
                )


def _design(documents: list[Text], options: FitOptions) -> Design:
    return Design.fit(
        documents,
        longest=options.longest,
        min_df=options.min_df,
        scale=options.scale,
        damping=options.damping,
    )


def _held_out_values(
    documents: list[Text],
    passages: list[list[Text]],
    indicator: NDArray[np.bool_],
    parents: NDArray[np.int64],
    fold: Fold,
    options: FitOptions,
) -> Floats:
    """Rolled-up values of the texts that one fold holds out, shape (n_held_out, n_labels)."""
    train, test = fold
    known = [documents[i] for i in train]
    design = _design(known, options)
    x = design.matrix(known)
    fewest = max(2, options.fewest // 2)
    coef, intercept = fit_heads(x, indicator[train], parents, options.c, fewest)
    out = np.tile(intercept, (len(test), 1))
    for row, i in enumerate(test):
        if passages[i]:
            out[row] = roll_up(design.matrix(passages[i]) @ coef + intercept)[0]
    return out

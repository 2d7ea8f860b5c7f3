"""From labelled texts to a model: out-of-fold values, calibration, thresholds, then a fit on all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.bundle.model import Model
from classifier.confidence import HeldOut
from classifier.corpus.duplicates import Pair, groups
from classifier.engine.heads import Heads
from classifier.errors import TrainingError
from classifier.taxonomy import Taxonomy
from classifier.training.calibrate import calibrate, choose_thresholds
from classifier.training.features import Design
from classifier.training.folds import join, make_folds
from classifier.training.heldout import Data, held_out_values
from classifier.training.options import FitOptions
from classifier.training.search import SHARES, TRIALS, learning_curve, search
from classifier.training.stages import Report, Steps, silent
from classifier.training.vectors import WordVectors, load_vectors

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fitted:
    """A model, the options and design behind it, and its out-of-fold probabilities (n_texts, n_labels).

    ``losses`` has for each label the log loss of each method of calibration on held-out rows, ``curve`` and
    ``tried`` what ``search`` found, where asked.
    """

    model: Model
    options: FitOptions
    design: Design
    vectors: WordVectors
    held_out: Floats
    indicator: NDArray[np.bool_]
    seen: NDArray[np.bool_]
    losses: list[dict[str, float]]
    curve: list[dict[str, float]]
    tried: list[dict[str, float]]


def fit_model(
    texts: Sequence[str],
    indicator: NDArray[np.bool_],
    taxonomy: Taxonomy,
    options: FitOptions | None = None,
    *,
    weights: Floats | None = None,
    sources: Sequence[str] | None = None,
    seen: NDArray[np.bool_] | None = None,
    pairs: Sequence[Pair] | None = None,
    vectors: WordVectors | None = None,
    languages: tuple[str, ...] = ("en",),
    curve: bool = False,
    search_too: bool = False,
    report: Report = silent,
) -> Fitted:
    """Fit, calibrate and set thresholds.

    ``indicator`` has shape (n_texts, n_labels), columns in taxonomy order. Raises TrainingError when
    a measure has too few positive or negative texts. ``weights`` (n_texts,) say how often a text counts,
    ``sources`` (n_texts,) who wrote it: no source stands on both sides of a fold. ``seen`` (n_texts,
    n_labels) is false where nobody looked for a label: such cells take no part in anything. ``pairs`` are
    the near duplicates among the texts where they are known already, ``vectors`` the shipped table. ``curve``
    also fits folds of fewer rows, ``search_too`` chooses ``c`` and ``scale`` on the folds (``search``).
    """
    options = options or FitOptions()
    seen = np.ones(indicator.shape, dtype=bool) if seen is None else seen
    indicator = indicator & seen
    _check_counts(indicator, seen, taxonomy, options)
    weights = np.ones(len(texts)) if weights is None else np.asarray(weights, np.float64)
    steps = Steps(report, 2 + options.n_folds * (1 + curve * len(SHARES) + search_too * TRIALS))
    steps.say("reading")
    vectors = load_vectors() if vectors is None else vectors
    data = Data.read(texts, vectors, indicator, seen, weights, taxonomy)
    parents = data.parents
    joined = join(groups(texts, pairs=pairs), sources or [""] * len(texts), 2 * options.n_folds)
    folds = make_folds(indicator[:, parents < 0], joined, options.n_folds, options.seed)
    steps.done()
    tried: list[dict[str, float]] = []
    if search_too:
        steps.say("trying parameters")
        options, tried = search(data, folds, options, steps.done)
    steps.say(f"fitting {options.n_folds} folds")
    values = held_out_values(data, folds, options, steps.done)
    calibration, losses = calibrate(values, indicator, parents, weights, seen)
    probabilities = calibration.probabilities(values)
    thresholds = choose_thresholds(probabilities, indicator, weights, seen)
    points: list[dict[str, float]] = []
    if curve:
        steps.say("fitting folds of fewer rows")
        points = learning_curve(data, folds, options, values, steps.done)
    steps.say("fitting on all rows")
    design, coef, intercept = data.fit(np.arange(len(texts)), options)
    features, folded = design.export(coef, data.names, vectors)
    model = Model(
        taxonomy=taxonomy,
        features=features,
        heads=Heads(folded.astype(np.float32), intercept),
        calibration=calibration,
        thresholds=dict(zip(taxonomy.ids, map(float, thresholds), strict=True)),
        languages=languages,
        held_out=HeldOut(probabilities.astype(np.float32), indicator, weights, seen),
    )
    return Fitted(model, options, design, vectors, probabilities, indicator, seen, losses, points, tried)


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
                    remedy=f"add {options.fewest - count}, or --allow-few: the score is then its base rate",
                )

"""The trained tagger as a scikit-learn estimator, for people with pipelines of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from classifier.bundle.model import Model
from classifier.decision import decide, indicator_matrix, parent_columns
from classifier.taxonomy import Taxonomy
from classifier.training.fit import Fitted, fit_model
from classifier.training.options import FitOptions

Floats = NDArray[np.float64]


class PolicyTagger(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Multi-label text classifier over a taxonomy, calibrated, with thresholds chosen for F1.

    Parameters are those of ``classifier.training.FitOptions``; ``taxonomy`` is a path or None for the
    shipped one. After ``fit``: ``classes_`` (label ids), ``model_``, ``coef_`` (n_labels, n_rows),
    ``intercept_`` (n_labels,), ``thresholds_`` (n_labels,).
    """

    def __init__(
        self,
        taxonomy: str | None = None,
        *,
        c: float = FitOptions.c,
        min_df: int = FitOptions.min_df,
        scale: float = FitOptions.scale,
        mean_damping: float = FitOptions.mean_damping,
        term_damping: float = FitOptions.term_damping,
        n_folds: int = FitOptions.n_folds,
        fewest: int = FitOptions.fewest,
        allow_few: bool = FitOptions.allow_few,
        seed: int = FitOptions.seed,
        n_jobs: int = FitOptions.n_jobs,
    ) -> None:
        self.taxonomy = taxonomy
        self.c = c
        self.min_df = min_df
        self.scale = scale
        self.mean_damping = mean_damping
        self.term_damping = term_damping
        self.n_folds = n_folds
        self.fewest = fewest
        self.allow_few = allow_few
        self.seed = seed
        self.n_jobs = n_jobs

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.target_tags.multi_output = True
        tags.target_tags.required = True
        tags.classifier_tags.multi_label = True
        tags.classifier_tags.multi_class = False
        return tags

    @classmethod
    def from_fitted(cls, fitted: Fitted, options: FitOptions) -> PolicyTagger:
        """The estimator of a fit that has been done."""
        return cls(**vars(options))._keep(fitted)

    def fit(self, X: Sequence[str], y: Any, sample_weight: Any = None) -> PolicyTagger:
        """Fit on texts ``X`` (n,) and ``y``: a list of label-id lists, or an indicator (n, n_labels).

        Raises ValueError for wrong shapes, TypeError for texts that are not strings, and
        TrainingError when a measure has too few texts.
        """
        texts = _texts(X)
        taxonomy = Taxonomy.load(self.taxonomy)
        options = FitOptions(**{name: getattr(self, name) for name in FitOptions.__dataclass_fields__})
        return self._keep(
            fit_model(texts, _indicator(y, len(texts), taxonomy), taxonomy, options, weights=sample_weight)
        )

    def _keep(self, fitted: Fitted) -> PolicyTagger:
        model = fitted.model
        self.model_ = model
        self.classes_ = np.array(model.taxonomy.ids)
        self.thresholds_ = np.array([model.thresholds[label] for label in model.taxonomy.ids])
        return self

    @property
    def coef_(self) -> NDArray[np.float32]:
        """Coefficients, shape (n_labels, n_rows); a view, so that it is saved once."""
        return np.asarray(self.model_.heads.coef.T)

    @property
    def intercept_(self) -> Floats:
        """Intercepts, shape (n_labels,)."""
        return np.asarray(self.model_.heads.intercept)

    def decision_function(self, X: Sequence[str]) -> Floats:
        """Values before calibration, (n, n_labels); a sub-measure's is conditional on its measure."""
        from classifier.api import Classifier

        check_is_fitted(self)
        model: Model = self.model_
        return Classifier(model, model.thresholds).decision_values(_texts(X))

    def predict_proba(self, X: Sequence[str]) -> Floats:
        """Probabilities, (n, n_labels), columns as in ``classes_``."""
        values = self.decision_function(X)
        return np.asarray(self.model_.calibration.probabilities(values), dtype=np.float64)

    def predict(self, X: Sequence[str]) -> NDArray[np.int64]:
        """Indicator of the labels given, (n, n_labels)."""
        given = decide(self.predict_proba(X), self.thresholds_, parent_columns(self.model_.taxonomy))
        return given.astype(np.int64)

    def score(self, X: Sequence[str], y: Any, sample_weight: Any = None) -> float:
        """Share of texts whose labels are all right (subset accuracy)."""
        truth = _indicator(y, len(X), self.model_.taxonomy)
        return float(np.average((self.predict(X) == truth).all(axis=1), weights=sample_weight))


def _texts(X: Any) -> list[str]:
    if isinstance(X, str):
        raise ValueError("X is one string; give a list of strings")
    if getattr(X, "ndim", 1) != 1:
        raise ValueError("X must be a list or 1-D array of strings")
    texts = list(X)
    if not texts:
        raise ValueError("X has no texts")
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"X must hold strings, not {type(text).__name__}")
    return texts


def _indicator(y: Any, n: int, taxonomy: Taxonomy) -> NDArray[np.bool_]:
    if y is None:
        raise ValueError("y is required: give label ids or an indicator matrix")
    if len(y) != n:
        raise ValueError(f"{n} texts but {len(y)} rows of labels")
    if len(y) and isinstance(y[0], (list, tuple)) and all(isinstance(v, str) for row in y for v in row):
        unknown = {v for row in y for v in row} - set(taxonomy.ids)
        if unknown:
            raise ValueError(f"unknown label {min(unknown)!r}")
        return indicator_matrix(y, taxonomy)
    array = np.asarray(y)
    if array.shape != (n, len(taxonomy.ids)):
        raise ValueError(f"y has shape {array.shape}, not ({n}, {len(taxonomy.ids)})")
    return array.astype(bool)

"""Learning a model from corpora: folds, heads, calibration, thresholds. Never imported by inference."""

from classifier.training.fit import Fitted, fit_model
from classifier.training.options import FitOptions
from classifier.training.train import train

__all__ = ["FitOptions", "Fitted", "fit_model", "train"]

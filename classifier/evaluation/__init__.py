"""Measuring predictions against gold labels, with bootstrap intervals."""

from classifier.evaluation.evaluate import Evaluation, evaluate
from classifier.evaluation.metrics import label_scores

__all__ = ["Evaluation", "evaluate", "label_scores"]

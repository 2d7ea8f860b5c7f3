"""Measuring predictions against gold labels, with bootstrap intervals, and models against each other."""

from classifier.evaluation.compare import Comparison, compare
from classifier.evaluation.evaluate import Evaluation, evaluate
from classifier.evaluation.metrics import label_scores

__all__ = ["Comparison", "Evaluation", "compare", "evaluate", "label_scores"]

"""The evaluation report: ``report.json`` with every figure and ``report.html`` for people."""

from classifier.evaluation.report.write import write_report

__all__ = ["write_report"]

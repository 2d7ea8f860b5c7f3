"""Making the report and writing its two files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.api import Classifier
from classifier.corpus.rows import Row
from classifier.errors import UsageError
from classifier.evaluation.evaluate import RESAMPLES, Evaluation, evaluate_outcomes
from classifier.evaluation.outcomes import Outcomes, outcomes
from classifier.evaluation.report.gather import gather
from classifier.evaluation.report.learning import read_curve
from classifier.evaluation.report.page import report_page
from classifier.files import replace_file


def write_report(
    classifier: Classifier,
    rows: Sequence[Row],
    folder: str | Path,
    *,
    title: str,
    resamples: int = RESAMPLES,
    curve: Sequence[Mapping[str, float]] | None = None,
    report: Callable[[str], None] = lambda stage: None,
) -> Evaluation:
    """Evaluate on ``rows`` and write ``report.json`` and ``report.html``, each whole or not at all.

    ``folder`` is made where there is none; ``curve`` is as in ``make_report``, and ``report`` is told the
    stage. Raises UsageError when the folder cannot be written and CorpusError when no row is left.
    """
    folder = Path(folder)
    read_curve(curve or ())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        report(f"scoring {len(rows)} rows")
        found = outcomes(classifier, rows)
        made = make_report(
            classifier,
            found,
            title=title,
            disputed=len(rows) - len(found.rows),
            resamples=resamples,
            curve=curve,
            report=report,
        )
        for name, data in made.files.items():
            replace_file(folder / name, data)
    except OSError as error:
        remedy = "name a folder that you may write to"
        raise UsageError(
            f"cannot be written ({error.strerror or error})", path=folder, remedy=remedy
        ) from None
    return made.evaluation


@dataclass(frozen=True)
class Report:
    """A report: its figures as plain JSON values, and its files by name."""

    evaluation: Evaluation
    figures: dict[str, Any]
    files: dict[str, bytes]


def make_report(
    classifier: Classifier,
    found: Outcomes,
    *,
    title: str,
    disputed: int = 0,
    resamples: int = RESAMPLES,
    curve: Sequence[Mapping[str, float]] | None = None,
    report: Callable[[str], None] = lambda stage: None,
) -> Report:
    """The report on rows that were scored.

    ``disputed`` is how many were left out. ``curve`` has the points of a learning curve: ``rows``,
    ``macro_f1`` and ``mean_average_precision`` of models trained on so many rows. Raises UsageError when a
    point lacks one.
    """
    points = None if curve is None else read_curve(curve)
    report(f"resampling {resamples} times")
    evaluation = evaluate_outcomes(classifier, found, resamples=resamples)
    report("looking for mistakes and at kinds of text")
    figures = gather(classifier, found, evaluation, title=title, disputed=disputed, curve=points)
    report("drawing the page")
    text = json.dumps(figures, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    files = {"report.json": text, "report.html": report_page(figures)}
    # A lone surrogate cannot be encoded.
    return Report(evaluation, figures, {name: one.encode("utf-8", "replace") for name, one in files.items()})

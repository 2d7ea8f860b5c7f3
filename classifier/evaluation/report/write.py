"""Writing the report's two files."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from classifier.api import Classifier
from classifier.corpus.rows import Row
from classifier.errors import UsageError
from classifier.evaluation.evaluate import RESAMPLES, Evaluation, evaluate_outcomes
from classifier.evaluation.outcomes import outcomes
from classifier.evaluation.report.gather import gather
from classifier.evaluation.report.learning import read_curve
from classifier.evaluation.report.page import report_page


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

    ``folder`` is made where there is none. ``curve`` has the points of a learning curve: ``rows``,
    ``macro_f1`` and ``mean_average_precision`` of models trained on so many rows. ``report`` is told the
    stage. Raises UsageError when the folder cannot be written or a point lacks a number, and CorpusError
    when no row is left to evaluate on.
    """
    folder = Path(folder)
    points = None if curve is None else read_curve(curve)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        report(f"scoring {len(rows)} rows")
        found = outcomes(classifier, rows)
        report(f"resampling {resamples} times")
        evaluation = evaluate_outcomes(classifier, found, resamples=resamples)
        report("looking for mistakes and at kinds of text")
        figures = gather(
            classifier, found, evaluation, title=title, disputed=len(rows) - len(found.rows), curve=points
        )
        report("drawing the page")
        page = report_page(figures)
        text = json.dumps(figures, ensure_ascii=False, allow_nan=False, indent=1)
        _write_whole(folder / "report.json", text + "\n")
        _write_whole(folder / "report.html", page)
    except OSError as error:
        remedy = "name a folder that you may write to"
        raise UsageError(
            f"cannot be written ({error.strerror or error})", path=folder, remedy=remedy
        ) from None
    return evaluation


def _write_whole(path: Path, text: str) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "replace"))  # a lone surrogate cannot be encoded
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise

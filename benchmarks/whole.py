"""How well whole documents are rolled up: against the highest piece, the mean and the first page, by format.

``python -m benchmarks.whole`` classifies the documents of ``corpora/whole`` as Markdown, Word and PDF and prints macro-F1
and mean average precision over the measures, the accuracy of degrees, and how much scores change when the form is left
in, left out by the readers' rules, or taken out of the source. Then it reads the first pages of some scans by OCR, where
that is installed. ``--agreement`` prints how well the two readers agree instead. Nothing is chosen on these documents.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.whole_data import Whole, agreement_table, load_whole, summary
from benchmarks.whole_form import ALLOWED, changes, scan_pairs, versions
from benchmarks.whole_measure import (
    OURS,
    Run,
    chapter_figures,
    classify,
    degree_counts,
    differences,
    figures,
    measure,
    outcome_of,
    read,
    truth_of,
)
from classifier import Classifier
from classifier.documents import ocr

FORMATS = ("md", "docx", "pdf")


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.whole",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--agreement", action="store_true", help="only how well the two readers agree")
    parser.add_argument(
        "--scans", type=int, default=6, metavar="N", help="documents to read by OCR; default: 6"
    )
    parser.add_argument("--pages", type=int, default=2, metavar="N", help="pages of each by OCR; default: 2")
    options = parser.parse_args()
    documents = load_whole()
    classifier = Classifier.load()
    measures = classifier.taxonomy.measures
    if options.agreement:
        lines = (line for part in (summary, _blank, agreement_table) for line in part(documents, measures))
    else:
        lines = report(classifier, documents, options.scans, options.pages)
    for line in lines:
        print(line, flush=True)


def _blank(documents: Sequence[Whole], measures: Sequence[str]) -> list[str]:
    return [""]


def report(classifier: Classifier, documents: Sequence[Whole], n_scans: int, n_pages: int) -> Iterator[str]:
    """All tables, line by line."""
    measures = classifier.taxonomy.measures
    files = {format: [read(one, one.markdown, format) for one in documents] for format in FORMATS}
    runs = {format: measure(classifier, documents, files[format]) for format in FORMATS}
    yield from accuracy_table(documents, runs, measures)
    yield ""
    for format, run in runs.items():
        n = degree_counts(documents, run, measures)
        yield (
            f"{format}: main or part is right for {n['degree right']} of {n['found']} measures found ({n['main']} are main);"
            f" of {n['named']} that are only named {n['named found']} are said to be so, and {n['said named']} in all; named"
            f" or not is right for {n['named or not right']} of {n['others']} measures that are not the document's"
        )
        count, f1, ap = chapter_figures(documents, run, classifier)
        total = sum(len(one.gold.chapters) for one in documents)
        yield (
            f"{format}: {count} of {total} chapters are in the profile; macro-F1 {f1:.3f}, mean average precision {ap:.3f}"
        )
    yield ""
    yield "| format | from | to | measures: largest change | changes over 0.05 | all labels: largest | over 0.05 | decisions |"
    yield "|---|---|---|---|---|---|---|---|"
    moved: list[str] = []
    for format in FORMATS:
        found = versions(classifier, documents, files[format], format)
        for before, after in (
            ("taken out", "skipped"),
            ("taken out and skipped", "skipped"),
            ("taken out", "left in"),
            ("skipped", "without the compulsory chapter"),
        ):
            a, b = found[before], found[after]
            small, large = np.abs(a.scores - b.scores), np.abs(a.every - b.every)
            cells = [format, before, after]
            cells += [f"{x}" for d in (small, large) for x in (f"{d.max():.3f}", (d > ALLOWED).sum())]
            yield f"| {' | '.join(cells)} | {(a.given != b.given).sum()} |"
        moved += [
            f"{format} {one.id} {one.label}: {one.before:.3f} taken out, {one.after:.3f} skipped"
            for one in changes(classifier.labels, documents, found["taken out"], found["skipped"])
        ]
    yield ""
    yield from moved or [f"no score changes by more than {ALLOWED} from taken out to skipped"]
    yield ""
    yield from scan_lines(classifier, documents, n_scans, n_pages)


def accuracy_table(
    documents: Sequence[Whole], runs: dict[str, Run], measures: Sequence[str]
) -> Iterator[str]:
    """Figures of each way by format, with what the roll-up gains."""
    truth = truth_of(documents, measures)
    head = ["format", "way", "macro-F1", "mean average precision", *(f"F1 `{m}`" for m in measures)]
    gains = ["roll-up's macro-F1 less this one's, 95% interval", "mean average precision, the same"]
    yield f"| {' | '.join(head + gains)} |"
    yield "|" + "---|" * len(head + gains)
    for format, run in runs.items():
        for way, outcome in run.ways.items():
            f1, ap = figures(truth, outcome.scores, outcome.given, np.ones(len(truth)))
            gaps = [] if way == OURS else differences(truth, run.ways[OURS], outcome)
            cells = [format, way, *(f"{x:.3f}" for x in (f1.mean(), ap.mean(), *f1))]
            cells += [f"{value:+.3f} [{low:+.3f}, {high:+.3f}]" for value, low, high in gaps] or ["", ""]
            yield f"| {' | '.join(cells)} |"


def scan_lines(
    classifier: Classifier, documents: Sequence[Whole], n_scans: int, n_pages: int
) -> Iterator[str]:
    """Scores of the first pages of every few documents by OCR, beside those of the same pages' text layer."""
    if not ocr.is_installed():
        yield "scans: OCR is not installed"
        return
    chosen = documents[:: max(1, len(documents) // n_scans)][:n_scans] if n_scans else []
    for one, layer, scan in scan_pairs(chosen, n_pages):
        a, b = (outcome_of(classifier, [classify(classifier, file)]) for file in (layer, scan))
        yield (
            f"scan {one.id}, {len(scan.pages)} pages: {scan.warnings[-1]}; largest change of a measure's score"
            f" {np.abs(a.scores - b.scores).max():.3f}, decisions changed {(a.given != b.given).sum()}"
        )


if __name__ == "__main__":
    main()

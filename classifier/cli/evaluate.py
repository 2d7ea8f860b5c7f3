"""Measure a model on labelled rows.

Prints precision, recall, F1, average precision, Brier score and expected calibration error (ece, 15
bins of equal mass) a label, and macro-F1, micro-F1 and the means over the measures, each with a
bootstrap 95% interval. Where a corpus says that nobody looked for a label in a row, the row does not
count for that label. With --report the same figures, plots, kinds of text and the worst mistakes
are written as report.html, for people, and report.json, for programs.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from classifier.cli.columns import add_columns, pairs
from classifier.cli.wording import Wording, add_language

if TYPE_CHECKING:
    from classifier.api import Classifier
    from classifier.corpus.rows import Row
    from classifier.evaluation import Evaluation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    parser.add_argument("corpus", nargs="+", metavar="CORPUS", help="labelled file or folder, as for train")
    parser.add_argument(
        "--model",
        metavar="M",
        help="bundle's folder or name; default: the promoted model, else the shipped one",
    )
    parser.add_argument(
        "--resamples", type=int, default=1000, metavar="N", help="of the bootstrap; default: %(default)s"
    )
    parser.add_argument(
        "--uncertain",
        type=float,
        metavar="RISK",
        help="instead: does the third answer of classify --uncertain RISK keep its promise on these rows?",
    )
    add_columns(parser)
    parser.add_argument("--report", metavar="DIR", help="write report.html and report.json into this folder")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the verb."""
    from classifier.api import Classifier
    from classifier.corpus.columns import Columns
    from classifier.corpus.load import load_corpora
    from classifier.errors import UsageError

    if arguments.resamples < 0:
        raise UsageError("--resamples must not be negative")
    if arguments.report and arguments.uncertain is not None:
        raise UsageError("--report does not go with --uncertain", remedy="run evaluate once with each")
    classifier = Classifier.load(arguments.model)
    columns = Columns(classifier.taxonomy, pairs(arguments.map, "--map"), pairs(arguments.alias, "--alias"))
    rows = load_corpora(arguments.corpus, classifier.taxonomy, columns)
    if arguments.uncertain is not None:
        return _third_answer(classifier, rows, arguments)
    result = _measured(classifier, rows, arguments)
    if arguments.json:
        print(json.dumps(result.as_dict(), indent=1))
    else:
        from classifier.cli.show import print_evaluation

        print_evaluation(result, classifier.taxonomy, Wording.of(arguments.lang))
    return 0


def _measured(classifier: Classifier, rows: list[Row], arguments: argparse.Namespace) -> Evaluation:
    from classifier.cli.progress import stages

    with stages() as report:
        if arguments.report:
            from classifier.evaluation.report import write_report

            title = "Evaluation on " + ", ".join(arguments.corpus)
            folder, resamples = arguments.report, arguments.resamples
            return write_report(classifier, rows, folder, title=title, resamples=resamples, report=report)
        from classifier.evaluation import evaluate

        report(f"scoring {len(rows)} rows and resampling")
        return evaluate(classifier, rows, resamples=arguments.resamples)


def _third_answer(classifier: Classifier, rows: list[Row], arguments: argparse.Namespace) -> int:
    from dataclasses import asdict

    from classifier.evaluation.third import third_answer

    found = third_answer(classifier, rows, arguments.uncertain)
    if arguments.json:
        plain = {label: promise and asdict(promise) for label, promise in found.items()}
        print(json.dumps(plain, indent=1))
    else:
        from classifier.cli.show import print_third_answer

        print_third_answer(found, arguments.uncertain, Wording.of(arguments.lang))
    return 0

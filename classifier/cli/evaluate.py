"""Measure a model on labelled rows.

Prints precision, recall, F1, average precision, Brier score and expected calibration error (ece, 15
bins of equal mass) a label, and macro-F1, micro-F1 and the means over the measures, each with a
bootstrap 95% interval. A sub-measure that a corpus does not annotate fully counts as absent there.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.api import Classifier
    from classifier.corpus.rows import Row


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    parser.add_argument("corpus", nargs="+", metavar="CORPUS", help="labelled file or folder, as for train")
    parser.add_argument("--model", metavar="M", help="bundle's folder or name; default: the shipped model")
    parser.add_argument(
        "--resamples", type=int, default=1000, metavar="N", help="of the bootstrap; default: %(default)s"
    )
    parser.add_argument(
        "--uncertain",
        type=float,
        metavar="RISK",
        help="instead: does the third answer of classify --uncertain RISK keep its promise on these rows?",
    )
    parser.add_argument("--json", action="store_true", help="print as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Run the verb."""
    from classifier.api import Classifier
    from classifier.corpus.load import load_corpora
    from classifier.errors import UsageError

    if arguments.resamples < 0:
        raise UsageError("--resamples must not be negative")
    classifier = Classifier.load(arguments.model)
    rows = load_corpora(arguments.corpus, classifier.taxonomy)
    if arguments.uncertain is not None:
        return _third_answer(classifier, rows, arguments)
    from classifier.cli.progress import stages
    from classifier.evaluation import evaluate

    with stages() as report:
        report(f"scoring {len(rows)} rows and resampling")
        result = evaluate(classifier, rows, resamples=arguments.resamples)
    if arguments.json:
        print(json.dumps(result.as_dict(), indent=1))
    else:
        from classifier.cli.show import print_evaluation

        print_evaluation(result, classifier.taxonomy)
    return 0


def _third_answer(classifier: Classifier, rows: list[Row], arguments: argparse.Namespace) -> int:
    from dataclasses import asdict

    from classifier.evaluation.third import third_answer

    found = third_answer(classifier, rows, arguments.uncertain)
    if arguments.json:
        plain = {label: promise and asdict(promise) for label, promise in found.items()}
        print(json.dumps(plain, indent=1))
    else:
        from classifier.cli.show import print_third_answer

        print_third_answer(found, arguments.uncertain)
    return 0

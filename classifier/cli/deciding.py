"""The classifier that the options of ``classify`` ask for: model, sentences, thresholds, prior."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from classifier.api import Classifier
from classifier.cli.tagging import counted
from classifier.documents import Failure, ReadOptions, read_inputs
from classifier.engine.workers import batched
from classifier.errors import UsageError

_FEW = 50  # texts from which a prior is estimated without a word of caution


def make_classifier(arguments: argparse.Namespace) -> Classifier:
    """The model with its sentences and thresholds; raises UsageError for options that contradict."""
    ways = ("threshold", "precision", "recall", "uncertain")
    chosen = [f"--{name}" for name in ways if getattr(arguments, name) is not None]
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} both set the thresholds", remedy="give one of them")
    classifier = Classifier.load(arguments.model)
    for given in arguments.threshold or []:
        classifier = classifier.with_thresholds(_threshold(given))
    if arguments.precision is not None:
        classifier = classifier.with_precision(arguments.precision)
    if arguments.recall is not None:
        classifier = classifier.with_recall(arguments.recall)
    if arguments.uncertain is not None:
        classifier = classifier.with_uncertain(arguments.uncertain)
    if arguments.sentences == "spacy":
        from classifier.adapters.spacy import make_splitter

        classifier = classifier.with_sentences(make_splitter())
    return classifier


def _threshold(given: str) -> float | dict[str, float]:
    label, _, number = given.rpartition("=")
    try:
        value = float(number)
    except ValueError:
        raise UsageError(
            f"--threshold {given!r} is not a number", remedy="write 0.6 or some-label=0.6"
        ) from None
    return {label: value} if label else value


def with_prior(
    classifier: Classifier, arguments: argparse.Namespace, paths: list[str], options: ReadOptions
) -> Classifier:
    """The classifier under the prior that ``--prior`` names or asks to be estimated."""
    if arguments.prior is None:
        return classifier
    if arguments.prior != "auto":
        prior = _read_prior(Path(arguments.prior))
        try:
            return classifier.with_prior(prior)
        except UsageError as error:
            raise UsageError(error.message, path=arguments.prior, remedy=error.remedy) from None
    if "-" in paths:
        raise UsageError("--prior auto reads the inputs twice", remedy="name files instead of standard input")
    texts = (counted(item) for item in read_inputs(paths, options) if not isinstance(item, Failure))
    values = [classifier.decision_values(batch) for batch in batched(texts, 256)]
    count = sum(map(len, values))
    if not count:
        return classifier
    prior = classifier.prior_of_values(np.concatenate(values))
    shown = ", ".join(f"{label} {share:.3f}" for label, share in prior.items())
    few = f"; few texts ({count}) make a poor estimate" if count < _FEW else ""
    print(f"policytag: estimated prior: {shown}{few}", file=sys.stderr)
    return classifier.with_prior(prior)


def _read_prior(path: Path) -> dict[str, float]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read ({error})", path=path) from None
    prior: dict[str, float] = {}
    for number, line in enumerate(lines, 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        label, _, share = text.partition("=")
        try:
            prior[label.strip()] = float(share)
        except ValueError:
            raise UsageError(
                f"{text!r} is no prior", path=path, line=number, remedy="write MEASURE=0.05"
            ) from None
    return prior

"""Whole documents classified in several ways, and the figures of each way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.whole_data import Whole
from benchmarks.whole_files import render
from benchmarks.whole_markdown import plain
from classifier import Classifier
from classifier.decision import decide, parent_columns
from classifier.documents import Document, read_bytes
from classifier.documents.sections_file import SectionRules
from classifier.evaluation import metrics
from classifier.evaluation.outcomes import bootstrap
from classifier.projects.classify import classify_project
from classifier.projects.group import Project, file_read
from classifier.projects.pieces import blanked, pieces_of
from classifier.projects.result import ProjectResult

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
OURS = "roll-up"
BASELINES = ("max", "mean", "first page")
_FIRST_PAGE = {"en": 450, "zh": 750}  # words, characters


@dataclass(frozen=True)
class Outcome:
    """What one way says of n documents: probabilities (n, n_measures), decisions, and (n, n_labels) of every label."""

    scores: Floats
    given: Bools
    every: Floats


@dataclass(frozen=True)
class Run:
    """One format: the outcome of each way; our degrees by document and measure; our profiles, by measure and chapter."""

    ways: Mapping[str, Outcome]
    degrees: Sequence[Mapping[str, str]]
    profiles: Sequence[Mapping[str, Mapping[str, float]]]


def read(whole: Whole, markdown: str, format: str) -> Document:
    """A version of a document's text made into a file of a format, and read as any other file."""
    data = markdown.encode() if format == "md" else render(markdown, format)
    assert data is not None
    return read_bytes(data, f"{whole.id}.{format}")


def measure(classifier: Classifier, documents: Sequence[Whole], files: Sequence[Document]) -> Run:
    """Classify ``files``, one for each of ``documents``, in every way."""
    measures = classifier.taxonomy.measures
    results = [classify(classifier, file) for file in files]
    ways = {OURS: outcome_of(classifier, results)}
    rolled: dict[str, list[Floats]] = {way: [] for way in BASELINES}
    for whole, file in zip(documents, files, strict=True):
        values = classifier.decision_values([piece.text for piece in pieces_of([file])] or [""])
        rolled["max"].append(values.max(axis=0))
        rolled["mean"].append(values.mean(axis=0))
        rolled["first page"].append(classifier.decision_values([first_page(file, whole.lang)])[0])
    for way, found in rolled.items():
        ways[way] = _decided(classifier, np.array(found))
    return Run(
        ways,
        [{m: r.results[m].degree or "none" for m in measures} for r in results],
        [{m: r.results[m].chapters for m in measures} for r in results],
    )


def classify(classifier: Classifier, document: Document, rules: SectionRules | None = None) -> ProjectResult:
    """One document as a project of its own."""
    path = document.source.path
    project = Project(path, (document,), (file_read(document),), path)
    return classify_project(classifier, project, rules, quotes=0)


def outcome_of(classifier: Classifier, results: Sequence[ProjectResult]) -> Outcome:
    """Results of our roll-up as arrays."""
    measures = classifier.taxonomy.measures
    every = np.array([[r.results[label].confidence for label in classifier.labels] for r in results])
    given = np.array([[m in r.labels for m in measures] for r in results])
    return Outcome(every[:, _columns(classifier)], given, every)


def first_page(document: Document, lang: str) -> str:
    """As much as stands on a first page, without what is skipped."""
    words = blanked(document.text, document.skips).split()
    if lang == "zh":
        return "".join(words)[: _FIRST_PAGE["zh"]]
    return " ".join(words[: _FIRST_PAGE["en"]])


def _decided(classifier: Classifier, values: Floats) -> Outcome:
    every = classifier.probabilities(values)
    limits = np.array([classifier.thresholds[label] for label in classifier.labels])
    given = decide(every, limits, parent_columns(classifier.taxonomy))
    columns = _columns(classifier)
    return Outcome(every[:, columns], given[:, columns], every)


def _columns(classifier: Classifier) -> list[int]:
    return [classifier.labels.index(m) for m in classifier.taxonomy.measures]


def truth_of(documents: Sequence[Whole], measures: Sequence[str]) -> Bools:
    """Measures that the documents are aligned with, whatever the degree, (n, n_measures)."""
    return np.array([[m in one.gold.labels for m in measures] for one in documents])


def figures(truth: Bools, scores: Floats, given: Bools, weights: Floats) -> tuple[Floats, Floats]:
    """F1 and average precision of each measure."""
    columns = range(truth.shape[1])
    f1 = [metrics.precision_recall_f1(truth[:, k], given[:, k], weights)[2] for k in columns]
    ap = [metrics.average_precision(truth[:, k], scores[:, k], weights) for k in columns]
    return np.array(f1), np.array(ap)


def differences(truth: Bools, ours: Outcome, theirs: Outcome) -> list[tuple[float, float, float]]:
    """Macro-F1 and mean average precision of ours less theirs, each with a paired bootstrap 95% interval."""

    def one(weights: Floats) -> Floats:
        a, b = (np.mean(figures(truth, way.scores, way.given, weights), axis=1) for way in (ours, theirs))
        return np.asarray(a - b)

    value, low, high = bootstrap(one, len(truth), 2000, 0)
    return [(float(v), float(a), float(b)) for v, a, b in zip(value, low, high, strict=True)]


def degree_counts(documents: Sequence[Whole], run: Run, measures: Sequence[str]) -> dict[str, int]:
    """How often the degree is right where the measure is found, and what is only named told from what is not named."""
    pairs = [
        (one.gold.degree(m), own[m])
        for one, own in zip(documents, run.degrees, strict=True)
        for m in measures
    ]
    found = [(a, b) for a, b in pairs if {a, b} <= {"main", "part"}]
    others = [(a == "named", b == "named") for a, b in pairs if a in ("named", "none")]
    return {
        "found": len(found),
        "degree right": sum(a == b for a, b in found),
        "main": sum(a == "main" for a, _ in found),
        "others": len(others),
        "named": sum(a for a, _ in others),
        "named found": sum(a and b for a, b in others),
        "said named": sum(b == "named" for _, b in pairs),
        "named or not right": sum(a == b for a, b in others),
    }


def chapter_figures(documents: Sequence[Whole], run: Run, classifier: Classifier) -> tuple[int, float, float]:
    """Chapters whose heading is in the profile, and macro-F1 and mean average precision of the profile over them."""
    measures = classifier.taxonomy.measures
    truth, scores = [], []
    for one, profile in zip(documents, run.profiles, strict=True):
        for heading, given in one.gold.chapters.items():
            title = re.sub(r"\s+", " ", plain(heading))
            if title in profile[measures[0]]:
                truth.append([m in given for m in measures])
                scores.append([profile[m][title] for m in measures])
    p = np.array(scores)
    limits = np.array([classifier.thresholds[m] for m in measures])
    f1, ap = figures(np.array(truth), p, p >= limits, np.ones(len(p)))
    return len(p), float(f1.mean()), float(ap.mean())

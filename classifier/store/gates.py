"""The gates of promotion: what a model must hold before it may take the default's place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from classifier.api import Classifier
from classifier.corpus.frozen import frozen_splits, regression_cases
from classifier.corpus.load import load_corpus
from classifier.corpus.rows import Row
from classifier.evaluation.metrics import chance_calibration_error
from classifier.evaluation.outcomes import LABEL_METRICS, Outcomes, outcomes
from classifier.store.falls import Fall, holm, paired_f1
from classifier.store.regression import broken, load_cases
from classifier.taxonomy import Taxonomy

RESAMPLES = 10_000  # the smallest of 33 p-values has to be able to fall under RISK / 33
# Chance that a model as good as the default is refused for its F1: what lies below a two-sided 95% interval.
RISK = 0.025
# With fewer positives a handful of texts decides F1, and its interval says little.
FEWEST_POSITIVES = 20
# Expected calibration error above what chance alone shows on average. On some 400 rows a perfectly calibrated
# model lies up to 0.02 above that average; twice as much is no accident, and misleads who acts on a score.
CALIBRATION_LIMIT = 0.04
GATES = ("f1", "calibration", "regression")


@dataclass(frozen=True)
class Finding:
    """What one gate says of one label or case: ``passed`` is None where it was not judged."""

    gate: str
    subject: str
    where: str
    passed: bool | None
    said: str
    figures: Mapping[str, float]


@dataclass(frozen=True)
class Verdict:
    """All findings; ``obstacle`` says why the gates could not be applied, empty when they were."""

    findings: tuple[Finding, ...] = ()
    obstacle: str = ""

    @property
    def passed(self) -> bool:
        """Was everything applied and nothing failed?"""
        return not self.obstacle and all(one.passed is not False for one in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values, figures rounded to four places."""
        findings = [
            {**vars(one), "figures": {name: round(value, 4) for name, value in one.figures.items()}}
            for one in self.findings
        ]
        return {"passed": self.passed, "obstacle": self.obstacle, "findings": findings}


def judge(old: Classifier, new: Classifier, *, report: Callable[[str], None] = lambda stage: None) -> Verdict:
    """May ``new`` take the place of ``old``? Judged in the languages that ``new`` says it reads.

    ``f1``: on the frozen test splits no label's F1 falls beyond chance, by the paired bootstrap and Holm's
    correction: of 33 labels judged at 95% each, one or another falls by chance in every second comparison of
    models that are as good. A language of ``old`` that ``new`` does not read is a fall of all its labels.
    ``calibration``: each measure's expected calibration error, less what chance alone shows, is at most
    CALIBRATION_LIMIT. ``regression``: every regression case holds. Raises CorpusError when a split or a case
    is wrong.
    """
    languages = new.model.languages
    obstacle = _other_taxonomy(old.taxonomy, new.taxonomy)
    if obstacle:
        return Verdict(obstacle=obstacle)
    splits = _splits(new.taxonomy, languages)
    if not splits:
        return Verdict(
            obstacle=f"no frozen test split is in a language of the model ({', '.join(languages)})"
        )
    cases = [case for case in load_cases(regression_cases(), new.labels) if case.lang in languages]
    falls: list[Fall] = []
    calibration: list[Finding] = []
    for language, rows in splits.items():
        report(f"comparing both models on {len(rows)} rows ({language})")
        was, now = outcomes(old, rows), outcomes(new, rows)
        falls += paired_f1(was, now, language, RESAMPLES)
        calibration += _calibration(now, language)
    findings = [*_f1(falls), *_unread(old.model.languages, languages, splits), *calibration]
    wrong = broken(new, cases)
    for case in cases:
        said = f"{'; '.join(wrong[case.id])} ({case.reason})" if case.id in wrong else "holds"
        findings.append(Finding("regression", case.id, case.lang, case.id not in wrong, said, {}))
    return Verdict(tuple(findings))


def _other_taxonomy(old: Taxonomy, new: Taxonomy) -> str:
    """Why figures by label would not compare; empty when they do."""
    for other, whose in ((old, "the default's"), (Taxonomy.load(), "the shipped test splits'")):
        if new.version != other.version or new.parents != other.parents:
            return (
                f"the model's taxonomy (version {new.version}, {len(new.ids)} labels) is another than {whose}"
                f" (version {other.version}, {len(other.ids)} labels)"
            )
    return ""


def _splits(taxonomy: Taxonomy, languages: tuple[str, ...]) -> dict[str, list[Row]]:
    """Rows of the frozen test splits by language."""
    found: dict[str, list[Row]] = {}
    for path in frozen_splits():
        for row in load_corpus(path, taxonomy):
            if row.lang in languages:
                found.setdefault(row.lang, []).append(row)
    return found


def _f1(falls: list[Fall]) -> Iterator[Finding]:
    """All labels of all languages are one family of tests."""
    judged = [one for one in falls if one.positives >= FEWEST_POSITIVES]
    adjusted = iter(holm([one.p for one in judged]))
    for one in falls:
        figures: dict[str, float] = {"positives": one.positives}
        if one.positives < FEWEST_POSITIVES:
            said = f"not judged: {one.positives} positives are under {FEWEST_POSITIVES}"
            yield Finding("f1", one.label, one.language, None, said, figures)
            continue
        p = next(adjusted)
        figures |= {"old": one.old, "new": one.new, "difference": one.difference}
        figures |= {"low": one.low, "high": one.high, "p": one.p, "adjusted_p": p}
        interval = f"{one.difference:+.3f} [{one.low:+.3f}, {one.high:+.3f}]"
        said = f"F1 {one.old:.3f} -> {one.new:.3f}, difference {interval}"
        if one.high < 0:
            chance = "may be chance" if p > RISK else "is not chance"
            said += f", which {chance} among {len(judged)} labels (Holm's p {p:.3f})"
        yield Finding("f1", one.label, one.language, p > RISK, said, figures)


def _unread(old: tuple[str, ...], new: tuple[str, ...], splits: Mapping[str, list[Row]]) -> Iterator[Finding]:
    """Languages that one of the models reads and in which F1 was not compared."""
    for language in old:
        if language not in new:
            said = "the default reads it and the model was not trained on it"
            yield Finding("f1", "all labels", language, False, said, {})
    for language in new:
        if language not in splits:
            yield Finding("f1", "all labels", language, None, "no frozen test split", {})


def _calibration(found: Outcomes, language: str) -> Iterator[Finding]:
    _, labels = found.figures(np.ones(len(found.rows)))
    for column in found.measures:
        label, seen = found.taxonomy.ids[column], found.seen[:, column]
        if not seen.any():
            yield Finding("calibration", label, language, None, "not judged: nobody looked for it", {})
            continue
        error = float(labels[column, LABEL_METRICS.index("ece")])
        chance = float(chance_calibration_error(found.scores[seen, column]).mean())
        figures = {"ece": error, "chance": chance, "limit": CALIBRATION_LIMIT}
        over = f"{error - chance:+.3f} above it, the limit is {CALIBRATION_LIMIT}"
        said = f"calibration error {error:.3f}, by chance {chance:.3f}: {over}"
        yield Finding("calibration", label, language, error - chance <= CALIBRATION_LIMIT, said, figures)

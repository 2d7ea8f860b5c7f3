"""The answer about one text, as plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Evidence:
    """A sentence that speaks for a label.

    ``text == document[start:end]``; ``contribution`` is what the sentence adds to the label's
    decision value before calibration.
    """

    text: str
    start: int
    end: int
    contribution: float


@dataclass(frozen=True)
class Term:
    """A word or phrase and what it adds to a label's decision value over the whole text."""

    term: str
    contribution: float


@dataclass(frozen=True)
class Explanation:
    """A label's decision value taken apart: ``base`` and all terms together sum to ``value``.

    ``terms`` are the strongest by absolute contribution; ``rest`` is the sum of the others.
    """

    value: float
    base: float
    terms: tuple[Term, ...]
    rest: float


@dataclass(frozen=True)
class Tagging:
    """Labels, probabilities and evidence for one text.

    ``labels`` are the ids given, measures and sub-measures in taxonomy order, empty for none.
    ``scores`` has the probability of every id; ``uncertain`` are ids neither given nor denied, when asked for
    (``Classifier.with_uncertain``). ``languages`` are those of the text, ``en`` or ``zh`` or both, that of
    most words first; none for another language, of which ``warnings`` say so, and for a text without letters.
    """

    labels: tuple[str, ...]
    scores: Mapping[str, float]
    model_id: str
    taxonomy_version: str
    text_digest: str
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    explanations: Mapping[str, Explanation] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The tagging as plain JSON values; probabilities rounded to six places."""
        out: dict[str, Any] = {
            "labels": list(self.labels),
            "uncertain": list(self.uncertain),
            "scores": {label: round(score, 6) for label, score in self.scores.items()},
            "evidence": {
                label: [
                    {"text": e.text, "start": e.start, "end": e.end, "contribution": round(e.contribution, 6)}
                    for e in found
                ]
                for label, found in self.evidence.items()
            },
        }
        if self.explanations:
            out["explanations"] = {
                label: {
                    "value": round(x.value, 6),
                    "base": round(x.base, 6),
                    "terms": [{"term": t.term, "contribution": round(t.contribution, 6)} for t in x.terms],
                    "rest": round(x.rest, 6),
                }
                for label, x in self.explanations.items()
            }
        out["languages"] = list(self.languages)
        out["warnings"] = list(self.warnings)
        out["model_id"] = self.model_id
        out["taxonomy_version"] = self.taxonomy_version
        out["text_digest"] = self.text_digest
        return out

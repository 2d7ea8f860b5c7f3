"""The whole documents with their labels, and how well their two readers agree."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.whole_markdown import without_lines

ROOT = Path(__file__).resolve().parent.parent / "corpora" / "whole"


@dataclass(frozen=True)
class Reading:
    """What one reader says: degrees of the measures, those only named, and the measures of each chapter."""

    labels: Mapping[str, str]
    named: tuple[str, ...]
    chapters: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Reading:
        """From a row of ``labels.jsonl``."""
        return cls(row["labels"], tuple(row["named"]), {k: tuple(v) for k, v in row["chapters"].items()})

    def degree(self, measure: str) -> str:
        """``main``, ``part``, ``named`` or ``none``."""
        return self.labels.get(measure) or ("named" if measure in self.named else "none")


@dataclass(frozen=True)
class Whole:
    """One document: its Markdown, what was decided of it, and what each reader had said.

    ``form_lines`` are the lines and options that belong to the form, by the reason; ``compulsory`` is the heading of
    the chapter that every form has.
    """

    id: str
    lang: str
    markdown: str
    gold: Reading
    readings: tuple[Reading, ...]
    adjudicated: bool
    compulsory: str
    form_lines: Mapping[str, tuple[str, ...]]

    @property
    def without_form(self) -> str:
        """The Markdown with all that is form taken out."""
        return without_lines(self.markdown, (text for texts in self.form_lines.values() for text in texts))


def load_whole(root: Path = ROOT) -> list[Whole]:
    """All documents in the order of ``labels.jsonl``."""
    rows = map(json.loads, (root / "labels.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        Whole(
            row["id"],
            row["lang"],
            (root / "documents" / f"{row['id']}.md").read_text(encoding="utf-8"),
            Reading.of(row),
            tuple(map(Reading.of, row["annotations"])),
            row["adjudicated"],
            row["compulsory"],
            {reason: tuple(texts) for reason, texts in row["form_lines"].items()},
        )
        for row in rows
    ]


def agreement_table(documents: Sequence[Whole], measures: Sequence[str]) -> Iterator[str]:
    """Lines of a table: positives and Cohen's kappa of the two readers, for documents and for their chapters."""
    yield "| measure | documents | main | named only | kappa | kappa of named | chapters | kappa |"
    yield "|---|---|---|---|---|---|---|---|"
    first, second = ([one.readings[k] for one in documents] for k in (0, 1))
    for measure in measures:
        degrees = [one.gold.degree(measure) for one in documents]
        chapters = [measure in given for one in documents for given in one.gold.chapters.values()]
        whole, named, parts = (
            _kappa(said(first, measure), said(second, measure)) for said in (_aligned, _named, _in_chapters)
        )
        yield (
            f"| `{measure}` | {sum(d in ('main', 'part') for d in degrees)} | {degrees.count('main')}"
            f" | {degrees.count('named')} | {whole:.3f} | {named:.3f} | {sum(chapters)} | {parts:.3f} |"
        )


def summary(documents: Sequence[Whole], measures: Sequence[str]) -> Iterator[str]:
    """How many there are, of what, and in how many the readers differ."""
    counts = [len(one.gold.labels) for one in documents]
    n_chapters = sum(len(one.gold.chapters) for one in documents)
    given = ", ".join(f"{n}: {counts.count(n)}" for n in sorted(set(counts)))
    yield f"{len(documents)} documents, {n_chapters} chapters; measures a document: {given}"
    pairs = [(one.readings[0], one.readings[1]) for one in documents]
    common = [
        (a.labels[m], b.labels[m]) for a, b in pairs for m in measures if m in a.labels and m in b.labels
    ]
    yield (
        f"the readers differ in the measures of {sum(a.labels.keys() != b.labels.keys() for a, b in pairs)} documents, in"
        f" the degree of {sum(a != b for a, b in common)} of {len(common)} measures that both gave, in what is only named"
        f" in {sum(set(a.named) != set(b.named) for a, b in pairs)} documents, in"
        f" {sum(set(a.chapters[h]) != set(b.chapters[h]) for a, b in pairs for h in a.chapters)} chapters;"
        f" {sum(one.adjudicated for one in documents)} documents were read a third time"
    )


def _aligned(readings: Sequence[Reading], measure: str) -> list[bool]:
    return [measure in one.labels for one in readings]


def _named(readings: Sequence[Reading], measure: str) -> list[bool]:
    return [measure in one.named for one in readings]


def _in_chapters(readings: Sequence[Reading], measure: str) -> list[bool]:
    return [measure in given for one in readings for given in one.chapters.values()]


def _kappa(first: Sequence[bool], second: Sequence[bool]) -> float:
    """Cohen's kappa (1960); NaN where neither ever gave the label."""
    from sklearn.metrics import cohen_kappa_score

    a, b = np.array(first, int), np.array(second, int)
    return float(cohen_kappa_score(a, b)) if a.any() or b.any() else float("nan")

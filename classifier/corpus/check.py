"""Faults of labelled corpora: what is wrong, what is repeated, what gives a label away."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.corpus.columns import Columns
from classifier.corpus.duplicates import near_duplicates, shared_sentences
from classifier.corpus.load import read_corpus
from classifier.corpus.rows import Row
from classifier.taxonomy import Taxonomy

NEAR = 0.5  # Jaccard similarity of word 5-grams above which two passages are too alike
GIVEAWAY_PASSAGES = 15
GIVEAWAY_SHARE = 0.9
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Finding:
    """One fault; ``kind`` groups them, and ``error`` says whether it fails the check."""

    kind: str
    message: str
    error: bool = True


def corpus_files(paths: Iterable[str | Path]) -> list[str | Path]:
    """What to check: a folder stands for all its JSON Lines files, training and test, where it has any."""
    files: list[str | Path] = []
    for path in paths:
        files.extend(sorted(Path(path).glob("*.jsonl")) or [path])
    return files


def check_corpora(
    paths: Iterable[str | Path],
    taxonomy: Taxonomy,
    *,
    columns: Columns | None = None,
    report: Callable[[str], None] = lambda stage: None,
) -> tuple[list[Row], list[Finding]]:
    """Good rows of all files and what was found; raises CorpusError when a file cannot be read at all."""
    notes: list[str] = []
    rows: list[Row] = []
    findings: list[Finding] = []
    for file in corpus_files(paths):
        report(f"reading {file}")
        good, errors = read_corpus(file, taxonomy, columns, notes)
        rows.extend(good)
        findings.extend(Finding("wrong row", str(error)) for error in errors)
        if not good and not errors:
            findings.append(Finding("wrong row", f"{file}: has no rows"))
    findings.extend(Finding("note", note, error=False) for note in notes)
    report("looking for repetitions")
    findings.extend(repeated_ids(rows))
    findings.extend(repeated_passages(rows))
    findings.extend(repeated_sentences(rows))
    findings.extend(giveaway_words(rows, taxonomy))
    return rows, findings


def place(row: Row) -> str:
    """File, line and id of a row."""
    return f"{row.origin}:{row.line} ({row.id})"


def repeated_ids(rows: Sequence[Row]) -> Iterable[Finding]:
    """Ids that stand more than once, in whatever file."""
    seen: dict[str, Row] = {}
    for row in rows:
        if row.id in seen:
            yield Finding("repeated id", f"{place(row)}: id stands first at {place(seen[row.id])}")
        seen.setdefault(row.id, row)


def repeated_passages(rows: Sequence[Row]) -> Iterable[Finding]:
    """Passages that are the same or nearly so, within and across files."""
    for pair in near_duplicates([row.text for row in rows], NEAR):
        kind = "same passage" if rows[pair.first].text == rows[pair.second].text else "near duplicate"
        where = f"{place(rows[pair.second])} and {place(rows[pair.first])}"
        yield Finding(kind, f"{where}: Jaccard {pair.jaccard:.2f}")


def repeated_sentences(rows: Sequence[Row]) -> Iterable[Finding]:
    """Sentences of twelve words or more that stand in more than one passage."""
    for sentence, where in shared_sentences([row.text for row in rows]):
        ids = ", ".join(rows[i].id for i in where[:5])
        yield Finding("shared sentence", f"{ids}: {sentence[:100]!r}")


def giveaway_words(rows: Sequence[Row], taxonomy: Taxonomy) -> Iterable[Finding]:
    """Words in more than 15 passages, over 90% of which carry one measure: a model may lean on them.

    Some are fair (a measure's own matter), so these are warnings.
    """
    total: Counter[str] = Counter()
    by_label: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        words = {word.lower() for word in _WORD.findall(row.text)}
        total.update(words)
        for label in row.labels:
            if taxonomy.parents[label] is None:
                by_label[label].update(words)
    for label in taxonomy.measures:
        found = [
            (word, count)
            for word, count in by_label[label].items()
            if total[word] > GIVEAWAY_PASSAGES and count > GIVEAWAY_SHARE * total[word]
        ]
        for word, count in sorted(found, key=lambda item: (-item[1], item[0])):
            message = f"{word!r}: {count} of {total[word]} passages carry {label}"
            yield Finding("giveaway word", message, error=False)

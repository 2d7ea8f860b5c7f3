"""Corpora of a training run: read, checked before anything is learnt, recorded to be found again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from classifier.bundle.locate import find_bundle
from classifier.bundle.read import read_manifest
from classifier.corpus.check import giveaway_words
from classifier.corpus.columns import Columns
from classifier.corpus.duplicates import Pair, near_duplicates
from classifier.corpus.frozen import frozen_splits, overlaps
from classifier.corpus.load import load_corpora, load_corpus
from classifier.corpus.rows import Row
from classifier.corpus.workbook import count_open
from classifier.errors import CorpusError, TrainingError
from classifier.taxonomy import Taxonomy


@dataclass(frozen=True)
class Corpus:
    """One corpus of a run: what ``corpus.load`` takes, its columns, and how often its rows count.

    ``digest`` is that of the rows an earlier run read, empty where any will do.
    """

    spec: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    weight: float = 1.0
    digest: str = ""

    def read(self, taxonomy: Taxonomy, notes: list[str]) -> list[Row]:
        """Its rows, disputed ones left out, with their weights; raises CorpusError.

        What its owner should know of it is added to ``notes``.
        """
        rows = load_corpus(self.spec, taxonomy, Columns(taxonomy, self.mapping, self.aliases), notes)
        return [replace(row, weight=row.weight * self.weight) for row in rows if not row.disputed]

    def record(self, rows: Sequence[Row]) -> dict[str, Any]:
        """What the manifest keeps of it."""
        out = {"corpus": Path(self.spec).as_posix(), "rows": len(rows), "sha256": digest_of(rows)}
        extras = {"map": dict(self.mapping), "alias": dict(self.aliases)}
        return {
            **out,
            **{key: value for key, value in extras.items() if value},
            **({"weight": self.weight} if self.weight != 1 else {}),
        }


def digest_of(rows: Sequence[Row]) -> str:
    """SHA-256 of ids, texts and labels."""
    digest = hashlib.sha256()
    for row in rows:
        parts = [row.id, row.text, " ".join(row.labels), *([" ".join(row.unknown)] if row.unknown else [])]
        digest.update(("\x1f".join(parts) + "\x1e").encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def corpora_of(model: str | Path) -> list[Corpus]:
    """The corpora that a bundle's manifest names; raises BundleError where there is no bundle."""
    manifest = read_manifest(find_bundle(model))
    return [
        Corpus(
            one["corpus"],
            one.get("map", {}),
            one.get("alias", {}),
            float(one.get("weight", 1.0)),
            one["sha256"],
        )
        for one in manifest.get("corpora", [])
    ]


def read_all(
    corpora: Sequence[Corpus], taxonomy: Taxonomy, notes: list[str]
) -> list[tuple[Corpus, list[Row]]]:
    """All corpora with their rows; raises CorpusError or TrainingError naming file, row and remedy.

    What their owner should know of them is added to ``notes``.
    """
    read = []
    for one in corpora:
        try:
            rows = one.read(taxonomy, notes)
        except CorpusError as error:
            if one.digest and not Path(one.spec).exists():
                raise TrainingError(
                    "the model was trained on this corpus, which is not here",
                    path=one.spec,
                    remedy="run where it is, or train anew from the corpora that you have",
                ) from None
            raise error
        if one.digest and digest_of(rows) != one.digest:
            raise TrainingError(
                "has changed since the model was trained on it",
                path=one.spec,
                remedy="name it with --corpus and train anew",
            )
        read.append((one, rows))
    return read


def refuse_faults(rows: Sequence[Row]) -> list[Pair]:
    """Raise TrainingError for repeated ids, texts of a frozen test split, and texts labelled in two ways.

    Returns the near duplicates, which are no error.
    """
    _refuse_repeated_ids(rows)
    _refuse_frozen(rows)
    pairs = near_duplicates([row.text for row in rows])
    for pair in pairs:
        first, second = rows[pair.first], rows[pair.second]
        if first.text == second.text and set(first.labels) != set(second.labels):
            raise TrainingError(
                f"has the text of {_place(first)} with other labels",
                path=second.origin,
                line=second.line or None,
                remedy="keep the right one",
            )
    return pairs


def notes_on(rows: Sequence[Row], pairs: Sequence[Pair], taxonomy: Taxonomy) -> list[str]:
    """What else `policytag corpus check` would find, but for shared sentences, which take minutes to find."""
    words = sum(1 for _ in giveaway_words(rows, taxonomy))
    found = (
        (len(pairs), "pairs of near-identical passages, kept in one fold each"),
        (words, "words that may give a measure away"),
    )
    counted = ", ".join(f"{count:,} {what}" for count, what in found if count)
    return [f"{counted}: `policytag corpus check` lists them"] if counted else []


def notes_on_workbooks(corpora: Sequence[Corpus]) -> list[str]:
    """How many rows of corrected results were not read, since nobody had corrected them."""
    out = []
    for one in corpora:
        path = Path(one.spec)
        if path.suffix.lower() == ".xlsx" and (count := count_open(path)):
            out.append(f"{one.spec}: {count:,} rows without a correction were not read")
    return out


def _place(row: Row) -> str:
    return f"{row.origin}:{row.line}" if row.line else row.origin


def _refuse_repeated_ids(rows: Sequence[Row]) -> None:
    seen: dict[str, Row] = {}
    for row in rows:
        if row.id in seen:
            raise TrainingError(
                f"id {row.id!r} stands twice (first in {_place(seen[row.id])})",
                path=row.origin,
                line=row.line or None,
                remedy="rename one or leave out a corpus given twice",
            )
        seen[row.id] = row


def _refuse_frozen(rows: Sequence[Row]) -> None:
    frozen = load_corpora(frozen_splits(), Taxonomy.load())
    found = overlaps(rows, frozen)
    if found:
        row, test = found[0]
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        raise TrainingError(
            f"has a text of the frozen test split ({test.id}){more}",
            path=row.origin,
            line=row.line or None,
            remedy="leave it out: a model must not learn what it is measured by",
        )

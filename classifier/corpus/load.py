"""Reading corpora, checked row by row before anything is learnt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from classifier.corpus.columns import Columns
from classifier.corpus.notes import notes_on_rows
from classifier.corpus.rows import Row, parse_row
from classifier.corpus.sources import raw_rows
from classifier.errors import CorpusError
from classifier.taxonomy import Taxonomy

MOST_ERRORS = 20


def load_corpora(
    specs: Iterable[str | Path], taxonomy: Taxonomy, columns: Columns | None = None
) -> list[Row]:
    """Rows of several corpora, in order; raises CorpusError."""
    return [row for spec in specs for row in load_corpus(spec, taxonomy, columns)]


def load_corpus(
    spec: str | Path,
    taxonomy: Taxonomy,
    columns: Columns | None = None,
    notes: list[str] | None = None,
) -> list[Row]:
    """Rows of one corpus; what its owner should know of it is added to ``notes``.

    ``spec`` is a JSON Lines, CSV, TSV, Parquet, Arrow or .xlsx file (a table, or results with corrections);
    a folder (its ``train.jsonl``, else text files in a folder a label); or
    ``hf:org/name[:config=...][:split=...]`` for a dataset of the hub, which needs a network. Raises
    CorpusError; when rows are wrong its message lists the first of them by file and line.
    """
    rows, errors = read_corpus(spec, taxonomy, columns, notes)
    if errors:
        shown = [str(error) for error in errors[:MOST_ERRORS]]
        more = len(errors) - len(shown)
        tail = [f"... and {more} more"] if more else []
        raise CorpusError("\n".join([f"{len(errors)} wrong rows", *shown, *tail]), path=spec)
    if not rows:
        raise CorpusError("has no rows", path=spec)
    return rows


def read_corpus(
    spec: str | Path,
    taxonomy: Taxonomy,
    columns: Columns | None = None,
    notes: list[str] | None = None,
) -> tuple[list[Row], list[CorpusError]]:
    """All good rows of a corpus and an error for each wrong one; raises CorpusError if unreadable.

    What its owner should know of it is added to ``notes``.
    """
    columns = columns or Columns(taxonomy)
    rows: list[Row] = []
    errors: list[CorpusError] = []
    seen: list[Mapping[str, Any]] = []
    for origin, line, raw in raw_rows(spec, columns):
        try:
            if isinstance(raw, CorpusError):
                raise raw
            seen.append(raw)
            rows.append(parse_row(raw, columns, origin, line))
        except CorpusError as error:
            errors.append(error)
    if not rows and len(seen) > 1:
        _refuse_columns(spec, columns, seen)
    _refuse_misspelt(spec, columns, seen)
    if notes is not None:
        notes += notes_on_rows(spec, columns, seen, rows)
    return rows, errors


def _refuse_misspelt(spec: str | Path, columns: Columns, rows: list[Mapping[str, Any]]) -> None:
    """A label's column with a slip in its name would teach nothing, and nobody would see."""
    for name in dict.fromkeys(str(name) for raw in rows for name in raw):
        label = columns.meant(name)
        if label is not None:
            raise CorpusError(
                f"column {name!r} is no label",
                path=spec,
                remedy=f"is {label!r} meant? rename it, or say --alias '{name}={label}'",
            )


def _refuse_columns(spec: str | Path, columns: Columns, rows: list[Mapping[str, Any]]) -> None:
    """Say once, not for each row, that a table lacks a column."""
    names = list(dict.fromkeys(str(name) for raw in rows for name in raw))
    wanted = {name: columns.mapping.get(name, name) for name in ("text", "labels")}
    for name, column in wanted.items():
        if column in names or (name == "labels" and any(one.lower() in columns.names for one in names)):
            continue
        raise CorpusError(
            f"has no column {column!r}; its columns are: {', '.join(names)[:300]}",
            path=spec,
            remedy=f"map it: --map {name}=COLUMN",
        )

"""What is no fault of a corpus and yet may not be what its owner meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from classifier.corpus.columns import Columns
from classifier.corpus.rows import Row


def notes_on_rows(
    spec: str | Path, columns: Columns, raw: Sequence[Mapping[str, Any]], rows: Sequence[Row]
) -> list[str]:
    """Columns that are not read, empty lists of labels, and lists that name no sub-measure."""
    names = list(dict.fromkeys(str(name) for one in raw for name in one))
    notes = []
    if unread := [name for name in names if not columns.reads(name)]:
        notes.append(f"{spec}: columns not read: {', '.join(unread)} (--map and --alias say what they are)")
    column = columns.mapping.get("labels", "labels")
    empty = sum(isinstance(cell := one.get(column), str) and not cell.strip() for one in raw)
    if empty:
        notes.append(
            f"{spec}: {empty:,} rows with nothing in {column!r} count as texts that carry no label; "
            "leave out those that nobody looked at"
        )
    if column in names and _names_measures_only(columns, rows):
        notes.append(
            f"{spec}: no text is given a sub-measure, so all count as texts without; "
            "if nobody looked for them, give a column a measure in place of lists"
        )
    return notes


def _names_measures_only(columns: Columns, rows: Sequence[Row]) -> bool:
    """Are measures given, and their sub-measures denied to every text?"""
    subs = {label for label, parent in columns.taxonomy.parents.items() if parent}
    given = {label for row in rows for label in row.labels}
    denied = any(not subs <= set(row.unknown) for row in rows)
    return bool(given and subs and denied and not given & subs)

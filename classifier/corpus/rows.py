"""One labelled passage, and how a row of a file becomes one."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classifier.errors import CorpusError

DEGREES = ("main", "part")


@dataclass(frozen=True)
class Annotation:
    """What one annotator gave: labels, a degree a measure, and measures that are only named."""

    by: str
    labels: tuple[str, ...]
    at: str = ""
    degrees: Mapping[str, str] = field(default_factory=dict)
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One passage of a corpus. ``labels`` are complete ids, empty for none.

    ``unknown`` are labels that nobody looked for: neither given nor denied. ``weight`` is how often the
    passage counts in training.
    """

    id: str
    text: str
    labels: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    lang: str = "en"
    genre: str = ""
    writer: str = ""
    degrees: Mapping[str, str] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    disputed: bool = False
    weight: float = 1.0
    annotations: tuple[Annotation, ...] = ()
    design: Mapping[str, Any] = field(default_factory=dict)
    origin: str = ""
    line: int = 0


def parse_row(raw: Mapping[str, Any], known: Mapping[str, str | None], origin: str, line: int) -> Row:
    """Check one raw row; ``known`` maps each label id to its measure (None for a measure).

    Raises CorpusError naming file, line and remedy.
    """

    def wrong(message: str, remedy: str = "") -> CorpusError:
        return CorpusError(message, path=origin, line=line, remedy=remedy)

    text = raw.get("text")
    if not isinstance(text, str) or not text.strip():
        raise wrong("has no text", 'each row needs "text"')
    if "labels" not in raw or raw["labels"] is None:
        raise wrong("has no labels", 'give "labels"; [] for none')
    labels = parse_labels(raw["labels"], known, wrong)
    degrees = _degrees(raw.get("degrees"), wrong)
    source = raw.get("source") or ""
    writer = source.get("by", "") if isinstance(source, Mapping) else str(source)
    row_id = raw.get("id")
    return Row(
        id=str(row_id) if row_id not in (None, "") else f"{origin}:{line}",
        text=text,
        labels=labels,
        lang=str(raw.get("lang") or "en"),
        genre=str(raw.get("genre") or ""),
        writer=writer,
        degrees=degrees,
        named=parse_labels(raw.get("named") or [], known, wrong),
        disputed=bool(raw.get("disputed")),
        weight=_weight(raw.get("weight"), wrong),
        annotations=tuple(_annotation(a, known, wrong) for a in _list(raw.get("annotations"), wrong)),
        design={k: v for k, v in (raw.get("design") or {}).items() if v is not None},
        origin=origin,
        line=line,
    )


def parse_labels(value: Any, known: Mapping[str, str | None], wrong: Any) -> tuple[str, ...]:
    """Label ids from a list, a JSON list in a cell, or a text with commas or semicolons between them.

    A sub-measure brings its measure. The order is the taxonomy's.
    """
    if isinstance(value, str):
        cell = value.strip()
        if cell.startswith("["):
            try:
                value = json.loads(cell)
            except ValueError:
                raise wrong(f"labels {cell[:60]!r} are not a JSON list", 'write ["a", "b"]') from None
        else:
            value = [part.strip() for part in cell.replace(";", ",").split(",") if part.strip()]
    if not isinstance(value, (list, tuple)) or not all(isinstance(label, str) for label in value):
        raise wrong("labels are not a list of ids", 'write ["a", "b"], or [] for none')
    given = set(value)
    for label in sorted(given):
        if label not in known:
            raise wrong(f"unknown label {label!r}", "`policytag taxonomy` lists the ids")
    given |= {parent for label in given if (parent := known[label])}
    return tuple(label for label in known if label in given)


def _degrees(value: Any, wrong: Any) -> dict[str, str]:
    if not value:
        return {}
    if not isinstance(value, Mapping):
        raise wrong("degrees are not a mapping from measure to main or part")
    out = {k: v for k, v in value.items() if v is not None}
    for measure, degree in out.items():
        if degree not in DEGREES:
            raise wrong(f"degree {degree!r} of {measure!r} is neither main nor part")
    return out


def _weight(value: Any, wrong: Any) -> float:
    if value in (None, ""):
        return 1.0
    try:
        weight = float(value)
    except (TypeError, ValueError):
        weight = -1.0
    if not 0.0 < weight < float("inf"):
        raise wrong(f"weight {value!r} is not a number above 0")
    return weight


def _list(value: Any, wrong: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise wrong("annotations are not a list")
    return value


def _annotation(value: Any, known: Mapping[str, str | None], wrong: Any) -> Annotation:
    if not isinstance(value, Mapping) or "by" not in value or "labels" not in value:
        raise wrong('an annotation lacks "by" or "labels"')
    return Annotation(
        by=str(value["by"]),
        labels=parse_labels(value["labels"], known, wrong),
        at=str(value.get("at") or ""),
        degrees=_degrees(value.get("degrees"), wrong),
        named=parse_labels(value.get("named") or [], known, wrong),
    )


def write_rows(rows: Iterable[Mapping[str, Any]], path: str | Path) -> None:
    """Write raw rows as JSON Lines, whole or not at all, through ``datasets``."""
    from datasets import Dataset

    path = Path(path)
    handle, temporary = tempfile.mkstemp(prefix=".new-", suffix=".jsonl", dir=path.parent)
    os.close(handle)
    try:
        Dataset.from_list(list(rows)).to_json(temporary, force_ascii=False)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise

"""One labelled passage, and how a row of a file becomes one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classifier.corpus.columns import Columns
from classifier.engine.tokens import mostly_chinese
from classifier.errors import CorpusError

DEGREES = ("main", "part")
LONGEST = 200_000  # characters of a passage: what is longer is no passage


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


def parse_row(raw: Mapping[str, Any], columns: Columns, origin: str, line: int) -> Row:
    """Check one raw row; raises CorpusError naming file, line and remedy."""

    def wrong(message: str, remedy: str = "") -> CorpusError:
        return CorpusError(message, path=origin, line=line, remedy=remedy)

    raw = columns.fields(raw, wrong)
    text = raw.get("text")
    if not isinstance(text, str) or not text.strip():
        raise wrong("has no text", 'each row needs "text"')
    if len(text) > LONGEST:
        raise wrong(
            f"has a text of {len(text):,} characters, more than {LONGEST:,}",
            "cut it into passages; in a CSV look for a quotation mark that is not closed",
        )
    if raw.get("labels") is None:
        raise wrong("has no labels", 'give "labels", [] for none, or a column a label')
    labels = columns.labels(raw["labels"], wrong)
    unknown = columns.labels(raw.get("unknown") or [], wrong, measures=False)
    if both := sorted(set(labels) & set(unknown)):
        raise wrong(f"has {both[0]!r} both given and unknown", "leave it in one of them")
    source = raw.get("source") or ""
    writer = source.get("by", "") if isinstance(source, Mapping) else str(source)
    row_id = raw.get("id")
    return Row(
        id=str(row_id) if row_id not in (None, "") else f"{origin}:{line}",
        text=text,
        labels=labels,
        unknown=unknown,
        lang=str(raw.get("lang") or ("zh" if mostly_chinese(text) else "en")),
        genre=str(raw.get("genre") or ""),
        writer=writer,
        degrees=_degrees(raw.get("degrees"), wrong),
        named=columns.labels(raw.get("named") or [], wrong),
        disputed=raw.get("disputed") in (True, 1, "1", "true", "True"),
        weight=weight_of(raw.get("weight"), wrong),
        annotations=tuple(_annotation(a, columns, wrong) for a in _list(raw.get("annotations"), wrong)),
        design=_design(raw.get("design")),
        origin=origin,
        line=line,
    )


def _design(value: Any) -> dict[str, Any]:
    """What the text was asked to be; a user's own column of that name says nothing of it."""
    return {k: v for k, v in value.items() if v is not None} if isinstance(value, Mapping) else {}


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


def weight_of(value: Any, wrong: Any) -> float:
    """How often something counts, 1 where nothing is said; raises what ``wrong`` makes of a message."""
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


def _annotation(value: Any, columns: Columns, wrong: Any) -> Annotation:
    if not isinstance(value, Mapping) or "by" not in value or "labels" not in value:
        raise wrong('an annotation lacks "by" or "labels"')
    return Annotation(
        by=str(value["by"]),
        labels=columns.labels(value["labels"], wrong),
        at=str(value.get("at") or ""),
        degrees=_degrees(value.get("degrees"), wrong),
        named=columns.labels(value.get("named") or [], wrong),
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

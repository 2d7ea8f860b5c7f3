"""A project's result as plain JSON values, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from classifier.projects.result import FileRead, LabelResult, ProjectResult, Quote


def to_plain(result: ProjectResult) -> dict[str, Any]:
    """``result`` as dicts, lists, strings and numbers, with every field by its name."""
    labels = {
        label: {
            "confidence": one.confidence,
            "degree": one.degree,
            "quotes": [{**asdict(quote), "indicators": list(quote.indicators)} for quote in one.quotes],
            "chapters": dict(one.chapters),
        }
        for label, one in result.results.items()
    }
    return {
        "id": result.id,
        "files": [asdict(file) for file in result.files],
        "labels": list(result.labels),
        "uncertain": list(result.uncertain),
        "results": labels,
        "warnings": list(result.warnings),
        "share_read": result.share_read,
        "group": result.group,
        "model_id": result.model_id,
        "text_digest": result.text_digest,
    }


def from_plain(plain: Mapping[str, Any]) -> ProjectResult:
    """What ``to_plain`` was given; raises KeyError or TypeError for other values."""
    results = {
        label: LabelResult(
            one["confidence"],
            one["degree"],
            tuple(Quote(**{**quote, "indicators": tuple(quote["indicators"])}) for quote in one["quotes"]),
            dict(one["chapters"]),
        )
        for label, one in plain["results"].items()
    }
    return ProjectResult(
        id=plain["id"],
        files=tuple(FileRead(**file) for file in plain["files"]),
        labels=tuple(plain["labels"]),
        results=results,
        model_id=plain["model_id"],
        text_digest=plain["text_digest"],
        uncertain=tuple(plain["uncertain"]),
        warnings=tuple(plain["warnings"]),
        share_read=plain["share_read"],
        group=plain["group"],
    )

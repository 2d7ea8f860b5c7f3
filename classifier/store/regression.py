"""Regression cases: short texts whose labels no promoted model may get wrong."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.api import Classifier
from classifier.errors import CorpusError

_TEXTS = ("id", "text", "lang", "reason")
_LISTS = ("must", "must_not")


@dataclass(frozen=True)
class Case:
    """A text, the label ids that it must and must not be given, and the reason why."""

    id: str
    text: str
    lang: str
    must: tuple[str, ...]
    must_not: tuple[str, ...]
    reason: str


def load_cases(paths: Iterable[Path], labels: Collection[str]) -> list[Case]:
    """The cases of JSON Lines files; raises CorpusError naming file and line when one is wrong.

    ``labels`` are the ids that a case may name.
    """
    return [
        _case(line, labels, path, number)
        for path in paths
        for number, line in enumerate(path.read_bytes().splitlines(), 1)
        if line.strip()
    ]


def _case(line: bytes, labels: Collection[str], path: Path, number: int) -> Case:
    try:
        raw: dict[str, Any] = json.loads(line)
        texts = {key: str(raw[key]) for key in _TEXTS}
        must, must_not = (tuple(map(str, raw[key])) for key in _LISTS)
    except (ValueError, KeyError, TypeError, RecursionError):
        keys = ", ".join((*_TEXTS, *_LISTS))
        raise CorpusError(
            "is no regression case", path=path, line=number, remedy=f"give an object with {keys}"
        ) from None
    unknown = [label for label in (*must, *must_not) if label not in labels]
    if unknown:
        raise CorpusError(
            f"unknown label {unknown[0]!r}",
            path=path,
            line=number,
            remedy="`policytag taxonomy` lists the ids",
        )
    return Case(**texts, must=must, must_not=must_not)


def broken(classifier: Classifier, cases: Sequence[Case]) -> dict[str, tuple[str, ...]]:
    """What the classifier gets wrong, ``lacks LABEL`` or ``has LABEL``, by the id of each case not held."""
    taggings = classifier.classify_batch([case.text for case in cases], evidence=0)
    found = {
        case.id: (
            *(f"lacks {label}" for label in case.must if label not in tagging.labels),
            *(f"has {label}" for label in case.must_not if label in tagging.labels),
        )
        for case, tagging in zip(cases, taggings, strict=True)
    }
    return {case: wrong for case, wrong in found.items() if wrong}

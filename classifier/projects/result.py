"""The answer about one project, as plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Degree = Literal["main", "part", "named"]


@dataclass(frozen=True)
class FileRead:
    """One file of a project: how many of its pages were read, or the reason why it was not.

    ``pages`` is 1 for formats without pages and 0 where it cannot be known.
    """

    path: str
    pages: int = 1
    pages_read: int = 1
    reason: str | None = None


@dataclass(frozen=True)
class Quote:
    """A sentence that speaks for a measure, with its place.

    ``page`` counts from 1 and is None for formats without pages; ``chapter`` is the nearest heading above;
    ``indicators`` are the amounts, dates and target figures that stand in the sentence, as written.
    """

    text: str
    file: str
    page: int | None = None
    chapter: str | None = None
    contribution: float = 0.0
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class LabelResult:
    """What a project shows for one label.

    ``confidence`` is a probability; ``degree`` is None where the label is not given and not named either;
    ``chapters`` is the profile: the confidence of each chapter by its title, in the order of the text.
    """

    confidence: float
    degree: Degree | None = None
    quotes: tuple[Quote, ...] = ()
    chapters: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ProjectResult:
    """One project: labels given, what each label has, and what was read of its files.

    ``labels`` are the ids given, in taxonomy order; ``results`` has every id of the taxonomy;
    ``share_read`` is the share of pages read, 0 to 1; ``group`` names the first project of which this one
    is a copy or a revision, None for the first of its kind; ``text_digest`` is of all text read.
    """

    id: str
    files: tuple[FileRead, ...]
    labels: tuple[str, ...]
    results: Mapping[str, LabelResult]
    model_id: str
    text_digest: str
    uncertain: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    share_read: float = 1.0
    group: str | None = None

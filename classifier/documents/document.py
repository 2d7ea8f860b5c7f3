"""What every reader gives: a Document, or a Failure that says why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from classifier.errors import PolicytagError


@dataclass(frozen=True)
class Source:
    """Where a document came from: a file, and a row of it when the file is a table."""

    path: str
    row: int | None = None
    id: str | None = None

    @property
    def name(self) -> str:
        """The id a user knows the document by."""
        if self.id is not None:
            return self.id
        return self.path if self.row is None else f"{self.path}:{self.row}"


@dataclass(frozen=True)
class Document:
    """A readable text. ``text`` is what all offsets refer to."""

    source: Source
    text: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failure:
    """An input that gave no text, with the error that says why."""

    source: Source
    error: PolicytagError

"""The one family of errors: each is printed by the command line as one clean line."""

from __future__ import annotations

from pathlib import Path


class PolicytagError(Exception):
    """Base of every error that a user can cause and mend.

    The message reads ``place: what is wrong; remedy`` where place is a file, and a line where known.
    """

    def __init__(
        self, message: str, *, path: str | Path | None = None, line: int | None = None, remedy: str = ""
    ) -> None:
        self.message = message
        self.path = None if path is None else str(path)
        self.line = line
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        place = "" if self.path is None else f"{self.path}:{self.line}: " if self.line else f"{self.path}: "
        return f"{place}{self.message}" + (f"; {self.remedy}" if self.remedy else "")

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message, self.path, self.line, self.remedy))


def _rebuild(
    kind: type[PolicytagError], message: str, path: str | None, line: int | None, remedy: str
) -> PolicytagError:
    return kind(message, path=path, line=line, remedy=remedy)


class UsageError(PolicytagError):
    """The command or function was called with arguments that do not fit (exit status 2)."""


class DocumentError(PolicytagError):
    """A document or a row of a table cannot be read; the rest of the batch goes on."""


class TaxonomyError(PolicytagError):
    """A taxonomy file is wrong."""


class CorpusError(PolicytagError):
    """A corpus has wrong rows or cannot be found."""


class BundleError(PolicytagError):
    """A model bundle is missing, damaged, foreign or of a newer format."""


class RegisterError(PolicytagError):
    """The register of what was classified is damaged, foreign, of another version or cannot be written."""


class TrainingError(PolicytagError):
    """The corpora given cannot train a model."""


class MissingExtraError(PolicytagError):
    """An optional dependency is not installed; the remedy names the extra."""

    @classmethod
    def of(cls, package: str, extra: str, purpose: str) -> MissingExtraError:
        """Build the error for ``package``, which ``extra`` brings, needed for ``purpose``."""
        return cls(f"{purpose} needs {package}", remedy=f"pip install 'policytag[{extra}]'")

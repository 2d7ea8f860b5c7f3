"""Taggings out: a table for people, JSON, JSON Lines or CSV for programs; a file whole or not at all."""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from classifier.documents import Document, Failure
from classifier.documents.document import Source
from classifier.errors import UsageError
from classifier.tagging import Tagging

if TYPE_CHECKING:
    from classifier.api import Classifier


class Output(Protocol):
    """What a format has to do."""

    def tagging(self, document: Document, tagging: Tagging) -> None:
        """Write one tagged document."""

    def failure(self, failure: Failure) -> None:
        """Write one input that failed."""

    def close(self) -> None:
        """Write what comes at the end."""


@contextmanager
def open_output(
    path: str | None, format: str, classifier: Classifier, arguments: argparse.Namespace
) -> Iterator[Output]:
    """Output to ``path``, put in its place only at the end, or to standard output when None."""
    if path is None or path == "-":
        output = _make(format, sys.stdout, classifier, arguments)
        yield output
        output.close()
        return
    with whole_file(path) as file:
        output = _make(format, file, classifier, arguments)
        yield output
        output.close()


@contextmanager
def whole_file(path: str) -> Iterator[TextIO]:
    """A text file in UTF-8 that takes the place of ``path`` only when all went well.

    Raises UsageError where it cannot be written.
    """
    target = Path(path)
    if target.is_dir():
        raise UsageError("is a folder", path=target, remedy="--output takes a file")
    try:
        handle, temporary = tempfile.mkstemp(prefix=".new-", dir=target.parent)
    except OSError as error:
        raise UsageError(f"cannot be written ({error.strerror})", path=target) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def _make(format: str, file: TextIO, classifier: Classifier, arguments: argparse.Namespace) -> Output:
    if format == "table":
        from classifier.cli.table import TableOutput
        from classifier.cli.wording import Wording

        return TableOutput(file, classifier, arguments.all, Wording.of(arguments.lang))
    kinds: dict[str, type[JsonLinesOutput] | type[CsvOutput]] = {
        "json": JsonOutput,
        "jsonl": JsonLinesOutput,
        "csv": CsvOutput,
    }
    if format == "csv" and arguments.excel:
        return ExcelOutput(file, classifier)
    return kinds[format](file, classifier)


def _place(source: Source) -> dict[str, Any]:
    place: dict[str, Any] = {"id": source.name, "source": source.path}
    return place if source.row is None else {**place, "row": source.row}


def record(document: Document, tagging: Tagging) -> dict[str, Any]:
    """One tagged document as plain JSON values."""
    out = {**_place(document.source), **tagging.as_dict()}
    out["warnings"] = [*document.warnings, *tagging.warnings]
    return out


def failure_record(failure: Failure) -> dict[str, Any]:
    """One failed input as plain JSON values: the same keys for its place, and ``error``."""
    return {**_place(failure.source), "error": str(failure.error)}


def json_line(value: dict[str, Any], file: TextIO) -> str:
    """JSON on one line; what ``file`` cannot encode is escaped: lone surrogates, much on a console of old."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode(file.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(value)
    return text


class JsonLinesOutput:
    """One JSON object a line."""

    def __init__(self, file: TextIO, classifier: Classifier) -> None:
        self.file = file

    def _write(self, value: dict[str, Any]) -> None:
        self.file.write(json_line(value, self.file) + "\n")

    def tagging(self, document: Document, tagging: Tagging) -> None:
        """Write one tagged document."""
        self._write(record(document, tagging))

    def failure(self, failure: Failure) -> None:
        """Write one input that failed."""
        self._write(failure_record(failure))

    def close(self) -> None:
        """Nothing comes at the end."""


class JsonOutput(JsonLinesOutput):
    """One JSON array."""

    def __init__(self, file: TextIO, classifier: Classifier) -> None:
        super().__init__(file, classifier)
        self._begun = False

    def _write(self, value: dict[str, Any]) -> None:
        self.file.write(",\n" if self._begun else "[\n")
        self._begun = True
        self.file.write(json.dumps(value))

    def close(self) -> None:
        """Close the array."""
        self.file.write("\n]\n" if self._begun else "[]\n")


class CsvOutput:
    """One row a document: its place, labels, a score column a label, the best sentence a measure."""

    line_end = "\n"

    def __init__(self, file: TextIO, classifier: Classifier) -> None:
        self.labels = classifier.labels
        self.measures = classifier.taxonomy.measures
        names = [f"evidence:{measure}" for measure in self.measures]
        columns = [
            "id",
            "source",
            "row",
            "labels",
            "uncertain",
            *self.labels,
            *names,
            "languages",
            "warnings",
            "error",
            "model_id",
        ]
        self.writer = csv.DictWriter(file, columns, restval="", lineterminator=self.line_end)
        self.writer.writeheader()

    def tagging(self, document: Document, tagging: Tagging) -> None:
        """Write one tagged document."""
        evidence = {
            f"evidence:{m}": " … ".join(" ".join(e.text.split()) for e in tagging.evidence.get(m, ()))
            for m in self.measures
        }
        scores = {label: f"{score:.6f}" for label, score in tagging.scores.items()}
        warnings = "; ".join([*document.warnings, *tagging.warnings])
        row = {**_place(document.source), "labels": ";".join(tagging.labels), **scores, **evidence}
        row["uncertain"] = ";".join(tagging.uncertain)
        row |= {"languages": ";".join(tagging.languages)}
        row |= {"warnings": warnings, "model_id": tagging.model_id}
        self._write(row)

    def failure(self, failure: Failure) -> None:
        """Write one input that failed."""
        self._write(failure_record(failure))

    def _write(self, row: dict[str, Any]) -> None:
        self.writer.writerow({key: _clean(value) for key, value in row.items()})

    def close(self) -> None:
        """Nothing comes at the end."""


class ExcelOutput(CsvOutput):
    """As Excel opens it by a double click: with a byte order mark, and no cell that is a formula to it."""

    line_end = "\r\n"

    def __init__(self, file: TextIO, classifier: Classifier) -> None:
        file.write("\ufeff")
        super().__init__(file, classifier)

    def _write(self, row: dict[str, Any]) -> None:
        from classifier.spreadsheet.safe import neutral

        self.writer.writerow({key: neutral(v) if isinstance(v, str) else v for key, v in row.items()})


def _clean(value: Any) -> Any:
    """Lone surrogates cannot be encoded: show them as question marks."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value

"""Results as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from classifier.errors import UsageError
from classifier.files import replace_file
from classifier.projects.result import ProjectResult
from classifier.spreadsheet.safe import clean, neutral
from classifier.spreadsheet.table import Cell, Table, readable

BOM = "\ufeff"


def write_csv(
    path: str | Path, results: Iterable[ProjectResult], table: Table, *, excel: bool = False
) -> None:
    """Write a row a project, whole or not at all; what could not be read has none.

    With ``excel`` the file opens in Excel as it is: UTF-8 with a byte order mark, Windows' line breaks, and
    no cell that would be taken for a formula. Raises UsageError when ``path`` cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n" if excel else "\n")
    writer.writerow([_cell(column.title, excel) for column in table.columns])
    for result in results:
        if readable(result):
            writer.writerow([_cell(cell, excel) for cell in table.row(result)])
    data = ((BOM if excel else "") + text.getvalue()).encode()
    try:
        replace_file(Path(path), data)
    except OSError as error:
        raise UsageError(f"cannot be written ({error.strerror or error})", path=path) from None


def _cell(cell: Cell, excel: bool) -> Cell:
    if not isinstance(cell, str):
        return cell
    return neutral(cell) if excel else clean(cell)

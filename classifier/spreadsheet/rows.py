"""Results as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from classifier.errors import UsageError
from classifier.files import replace_file
from classifier.projects.result import ProjectResult
from classifier.spreadsheet.safe import clean, neutral
from classifier.spreadsheet.table import Cell, Table, readable

BOM = "\ufeff"


class CsvRows:
    """Rows of projects to ``file`` as they come, a heading first; ``excel`` as for ``write_csv``."""

    def __init__(self, file: TextIO, table: Table, excel: bool) -> None:
        self._table, self._excel = table, excel
        file.write(BOM if excel else "")
        self._writer = csv.writer(file, lineterminator="\r\n" if excel else "\n")
        self._writer.writerow([_cell(column.title, excel) for column in table.columns])

    def add(self, result: ProjectResult) -> None:
        """Write a project's row; one of which nothing was read has none."""
        if readable(result):
            self._writer.writerow([_cell(cell, self._excel) for cell in self._table.row(result)])


def write_csv(
    path: str | Path, results: Iterable[ProjectResult], table: Table, *, excel: bool = False
) -> None:
    """Write a row a project, whole or not at all; what could not be read has none.

    With ``excel`` the file opens in Excel as it is: UTF-8 with a byte order mark, Windows' line breaks, and
    no cell that would be taken for a formula. Raises UsageError when ``path`` cannot be written.
    """
    text = io.StringIO(newline="")
    rows = CsvRows(text, table, excel)
    for result in results:
        rows.add(result)
    data = text.getvalue().encode()
    try:
        replace_file(Path(path), data)
    except OSError as error:
        raise UsageError(f"cannot be written ({error.strerror or error})", path=path) from None


def _cell(cell: Cell, excel: bool) -> Cell:
    if not isinstance(cell, str):
        return cell
    return neutral(cell) if excel else clean(cell)

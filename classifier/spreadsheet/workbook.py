"""Results as an Excel workbook: projects, files that were not read, an explanation, and hidden texts."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.errors import MissingExtraError, UsageError
from classifier.projects.result import FileRead, ProjectResult
from classifier.spreadsheet.explain import explain
from classifier.spreadsheet.layout import BOUNDS, COLOURS, PARTS, TEXTS
from classifier.spreadsheet.safe import MOST, neutral
from classifier.spreadsheet.table import Cell, Table, readable
from classifier.spreadsheet.wording import Key

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_ROWS = 1_048_575  # of a sheet, less its heading
_WIDTHS: dict[Key, float] = {
    "id": 22,
    "labels": 30,
    "degree": 11,
    "confidence": 10,
    "evidence": 52,
    "place": 30,
    "indicators": 20,
    "sub": 40,
    "uncertain": 30,
    "warnings": 36,
    "share": 9,
    "group": 20,
    "correction": 30,
}


def write_xlsx(
    path: str | Path,
    results: Iterable[ProjectResult],
    table: Table,
    *,
    unread: Iterable[FileRead] = (),
    text_of: Callable[[str], str] | None = None,
) -> None:
    """Write ``results`` to ``path``, whole or not at all, reading them once.

    ``unread`` are files that belong to no project; ``text_of`` gives a project's text for its digest, or "",
    and is what makes corrections of use to training: without it the sheet of texts is left out. Raises
    UsageError when the file cannot be written and MissingExtraError without XlsxWriter.
    """
    with _workbook(Path(path)) as book:
        _Writer.start(book, table, text_of).write(results, unread)


@contextmanager
def _workbook(path: Path) -> Iterator[Workbook]:
    try:
        import xlsxwriter
        from xlsxwriter.exceptions import XlsxWriterException
    except ImportError:
        raise MissingExtraError.of("XlsxWriter", "documents", "writing .xlsx") from None
    if path.is_dir():
        raise UsageError("is a folder", path=path, remedy="name a file")
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=".new-", suffix=".xlsx", dir=path.parent)
        os.close(handle)
        # Rows go to the disk as they come; no text becomes a link, a number or a formula.
        options = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
        book = xlsxwriter.Workbook(temporary, options)
        yield book
        book.close()
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except (OSError, XlsxWriterException) as error:
        what = getattr(error, "strerror", None) or error
        remedy = "is it open in a spreadsheet program?" if isinstance(error, PermissionError) else ""
        raise UsageError(f"cannot be written ({what})", path=path, remedy=remedy) from None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)


@dataclass
class _Writer:
    """The sheets of a workbook and the row that each has come to."""

    book: Workbook
    table: Table
    text_of: Callable[[str], str] | None
    projects: Worksheet
    unread: Worksheet
    explanation: Worksheet
    texts: Worksheet | None
    formats: dict[str, Any]

    @classmethod
    def start(
        cls,
        book: Workbook,
        table: Table,
        text_of: Callable[[str], str] | None,
    ) -> _Writer:
        words = table.sheets
        projects, unread, explanation = (
            book.add_worksheet(name) for name in (words.projects, words.unread, words.explanation)
        )
        texts = None if text_of is None else book.add_worksheet(TEXTS)
        base = {"valign": "top", "font_size": 10}
        formats = {
            "head": {**base, "bold": True, "text_wrap": True, "bg_color": "#DDDDDD", "bottom": 1},
            "text": {**base, "num_format": "@", "text_wrap": True},
            "number": {**base, "num_format": "0.00"},
            "count": {**base, "num_format": "#,##0"},
            "share": {**base, "num_format": "0%"},
            "open": {**base, "num_format": "@", "text_wrap": True, "bg_color": "#FFF8DC"},
        }
        made = {name: book.add_format(one) for name, one in formats.items()}
        return cls(book, table, text_of, projects, unread, explanation, texts, made)

    def write(self, results: Iterable[ProjectResult], unread: Iterable[FileRead]) -> None:
        """Fill all sheets; every sheet's rows must come in order, so all are written side by side."""
        columns = self.table.columns
        digest = self.table.sheets.columns["digest"][0]
        self._head(self.projects, [*(column.title for column in columns), digest])
        self._head(self.unread, self.table.sheets.unread_columns)
        if self.texts is not None:
            self._head(self.texts, ["digest", "text"])
        row = missed = kept = 0
        known: set[str] = set()
        models: set[str] = set()
        for result in results:
            models.add(result.model_id)
            for file in result.files:
                missed += self._missed(missed + 1, result.id, file)
            if not readable(result):
                continue
            row += 1
            if row > _ROWS:
                raise UsageError(
                    f"more than {_ROWS:,} projects", remedy="a sheet holds no more: write a .csv"
                )
            self._row(row, result)
            if self.texts is not None and result.text_digest not in known:
                known.add(result.text_digest)
                kept += self._text(kept + 1, result.text_digest)
        for file in unread:
            missed += self._missed(missed + 1, "", file)
        with_texts = self.texts is not None
        explained = explain(self.book, self.explanation, self.formats, self.table, sorted(models), with_texts)
        self._finish(row, missed, explained)

    def _head(self, sheet: Worksheet, titles: Sequence[str]) -> None:
        sheet.set_row(0, 45)
        for at, title in enumerate(titles):
            sheet.write_string(0, at, neutral(title), self.formats["head"])

    def _row(self, row: int, result: ProjectResult) -> None:
        for at, (column, cell) in enumerate(zip(self.table.columns, self.table.row(result), strict=True)):
            name = {"confidence": "number", "share": "share", "correction": "open"}.get(column.key, "text")
            self._cell(self.projects, row, at, cell, name)
        self._cell(self.projects, row, len(self.table.columns), result.text_digest, "text")

    def _cell(self, sheet: Worksheet, row: int, at: int, cell: Cell, name: str) -> None:
        if isinstance(cell, float | int):
            sheet.write_number(row, at, cell, self.formats[name])
        elif cell:
            sheet.write_string(row, at, neutral(cell), self.formats[name])
        else:
            sheet.write_blank(row, at, None, self.formats[name])

    def _missed(self, row: int, project: str, file: FileRead) -> bool:
        cells = self.table.unread(project, file)
        if cells is None or row > _ROWS:
            return False
        for at, cell in enumerate(cells):
            self._cell(self.unread, row, at, cell, "text")
        return True

    def _text(self, row: int, digest: str) -> bool:
        text = self.text_of(digest) if self.text_of else ""
        if not text or self.texts is None:
            return False
        self.texts.write_string(row, 0, neutral(digest))
        for part in range(min(PARTS, -(-len(text) // MOST))):
            self.texts.write_string(row, 1 + part, neutral(text[part * MOST : (part + 1) * MOST]))
        return True

    def _finish(self, rows: int, missed: int, labels: tuple[int, int]) -> None:
        """Widths, filters, frozen heads, colours, and a list to choose a correction from."""
        sheet, columns = self.projects, self.table.columns
        last = len(columns)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, _WIDTHS[column.key])
            if column.key == "confidence" and rows:
                self._colour(at, rows, self.table.meaning.thresholds[column.measure or ""])
            if column.key == "correction" and rows:
                source = f"='{self.table.sheets.explanation}'!$A${labels[0] + 1}:$A${labels[1] + 1}"
                # Any other text is let through: a project may carry several labels.
                sheet.data_validation(
                    1, at, rows, at, {"validate": "list", "source": source, "show_error": False}
                )
        sheet.set_column(last, last, 10, None, {"hidden": True})
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, rows, last)
        self.unread.set_column(0, 0, 22)
        self.unread.set_column(1, 2, 60)
        self.unread.freeze_panes(1, 0)
        self.unread.autofilter(0, 0, missed, 2)
        if self.texts is not None:
            self.texts.hide()
        sheet.set_landscape()
        sheet.repeat_rows(0)

    def _colour(self, at: int, rows: int, threshold: float) -> None:
        strong, good, fair, none = (
            self.book.add_format({"bg_color": back, "font_color": front}) for back, front in COLOURS
        )
        rules = [("<", threshold, none), (">=", BOUNDS[0], strong), (">=", BOUNDS[1], good), (">=", 0, fair)]
        for criteria, value, form in rules:
            self.projects.conditional_format(
                1,
                at,
                rows,
                at,
                {"type": "cell", "criteria": criteria, "value": value, "format": form, "stop_if_true": True},
            )

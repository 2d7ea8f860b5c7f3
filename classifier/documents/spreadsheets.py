"""Spreadsheets (.xlsx, .xls, .ods): a form read as one document, or a register read row by row."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from classifier.documents.containers import open_zip
from classifier.documents.extracted import Extracted, TextBuilder
from classifier.errors import DocumentError, MissingExtraError

_HEADER_WITHIN = 20  # a register's header stands in one of its first rows, below a title
_LARGEST = 500_000_000  # bytes a workbook may unpack to


def read_spreadsheet(data: bytes) -> Extracted:
    """Every visible sheet, a line a row, cells between bars; a sheet's name is its heading."""
    builder = TextBuilder()
    sheets = [(name, rows) for name, rows in _sheets(data) if rows]
    for name, rows in sheets:
        if len(sheets) > 1:
            builder.add(name, level=1)
        for row in rows.values():
            builder.add(" | ".join(cell for cell in row if cell))
    return builder.build()


def find_rows(data: bytes, column: str) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Rows below each header that has ``column``: the sheet's name, the row counted from 1, the cells.

    Gives nothing where no sheet has the column. Cells are text: an id such as 007 stays as it is shown in a
    text cell, and a whole number has no decimal point. Raises DocumentError when the file cannot be read.
    """
    for name, rows in _sheets(data):
        header: list[str] | None = None
        for number, row in rows.items():
            if header is not None:
                cells = dict(zip(header, row, strict=False))
                cells.pop("", None)
                if any(cells.values()):
                    yield name, number, cells
            elif column in row:
                header = row
                twice = sorted({cell for cell in row if cell and row.count(cell) > 1})
                if twice:
                    raise DocumentError(
                        f"has the column {twice[0]!r} twice", line=number, remedy="rename one"
                    )
            elif number > _HEADER_WITHIN:
                break


def _sheets(data: bytes) -> Iterator[tuple[str, dict[int, list[str]]]]:
    """Name and rows that are not empty, by number, of each sheet that is not hidden."""
    try:
        import python_calamine as calamine
    except ImportError:
        raise MissingExtraError.of("python-calamine", "documents", "reading spreadsheets") from None
    if zipfile.is_zipfile(io.BytesIO(data)):
        open_zip(data, "spreadsheet", max_unpacked=_LARGEST).close()
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheets_metadata:
            if (
                sheet.visible != calamine.SheetVisibleEnum.Visible
                or sheet.typ != calamine.SheetTypeEnum.WorkSheet
            ):
                continue
            table = book.get_sheet_by_name(sheet.name)
            rows: dict[int, list[str]] = {}
            for number, row in enumerate(table.iter_rows(), 1):
                cells = [_shown(cell) for cell in row]
                if any(cells):
                    rows[number] = cells
            yield sheet.name, rows
    except calamine.PasswordError:
        raise DocumentError("is encrypted", remedy="save it without a password") from None
    except calamine.CalamineError as error:
        what = str(error).splitlines()[0][:80] if str(error) else type(error).__name__
        raise DocumentError(
            f"is not a readable spreadsheet ({what})", remedy="save it anew as .xlsx"
        ) from None


def _shown(value: Any) -> str:
    """What a cell shows, near enough: whole numbers without a point, dates as in ISO 8601."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value).strip()

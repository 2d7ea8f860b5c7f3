"""The sheet that says what every column and every confidence means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from classifier.spreadsheet.layout import COLOURS, LONGEST, TEXTS
from classifier.spreadsheet.safe import neutral
from classifier.spreadsheet.table import Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet


def explain(
    book: Workbook,
    sheet: Worksheet,
    formats: Mapping[str, Any],
    table: Table,
    models: Sequence[str],
    with_texts: bool,
) -> tuple[int, int]:
    """Fill ``sheet``; returns the first and last row, from 0, of a list of all that a correction may say.

    ``models`` are the ids of those that judged; ``with_texts`` is whether a hidden sheet holds texts.
    """
    lines = _Lines(sheet, formats)
    words = table.sheets
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 3, 12)
    sheet.set_column(4, 4, 110)
    lines.add([words.made_by.format(", ".join(models))])
    lines.head([words.column, "", "", "", words.meaning])
    for key, (title, meaning) in words.columns.items():
        if key != "digest" or with_texts:
            lines.add([title, "", "", "", meaning])
    lines.head([words.colours])
    for name, (back, front) in zip(words.colour_names, COLOURS, strict=True):
        lines.add([name], book.add_format({"bg_color": back, "font_color": front, "border": 1}))
    _confidences(lines, table)
    lines.head([words.correcting])
    lines.add(["", "", "", "", words.correcting_note.format(words.columns["correction"][0])])
    if with_texts:
        lines.add(["", "", "", "", words.hidden_note.format(TEXTS, LONGEST)])
    name, label_id, definition = words.label_columns
    lines.head([name, label_id, "", "", definition])
    first = lines.row
    lines.add([table.words.none])
    for label in table.taxonomy.labels:
        lines.add([label.title(table.lang), label.id, "", "", label.definition_in(table.lang)])
    return first, lines.row - 1


def _confidences(lines: _Lines, table: Table) -> None:
    """A level a line: its bounds, how many texts, and how many of a hundred are right."""
    words, meaning = table.sheets, table.meaning
    lines.head([words.confidence, *words.from_to, words.texts, words.meaning])
    if not meaning.levels:
        lines.add(["", "", "", "", words.not_known])
        return
    lines.add(["", "", "", "", words.calibration])
    lines.add(["", "", "", "", words.calibration_note])
    for label in table.taxonomy.labels:
        title = label.title(table.lang)
        if label.id in meaning.unmeasured:
            lines.add([title, "", "", "", words.few_positives.format(meaning.positives[label.id])])
            continue
        for level in reversed(meaning.levels[label.id]):
            lines.add([title, level.low, level.high, level.texts, table.words.means(level)])


class _Lines:
    """Rows written one under the other."""

    def __init__(self, sheet: Worksheet, formats: Mapping[str, Any]) -> None:
        self.sheet, self.formats = sheet, formats
        self.row = 0

    def head(self, cells: Sequence[str]) -> None:
        """An empty row, then a heading."""
        self.row += 1
        self.add(cells, self.formats["head"])

    def add(self, cells: Sequence[str | float], form: Any = None) -> None:
        """One row; a fraction has two digits, a count none."""
        for at, cell in enumerate(cells):
            if isinstance(cell, str):
                self.sheet.write_string(self.row, at, neutral(cell), form or self.formats["text"])
            else:
                self.sheet.write_number(
                    self.row, at, cell, self.formats["number" if isinstance(cell, float) else "count"]
                )
        self.row += 1

"""Corpora in .xlsx files: a table with a heading, or results that people have corrected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.corpus.columns import Columns
from classifier.errors import CorpusError, MissingExtraError
from classifier.projects.wording import LANGUAGES, words_of
from classifier.spreadsheet.layout import TEXTS
from classifier.spreadsheet.safe import original
from classifier.spreadsheet.wording import ALL, Key

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Cells = Sequence[Any]
_NONE = frozenset({"none", "无"})
# What stands behind a label in the column of sub-measures, which people copy from.
_BEHIND = re.compile(rf" \((?:[01]\.\d\d|{'|'.join(words_of(lang).not_measured for lang in LANGUAGES)})\)")
_MARKS = re.compile(r"[;；,，、|\n]")


def workbook_rows(path: Path, columns: Columns) -> Iterator[tuple[int, Mapping[str, Any] | CorpusError]]:
    """Rows with their numbers in the sheet, for ``sources.raw_rows``.

    In a workbook of results those rows count whose correction is filled in, with the text that the workbook
    keeps; any other workbook is a table on its first sheet, whose cells are read as text. Raises CorpusError
    or MissingExtraError.
    """
    book = _open(path)
    if _has_results(book, path):
        yield from _corrected(path, book, columns)
    else:
        yield from _table(path, _cells(book, 0, path))


def count_open(path: Path) -> int | None:
    """How many rows of a workbook of results have no correction; None for another workbook."""
    book = _open(path)
    if not _has_results(book, path):
        return None
    head, *rows = _cells(book, 0, path)
    at, digest_at = _find(head, "correction", path), _find(head, "digest", path)
    return sum(bool(_text(row[digest_at])) and not _text(row[at]) for row in rows)


def _has_results(book: CalamineWorkbook, path: Path) -> bool:
    """Whether policytag wrote the workbook; raises CorpusError when its texts are gone."""
    titles = {words.columns["digest"][0] for words in ALL}
    if TEXTS not in book.sheet_names and titles & set(map(_text, _cells(book, 0, path)[0])):
        remedy = "correct a copy that still has it, or classify again with texts kept"
        raise CorpusError(f"lacks the hidden sheet {TEXTS!r} of texts", path=path, remedy=remedy)
    return TEXTS in book.sheet_names


def _open(path: Path) -> CalamineWorkbook:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise MissingExtraError.of("python-calamine", "documents", "reading .xlsx") from None
    try:
        return CalamineWorkbook.from_path(path)
    except (CalamineError, OSError) as error:
        what = str(error).splitlines()[0][:160]
        raise CorpusError(f"cannot be read ({what})", path=path, remedy="save it as .xlsx anew") from None


def _cells(book: CalamineWorkbook, sheet: int | str, path: Path) -> list[list[Any]]:
    """All rows of a sheet from the first on, each as long as the longest."""
    one = book.get_sheet_by_index(sheet) if isinstance(sheet, int) else book.get_sheet_by_name(sheet)
    rows = one.to_python(skip_empty_area=False)
    if not rows:
        raise CorpusError("has an empty first sheet", path=path)
    return rows


def _text(cell: Any) -> str:
    """A cell as its text: numbers that are whole have no point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _table(path: Path, rows: list[list[Any]]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    head = [_text(cell) for cell in rows[0]]
    twice = sorted({name for name in head if name and head.count(name) > 1})
    if twice:
        raise CorpusError(f"has the column {twice[0]!r} twice", path=path, line=1, remedy="rename one")
    for number, row in enumerate(rows[1:], 2):
        cells = {name: _text(cell) for name, cell in zip(head, row, strict=True) if name}
        if any(cells.values()):
            yield number, cells


def _find(head: Cells, key: Key, path: Path) -> int:
    """Where a column of the results stands, by its heading in any language."""
    titles = [words.columns[key][0] for words in ALL]
    for at, cell in enumerate(head):
        if cell in titles:
            return at
    raise CorpusError(
        f"has no column {titles[0]!r}", path=path, line=1, remedy="leave the headings as they were written"
    )


def _corrected(
    path: Path, book: CalamineWorkbook, columns: Columns
) -> Iterator[tuple[int, Mapping[str, Any] | CorpusError]]:
    head, *rows = _cells(book, 0, path)
    id_at, at, digest_at = (_find(head, key, path) for key in ("id", "correction", "digest"))
    texts = {
        original(str(digest)): "".join(original(str(part)) for part in parts)
        for digest, *parts in _cells(book, TEXTS, path)[1:]
    }
    correcting = False
    for number, row in enumerate(rows, 2):
        said = _text(row[at])
        if not said:
            continue
        correcting = True
        try:
            labels, unknown = _labels(said, columns, path, number, f"cell {_letters(at)}{number}")
        except CorpusError as error:
            yield number, error
            continue
        text = texts.get(original(str(row[digest_at])))
        if text is None:
            remedy = "correct the workbook that policytag wrote, or take the correction out"
            message = f"cell {_letters(digest_at)}{number}: the project's text is not in the workbook"
            yield number, CorpusError(message, path=path, line=number, remedy=remedy)
            continue
        yield number, {"id": original(_text(row[id_at])), "text": text, "labels": labels, "unknown": unknown}
    if not correcting:
        column = f"column {_letters(at)} ({head[at]})"
        remedy = f"write labels, or none, into {column}"
        raise CorpusError(f"has no corrections, only {len(rows)} rows without", path=path, remedy=remedy)


def _labels(said: str, columns: Columns, path: Path, number: int, cell: str) -> tuple[list[str], list[str]]:
    """Labels that a correction gives, and sub-measures that it says nothing of."""

    def wrong(message: str, remedy: str = "") -> CorpusError:
        return CorpusError(f"{cell}: {message}", path=path, line=number, remedy=remedy)

    said = _BEHIND.sub("", said)
    # Names that hold a mark themselves stand for their ids before the cell is cut at the marks.
    for name in sorted(filter(_MARKS.search, columns.names), key=len, reverse=True):
        said = re.sub(re.escape(name), columns.names[name], said, flags=re.IGNORECASE)
    parts = [part.strip() for part in _MARKS.split(said) if part.strip()]
    if any(part.lower() in _NONE for part in parts):
        if len(parts) > 1:
            raise wrong("says none beside a label", "leave one of them")
        parts = []
    given = columns.labels(parts, wrong)
    taxonomy = columns.taxonomy
    told = {taxonomy.parents[label] for label in given}
    unknown = [label for label, parent in taxonomy.parents.items() if parent in given and parent not in told]
    return list(given), unknown


def _letters(at: int) -> str:
    """The letters of the column at ``at``, from 0."""
    out = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        out = chr(ord("A") + rest) + out
    return out

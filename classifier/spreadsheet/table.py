"""Results as rows of cells: the same for a spreadsheet and a CSV file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from classifier.projects.meaning import Meaning
from classifier.projects.order import best_quote
from classifier.projects.result import FileRead, ProjectResult
from classifier.projects.wording import Words, words_of
from classifier.spreadsheet.safe import MOST, shorten
from classifier.spreadsheet.wording import Key, Sheets, sheets_of
from classifier.taxonomy import Taxonomy

Cell = str | float
_BEFORE: tuple[Key, ...] = ("id", "labels")
_EACH: tuple[Key, ...] = ("degree", "confidence", "evidence", "place", "indicators")
_AFTER: tuple[Key, ...] = ("sub", "uncertain", "warnings", "share", "group", "correction")
_LONG = 1_000  # characters of a sentence or a list of warnings


@dataclass(frozen=True)
class Column:
    """A column: its field, its measure where every measure has one, and its heading."""

    key: Key
    measure: str | None
    title: str


@dataclass(frozen=True)
class Table:
    """The columns of a batch's results and the rows that go under them, in the language ``lang``."""

    taxonomy: Taxonomy
    meaning: Meaning
    lang: str = "en"

    @cached_property
    def words(self) -> Words:
        """Words of the results."""
        return words_of(self.lang)

    @cached_property
    def sheets(self) -> Sheets:
        """Words of headings and explanations."""
        return sheets_of(self.lang)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in order."""
        titles = self.sheets.columns
        each = [
            Column(
                key,
                measure,
                self.sheets.titled.format(self.taxonomy[measure].title(self.lang), titles[key][0]),
            )
            for measure in self.taxonomy.measures
            for key in _EACH
        ]
        before, after = ([Column(key, None, titles[key][0]) for key in keys] for keys in (_BEFORE, _AFTER))
        return (*before, *each, *after)

    def row(self, result: ProjectResult) -> list[Cell]:
        """The cells of one project, as many as there are columns; text is not yet made harmless."""
        return [self._cell(column, result) for column in self.columns]

    def _cell(self, column: Column, result: ProjectResult) -> Cell:
        words = self.words
        if column.measure is not None:
            return self._of_measure(column.key, result, column.measure)
        match column.key:
            case "id":
                return result.id[:MOST]
            case "labels":
                given = [label for label in result.labels if label in self.taxonomy.measures]
                return words.join(self.taxonomy[label].title(self.lang) for label in given)
            case "sub":
                return self._labels(result, [one for one in result.labels if self.taxonomy.parents[one]])
            case "uncertain":
                return self._labels(result, result.uncertain)
            case "warnings":
                return shorten(words.join(result.warnings), _LONG)
            case "share":
                return result.share_read
            case "group":
                return (result.group or "")[:MOST]
            case _:
                return ""

    def _labels(self, result: ProjectResult, labels: list[str] | tuple[str, ...]) -> str:
        found = result.results
        return self.words.join(
            self.words.label(label, found[label].confidence, self.taxonomy, self.meaning) for label in labels
        )

    def _of_measure(self, key: Key, result: ProjectResult, measure: str) -> Cell:
        found = result.results[measure]
        quote = best_quote(found)
        if key == "degree":
            return self.words.degree(found.degree)
        if key == "confidence":
            return round(found.confidence, 4)
        if quote is None:
            return ""
        texts = {"evidence": quote.text, "place": self.words.place(quote)}
        return shorten(texts.get(key) or self.words.join(quote.indicators), _LONG)

    def unread(self, project: str, file: FileRead) -> list[Cell] | None:
        """The cells of a file that was not read or only in part; None where all was read."""
        reason = self.words.reason(file)
        return [project[:MOST], file.path[:MOST], shorten(reason, _LONG)] if reason else None


def readable(result: ProjectResult) -> bool:
    """Whether anything of a project was read: what was not has no row of its own."""
    return not result.files or any(file.reason is None for file in result.files)

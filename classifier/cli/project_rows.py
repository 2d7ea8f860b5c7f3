"""Projects on standard output as they finish: tables, a line each, JSON, JSON Lines or CSV."""

from __future__ import annotations

import argparse
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from classifier.api import Classifier
from classifier.cli.output import json_line
from classifier.cli.show import bar, console
from classifier.cli.wording import Wording
from classifier.cli.wrapping import Flowing
from classifier.projects.codec import to_plain
from classifier.projects.meaning import Meaning
from classifier.projects.order import profile
from classifier.projects.result import ProjectResult, Quote
from classifier.projects.same import Match
from classifier.projects.wording import words_of
from classifier.spreadsheet import CsvRows, Table
from classifier.spreadsheet.safe import shorten
from classifier.spreadsheet.table import readable

_QUOTE = 240  # characters of a sentence in a table
_PASSAGE = 300  # characters of a shared passage
_PASSAGES = 3  # of a match
Matches = Sequence[dict[str, Any]]


class Rows(ABC):
    """What a format has to do."""

    @abstractmethod
    def add(self, result: ProjectResult, matches: Matches) -> None:
        """Write one project, and those it is the same as by ``plain_matches``."""

    def end(self) -> None:  # noqa: B027 - most formats have nothing to write at the end
        """Write what comes at the end."""


def plain_matches(matches: Sequence[Match], text: str) -> list[dict[str, Any]]:
    """Matches as plain JSON values, with the longest passages of ``text`` that are shared, cut short."""
    out = []
    for match in matches:
        longest = sorted(match.passages, key=lambda one: one.start - one.end)[:_PASSAGES]
        shown = [" ".join(text[one.start : one.end].split())[:_PASSAGE] for one in longest]
        one = {"id": match.id, "path": match.path, "when": match.when, "kind": match.kind}
        shares = {"similarity": round(match.similarity, 4), "shared": round(match.shared, 4)}
        out.append({**one, **shares, "passages": shown})
    return out


def make_rows(
    format: str, file: TextIO, classifier: Classifier, meaning: Meaning, arguments: argparse.Namespace
) -> Rows:
    """Rows of ``format`` to ``file``; ``lines`` is a format, too."""
    lang = Wording.of(arguments.lang).lang
    if format == "csv":
        # Without --excel the file is for programs, and in English whatever the language.
        return _Csv(
            file, Table(classifier.taxonomy, meaning, lang if arguments.excel else "en"), arguments.excel
        )
    if format in ("json", "jsonl"):
        return _Json(file, array=format == "json")
    if format == "lines":
        return _Lines(file, classifier, Wording(lang))
    return _Tables(file, classifier, meaning, arguments)


class _Csv(Rows):
    def __init__(self, file: TextIO, table: Table, excel: bool) -> None:
        self._rows = CsvRows(file, table, excel)

    def add(self, result: ProjectResult, matches: Matches) -> None:
        self._rows.add(result)


class _Json(Rows):
    """One object a line, or one array of them."""

    def __init__(self, file: TextIO, array: bool) -> None:
        self.file, self.array, self.begun = file, array, False

    def add(self, result: ProjectResult, matches: Matches) -> None:
        body = {**to_plain(result), "matches": list(matches)}
        text = json_line(body, self.file)
        if self.array:
            self.file.write(",\n" if self.begun else "[\n")
        self.begun = True
        self.file.write(text if self.array else f"{text}\n")
        self.file.flush()

    def end(self) -> None:
        if self.array:
            self.file.write("\n]\n" if self.begun else "[]\n")


class _Lines(Rows):
    """A line a project, while another file gets the whole answer."""

    def __init__(self, file: TextIO, classifier: Classifier, say: Wording) -> None:
        self.file, self.taxonomy = file, classifier.taxonomy
        self.say, self.words = say, words_of(say.lang)

    def add(self, result: ProjectResult, matches: Matches) -> None:
        told = []
        for measure in self.taxonomy.measures:
            if measure in result.labels:
                one = result.results[measure]
                parts = (self.taxonomy[measure].title(self.words.lang), f"{one.confidence:.2f}")
                told.append(" ".join((*parts, self.words.degree(one.degree))).rstrip())
        nothing = self.words.none if readable(result) else self.say("not readable")
        self.file.write(f"{' '.join(result.id.split())}: {self.words.join(told) or nothing}\n")
        self.file.flush()


class _Tables(Rows):
    """A table a project: measure, degree, confidence, sub-measures, and sentences with their places."""

    def __init__(
        self, file: TextIO, classifier: Classifier, meaning: Meaning, arguments: argparse.Namespace
    ) -> None:
        self.console = console() if file is sys.stdout else Console(file=file, width=120, highlight=False)
        self.taxonomy, self.meaning = classifier.taxonomy, meaning
        self.every, self.profile = arguments.all, arguments.profile
        self.say = Wording.of(arguments.lang)
        self.words = words_of(self.say.lang)

    def add(self, result: ProjectResult, matches: Matches) -> None:
        out = self.console
        out.print(Text(result.id, "bold"))
        shown = [m for m in self.taxonomy.measures if self.every or self._is_shown(result, m)]
        if shown:
            out.print(self._grid(result, shown))
        else:
            best = max(self.taxonomy.measures, key=lambda m: result.results[m].confidence)
            name, score = self._title(best), f"{result.results[best].confidence:.2f}"
            told = self.say("none (highest: {name} {score})", name=name, score=score)
            out.print(Text(f"  {told}", "dim"))
        for warning in result.warnings:
            out.print(Flowing(f"  {self.say.warning(warning)}", "yellow"))
        for match in matches:
            for passage in match["passages"]:
                told = self.say("shared with {id}: {passage}", id=match["id"], passage=passage)
                out.print(Flowing(f"  {told}", "dim"))
        for file in result.files:
            if reason := self.words.reason(file):
                told = self.say("{file}: not read: {reason}", file=file.path, reason=reason)
                out.print(Flowing(f"  {told}", "red"))
        if self.profile:
            lines = profile(result, self.taxonomy, self.say.lang).split("\n", 1)[1]
            out.print(Text(lines))
        out.print()
        out.file.flush()

    def _is_shown(self, result: ProjectResult, measure: str) -> bool:
        given = measure in result.labels or measure in result.uncertain
        return given or result.results[measure].degree is not None

    def _title(self, label: str) -> str:
        return self.taxonomy[label].title(self.say.lang)

    def _grid(self, result: ProjectResult, shown: list[str]) -> Grid:
        grid = Grid(box=SIMPLE_HEAD, pad_edge=False, expand=self.console.is_terminal)
        grid.add_column(self.say("measure"))
        grid.add_column(self.say("degree"), no_wrap=True)
        grid.add_column(self.say("confidence"), no_wrap=True)
        grid.add_column(self.say("sub-measures"))
        grid.add_column(self.say("evidence"), ratio=1)
        for measure in shown:
            one = result.results[measure]
            name, style = self._title(measure), "bold"
            if measure not in result.labels:
                unsure = measure in result.uncertain
                name = self.say("{name} (uncertain)" if unsure else "{name} (not given)", name=name)
                style = "dim"
            subs = [s for s in self.taxonomy.submeasures(measure) if self.every or s in result.labels]
            told = [
                self.words.label(s, result.results[s].confidence, self.taxonomy, self.meaning) for s in subs
            ]
            grid.add_row(
                Flowing(name, style),
                self.words.degree(one.degree),
                f"{bar(one.confidence)} {one.confidence:.2f}",
                Flowing("\n".join(told)),
                Flowing("\n".join(map(self._quoted, one.quotes))),
            )
        return grid

    def _quoted(self, quote: Quote) -> str:
        parts = (self.words.place(quote), *quote.indicators)
        return f"{shorten(quote.text, _QUOTE)} ({self.words.join(part for part in parts if part)})"

"""The files that a run over whole projects writes at its end, or when it is stopped."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from classifier.api import Classifier
from classifier.brief import write_brief
from classifier.cli.output import whole_file
from classifier.cli.project_rows import Matches, make_rows, plain_matches
from classifier.cli.projects import is_workbook
from classifier.cli.wording import Wording
from classifier.projects.journal import Journal, recorded
from classifier.projects.meaning import Meaning
from classifier.projects.order import rank, strongest, top
from classifier.projects.result import FileRead, ProjectResult
from classifier.projects.screen import Screened
from classifier.projects.spool import Spool
from classifier.spreadsheet import Table, write_xlsx

_BY_SUFFIX = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}


def in_order(
    results: list[ProjectResult], arguments: argparse.Namespace, classifier: Classifier
) -> list[ProjectResult]:
    """``results`` as --rank and --top want them."""
    if arguments.rank is None:
        if arguments.top is None:
            return results
        return [one.result for one in strongest(results, classifier.taxonomy, arguments.top)]
    return (
        rank(results, arguments.rank)
        if arguments.top is None
        else top(results, arguments.rank, arguments.top)
    )


class Files:
    """Notes projects as they finish, and writes --output and --report of what the journal then holds."""

    def __init__(self, arguments: argparse.Namespace, classifier: Classifier, meaning: Meaning) -> None:
        self.arguments, self.classifier, self.meaning = arguments, classifier, meaning
        self.target: str | None = None if arguments.output == "-" else arguments.output
        self.reports: list[str] = arguments.report or []
        self.group_of: Callable[[str], str | None] = lambda project: None
        self.is_through = False
        self._keys: dict[str, str] = {}
        self._matches: dict[str, Matches] = {}

    @property
    def written(self) -> list[str]:
        """Names of all files."""
        return [*([self.target] if self.target else []), *self.reports]

    @contextmanager
    def kept(self) -> Iterator[tuple[Journal | None, Spool | None]]:
        """Where results and read documents are kept until all is written; nowhere without a file to write."""
        if not self.written:
            yield None, None
            return
        beside = self.written[0]
        documents = Path(f"{beside}.documents")
        with recorded(beside, self._write, restart=self.arguments.restart) as journal:
            if self.arguments.restart:
                documents.unlink(missing_ok=True)
            spool = Spool(documents)
            try:
                yield journal, spool
            finally:
                spool.close()
        spool.remove()

    def note(self, one: Screened) -> None:
        """Remember that a project is in the journal."""
        self._keys[one.key] = one.result.id
        if one.matches:
            self._matches[one.result.id] = plain_matches(one.matches, one.text)

    def _write(self, journal: Journal) -> None:
        if not self._keys and not self.is_through:  # stopped before there was anything: an old file stays
            return
        if self.target is not None:
            self._write_output(self.target, journal)
        for path in self.reports:
            write_brief(
                path,
                self._results(journal),
                self.classifier.taxonomy,
                self.meaning,
                lang=Wording.of(self.arguments.lang).lang,
                title=self.arguments.report_title,
            )

    def _results(self, journal: Journal) -> Iterator[ProjectResult]:
        """All results, with the groups that are known by now."""
        for result in journal.results(self._keys):
            yield replace(result, group=self.group_of(result.id))

    def _write_output(self, path: str, journal: Journal) -> None:
        arguments = self.arguments
        results: Iterator[ProjectResult] | list[ProjectResult] = self._results(journal)
        unread: list[FileRead] = []
        if arguments.rank is not None or arguments.top is not None:
            every = list(results)
            results = in_order(every, arguments, self.classifier)
            shown = {result.id for result in results}
            unread = [file for one in every if one.id not in shown for file in one.files if file.reason]
        if is_workbook(path):
            table = Table(self.classifier.taxonomy, self.meaning, Wording.of(arguments.lang).lang)
            text_of = None if arguments.no_texts else journal.text
            write_xlsx(path, results, table, unread=unread, text_of=text_of)
            return
        with whole_file(path) as file:
            rows = make_rows(output_format(arguments), file, self.classifier, self.meaning, arguments)
            for result in results:
                rows.add(result, self._matches.get(result.id, ()))
            rows.end()


def output_format(arguments: argparse.Namespace) -> str:
    """``--format``, or where it is left at its default, what the suffix of --output says."""
    suffix = Path(arguments.output or "").suffix.lower()
    chosen: str = arguments.format
    return _BY_SUFFIX.get(suffix, chosen) if chosen == "table" else chosen

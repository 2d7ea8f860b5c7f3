"""A run of ``policytag classify`` over whole projects, from its options to its last line."""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import nullcontext

from classifier.cli.deciding import make_classifier, with_prior
from classifier.cli.progress import Meter
from classifier.cli.project_checks import check_rank, options_of
from classifier.cli.project_files import Files, in_order, output_format
from classifier.cli.project_rows import Matches, Rows, make_rows, plain_matches
from classifier.cli.wording import Wording
from classifier.documents.members import ReadOptions
from classifier.projects.meaning import meaning_of
from classifier.projects.register import VARIABLE, Register, register_file
from classifier.projects.result import ProjectResult
from classifier.projects.screen import Screening, screen
from classifier.spreadsheet.table import readable

_SHOWN, _LONG = 5, 60  # common lines that are shown, and characters of one


def run(arguments: argparse.Namespace, paths: list[str], read: ReadOptions, meter: Meter) -> int:
    """Screen ``paths``; returns the exit status. ``meter`` is told what is read."""
    options = options_of(arguments, read)
    classifier = with_prior(make_classifier(arguments), arguments, paths, read)
    check_rank(arguments, classifier)
    files = Files(arguments, classifier, meaning_of(classifier))
    counts = _Counts(Wording.of(arguments.lang))
    begun = time.monotonic()
    try:
        with _register(arguments) as register, files.kept() as (journal, spool):
            screening = screen(
                classifier,
                paths,
                options,
                register=register,
                journal=journal,
                spool=spool,
                progress=meter.read,
            )
            files.group_of = screening.group_of
            format = "lines" if files.target else output_format(arguments)
            rows = make_rows(format, sys.stdout, classifier, files.meaning, arguments)
            _print_all(screening, files, rows, counts, meter)
            files.is_through = True
    except KeyboardInterrupt:
        if files.written:
            where = " and ".join(files.written)
            done = (
                f"{counts.total:,} projects are done and in {where}"
                if counts.total
                else "what was read is kept"
            )
            print(f"policytag: {done}; the same command goes on from there", file=sys.stderr)
        raise
    finally:
        meter.close()
    counts.print(screening, time.monotonic() - begun)
    return 1 if counts.missed else 0


def _register(arguments: argparse.Namespace) -> Register | nullcontext[None]:
    if arguments.register is None and not arguments.new_only and not os.environ.get(VARIABLE):
        return nullcontext()
    return Register(register_file(arguments.register))


def _print_all(screening: Screening, files: Files, rows: Rows, counts: _Counts, meter: Meter) -> None:
    """Print projects as they finish; where there is an order to keep and no file to write, at the end."""
    arguments = files.arguments
    ordered = files.target is None and (arguments.rank is not None or arguments.top is not None)
    held: dict[str, tuple[ProjectResult, Matches]] = {}
    told = False
    try:
        for one in screening:
            meter.close()  # a bar among the rows would spoil them
            if not told and screening.common:
                _tell_common(screening, every=arguments.common == "show")
            told = True
            files.note(one)
            counts.note(one.result)
            matches = plain_matches(one.matches, one.text)
            if ordered:
                held[one.result.id] = one.result, matches
            else:
                rows.add(one.result, matches)
    finally:
        for result in in_order([result for result, _ in held.values()], arguments, files.classifier):
            rows.add(*held[result.id])
        rows.end()


def _tell_common(screening: Screening, every: bool) -> None:
    lines = screening.common.lines if screening.common else ()
    if not lines:
        return
    print(
        f"policytag: {len(lines):,} lines that at least half of the projects share do not count"
        + (":" if every else ", such as (all: --common show):"),
        file=sys.stderr,
    )
    for line in lines if every else lines[:_SHOWN]:
        text = line.text if every or len(line.text) <= _LONG else line.text[: _LONG - 1] + "…"
        print(f"  {line.documents:,} projects: {text}", file=sys.stderr)


class _Counts:
    """What has come out so far; names files that were not read on standard error."""

    def __init__(self, say: Wording) -> None:
        self.say = say
        self.tagged = self.none = self.unread = self.files = self.missed = 0

    @property
    def total(self) -> int:
        """Projects so far."""
        return self.tagged + self.none + self.unread

    def note(self, result: ProjectResult) -> None:
        """Count a project and its files."""
        if not readable(result):
            self.unread += 1
        elif result.labels:
            self.tagged += 1
        else:
            self.none += 1
        self.files += len(result.files)
        for file in result.files:
            if file.reason is not None:
                self.missed += 1
                print(f"policytag: {file.path}: {file.reason}", file=sys.stderr)

    def print(self, screening: Screening, seconds: float) -> None:
        """The last lines: projects, files and times."""
        numbers = {name: f"{getattr(self, name):,}" for name in ("total", "tagged", "none", "unread")}
        told = self.say(
            "{total} projects: {tagged} with a measure, {none} with none, {unread} not readable", **numbers
        )
        if screening.n_known:
            known = self.say("{known} known to the register left out", known=f"{screening.n_known:,}")
            told = f"{told}; {known}"
        read = self.say(
            "{read} of {files} files read", read=f"{self.files - self.missed:,}", files=f"{self.files:,}"
        )
        times = screening.times
        apart = self.say(
            "{seconds} s; seconds of work: reading {reading}, OCR {ocr}, classifying {classifying}",
            seconds=f"{seconds:,.1f}",
            reading=f"{times.spent.reading:,.1f}",
            ocr=f"{times.spent.ocr:,.1f}",
            classifying=f"{times.classifying:,.1f}",
        )
        print(f"policytag: {told}; {read}", file=sys.stderr)
        print(f"policytag: {apart}", file=sys.stderr)

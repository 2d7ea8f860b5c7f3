"""What the options of a run over whole projects come to; what cannot be is refused before any reading."""

from __future__ import annotations

import argparse
import importlib.util
from pathlib import Path

from classifier.api import Classifier
from classifier.brief.write import SUFFIXES
from classifier.cli.projects import is_workbook
from classifier.documents.members import ReadOptions
from classifier.documents.sections_file import SectionRules
from classifier.errors import MissingExtraError, UsageError
from classifier.projects.group import By
from classifier.projects.screen import Options


def options_of(arguments: argparse.Namespace, read: ReadOptions) -> Options:
    """How to screen.

    Raises UsageError for options that do not fit, MissingExtraError for outputs that cannot be written.
    """
    _check_numbers(arguments)
    _check_files(arguments)
    by: By = arguments.project_by or "folder"
    if by == "column" and arguments.id_column is None:
        raise UsageError("--project-by column needs a column", remedy="name it with --id-column")
    if arguments.prior == "auto":
        raise UsageError(
            "--prior auto is for single texts", remedy="name a file with lines such as MEASURE=0.05"
        )
    if arguments.explain:
        raise UsageError("--explain is for single texts", remedy="--profile shows what chapters carry")
    return Options(
        by=by,
        read=read,
        rules=SectionRules.load(arguments.sections) if arguments.sections else None,
        quotes=arguments.evidence,
        common="count" if arguments.common == "count" else "out",
        new_only=arguments.new_only,
        threads=arguments.workers,
        keep_texts=is_workbook(arguments.output) and not arguments.no_texts,
    )


def check_rank(arguments: argparse.Namespace, classifier: Classifier) -> None:
    """Raise UsageError when --rank names no label of the model."""
    if arguments.rank is not None and arguments.rank not in classifier.labels:
        known = ", ".join(classifier.labels)
        raise UsageError(f"unknown label {arguments.rank!r} to rank by", remedy=f"labels are: {known}")


def _check_numbers(arguments: argparse.Namespace) -> None:
    if arguments.evidence < 1:
        raise UsageError("--evidence must be at least 1 for whole projects")
    if arguments.top is not None and arguments.top < 1:
        raise UsageError("--top must be at least 1")


def _check_files(arguments: argparse.Namespace) -> None:
    output, reports = arguments.output, arguments.report or []
    for path in [*([output] if output not in (None, "-") else []), *reports]:
        if Path(path).is_dir():
            raise UsageError("is a folder", path=path, remedy="name a file")
        if not Path(path).absolute().parent.is_dir():
            raise UsageError("cannot be written (no such folder)", path=path, remedy="make its folder first")
    for path in reports:
        suffix = Path(path).suffix.lower()
        if suffix not in SUFFIXES:
            raise UsageError("is of no format for a report", path=path, remedy=f"use {', '.join(SUFFIXES)}")
        if suffix == ".docx" and importlib.util.find_spec("docx") is None:
            raise MissingExtraError.of("python-docx", "documents", "writing .docx")
    if is_workbook(output):
        if arguments.format != "table":
            raise UsageError(
                f"--format {arguments.format} is not what .xlsx holds", path=output, remedy="leave one out"
            )
        if importlib.util.find_spec("xlsxwriter") is None:
            raise MissingExtraError.of("XlsxWriter", "documents", "writing .xlsx")

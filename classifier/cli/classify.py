"""Say which measures documents are aligned with, how surely, and by which sentences.

PATH is a file, a folder (read to any depth), a glob in quotes, or - for standard input. Documents are
.txt .md .html .docx .pdf .pptx .xlsx .xls .ods .eml .ofd, pictures and scans (extra ocr), .doc .wps .rtf .odt
(with LibreOffice), and what a .zip holds; tables are .jsonl .csv .tsv .parquet, where each row is a text.
Options that are not ticked, contents pages, signatures and printed instructions do not count.
What cannot be read is named on standard error and takes its place in the output with its reason;
the rest goes on, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from classifier.cli.projects import add_projects, add_reading, wanted
from classifier.cli.wording import Wording, add_language

if TYPE_CHECKING:
    from classifier.cli.progress import Meter
    from classifier.documents import ReadOptions

OUTPUTS = ("table", "json", "jsonl", "csv")
# Keys of documents.read.READERS and the tables, which are not imported for --help.
FORMATS = (
    *("auto", "text", "html", "docx", "pdf", "pptx", "spreadsheet", "eml", "ofd", "picture"),
    *("doc", "wps", "rtf", "odt", "ppt", "odp", "jsonl", "csv", "tsv", "parquet"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    parser.add_argument("path", nargs="*", metavar="PATH", help="file, folder, glob, or - for standard input")
    parser.add_argument(
        "--model",
        metavar="M",
        help="bundle's folder or name; default: the promoted model, else the shipped one",
    )
    reading = parser.add_argument_group("reading")
    reading.add_argument(
        "--input-format",
        default="auto",
        choices=FORMATS,
        metavar="F",
        help=f"{', '.join(FORMATS[1:])}; "
        "default: by content and name; on standard input JSON Lines are recognised",
    )
    reading.add_argument("--text-column", metavar="C", help="of a table or a register; default: text")
    reading.add_argument("--id-column", metavar="C", help="of a table; default: id, where there is one")
    reading.add_argument(
        "--max-chars",
        type=int,
        default=5_000_000,
        metavar="N",
        help="refuse longer documents (rows of tables are not limited); default: %(default)s",
    )
    add_reading(reading)
    parser.add_argument(
        "--workers", type=int, default=1, metavar="N", help="threads that score; default: %(default)s"
    )
    reading.add_argument(
        "--sentences",
        choices=["rules", "spacy"],
        default="rules",
        help="how sentences are found; default: rules",
    )
    deciding = parser.add_argument_group("deciding")
    deciding.add_argument(
        "--threshold",
        action="append",
        metavar="T",
        help="0.6 for all labels, or green-transformation=0.7 for one; may be repeated",
    )
    deciding.add_argument(
        "--precision", type=float, metavar="P", help="thresholds at which P of the held-out tags were right"
    )
    deciding.add_argument(
        "--recall",
        type=float,
        metavar="R",
        help="thresholds that R of the held-out texts with the label reach",
    )
    deciding.add_argument(
        "--uncertain",
        type=float,
        metavar="RISK",
        help="a third answer, so that of texts with a label at most RISK are denied it, and of texts without"
        " at most RISK given it",
    )
    deciding.add_argument(
        "--prior",
        metavar="FILE|auto",
        help="how often measures occur in your texts: lines such as MEASURE=0.05, or auto to"
        " estimate it from the inputs, which are then read twice; default: as in the corpora",
    )
    writing = parser.add_argument_group("writing")
    writing.add_argument("--format", choices=OUTPUTS, default="table", help="default: table")
    writing.add_argument(
        "--output",
        metavar="FILE",
        help="written whole or not at all; .xlsx makes it a spreadsheet of whole projects;"
        " default: standard output",
    )
    writing.add_argument(
        "--excel", action="store_true", help="CSV that Excel opens by a double click, in any language"
    )
    add_language(writing)
    writing.add_argument("--evidence", type=int, default=1, metavar="N", help="sentences a label; default: 1")
    writing.add_argument("--all", action="store_true", help="every label's score, given or not")
    writing.add_argument(
        "--explain",
        nargs="?",
        type=int,
        const=8,
        default=0,
        metavar="N",
        help="the N words that moved a score most",
    )
    add_projects(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the verb."""
    from classifier.cli.reading import reading
    from classifier.errors import UsageError

    paths = arguments.path or ([] if sys.stdin is None or sys.stdin.isatty() else ["-"])
    if not paths:
        raise UsageError("nothing to classify", remedy="name a file or a folder, or - for standard input")
    if arguments.workers < 1:
        raise UsageError("--workers must be at least 1")
    for name in ("evidence", "explain"):
        if getattr(arguments, name) < 0:
            raise UsageError(f"--{name} must not be negative")
    if arguments.max_chars < 1:
        raise UsageError("--max-chars must be at least 1")
    whole = wanted(arguments)
    options = reading(arguments, whole)
    meter = _meter(paths)
    if whole:
        from classifier.cli.project_run import run as run_projects

        return run_projects(arguments, paths, options, meter)
    return _run_texts(arguments, paths, options, meter)


def _run_texts(arguments: argparse.Namespace, paths: list[str], options: ReadOptions, meter: Meter) -> int:
    """Tag each text for itself."""
    from classifier.cli.deciding import make_classifier, with_prior
    from classifier.cli.output import open_output
    from classifier.cli.tagging import tag_all
    from classifier.documents import Failure, read_inputs
    from classifier.errors import UsageError

    if arguments.excel and arguments.format != "csv":
        raise UsageError(
            "--excel is about CSV", remedy="give --format csv, or an --output that ends in .xlsx"
        )
    classifier = with_prior(make_classifier(arguments), arguments, paths, options)
    counts = {"tagged": 0, "none": 0, "failed": 0}
    try:
        with open_output(arguments.output, arguments.format, classifier, arguments) as output:
            items = read_inputs(paths, options, progress=meter.read)
            for answer in tag_all(classifier, items, arguments):
                if isinstance(answer, Failure):
                    counts["failed"] += 1
                    print(f"policytag: {answer.error}", file=sys.stderr)
                    output.failure(answer)
                else:
                    tagging, document = answer
                    counts["tagged" if tagging.labels else "none"] += 1
                    output.tagging(document, tagging)
                meter.done()
    finally:
        meter.close()
    total = sum(counts.values())
    if counts["failed"] or total > 1:
        say = Wording.of(arguments.lang if arguments.format == "table" else "en")
        numbers = {name: f"{count:,}" for name, count in {**counts, "total": total}.items()}
        told = say("{total} texts: {tagged} with a measure, {none} with none, {failed} failed", **numbers)
        print(f"policytag: {told}", file=sys.stderr)
    return 1 if counts["failed"] else 0


def _meter(paths: list[str]) -> Meter:
    from pathlib import Path

    from classifier.cli.progress import Meter
    from classifier.documents.inputs import expand

    if "-" in paths or not sys.stderr.isatty():
        return Meter(None)
    files = [file for path in paths for file in expand(path) if isinstance(file, Path)]
    return Meter(sum(file.stat().st_size for file in files if file.is_file()) or None)

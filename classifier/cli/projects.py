"""Options of ``policytag classify`` for whole projects: folders, archives and files, each answered as one."""

from __future__ import annotations

import argparse
from pathlib import Path

FILE_TIMEOUT = 60.0  # seconds
_HELP = """Any of these options, or an --output that ends in .xlsx, makes policytag answer for whole
projects: the files of one are read as one, chapters are weighed (aims before annexes), and each measure gets
a degree: main aim, component, or named only. All files are read first, since text that most of them share
(the form itself) counts for nothing; then rows come as they finish. Stopped with Ctrl-C, a run leaves what is
done in --output, and the same command goes on from there."""
_OWN = ("project_by", "sections", "common", "rank", "top", "profile", "report", "register", "new_only")


def add_reading(group: argparse._ActionsContainer) -> None:
    """Declare the options for how files are read."""
    group.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help="processes that read files; default: one a core for whole projects, else none of their own",
    )
    group.add_argument(
        "--file-timeout",
        type=float,
        metavar="SECONDS",
        help="what takes longer to read is given up and its process killed;"
        f" default: {FILE_TIMEOUT:g} where processes read, else no limit",
    )


def add_projects(parser: argparse.ArgumentParser) -> None:
    """Declare the options for whole projects."""
    group = parser.add_argument_group("whole projects", _HELP)
    group.add_argument(
        "--project-by",
        choices=["folder", "file", "column"],
        help="what one project is: a folder or archive with all that is in it, a file, or the rows of a table"
        " that have the same --id-column; default: folder",
    )
    group.add_argument(
        "--sections",
        metavar="FILE",
        help="a sections.toml: your forms' chapters to weigh, leave out or report apart; see the README",
    )
    group.add_argument(
        "--common",
        choices=["out", "show", "count"],
        help="text that most projects share: 'out' leaves it out and shows a little of it, 'show' shows all"
        " of it, 'count' lets it count, and rows come while other files are still read; default: out",
    )
    group.add_argument(
        "--rank", metavar="MEASURE", help="in the order of this measure: by degree, then by confidence"
    )
    group.add_argument(
        "--top",
        type=int,
        metavar="N",
        help="the first N of --rank that have its measure; without --rank, the N strongest for any measure",
    )
    group.add_argument(
        "--profile", action="store_true", help="with tables: which chapters of a project carry which measure"
    )
    group.add_argument(
        "--report",
        action="append",
        metavar="FILE",
        help="two pages for a director, .html or .docx; may be repeated",
    )
    group.add_argument("--report-title", default="", metavar="TEXT", help="what stands over the report")
    group.add_argument(
        "--register",
        metavar="FILE",
        help="remembers what was classified, by digests, so that a later run knows a resubmission; of texts"
        " it keeps only lines that forms share; default: the file that POLICYTAG_REGISTER names, else none",
    )
    group.add_argument(
        "--new-only",
        action="store_true",
        help="leave out projects that the register knows unchanged; where no register is named, one in your"
        " data folder",
    )
    group.add_argument(
        "--no-texts",
        action="store_true",
        help="keep no texts in the .xlsx, whose corrections `policytag train` then cannot learn from",
    )
    group.add_argument(
        "--restart", action="store_true", help="start anew instead of going on where a run was stopped"
    )


def wanted(arguments: argparse.Namespace) -> bool:
    """Whether whole projects are asked for."""
    given = (getattr(arguments, name) for name in _OWN)
    return is_workbook(arguments.output) or any(value is not None and value is not False for value in given)


def is_workbook(output: str | None) -> bool:
    """Whether ``output`` is to be an Excel workbook."""
    return output is not None and Path(output).suffix.lower() == ".xlsx"

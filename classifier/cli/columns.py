"""Options that say how a labelled table is to be read, for the verbs that read one."""

from __future__ import annotations

import argparse
from collections.abc import Iterable


def add_columns(parser: argparse.ArgumentParser) -> None:
    """Declare the options that say how a table is to be read."""
    parser.add_argument(
        "--map",
        nargs="+",
        default=[],
        metavar="FIELD=COLUMN",
        help="which column holds text, labels, id, ...",
    )
    parser.add_argument(
        "--alias",
        action="append",
        default=[],
        metavar="NAME=LABEL",
        help="what a label is called in your corpora; may be repeated",
    )


def pairs(given: Iterable[str], option: str) -> dict[str, str]:
    """``A=B`` arguments as a mapping; raises UsageError."""
    from classifier.errors import UsageError

    out = {}
    for one in given:
        name, equals, value = one.rpartition("=")
        if not (name and equals and value):
            raise UsageError(f"{option} {one!r} is not of the form A=B")
        out[name] = value
    return out

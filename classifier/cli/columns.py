"""Options that say how a labelled table is to be read, for the verbs that read one."""

from __future__ import annotations

import argparse
from collections.abc import Iterable


def add_columns(parser: argparse.ArgumentParser) -> None:
    """Declare the options that say how a table is to be read."""
    parser.add_argument(
        "--map",
        nargs="+",
        action="extend",
        default=[],
        metavar="FIELD=COLUMN",
        help="which column holds text, labels, id, ...; a CORPUS goes before it, not after",
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

    out: dict[str, str] = {}
    for one in given:
        name, equals, value = one.rpartition("=")
        if not (name and equals and value):
            remedy = "name the CORPUS before --map" if option == "--map" else ""
            raise UsageError(f"{option} {one!r} is not of the form A=B", remedy=remedy)
        if out.get(name, value) != value:
            remedy = "add one table after the other, with --from" if option == "--map" else ""
            raise UsageError(f"{option} says two things of {name!r}: {out[name]} and {value}", remedy=remedy)
        out[name] = value
    return out

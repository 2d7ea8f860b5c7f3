"""The ``policytag`` command: finds the verb, runs it, prints errors as one line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from classifier import __version__
from classifier.errors import PolicytagError, UsageError

# Each verb's module has add_arguments(parser) and run(arguments); both import what is heavy when called.
VERBS = {
    "classify": "say which measures documents are aligned with, how surely, and by which sentences",
    "taxonomy": "print the labels and their definitions, or check a file of your own",
    "train": "train a model from labelled corpora",
    "evaluate": "measure a model on labelled rows, with intervals",
    "corpus": "check and describe labelled corpora",
    "models": "list, compare, promote and roll back models of your own",
}
EXIT_FAILED, EXIT_USAGE = 1, 2
_EPILOG = """examples:
  policytag classify proposals/                     every document in a folder
  policytag classify proposals/ --output r.xlsx     every project in it, as a spreadsheet
  policytag classify news.csv --text-column body --format jsonl --output tags.jsonl
  cat text.txt | policytag classify - --explain
  policytag VERB --help                             what a verb can do

exit status: 0 all well, 1 some input failed, 2 wrong use, 130 interrupted"""


def build_parser() -> argparse.ArgumentParser:
    """The parser with all verbs."""
    parser = argparse.ArgumentParser(
        prog="policytag",
        description="Tags proposals and news with the measures of the new quality productive forces policy.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"policytag {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb, help_text in VERBS.items():
        module = import_module(f"classifier.cli.{verb}")
        sub = verbs.add_parser(
            verb,
            help=help_text,
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    _survive_odd_consoles()
    arguments = build_parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
        return status
    except PolicytagError as error:
        print(f"policytag: {error}", file=sys.stderr)
        return EXIT_USAGE if isinstance(error, UsageError) else EXIT_FAILED
    except KeyboardInterrupt:
        print("policytag: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a pipe, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _survive_odd_consoles() -> None:
    """A console that cannot show a character shows a question mark, and the run goes on."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


def run() -> None:
    """Entry point of the installed command."""
    sys.exit(main())


if __name__ == "__main__":
    run()

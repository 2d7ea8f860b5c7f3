"""Print the labels with their definitions, or check a taxonomy file of your own.

A taxonomy file is TOML: a version, and a [[label]] table with id and name for each label, parent for
a sub-measure, and definition, counts, excludes, passes, fails, source_line, interpretation as you like.
name, definition, title and reading are one text, or one a language: name = { en = "...", zh = "..." }.
`policytag taxonomy --toml > mine.toml` gives the shipped one to start from.
"""

from __future__ import annotations

import argparse
import json

from classifier.cli.wording import Wording, add_language


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    parser.add_argument("action", nargs="?", choices=["show", "check"], default="show", help="default: show")
    parser.add_argument("file", nargs="?", metavar="FILE", help="taxonomy file; default: the shipped one")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print as JSON")
    shape.add_argument("--toml", action="store_true", help="print the file itself")
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the verb."""
    from classifier.errors import UsageError
    from classifier.taxonomy import Taxonomy

    if arguments.action == "check" and not arguments.file:
        raise UsageError("taxonomy check needs a FILE")
    taxonomy = Taxonomy.load(arguments.file)
    if arguments.action == "check":
        subs = len(taxonomy.ids) - len(taxonomy.measures)
        print(
            f"{arguments.file}: good, version {taxonomy.version}, "
            f"{len(taxonomy.measures)} measures, {subs} sub-measures"
        )
    elif arguments.json:
        print(json.dumps(taxonomy.as_dict(), ensure_ascii=False, indent=2))
    elif arguments.toml:
        print(taxonomy.text, end="")
    else:
        from classifier.cli.show import print_taxonomy

        print_taxonomy(taxonomy, Wording.of(arguments.lang))
    return 0

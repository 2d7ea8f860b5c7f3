"""Check and describe labelled corpora.

check   wrong rows, repeated ids, passages and sentences, words that give a label away, and with
        --suspects labels that out-of-fold predictions contradict; exit status 1 when there are errors
stats   counts, lengths, label co-occurrence, agreement of annotators, and the grid of design.toml
A folder stands for all its .jsonl files, training and test; else whatever train reads is read.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from classifier.cli.columns import add_columns, pairs

if TYPE_CHECKING:
    from classifier.corpus.columns import Columns
    from classifier.taxonomy import Taxonomy

_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    parser.add_argument("action", choices=["check", "stats"])
    parser.add_argument("path", nargs="+", metavar="PATH", help="corpus, as for train")
    parser.add_argument("--taxonomy", metavar="FILE", help="labels of your own; default: the shipped ones")
    add_columns(parser)
    parser.add_argument("--json", action="store_true", help="print as JSON")
    parser.add_argument(
        "--suspects", action="store_true", help="check: also list labels that look wrong (cleanlab)"
    )
    parser.add_argument(
        "--all", action="store_true", help=f"check: list all findings, not {_SHOWN} of a kind"
    )
    parser.add_argument(
        "--design", metavar="FILE", help="stats: targets; default: design.toml beside the corpus"
    )
    parser.add_argument("--html", metavar="FILE", help="stats: write a page with plots, too")


def run(arguments: argparse.Namespace) -> int:
    """Run the verb."""
    from classifier.corpus.columns import Columns
    from classifier.taxonomy import Taxonomy

    taxonomy = Taxonomy.load(arguments.taxonomy)
    columns = Columns(taxonomy, pairs(arguments.map, "--map"), pairs(arguments.alias, "--alias"))
    return (_check if arguments.action == "check" else _stats)(arguments, taxonomy, columns)


def _check(arguments: argparse.Namespace, taxonomy: Taxonomy, columns: Columns) -> int:
    from classifier.cli.progress import stages
    from classifier.corpus.check import check_corpora

    with stages() as report:
        rows, findings = check_corpora(arguments.path, taxonomy, columns=columns, report=report)
        if arguments.suspects:
            from classifier.training.suspects import suspect_labels

            report("fitting folds to find suspect labels")
            findings.extend(suspect_labels(rows, taxonomy))
    errors = sum(finding.error for finding in findings)
    if arguments.json:
        found = [vars(finding) for finding in findings]
        print(
            json.dumps({"rows": len(rows), "errors": errors, "findings": found}, ensure_ascii=False, indent=1)
        )
        return 1 if errors else 0
    for kind in dict.fromkeys(finding.kind for finding in findings):
        same = [finding for finding in findings if finding.kind == kind]
        print(f"{kind} ({'error' if same[0].error else 'warning'}, {len(same)})")
        for finding in same if arguments.all else same[:_SHOWN]:
            print(f"  {finding.message}")
        if len(same) > _SHOWN and not arguments.all:
            print(f"  ... and {len(same) - _SHOWN} more (--all)")
    print(f"{len(rows):,} good rows, {errors} errors, {len(findings) - errors} warnings")
    return 1 if errors else 0


def _stats(arguments: argparse.Namespace, taxonomy: Taxonomy, columns: Columns) -> int:
    from pathlib import Path

    from classifier.corpus.check import corpus_files
    from classifier.corpus.grid import load_targets
    from classifier.corpus.load import load_corpora
    from classifier.corpus.stats import corpus_stats

    files = corpus_files(arguments.path)
    beside = Path(arguments.design) if arguments.design else Path(files[0]).parent / "design.toml"
    targets = load_targets(beside) if arguments.design or beside.is_file() else []
    stats = corpus_stats(load_corpora(files, taxonomy, columns), taxonomy, targets)
    if arguments.html:
        from classifier.corpus.page import stats_page

        title = "Corpus " + ", ".join(arguments.path)
        Path(arguments.html).write_text(stats_page(stats, title), encoding="utf-8")
    if arguments.json:
        print(json.dumps(stats.as_dict(), ensure_ascii=False, indent=1))
    else:
        from classifier.cli.show import print_stats

        print_stats(stats, taxonomy)
    return 0

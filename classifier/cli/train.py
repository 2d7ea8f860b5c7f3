"""Train a model from labelled corpora and write it as a bundle.

A corpus is a JSON Lines, CSV, TSV or Parquet file with the columns text and labels, a folder (its
train.jsonl), or hf:org/name[:split=...] for a dataset of the Hugging Face hub. Labels are ids as
`policytag taxonomy` lists them: a list, or a text with commas between them; empty for none.
"""

from __future__ import annotations

import argparse

DEFAULT_CORPORA = ("corpora/en",)
DEFAULT_OUT = "models/default"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    parser.add_argument(
        "--corpus",
        action="append",
        metavar="CORPUS",
        help=f"may be repeated; default: {' '.join(DEFAULT_CORPORA)}",
    )
    parser.add_argument(
        "--out", default=DEFAULT_OUT, metavar="DIR", help="bundle to write; default: %(default)s"
    )
    parser.add_argument("--taxonomy", metavar="FILE", help="labels of your own; default: the shipped ones")
    parser.add_argument("--seed", type=int, default=0, help="seed of the folds; default: %(default)s")
    parser.add_argument(
        "--jobs", type=int, default=-1, metavar="N", help="folds fitted at once; default: all cores"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the verb."""
    from classifier.cli.progress import stages
    from classifier.cli.show import print_out_of_fold
    from classifier.taxonomy import Taxonomy
    from classifier.training import FitOptions, train

    taxonomy = Taxonomy.load(arguments.taxonomy)
    options = FitOptions(seed=arguments.seed, n_jobs=arguments.jobs)
    corpora = arguments.corpus or list(DEFAULT_CORPORA)
    with stages() as report:
        model = train(corpora, arguments.out, taxonomy=taxonomy, options=options, report=report)
    print_out_of_fold(model)
    print(f"wrote {arguments.out}, model {model.model_id}")
    return 0

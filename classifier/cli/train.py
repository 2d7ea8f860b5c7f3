"""Train a model from labelled corpora and write it as a bundle, with a report and a model card.

A corpus is a JSON Lines, CSV, TSV, Parquet, Arrow or .xlsx file, a folder (its train.jsonl, or .txt files in
a folder a label), or hf:org/name[:config=...][:split=...] for a dataset of the Hugging Face hub. Of a
workbook that `classify --output result.xlsx` wrote, the rows are read whose correction is filled in.

Labels are ids or names as `policytag taxonomy` lists them: a column "labels" with a list, or with commas
between them (empty for none); or a column a label with 1, 0, or nothing where nobody looked. What nobody
looked for is not taken for a no.

examples:
  policytag train --corpus corpora/en --corpus my.csv --weight my.csv=3 --out my-model
  policytag train --corpus my.csv --map text=body labels=tags --alias OWN-NAME=LABEL
  policytag train --from my-model --corpus new.jsonl --out my-model-2
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from classifier.cli.columns import add_columns, pairs

if TYPE_CHECKING:
    from classifier.taxonomy import Taxonomy
    from classifier.training.sources import Corpus

DEFAULT_CORPORA = ("corpora/en", "corpora/zh")
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
        "--from",
        dest="start",
        metavar="M",
        help="begin with the corpora and taxonomy of this model (bundle's folder or name), and add --corpus",
    )
    parser.add_argument(
        "--out", default=DEFAULT_OUT, metavar="DIR", help="bundle to write; default: %(default)s"
    )
    parser.add_argument("--taxonomy", metavar="FILE", help="labels of your own; default: the shipped ones")
    add_columns(parser)
    parser.add_argument(
        "--weight",
        action="append",
        default=[],
        metavar="CORPUS=N",
        help="how often the rows of a corpus count; may be repeated; default: 1",
    )
    parser.add_argument(
        "--allow-few",
        action="store_true",
        help="let measures with too few texts through; their score is their share in the corpora",
    )
    parser.add_argument(
        "--search",
        action="store_true",
        help="choose two parameters on the folds, which takes about twice as long; pays for corpora that "
        "differ much from the shipped one, on which the defaults were chosen",
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of the folds; default: %(default)s")
    parser.add_argument(
        "--jobs", type=int, default=-1, metavar="N", help="folds fitted at once; default: all cores"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the verb."""
    from classifier.cli.progress import stages
    from classifier.cli.show import print_out_of_fold
    from classifier.errors import UsageError
    from classifier.training import FitOptions, train

    if arguments.jobs == 0:
        raise UsageError("--jobs 0 fits nothing", remedy="give a number of processes, or -1 for all cores")
    if not 0 <= arguments.seed < 2**32:
        raise UsageError(f"--seed {arguments.seed} is not a number from 0 to 4294967295")
    taxonomy, corpora = _inputs(arguments)
    options = FitOptions(seed=arguments.seed, n_jobs=arguments.jobs, allow_few=arguments.allow_few)
    with stages() as report:
        model = train(
            corpora,
            arguments.out,
            taxonomy=taxonomy,
            options=options,
            search=arguments.search,
            report=report,
        )
    print_out_of_fold(model)
    for note in model.record.get("notes", ()):
        print(f"note: {note}")
    print(f"wrote {arguments.out}, model {model.model_id}")
    return 0


def _inputs(arguments: argparse.Namespace) -> tuple[Taxonomy, list[Corpus]]:
    from classifier.corpus.rows import weight_of
    from classifier.errors import UsageError
    from classifier.taxonomy import Taxonomy
    from classifier.training.sources import Corpus, corpora_of

    specs = arguments.corpus or ([] if arguments.start else list(DEFAULT_CORPORA))
    given = pairs(arguments.weight, "--weight")
    weights = {name: weight_of(value, UsageError) for name, value in given.items()}
    for name in weights:
        if name not in specs:
            raise UsageError(f"--weight names {name!r}, which is no --corpus", remedy=_named(specs))
    mapping, aliases = pairs(arguments.map, "--map"), pairs(arguments.alias, "--alias")
    new = [Corpus(spec, mapping, aliases, weights.get(spec, 1.0)) for spec in specs]
    if not arguments.start:
        return Taxonomy.load(arguments.taxonomy), new
    if arguments.taxonomy:
        raise UsageError("--from brings the model's own taxonomy", remedy="leave out --taxonomy")
    from classifier.bundle import read_bundle

    return read_bundle(arguments.start).taxonomy, [*corpora_of(arguments.start), *new]


def _named(specs: list[str]) -> str:
    return f"write it as --corpus does: {', '.join(specs)}" if specs else "give a --corpus"

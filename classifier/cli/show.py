"""Tables for people, on a terminal or in a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from classifier.bundle.model import Model
    from classifier.evaluation.evaluate import Estimate, Evaluation
    from classifier.taxonomy import Taxonomy

_PIPE_WIDTH = 120
_BAR = 10


def console() -> Console:
    """Standard output: as wide as the terminal, or 120 columns in a pipe."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=_PIPE_WIDTH)


def bar(share: float) -> str:
    """A probability as a bar of ten cells."""
    full = round(share * _BAR)
    return "█" * full + "░" * (_BAR - full)


def print_taxonomy(taxonomy: Taxonomy, lang: str) -> None:
    """Ids, names and definitions."""
    table = Table(box=SIMPLE, title=f"{taxonomy.title} (version {taxonomy.version})", title_justify="left")
    table.add_column("label", no_wrap=True)
    table.add_column("name")
    table.add_column("definition")
    for label in taxonomy.labels:
        own = f"  {label.id.rsplit('/', 1)[-1]}" if label.parent else label.id
        table.add_row(Text(own, "" if label.parent else "bold"), label.title(lang), label.definition)
    out = console()
    out.print(table)
    if taxonomy.reading:
        out.print(Text(taxonomy.reading.strip()))
    if taxonomy.source:
        source = [taxonomy.source.get(key, "") for key in ("title", "publisher", "date")]
        out.print(Text("Source: " + ", ".join(part for part in source if part)))


def _interval(one: Estimate) -> str:
    return f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}]"


def print_evaluation(result: Evaluation, taxonomy: Taxonomy) -> None:
    """A row a label, then the overall figures."""
    table = Table(box=SIMPLE, title=f"{result.rows} rows, model {result.model_id}", title_justify="left")
    table.add_column("label", no_wrap=True)
    table.add_column("pos", justify="right")
    names = ("precision", "recall", "f1", "average_precision", "brier", "ece")
    for name in ("precision", "recall", "F1", "avg precision", "Brier", "ECE"):
        table.add_column(name, justify="right", no_wrap=True)
    for label in taxonomy.labels:
        found = result.labels[label.id]
        own = f"  {label.id.rsplit('/', 1)[-1]}" if label.parent else label.id
        cells = [_interval(found[name]) for name in names]
        table.add_row(own, str(result.positives[label.id]), *cells)
    out = console()
    (out if out.width >= 180 else Console(highlight=False, width=200)).print(table)
    for name, one in result.overall.items():
        out.print(f"{name:24}{_interval(one)}")
    out.print("macro and mean figures are over the measures; intervals: 95%, bootstrap over rows")


def print_out_of_fold(model: Model) -> None:
    """What a training run learnt about itself."""
    table = Table(box=SIMPLE, title="out-of-fold figures", title_justify="left")
    table.add_column("label", no_wrap=True)
    for name in ("positives", "threshold", "precision", "recall", "F1", "avg precision"):
        table.add_column(name, justify="right")
    for label, one in model.record["out_of_fold"].items():
        own = f"  {label.rsplit('/', 1)[-1]}" if "/" in label else label
        figures = [f"{one[k]:.3f}" for k in ("precision", "recall", "f1", "average_precision")]
        table.add_row(own, f"{one['positives']:.0f}", f"{model.thresholds[label]:.3f}", *figures)
    console().print(table)

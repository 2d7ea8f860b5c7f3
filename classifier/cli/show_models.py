"""Tables of models for people: what the store holds, and two models beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from classifier.cli.show import console, own_name
from classifier.cli.wording import Wording

if TYPE_CHECKING:
    from classifier.evaluation.compare import Comparison, Difference


def print_models(models: Iterable[Mapping[str, Any]], store: Path, say: Wording) -> None:
    """A row a model: its name, id, date, languages and rows, or why it cannot be read."""
    table = Table(box=SIMPLE)
    table.add_column("")  # marks the default
    for name in ("name", "model", "date", "languages"):
        table.add_column(say(name), no_wrap=True)
    table.add_column(say("rows"), justify="right")
    table.add_column("")
    for model in models:
        mark = "*" if model["default"] else ""
        place = say("shipped") if model["shipped"] else ""
        if "error" in model:
            table.add_row(mark, model["name"], "", "", "", "", model["error"])
            continue
        cells = (model["model_id"], str(model["date"]), " ".join(model["languages"]), f"{model['rows']:,}")
        table.add_row(mark, model["name"], *cells, place)
    console().print(table)
    print(say("store: {store}   *: the default", store=store))


def _pair(one: Difference | None, say: Wording) -> tuple[str, str]:
    if one is None:
        return say("not measured"), ""
    return f"{one.old:.3f} -> {one.new:.3f}", f"{one.difference:+.3f} [{one.low:+.3f}, {one.high:+.3f}]"


def print_comparison(found: Comparison, most: int, say: Wording) -> None:
    """A row a label, the overall figures, and at most ``most`` rows that the models label differently."""
    title = say("{rows} rows, models {old} -> {new}", rows=found.rows, old=found.old_id, new=found.new_id)
    table = Table(box=SIMPLE, title=title, title_justify="left")
    table.add_column(say("label"), no_wrap=True)
    for name in ("pos", "F1", "new less old", "avg precision", "new less old"):
        table.add_column(say(name), justify="right", no_wrap=True)
    for label, figures in found.labels.items():
        cells = (*_pair(figures["f1"], say), *_pair(figures["average_precision"], say))
        table.add_row(own_name(label), str(found.positives[label]), *cells)
    out = console()
    (out if out.width >= 150 else Console(highlight=False, width=150)).print(table)
    for name, one in found.overall.items():
        out.print(f"{name:24}{'   '.join(_pair(one, say))}")
    out.print(
        say("intervals: 95%, paired bootstrap over rows; one that holds nil cannot tell the models apart")
    )
    out.print(say("{count} rows to which the models give different labels", count=len(found.differing)))
    for row in found.differing[:most]:
        old, new, truth = (", ".join(labels) or say("none") for labels in (row.old, row.new, row.truth))
        told = say("{old} -> {new}; truth: {truth}", old=old, new=new, truth=truth)
        print(f"  {row.place} {row.id}: {told}")
    if len(found.differing) > most:
        out.print("  " + say("... and {count} more (--all)", count=len(found.differing) - most))

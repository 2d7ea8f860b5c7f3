"""Tables for people, on a terminal or in a pipe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.cells import set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from classifier.cli.wording import Wording
from classifier.cli.wrapping import Flowing
from classifier.taxonomy import in_language

if TYPE_CHECKING:
    from classifier.bundle.model import Model
    from classifier.corpus.stats import Stats
    from classifier.evaluation.evaluate import Estimate, Evaluation
    from classifier.evaluation.third import Promise
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


def own_name(label_id: str) -> str:
    """A measure's id, or a sub-measure's own part of it, indented under its measure."""
    return f"  {label_id.rsplit('/', 1)[-1]}" if "/" in label_id else label_id


def print_taxonomy(taxonomy: Taxonomy, say: Wording) -> None:
    """Ids, names and definitions."""
    lang = say.lang
    title = in_language(taxonomy.title, lang)
    title = say("{title} (version {version})", title=title, version=taxonomy.version)
    table = Table(box=SIMPLE, title=title, title_justify="left")
    table.add_column(say("label"), no_wrap=True)
    table.add_column(say("name"))
    table.add_column(say("definition"))
    for label in taxonomy.labels:
        own = own_name(label.id)
        texts = label.title(lang), label.definition_in(lang)
        table.add_row(Text(own, "" if label.parent else "bold"), *map(Flowing, texts))
    out = console()
    out.print(table)
    if taxonomy.reading:
        out.print(Flowing(in_language(taxonomy.reading, lang).strip()))
    if taxonomy.source:
        source = [taxonomy.source.get(key, "") for key in ("title", "publisher", "date")]
        out.print(Text(say("Source: {source}", source=", ".join(part for part in source if part))))


def _interval(one: Estimate | None, say: Wording) -> str:
    return say("not measured") if one is None else f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}]"


def print_evaluation(result: Evaluation, taxonomy: Taxonomy, say: Wording) -> None:
    """A row a label, then the overall figures."""
    title = say("{rows} rows, model {model}", rows=result.rows, model=result.model_id)
    table = Table(box=SIMPLE, title=title, title_justify="left")
    table.add_column(say("label"), no_wrap=True)
    table.add_column(say("pos"), justify="right")
    table.add_column(say("seen"), justify="right")
    names = ("precision", "recall", "f1", "average_precision", "brier", "ece")
    for name in ("precision", "recall", "F1", "avg precision", "Brier", "ECE", "ECE by chance"):
        table.add_column(say(name), justify="right", no_wrap=True)
    for label in taxonomy.labels:
        found = result.labels[label.id]
        own = own_name(label.id)
        cells = [_interval(one, say) for one in (*map(found.get, names), result.chance[label.id])]
        table.add_row(own, str(result.positives[label.id]), str(result.seen[label.id]), *cells)
    out = console()
    (out if out.width >= 200 else Console(highlight=False, width=220)).print(table)
    for name, one in result.overall.items():
        out.print(f"{name:24}{_interval(one, say)}")
    chance = set_cell_size(say("ece by chance"), 24) + _interval(result.chance["overall"], say)
    out.print(f"{chance}  {say('of a perfectly calibrated model')}")
    if result.removals:
        out.print(
            say(
                "without its first evidence sentence the score falls for {share} of {tags} tags",
                share=f"{result.removal:.1%}",
                tags=result.removals,
            )
        )
    out.print(say("macro and mean figures are over the measures; intervals: 95%, bootstrap over rows"))
    if min(result.seen.values()) < result.rows:
        out.print(say("seen: rows in which somebody looked for the label; the others do not count for it"))


def print_third_answer(found: Mapping[str, Promise | None], risk: float, say: Wording) -> None:
    """Errors beside the risk that was promised."""
    title = say("promised: at most {risk} of each kind of error", risk=f"{risk:.1%}")
    table = Table(box=SIMPLE, title=title, title_justify="left")
    table.add_column(say("label"), no_wrap=True)
    for name in ("with it, denied it", "without it, given it", "uncertain", "promise"):
        table.add_column(say(name), justify="right", no_wrap=True)
    for label, promise in found.items():
        if promise is None:
            table.add_row(label, say("not measured"))
            continue
        shares = (promise.denied, promise.given, promise.uncertain)
        cells = []
        for s in shares:
            share = f"{s.count / max(s.of, 1):.3f} [{s.low:.3f}, {s.high:.3f}]"
            cells.append(say("{count} of {of}: {share}", count=s.count, of=s.of, share=share))
        table.add_row(label, *cells, say("kept") if promise.kept(risk) else say("broken"))
    out = console()
    (out if out.width >= 150 else Console(highlight=False, width=150)).print(table)
    out.print(say("kept: no error's 95% interval (Clopper-Pearson) lies wholly above the risk"))


def print_out_of_fold(model: Model) -> None:
    """What a training run learnt about itself."""
    table = Table(box=SIMPLE, title="out-of-fold figures", title_justify="left")
    table.add_column("label", no_wrap=True)
    for name in ("positives", "threshold", "precision", "recall", "F1", "avg precision"):
        table.add_column(name, justify="right")
    for label, one in model.record["out_of_fold"].items():
        own = own_name(label)
        if not one["positives"]:
            table.add_row(own, "0", "never given")
            continue
        figures = [f"{one[k]:.3f}" for k in ("precision", "recall", "f1", "average_precision")]
        table.add_row(own, f"{one['positives']:.0f}", f"{model.thresholds[label]:.3f}", *figures)
    console().print(table)


def print_stats(stats: Stats, taxonomy: Taxonomy) -> None:
    """What a corpus holds."""
    out = console()
    points = stats.percentiles()
    lengths = ", ".join(f"{v:.0f} ({p}%)" for p, v in points.items())
    out.print(
        f"{stats.rows:,} passages, {sum(stats.words):,} words, {stats.disputed} disputed (left out below)"
    )
    out.print(f"words a passage, percentiles: {lengths}")
    out.print("measures a passage: " + ", ".join(f"{k}: {v:,}" for k, v in stats.combinations.items()))
    table = _grid(
        "label", "passages", "main", "part", "named only", "first", "second", "both", "kappa", "alpha"
    )
    for label in taxonomy.labels:
        own = own_name(label.id)
        degrees, a = stats.degrees.get(label.id, {}), stats.agreement[label.id]
        three = [str(degrees.get(d, 0)) for d in ("main", "part")] if not label.parent else ["", ""]
        named = "" if label.parent else str(stats.named[label.id])
        counts = [str(v) for v in (a.first, a.second, a.both)]
        table.add_row(
            own, str(stats.labels[label.id]), *three, named, *counts, f"{a.kappa:.3f}", f"{a.alpha:.3f}"
        )
    out.print(table)
    twice = next(iter(stats.agreement.values())).passages
    same, both = stats.same_degree
    out.print(
        f"agreement: first and second annotation of {twice:,} passages, before adjudication; "
        f"same degree in {same:,} of {both:,}"
    )
    together = _grid("together", *[m.split("-")[0] for m in stats.pairs])
    for measure, row in stats.pairs.items():
        together.add_row(measure, *map(str, row.values()))
    out.print(together)
    cells = _grid("kind", *stats.genres)
    for kind, counts_by_genre in stats.cells.items():
        cells.add_row(kind or "-", *(str(counts_by_genre.get(genre, 0)) for genre in stats.genres))
    out.print(cells)
    if stats.targets:
        grid = _grid("target", "found", "asked", "missing")
        for cell in stats.targets:
            grid.add_row(
                cell.what,
                f"{cell.found:g}",
                cell.asked,
                Text(f"{cell.missing:g}", "red" if cell.missing else ""),
            )
        out.print(grid)


def _grid(first: str, *others: str) -> Table:
    table = Table(box=SIMPLE)
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right")
    return table

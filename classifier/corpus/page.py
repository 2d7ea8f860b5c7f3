"""Corpus statistics as one self-contained HTML page, plots by matplotlib as SVG."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from classifier.corpus.stats import Stats

_STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse}"
    "td,th{padding:.2em .7em;border-bottom:1px solid #ddd;text-align:right}td:first-child,th:first-child"
    "{text-align:left}svg{max-width:100%;height:auto}"
)


def stats_page(stats: Stats, title: str) -> str:
    """The page as text."""
    import matplotlib

    matplotlib.use("svg")
    parts = [
        f"<h1>{escape(title)}</h1><p>{stats.rows:,} passages, {sum(stats.words):,} words, "
        f"{stats.disputed} disputed and left out of what follows. "
        "The passages were written for this corpus, not collected.</p>",
        "<h2>Lengths in words</h2>",
        _plot(lambda axes: axes.hist(stats.words, bins=30)),
        "<h2>Passages by label</h2>",
        _plot(lambda axes: _bars(axes, stats.labels), height=5.5),
        "<h2>Passages by kind and genre</h2>",
        _table(
            ["kind", *stats.genres],
            ([k, *(c.get(g, 0) for g in stats.genres)] for k, c in stats.cells.items()),
        ),
        "<h2>Measures together</h2>",
        _table(["", *stats.pairs], ([a, *row.values()] for a, row in stats.pairs.items())),
        "<h2>Agreement of the first and second annotation, before adjudication</h2>",
        _table(
            ["label", "passages", "first", "second", "both", "kappa", "alpha"],
            (
                [label, a.passages, a.first, a.second, a.both, f"{a.kappa:.3f}", f"{a.alpha:.3f}"]
                for label, a in stats.agreement.items()
            ),
        ),
        "<h2>Grid</h2>",
        _table(
            ["target", "found", "asked", "missing"],
            ([c.what, c.found, c.asked, c.missing] for c in stats.targets),
        ),
    ]
    head = f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{escape(title)}</title>"
    return f"{head}<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>\n"


def _bars(axes: Any, counts: dict[str, int]) -> None:
    axes.barh(list(counts)[::-1], list(counts.values())[::-1])


def _plot(draw: Any, height: float = 3.0) -> str:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, height), layout="constrained")
    draw(figure.subplots())
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    text = out.getvalue()
    return text[text.index("<svg") :]


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    top = "".join(f"<th>{escape(str(cell))}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(c))}</td>" for c in row) + "</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"

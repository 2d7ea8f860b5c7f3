"""The report's plots by matplotlib, as SVG elements to stand inside an HTML page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")  # Okabe and Ito 2008
_ACROSS = 4
# Text stays text, and the same figures give the same file.
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "policytag",
    "font.size": 9,
    "axes.spines.top": False,
}
_NAMESPACE = re.compile(r'\sxmlns(?::\w+)?="[^"]*"')


def f1_plot(labels: Mapping[str, Mapping[str, Any]]) -> str:
    """F1 with its interval, a line a label that is measured."""
    shown = [(label, one["f1"]) for label, one in labels.items() if one["measured"]][::-1]

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        for y, (label, f1) in enumerate(shown):
            colour = _COLOURS[5] if labels[label]["parent"] else _COLOURS[0]
            axes.plot([f1["low"], f1["high"]], [y, y], color=colour, linewidth=3, alpha=0.6)
            axes.plot([f1["value"]], [y], "o", color=colour)
        axes.set_yticks(range(len(shown)), [_own(label) for label, _ in shown])
        axes.set_xlim(0, 1)
        axes.set_xlabel("F1 and its 95% interval")
        axes.grid(axis="x", alpha=0.3)

    return _svg(draw, 9, 0.8 + 0.3 * len(shown))


def reliability_plot(curves: Mapping[str, Mapping[str, Any]]) -> str:
    """How often a label held, by its score, a panel a label; the diagonal is perfect."""

    def panel(axes: Any, label: str, colour: str) -> None:
        points = curves[label]["reliability"]
        axes.plot([0, 1], [0, 1], color="#999999", linestyle="--", linewidth=1)
        axes.plot(
            [p["score"] for p in points], [p["share"] for p in points], "o-", color=colour, markersize=4
        )
        axes.set_xlim(0, 1)
        axes.set_ylim(-0.02, 1.02)
        axes.set_xlabel("probability given")

    return _panels(curves, panel, "share that carries it")


def histogram_plot(curves: Mapping[str, Mapping[str, Any]]) -> str:
    """Scores of texts with and without a label, a panel a label."""

    def panel(axes: Any, label: str, colour: str) -> None:
        found = curves[label]["histogram"]
        edges = found["edges"]
        axes.stairs(found["negatives"], edges, fill=True, color="#bbbbbb", label="without it")
        axes.stairs(found["positives"], edges, color=colour, linewidth=1.5, label="with it")
        axes.set_yscale("symlog", linthresh=1)
        axes.set_ylim(bottom=0)
        axes.set_xlim(0, 1)
        axes.set_xlabel("probability given")
        axes.legend(frameon=False, fontsize=7)

    return _panels(curves, panel, "texts")


def precision_recall_plot(curves: Mapping[str, Mapping[str, Any]]) -> str:
    """Precision against recall, a line a label."""

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        for label, colour in zip(curves, _endless(len(curves)), strict=True):
            points = curves[label]["precision_recall"]
            if points:
                recall = [p["recall"] for p in points]
                axes.plot(recall, [p["precision"] for p in points], color=colour, label=label)
        axes.set_xlim(0, 1.01)
        axes.set_ylim(0, 1.02)
        axes.set_xlabel("recall: share of texts with the label that are found")
        axes.set_ylabel("precision: share of tags that are right")
        axes.grid(alpha=0.3)
        if axes.lines:
            axes.legend(frameon=False, loc="lower left")

    return _svg(draw, 7, 4.5)


def learning_plot(points: Sequence[Mapping[str, float]]) -> str:
    """Figures by the number of rows a model was trained on."""

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        rows = [p["rows"] for p in points]
        for name, words, colour in (
            ("macro_f1", "macro-F1", _COLOURS[0]),
            ("mean_average_precision", "mean average precision", _COLOURS[1]),
        ):
            axes.plot(rows, [p[name] for p in points], "o-", color=colour, label=words)
        axes.set_xlabel("rows trained on")
        axes.grid(alpha=0.3)
        axes.legend(frameon=False)

    return _svg(draw, 7, 3.5)


def _panels(
    curves: Mapping[str, Mapping[str, Any]], panel: Callable[[Any, str, str], None], left: str
) -> str:
    down = -(-len(curves) // _ACROSS)

    def draw(figure: Any) -> None:
        grid = figure.subplots(down, _ACROSS, squeeze=False)
        for axes in grid.flat[len(curves) :]:
            axes.set_axis_off()
        for axes, label, colour in zip(grid.flat, curves, _endless(len(curves)), strict=False):
            panel(axes, label, colour)
            axes.set_title(_own(label), fontsize=9)
        for axes in grid[:, 0]:
            axes.set_ylabel(left)

    return _svg(draw, 11, 3.0 * down)


def _endless(count: int) -> list[str]:
    return [_COLOURS[i % len(_COLOURS)] for i in range(count)]


def _own(label: str) -> str:
    return label.rsplit("/", 1)[-1]


def _svg(draw: Callable[[Any], None], width: float, height: float) -> str:
    """The drawing without name spaces and metadata, which HTML does not need and which hold addresses."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(_SETTINGS):
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    text = out.getvalue()
    return _NAMESPACE.sub("", text[text.index("<svg") :])

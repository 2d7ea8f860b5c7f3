"""The report as one self-contained HTML page: words first, then tables and plots."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

from classifier.evaluation.report import plots
from classifier.evaluation.report.strata import FEW

_STYLE = """
body{font:16px/1.55 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;color:#222;
max-width:70em;margin:2em auto;padding:0 1em}
h1{line-height:1.2}h2{margin-top:2.2em;border-bottom:2px solid #0072b2}
.words{background:#eef5fa;padding:.6em 1.4em;border-left:5px solid #0072b2}.words li{margin:.4em 0}
.note{color:#555;font-size:.9em;max-width:55em}.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.88em}
td,th{padding:.25em .6em;border-bottom:1px solid #ddd;text-align:right;white-space:nowrap}
td:first-child,th:first-child{text-align:left}tr.measure td{font-weight:600}tr.few td{color:#888}
table.mistakes td{text-align:left;vertical-align:top;white-space:normal;overflow-wrap:anywhere}
svg{max-width:100%;height:auto}figure{margin:1em 0}
"""
_SPLITS = {"genre": "genre", "language": "language", "length": "length in word units", "source": "source"}
_OVERALL = {
    "macro_f1": ("macro-F1", "mean of the measures' F1, each counting the same"),
    "micro_f1": ("micro-F1", "F1 over all tags of measures together"),
    "mean_average_precision": (
        "mean average precision",
        "how well scores rank texts, whatever the threshold",
    ),
    "subset_accuracy": ("all measures right", "share of texts in which no measure is wrong"),
    "brier": ("Brier score", "mean squared error of the probabilities; 0 is best"),
    "ece": ("calibration error (ECE)", "mean distance of probability and frequency; 0 is best"),
    "ece_by_chance": ("of which by chance", "what perfect probabilities would show on as many texts"),
}
_COLUMNS = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "average_precision": "average precision",
    "brier": "Brier",
    "ece": "ECE",
    "ece_by_chance": "ECE by chance",
}
Cell = str | int


def report_page(figures: dict[str, Any]) -> str:
    """The page of what ``gather`` found; whatever comes from texts and names is escaped."""
    parts = [
        _head(figures),
        _labels(figures),
        _overall(figures),
        _confusion(figures["confusion"]),
        _curves(figures),
        _strata(figures["strata"]),
        _mistakes(figures["mistakes"]),
        _learning(figures["learning_curve"]),
    ]
    title = escape(figures["title"])
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def _head(figures: dict[str, Any]) -> str:
    words = "".join(f"<li>{escape(sentence)}</li>" for sentence in figures["summary"])
    model = figures["model"]
    made = (
        f"Model {model['id']} ({', '.join(model['languages'])}), {figures['rows']:,} texts of "
        f"{', '.join(figures['files']) or 'no file'}; {figures['made_by']}."
    )
    return (
        f"<h1>{escape(figures['title'])}</h1>{_note(made)}"
        f'<h2>In plain words</h2><div class="words"><ul>{words}</ul></div>'
    )


def _labels(figures: dict[str, Any]) -> str:
    labels = figures["labels"]
    rows = []
    for one in labels.values():
        name = one["name"] if one["parent"] is None else f"– {one['name']}"
        cells: list[Cell] = [name, f"{one['positives']:,} of {one['seen']:,}"]
        if one["measured"]:
            cells += [_interval(one[column]) for column in _COLUMNS]
        else:
            cells.append(f"not measured ({one['positives']} positives)")
        rows.append(("" if one["parent"] else "measure", cells))
    note = (
        "Texts: how many carry the label, of those in which somebody looked for it. Precision: share of the "
        "tags given that are right. Recall: share of the texts with the label that got the tag. F1: the "
        "harmonic mean of the two. In brackets: 95% bootstrap interval, the range in which the figure would "
        f"mostly lie for other texts of the same kind ({figures['resamples']:,} resamples). A sub-measure "
        f"with under {figures['enough']} positives is not measured."
    )
    return (
        "<h2>Each measure and sub-measure</h2>"
        + _note(note)
        + _table(["label", "texts", *_COLUMNS.values()], rows)
        + _figure(plots.f1_plot(labels), "F1 of each measure (dark) and sub-measure (light)")
    )


def _overall(figures: dict[str, Any]) -> str:
    rows: list[tuple[str, list[Cell]]] = [
        ("", [name, _interval(figures["overall"][key]), meaning]) for key, (name, meaning) in _OVERALL.items()
    ]
    removal = figures["evidence_removal"]
    told = (
        f"For {removal['lowered']:.1%} of {removal['tags']:,} tags the score falls when the first evidence "
        "sentence is taken out of the text."
    )
    table = _table(["figure", "value", "meaning"], rows)
    return "<h2>All measures together</h2>" + table + (_note(told) if removal["tags"] else "")


def _confusion(found: dict[str, Any]) -> str:
    most = max((max(line) for line in found["counts"]), default=0) or 1
    top = "".join(f"<th>{escape(label)}</th>" for label in found["labels"])
    lines = []
    for i, (label, counts) in enumerate(zip(found["labels"], found["counts"], strict=True)):
        cells = []
        for j, count in enumerate(counts):
            colour = "0,114,178" if i == j else "213,94,0"
            cells.append(f'<td style="background:rgba({colour},{0.7 * count / most:.2f})">{count:,}</td>')
        lines.append(f"<tr><td>{escape(label)}</td>{''.join(cells)}</tr>")
    table = f'<div class="wide"><table><tr><th>carried ↓ given →</th>{top}</tr>{"".join(lines)}</table></div>'
    return (
        f"<h2>What is taken for what</h2>{_note(found['counted'])}"
        f"{table}{_note('{:,} texts are counted.'.format(found['rows']))}"
    )


def _curves(figures: dict[str, Any]) -> str:
    curves = {
        label: curve for label, curve in figures["curves"].items() if not figures["labels"][label]["parent"]
    }
    if not curves:
        return "<h2>Probabilities</h2>" + _note("Nobody looked for any measure in these texts.")
    return "".join(
        f"<h2>{head}</h2>{_note(note)}{_figure(draw(curves), head)}" for head, note, draw in _CURVES
    )


_CURVES: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    (
        "Do the probabilities mean what they say?",
        "Of texts given 0.7, seven in ten should carry the measure: on the dashed line they do. Below it the "
        "model is too sure, above it not sure enough. Each point stands for a tenth of the texts.",
        plots.reliability_plot,
    ),
    (
        "Precision against recall",
        "Another threshold gives fewer and surer tags (left) or more and less sure ones (right).",
        plots.precision_recall_plot,
    ),
    (
        "Scores of texts with and without a measure",
        "The less the two overlap, the better. Counts are on a logarithmic scale.",
        plots.histogram_plot,
    ),
)


def _strata(strata: dict[str, Any]) -> str:
    note = (
        "Macro-F1 and mean average precision are over the measures that the texts of a line carry. Lines of "
        f"under {FEW} texts are marked few: their figures say little. A Chinese character counts half a word."
    )
    parts = ["<h2>Kinds of text</h2>", _note(note)]
    for split, found in strata.items():
        measures = list(found[0]["positives"]) if found else []
        rows: list[tuple[str, list[Cell]]] = [
            (
                "few" if one["few"] else "",
                [
                    f"{one['name']} (few)" if one["few"] else one["name"],
                    one["rows"],
                    *one["positives"].values(),
                    _interval(one["macro_f1"]),
                    *(_number(one[k]) for k in ("mean_average_precision", "ece", "ece_by_chance")),
                ],
            )
            for one in found
        ]
        figures = ("macro-F1", "mean avg precision", "ECE", "ECE by chance")
        parts += [
            f"<h3>By {_SPLITS[split]}</h3>",
            _table([split, "texts", *(f"with {measure}" for measure in measures), *figures], rows),
        ]
    return "".join(parts)


def _mistakes(mistakes: Sequence[dict[str, Any]]) -> str:
    if not mistakes:
        return "<h2>Worst mistakes</h2>" + _note("No decision about a measure is wrong.")
    rows = []
    for one in mistakes:
        words = ", ".join(f"{word['term']} ({word['contribution']:+.2f})" for word in one["words"])
        said = "given, but not carried" if one["given"] else "carried, but missed"
        cells = (
            f"{escape(one['id'])}<br>{escape(one['place'])}",
            escape(one["measure"]),
            f"{said}<br>probability {one['score']:.2f}, threshold {one['threshold']:.2f}",
            escape(words) or "no word speaks against it; too few speak for it",
            f'<span lang="{escape(one["lang"])}">{escape(one["text"])}</span>',
        )
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    note = (
        "The wrong decisions about measures in which the probability was farthest from the truth. Words: "
        "what each adds to the measure's value, the strongest that pushed the wrong way. Some may be "
        "mistakes of the annotators."
    )
    top = "".join(
        f"<th>{name}</th>" for name in ("text", "measure", "what is wrong", "words", "how it begins")
    )
    return (
        f'<h2>Worst mistakes</h2>{_note(note)}<table class="mistakes"><tr>{top}</tr>{"".join(rows)}</table>'
    )


def _learning(found: dict[str, Any] | None) -> str:
    if found is None:
        return ""
    plot = plots.learning_plot(found["points"])
    return f"<h2>Would more rows help?</h2><p>{escape(found['words'])}</p>{_figure(plot, 'Learning curve')}"


def _table(head: Iterable[str], rows: Iterable[tuple[str, Sequence[Cell]]]) -> str:
    """A table of escaped cells; each row comes with its class, and a last cell spans what is left."""
    names = list(head)
    top = "".join(f"<th>{escape(name)}</th>" for name in names)
    lines = []
    for kind, cells in rows:
        body = "".join(f"<td>{escape(str(cell))}</td>" for cell in cells[:-1])
        left = len(names) - len(cells) + 1
        lines.append(f'<tr class="{kind}">{body}<td colspan="{left}">{escape(str(cells[-1]))}</td></tr>')
    return f'<div class="wide"><table><tr>{top}</tr>{"".join(lines)}</table></div>'


def _interval(one: dict[str, float] | None) -> str:
    return "not measured" if one is None else f"{one['value']:.2f} [{one['low']:.2f}, {one['high']:.2f}]"


def _number(one: float | None) -> str:
    return "not measured" if one is None else f"{one:.2f}"


def _note(text: str) -> str:
    return f'<p class="note">{escape(text)}</p>'


def _figure(svg: str, caption: str) -> str:
    return f'<figure role="img" aria-label="{escape(caption)}">{svg}</figure>'

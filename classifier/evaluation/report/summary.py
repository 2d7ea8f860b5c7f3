"""What the figures say, in plain sentences for a reader who knows no statistics."""

from __future__ import annotations

from typing import Any

_SPLITS = {"genre": "genre", "language": "language", "length": "length in words", "source": "source"}


def summary(figures: dict[str, Any]) -> list[str]:
    """Sentences from the most to the least important."""
    sentences = [
        _rows(figures),
        _tags(figures),
        _exact(figures),
        _extremes(figures),
        _calibration(figures),
        _uneven(figures),
        _unseen(figures),
        _not_measured(figures),
        figures["learning_curve"]["words"] if figures["learning_curve"] else "",
    ]
    return [sentence for sentence in sentences if sentence]


def _rows(figures: dict[str, Any]) -> str:
    left_out = f" {figures['disputed']} more, about which annotators disagreed, were left out."
    return f"The model was tried on {figures['rows']:,} labelled texts." + (
        left_out if figures["disputed"] else ""
    )


def _tags(figures: dict[str, Any]) -> str:
    given, carried, right = (figures["tags"][name] for name in ("given", "carried", "right"))
    if not given or not carried:
        return f"It gave {given:,} tags of a measure where the annotators gave {carried:,}."
    return (
        f"It gave {given:,} tags of a measure, and {right / given:.0%} of them are right. It found "
        f"{right / carried:.0%} of the {carried:,} tags that the annotators gave."
    )


def _exact(figures: dict[str, Any]) -> str:
    exact = figures["overall"]["subset_accuracy"]
    if exact is None:
        return ""
    return (
        f"For {exact['value']:.0%} of the texts every measure is right at once (with 95% confidence "
        f"{exact['low']:.0%} to {exact['high']:.0%})."
    )


def _extremes(figures: dict[str, Any]) -> str:
    measures = [
        one for one in figures["labels"].values() if not one["parent"] and one["seen"] and one["positives"]
    ]
    if len(measures) < 2:
        return ""
    ranked = sorted(measures, key=lambda one: -one["f1"]["value"])
    best, worst = ranked[0], ranked[-1]
    apart = best["f1"]["low"] > worst["f1"]["high"]
    return (
        f"It is best at “{best['name']}” (F1 {best['f1']['value']:.2f}) and weakest at “{worst['name']}” "
        f"(F1 {worst['f1']['value']:.2f}); "
        + (
            "the difference is more than chance."
            if apart
            else "their intervals overlap, so the order may be chance."
        )
    )


def _calibration(figures: dict[str, Any]) -> str:
    error, chance = figures["overall"]["ece"], figures["overall"]["ece_by_chance"]
    if error is None or chance is None:
        return ""
    more = error["value"] > chance["high"]
    return (
        f"Its probabilities differ from what happens by {100 * error['value']:.0f} points of a hundred on "
        f"average; with so few texts even perfect ones would show {100 * chance['value']:.0f}, so they "
        + ("are somewhat off." if more else "can be taken at their word.")
    )


def _uneven(figures: dict[str, Any]) -> str:
    """The two strata of one split that differ most, where that is more than chance; few rows aside."""
    gaps = []
    for split, found in figures["strata"].items():
        known = [one for one in found if not one["few"] and one["macro_f1"]]
        if len(known) > 1:
            known.sort(key=lambda one: one["macro_f1"]["value"])
            f1 = [known[0]["macro_f1"], known[-1]["macro_f1"]]
            apart, gap = f1[0]["high"] < f1[1]["low"], f1[1]["value"] - f1[0]["value"]
            gaps.append((apart, gap, split, known[0], known[-1]))
    if not gaps:
        return ""
    sure, _, split, low, high = max(gaps, key=lambda gap: gap[:2])
    if not sure:
        return "No kind of text is handled better or worse by more than chance."
    worst, best = (
        f"{one['macro_f1']['value']:.2f} for “{one['name']}” ({one['rows']} texts)" for one in (low, high)
    )
    return f"Texts differ most by {_SPLITS[split]}: macro-F1 is {worst} and {best}."


def _unseen(figures: dict[str, Any]) -> str:
    cells = figures["unseen_cells"]
    if not cells["count"]:
        return ""
    return (
        f"In {cells['count']:,} of {cells['of']:,} pairs of a text and a label nobody looked for the label; "
        "they count neither for nor against the model."
    )


def _not_measured(figures: dict[str, Any]) -> str:
    labels = figures["labels"]
    names = [
        f"“{labels[one['parent']]['name']}: {one['name']}”" if one["parent"] else f"“{one['name']}”"
        for one in labels.values()
        if not one["measured"]
    ]
    return f"Too few texts to measure: {', '.join(names)}." if names else ""

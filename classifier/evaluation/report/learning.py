"""A learning curve in plain words: would more rows help?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from classifier.errors import UsageError

FIGURES = ("macro_f1", "mean_average_precision")
WORTH = 0.01  # a smaller gain from twice the rows is lost in the interval of any test split of ours
_LAST = 3  # points whose slope counts: the beginning of a curve is steep and says nothing of its end


def read_curve(points: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """The points by rising rows; raises UsageError when one lacks a number."""
    out = []
    for n, point in enumerate(points, 1):
        try:
            one = {"rows": int(point["rows"]), **{name: float(point[name]) for name in FIGURES}}
        except (KeyError, TypeError, ValueError):
            one = {}
        if not one or one["rows"] < 1 or not np.isfinite(list(one.values())).all():
            remedy = f"give rows above 0, {' and '.join(FIGURES)}"
            raise UsageError(f"point {n} of the learning curve lacks a number", remedy=remedy)
        out.append(one)
    return sorted(out, key=lambda one: one["rows"])


def gain_of_twice_the_rows(points: Sequence[Mapping[str, float]], figure: str) -> float | None:
    """What doubling the rows adds to ``figure``: the slope of the last three points over log2 of rows.

    None when they have fewer than two different numbers of rows.
    """
    last = points[-_LAST:]
    rows = np.log2([point["rows"] for point in last])
    if len({point["rows"] for point in last}) < 2:
        return None
    return float(np.polyfit(rows, [point[figure] for point in last], 1)[0])


def learning(points: list[dict[str, float]]) -> dict[str, Any]:
    """The curve with what it says: gains of twice the rows, whether they help, and that in words."""
    gains = {name: gain_of_twice_the_rows(points, name) for name in FIGURES}
    known = {name: gain for name, gain in gains.items() if gain is not None}
    helps = max(known.values()) >= WORTH if known else None
    if helps is None:
        words = "The learning curve has too few points to say whether more rows would help."
    else:
        f1, precision = (f"{known[name]:+.3f}" for name in FIGURES)
        verdict = (
            "More rows of the same kind would help"
            if helps
            else "More rows of the same kind would hardly help"
        )
        words = (
            f"{verdict}: at the end of the learning curve, twice the rows bring {f1} macro-F1 and "
            f"{precision} mean average precision."
        )
    rounded = {name: None if gain is None else round(gain, 4) for name, gain in gains.items()}
    return {"points": points, "gain_of_twice_the_rows": rounded, "more_rows_help": helps, "words": words}

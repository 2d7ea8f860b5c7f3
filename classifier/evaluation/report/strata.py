"""The same figures for kinds of text: by genre, language, length and source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from classifier.evaluation.metrics import chance_calibration_error, precision_recall_f1
from classifier.evaluation.outcomes import LABEL_METRICS, Bools, Floats, Outcomes, bootstrap
from classifier.sentences import units

FEW = 20  # rows; a smaller stratum says little
SOURCES = 10
NOT_GIVEN = "not given"
SHORT, LONG = 100, 250  # word units
_LENGTHS = (f"under {SHORT}", f"{SHORT} to {LONG}", f"over {LONG}")
_DRAWS = 200  # resamples a stratum: there are many, and their intervals are wide anyway


def strata(found: Outcomes) -> dict[str, list[dict[str, Any]]]:
    """For each way to split the rows its strata, each row in exactly one, from most rows to fewest.

    Lengths are in word units and in order of length; sources are the ten with most rows, then all others.
    """
    rows = found.rows
    lengths = [length_class(row.text) for row in rows]
    return {
        "genre": _split(found, [row.genre or NOT_GIVEN for row in rows]),
        "language": _split(found, [row.lang or NOT_GIVEN for row in rows]),
        "length": _split(found, lengths, [name for name in _LENGTHS if name in lengths]),
        "source": _sources(found),
    }


def length_class(text: str) -> str:
    """The length class of a text: ``under 100``, ``100 to 250`` or ``over 250`` word units."""
    length = units(text)
    return _LENGTHS[(length >= SHORT) + (length > LONG)]


def _sources(found: Outcomes) -> list[dict[str, Any]]:
    names = [row.writer or NOT_GIVEN for row in found.rows]
    most = [name for name, _ in Counter(names).most_common(SOURCES)]
    rest = len({*names} - {*most})
    if not rest:
        return _split(found, names)
    others = f"{rest} others together"
    return _split(found, [name if name in most else others for name in names], [*most, others])


def _split(found: Outcomes, names: Sequence[str], order: Sequence[str] | None = None) -> list[dict[str, Any]]:
    column = np.array(names, dtype=object)
    order = order or [name for name, _ in Counter(names).most_common()]
    return [{"name": name, **_stratum(found, np.asarray(column == name))} for name in order]


def _stratum(found: Outcomes, chosen: Bools) -> dict[str, Any]:
    """F1 and average precision are means over measures with a positive, calibration over all seen ones."""
    _, labels = found.figures(chosen.astype(float))
    seen = [i for i in found.measures if found.seen[chosen, i].any()]
    positives = {found.taxonomy.ids[i]: int(found.truth[chosen, i].sum()) for i in found.measures}
    carried = [i for i in seen if found.truth[chosen, i].any()]

    def mean(name: str, columns: list[int]) -> float | None:
        values = labels[columns, LABEL_METRICS.index(name)]
        return round(float(values.mean()), 4) if len(columns) else None

    by_chance = [
        chance_calibration_error(found.scores[chosen & found.seen[:, i], i], _DRAWS).mean() for i in seen
    ]
    rows = int(chosen.sum())
    return {
        "rows": rows,
        "few": rows < FEW,
        "positives": positives,
        "macro_f1": _macro_f1(found, chosen, carried),
        "mean_average_precision": mean("average_precision", carried),
        "ece": mean("ece", seen),
        "ece_by_chance": round(float(np.mean(by_chance)), 4) if by_chance else None,
    }


def _macro_f1(found: Outcomes, chosen: Bools, columns: list[int]) -> dict[str, float] | None:
    """The mean F1 of ``columns`` in the chosen rows, with its bootstrap 95% interval."""
    if not columns:
        return None
    truth, given, seen = (cells[chosen] for cells in (found.truth, found.given, found.seen))

    def mean(weights: Floats) -> Floats:
        each = [precision_recall_f1(truth[:, i], given[:, i], weights * seen[:, i])[2] for i in columns]
        return np.array([np.mean(each)])

    three = bootstrap(mean, len(truth), _DRAWS, 0)
    return {name: round(float(one[0]), 4) for name, one in zip(("value", "low", "high"), three, strict=True)}

"""The grid a corpus was planned on: targets in ``design.toml`` beside it, and what is missing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.corpus.rows import Row
from classifier.errors import CorpusError

_REQUIREMENTS = ("min", "max", "min_share", "max_share", "min_distinct")


@dataclass(frozen=True)
class Cell:
    """One target: what is counted, how much there is, what was asked, and how much is missing."""

    what: str
    found: float
    asked: str
    missing: float


def load_targets(path: str | Path) -> list[dict[str, Any]]:
    """The targets of a ``design.toml``; raises CorpusError when it is wrong."""
    try:
        targets = tomllib.loads(Path(path).read_text(encoding="utf-8")).get("target", [])
    except (OSError, ValueError) as error:
        raise CorpusError(f"cannot be read ({error})", path=path) from None
    for target in targets:
        if "what" not in target or not any(key in target for key in _REQUIREMENTS):
            raise CorpusError(
                "a target lacks what, or any requirement",
                path=path,
                remedy=f"give what and one of {', '.join(_REQUIREMENTS)}",
            )
    return list(targets)


def check_targets(rows: Sequence[Row], targets: Sequence[Mapping[str, Any]]) -> list[Cell]:
    """Count each target over ``rows``; shares are of the rows that ``of`` selects, by default all."""
    cells: list[Cell] = []
    for target in targets:
        base = [row for row in rows if _holds(row, target.get("of", []))]
        chosen = [row for row in base if _holds(row, target.get("where", []))]
        share = len(chosen) / len(base) if base else 0.0
        if "min_distinct" in target:
            distinct = len({str(field(row, target["field"])) for row in chosen} - {"", "None"})
            asked = target["min_distinct"]
            cells.append(Cell(target["what"], distinct, f"at least {asked}", max(0, asked - distinct)))
        elif "min" in target or "max" in target:
            low, high = target.get("min", 0), target.get("max", len(rows))
            words = f"at least {low}" if "min" in target else f"at most {high}"
            missing = max(0, low - len(chosen), len(chosen) - high)
            cells.append(Cell(target["what"], len(chosen), words, missing))
        else:
            low, high = target.get("min_share", 0.0), target.get("max_share", 1.0)
            missing = max(0.0, low - share, share - high)
            cells.append(
                Cell(target["what"], round(share, 3), f"share {low:g} to {high:g}", round(missing, 3))
            )
    return cells


def field(row: Row, name: str) -> Any:
    """A value of a row: ``genre``, ``words``, ``measures`` (how many), ``design.KEY``, ..."""
    if name == "words":
        return len(row.text.split())
    if name == "measures":
        return sum("/" not in label for label in row.labels)
    if name.startswith("design."):
        return row.design.get(name.removeprefix("design."))
    return getattr(row, name)


def _holds(row: Row, conditions: Sequence[Mapping[str, Any]]) -> bool:
    return all(_condition(field(row, one["field"]), one) for one in conditions)


def _condition(value: Any, one: Mapping[str, Any]) -> bool:
    if "equals" in one:
        return bool(value == one["equals"])
    if "contains" in one:
        return value is not None and one["contains"] in value
    if "begins" in one:
        return str(value or "").startswith(tuple(one["begins"]))
    low, high = one.get("from", float("-inf")), one.get("to", float("inf"))
    return value is not None and low <= value <= high

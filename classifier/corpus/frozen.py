"""Rows that are for measuring only: the test splits and the regression cases that ship with the package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def frozen_splits() -> list[Path]:
    """The frozen test split of each shipped corpus."""
    shipped = sorted((_PACKAGE / "frozen").glob("*/test.jsonl"))  # in a wheel
    return shipped or sorted((_PACKAGE.parent / "corpora").glob("*/test.jsonl"))  # in a checkout


def regression_cases() -> list[Path]:
    """Files of cases that no model may get wrong."""
    shipped = sorted((_PACKAGE / "frozen" / "regression").glob("*.jsonl"))
    return shipped or sorted((_PACKAGE.parent / "tests" / "regression").glob("*.jsonl"))

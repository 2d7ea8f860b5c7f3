"""Telling whoever waits what a long job is at."""

from __future__ import annotations

from typing import Protocol


class Report(Protocol):
    """Takes the stage that a job is in and, where known, what share of the whole is done, 0 to 1."""

    def __call__(self, stage: str, share: float | None = None, /) -> None:
        """See above."""


def silent(stage: str, share: float | None = None, /) -> None:
    """Tell nobody."""


class Steps:
    """Counts the steps of a job, of about equal length."""

    def __init__(self, report: Report, total: int) -> None:
        self._report, self._total, self._past, self._stage = report, total, 0, ""

    def say(self, stage: str) -> None:
        """Enter a stage."""
        self._stage = stage
        self._report(stage, self._past / self._total)

    def done(self) -> None:
        """Finish a step."""
        self._past += 1
        self._report(self._stage, min(1.0, self._past / self._total))

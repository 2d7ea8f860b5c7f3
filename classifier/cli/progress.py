"""Progress on standard error, only on a terminal, and only when a run takes over two seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifier.training.stages import Report

_PATIENCE = 2.0  # seconds


class Meter:
    """Counts documents and bytes; draws nothing until two seconds have passed."""

    def __init__(self, total_bytes: int | None) -> None:
        self.total = total_bytes
        self.bytes = 0
        self.documents = 0
        self._begun = time.monotonic()
        self._bar: Any = None
        self._task: Any = None
        self._quiet = not sys.stderr.isatty()

    def read(self, count: int) -> None:
        """Note ``count`` more bytes read."""
        self.bytes += count

    def done(self) -> None:
        """Note one more document finished."""
        self.documents += 1
        if self._quiet or time.monotonic() - self._begun < _PATIENCE:
            return
        if self._bar is None:
            self._open()
        text = f"{self.documents:,} texts"
        self._bar.update(self._task, completed=min(self.bytes, self.total or self.bytes), description=text)

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=self.total)
        self._bar.start()

    def close(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.stop()


@contextmanager
def stages() -> Iterator[Report]:
    """Show the stage that a long job is in, and the time left where the share done is known."""
    if not sys.stderr.isatty():
        yield lambda stage, share=None, /: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def show(stage: str, share: float | None = None, /) -> None:
            total = None if share is None else 1.0
            bar.update(task, description=stage, completed=share or 0.0, total=total)

        yield show

"""How long the file being read may still take: what reads page by page stops in time with what it has."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ENDS: ContextVar[float | None] = ContextVar("ends", default=None)
_SHARE = 0.8  # of the limit: the rest is for what follows the pages


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Within the block, ``remaining`` counts down from a little under ``seconds``."""
    token = _ENDS.set(None if seconds is None else time.monotonic() + _SHARE * seconds)
    try:
        yield
    finally:
        _ENDS.reset(token)


def remaining() -> float | None:
    """Seconds left, not negative; None without a limit."""
    ends = _ENDS.get()
    return None if ends is None else max(0.0, ends - time.monotonic())


def is_time_for(seconds: float) -> bool:
    """Whether what takes so long may still be begun."""
    left = remaining()
    return left is None or left > seconds

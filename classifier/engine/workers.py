"""Batches through a function in threads, answers in order, few of them under way at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


_CHARACTERS = 500_000  # of a batch, about what a processor's cache holds of its arrays


def _length(text: object) -> int:
    return len(text) if isinstance(text, str) else 0  # what is no text is refused later


def batched(items: Iterable[A], most: int, length: Callable[[A], int] = _length) -> Iterator[list[A]]:
    """Runs of at most ``most`` items and, but for one long item, half a million characters."""
    batch: list[A] = []
    size = 0
    for item in items:
        characters = length(item)
        if batch and size + characters > _CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += characters
        if len(batch) == most:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def mapped(function: Callable[[A], B], batches: Iterable[A], workers: int) -> Iterator[B]:
    """``function`` of each batch, in order; at most ``2 * workers`` batches are held."""
    if workers < 1:
        raise ValueError("workers must be at least 1")
    if workers == 1:
        yield from map(function, batches)
        return
    under_way: deque[Future[B]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for batch in batches:
            under_way.append(pool.submit(function, batch))
            if len(under_way) >= 2 * workers:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()

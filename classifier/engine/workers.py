"""Batches through a function in threads, answers in order, few of them under way at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


_CHARACTERS = 500_000  # of a batch, about what a processor's cache holds of its arrays


def batched(texts: Iterable[str], most: int) -> Iterator[list[str]]:
    """Runs of at most ``most`` texts and, but for one long text, half a million characters."""
    batch: list[str] = []
    size = 0
    for text in texts:
        length = len(text) if isinstance(text, str) else 0
        if batch and size + length > _CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += length
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

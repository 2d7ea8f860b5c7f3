"""Cutting texts into passages: runs of whole sentences of about equal length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.engine.chunks import Chunks, Ints

LONGEST = 350.0  # word units: the longest texts of the training corpora are one passage


@dataclass(frozen=True)
class Passages:
    """Passages of a batch: passage i has the chunks from ``cuts[i]`` to ``cuts[i + 1]``, text j the passages
    from ``bounds[j]`` to ``bounds[j + 1]``.
    """

    cuts: Ints
    bounds: Ints


def cut_passages(
    chunks: Chunks,
    units: NDArray[np.float64],
    find_ends: Callable[[], NDArray[np.bool_]],
    longest: float = LONGEST,
) -> Passages:
    """Cut each text into passages of at most about ``longest`` word units.

    ``units`` (n_chunks,) are the lengths of chunks; ``find_ends`` says which of them end a sentence,
    asked only when a text is beyond the limit. A text within it is one passage. A longer one is cut at
    sentence ends into the fewest passages of about equal length. A text without chunks has none.
    """
    by_chunk = np.append(0.0, np.cumsum(units))
    total = np.diff(by_chunk[chunks.bounds])
    starts = chunks.bounds[:-1][np.diff(chunks.bounds) > 0]
    long = total > longest
    if long.any():
        last = np.flatnonzero(find_ends())
        to = np.append(0.0, by_chunk[last + 1])
        begins = np.searchsorted(last, chunks.bounds)  # sentences of each text
        text = np.repeat(np.arange(len(total)), np.diff(begins))
        pieces = np.ceil(np.maximum(total, 1) / longest)
        middle = (to[:-1] + to[1:]) / 2 - to[begins[:-1]][text]
        number = np.minimum(middle // (np.maximum(total, 1) / pieces)[text], pieces[text] - 1)
        fresh = np.flatnonzero((text[1:] == text[:-1]) & (np.diff(number) > 0) & long[text[1:]])
        starts = np.sort(np.append(starts, last[fresh] + 1))
    cuts = np.append(starts, len(chunks.ids)).astype(np.int64)
    return Passages(cuts, np.searchsorted(starts, chunks.bounds).astype(np.int64))

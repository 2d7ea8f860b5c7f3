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
    forms: NDArray[np.int32],
    units: NDArray[np.float64],
    find_ends: Callable[[], NDArray[np.bool_]],
    longest: float = LONGEST,
) -> Passages:
    """Cut each text into passages of at most about ``longest`` word units.

    ``units`` (n_forms,), at most one each, are the lengths of word forms, ``forms`` (n_chunks,) the forms of
    chunks; ``find_ends`` says which chunks end a sentence, asked only when a text is beyond the limit. A text
    within it is one passage. A longer one is cut at sentence ends into the fewest passages of about equal
    length. A text without chunks has none.
    """
    counts = np.diff(chunks.bounds)
    starts = [chunks.bounds[:-1][counts > 0]]
    if (counts > longest).any():
        to = np.append(0.0, np.cumsum(units[forms]))
        for text in np.flatnonzero(np.diff(to[chunks.bounds]) > longest):
            first, stop = chunks.bounds[text : text + 2]
            ends = np.flatnonzero(find_ends()[first:stop])
            starts.append(first + _cuts_within(to[first + 1 : stop + 1] - to[first], ends, longest))
    begins = np.sort(np.concatenate(starts))
    cuts = np.append(begins, len(chunks.ids)).astype(np.int64)
    return Passages(cuts, np.searchsorted(begins, chunks.bounds).astype(np.int64))


def _cuts_within(to: NDArray[np.float64], last: Ints, longest: float) -> Ints:
    """First chunks of all passages of a text but the first.

    ``to`` (n_chunks,) is the length up to each chunk, ``last`` the last chunks of sentences.
    """
    pieces = np.ceil(to[-1] / longest)
    ends = to[last]
    middle = (np.append(0.0, ends[:-1]) + ends) / 2
    number = np.minimum(middle // (to[-1] / pieces), pieces - 1)
    return last[np.flatnonzero(np.diff(number) > 0)] + 1

"""The features of a passage, occurrence by occurrence, and how two kinds of them are put together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Occurrences:
    """One entry an occurrence, all arrays of length k.

    The passage's value of feature f is the sum of ``weights`` where ``rows == f``; ``sentences`` says
    in which sentence of the passage an occurrence stands.
    """

    rows: NDArray[np.int64]
    weights: NDArray[np.float64]
    sentences: NDArray[np.int64]


def joined(first: Occurrences, second: Occurrences, offset: int) -> Occurrences:
    """Both, the rows of ``second`` moved up by ``offset``, the number of rows that ``first`` may use."""
    return Occurrences(
        np.concatenate([first.rows, second.rows + offset]),
        np.concatenate([first.weights, second.weights]),
        np.concatenate([first.sentences, second.sentences]),
    )

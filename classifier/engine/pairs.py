"""Numbers for pairs of word forms, kept from batch to batch."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from classifier.engine import kernel

Ints = NDArray[np.int64]


class Pairs(Protocol):
    """Numbers distinct pairs as they come."""

    def number(self, keys: Ints, next: int, out: NDArray[np.int32]) -> bytes:
        """Write the number of each of ``keys`` (n,) into ``out`` (n,).

        Keys not met before get ``next`` and on, and are returned in that order, as the bytes of 64-bit
        integers.
        """


class PurePythonPairs:
    """The table without the kernel."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}

    def number(self, keys: Ints, next: int, out: NDArray[np.int32]) -> bytes:
        """See ``Pairs``."""
        new = [key for key in dict.fromkeys(keys.tolist()) if key not in self._numbers]
        self._numbers.update((key, next + i) for i, key in enumerate(new))
        out[:] = [self._numbers[key] for key in keys.tolist()]
        return np.array(new, np.int64).tobytes()


def make_pairs() -> Pairs:
    """A table, compiled where the kernel was built."""
    pairs: Pairs = PurePythonPairs() if kernel.compiled is None else kernel.compiled.Pairs()
    return pairs

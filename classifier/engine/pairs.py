"""Numbers for pairs of word forms that stand side by side, kept from batch to batch."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from classifier.engine import kernel
from classifier.engine.chunks import NONE, Chunks

Forms = NDArray[np.int32]
Gaps = NDArray[np.uint8]
Flags = NDArray[np.bool_]


class Pairs(Protocol):
    """Numbers distinct pairs as they come."""

    def forms(
        self,
        ids: Forms,
        gaps: NDArray[np.uint8],
        forms: Forms,
        pairs: NDArray[np.bool_],
        next: int,
        out: Forms,
    ) -> bytes:
        """Write the form of each chunk into ``out`` (n_chunks,).

        ``ids`` and ``gaps`` are those of ``Chunks``; ``forms`` and ``pairs`` (n_distinct,) are the form of
        each distinct chunk, and whether it pairs with such a one behind it. Pairs not met before get
        ``next`` and on; returned are their keys in that order, two 32-bit forms in one integer, as bytes.
        """


class PurePythonPairs:
    """The table without the kernel."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}

    def forms(
        self,
        ids: Forms,
        gaps: NDArray[np.uint8],
        forms: Forms,
        pairs: NDArray[np.bool_],
        next: int,
        out: Forms,
    ) -> bytes:
        """See ``Pairs``."""
        own, pair = forms[ids], pairs[ids]
        first = np.flatnonzero(pair[:-1] & pair[1:] & (gaps[1:] == NONE))
        keys = (own[first].astype(np.int64) << 32 | own[first + 1]).tolist()
        new = [key for key in dict.fromkeys(keys) if key not in self._numbers]
        self._numbers.update((key, next + i) for i, key in enumerate(new))
        own[first] = [self._numbers[key] for key in keys]
        out[:] = own
        return np.array(new, np.int64).tobytes()


class PairTable:
    """The table, compiled where the kernel was built."""

    def __init__(self) -> None:
        made: Any = PurePythonPairs() if kernel.compiled is None else kernel.compiled.Pairs()
        self._pairs: Pairs = made

    def forms_of(
        self, chunks: Chunks, forms: Forms, pairs: Flags, next: int
    ) -> tuple[Forms, list[tuple[int, int]]]:
        """The form of each of ``chunks``, and the pairs of forms that are new: see ``Pairs``."""
        out = np.empty(len(chunks.ids), np.int32)
        new = self._pairs.forms(chunks.ids, chunks.gaps, forms, pairs, next, out)
        return out, [(key >> 32, key & 0xFFFFFFFF) for key in np.frombuffer(new, np.int64).tolist()]

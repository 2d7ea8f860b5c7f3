"""Words of the training corpora, weighted by inverse document frequency: the exact terms of policy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Terms:
    """Words with their inverse document frequencies (n_terms,), scikit-learn's TfidfTransformer's."""

    vocabulary: tuple[str, ...]
    idf: NDArray[np.float64]

    @cached_property
    def lookup(self) -> dict[str, int]:
        """Row number of each word."""
        return {term: i for i, term in enumerate(self.vocabulary)}

"""A model in memory: what a bundle holds, and its identity."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.engine.features import Features
from classifier.engine.heads import Calibration, Heads
from classifier.taxonomy import Taxonomy

FORMAT = 1


@dataclass(frozen=True)
class Model:
    """Everything that scoring needs, and ``record``: what the manifest says of its making."""

    taxonomy: Taxonomy
    features: Features
    heads: Heads
    calibration: Calibration
    thresholds: Mapping[str, float]
    languages: tuple[str, ...]
    record: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The weights by name, as they are stored."""
        return {
            "coef": np.ascontiguousarray(self.heads.coef, dtype=np.float32),
            "intercept": np.ascontiguousarray(self.heads.intercept, dtype=np.float64),
            "idf": np.ascontiguousarray(self.features.terms.idf, dtype=np.float64),
            "weight": np.ascontiguousarray(self.features.means.weight, dtype=np.float64),
            "slope": np.ascontiguousarray(self.calibration.slope, dtype=np.float64),
            "offset": np.ascontiguousarray(self.calibration.offset, dtype=np.float64),
        }

    @property
    def feature_options(self) -> dict[str, float]:
        """The numbers that say how features are counted, as they are stored."""
        terms, means = self.features.terms, self.features.means
        return {"longest": terms.longest, "damping": terms.damping, "mean_damping": means.damping}

    @cached_property
    def model_id(self) -> str:
        """Digest of weights, vocabulary, calibration, thresholds and taxonomy: 16 hexadecimal digits."""
        digest = hashlib.sha256(f"policytag bundle {FORMAT}\n".encode())
        for name, array in sorted(self.arrays.items()):
            digest.update(f"{name} {array.dtype} {array.shape}\n".encode())
            digest.update(array.tobytes())
        for vocabulary in (self.features.terms.vocabulary, self.features.means.vocabulary):
            digest.update("\n".join(vocabulary).encode() + b"\0")
        digest.update(json.dumps([self.feature_options, dict(self.thresholds)], sort_keys=True).encode())
        digest.update(self.taxonomy.text.encode())
        return digest.hexdigest()[:16]

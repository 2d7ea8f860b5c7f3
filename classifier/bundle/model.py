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

from classifier.confidence import HeldOut
from classifier.engine.features import Features
from classifier.engine.heads import Calibration, Heads
from classifier.taxonomy import Taxonomy

FORMAT = 3
UNSEEN = 2  # in held_out_truth: nobody looked for the label


@dataclass(frozen=True)
class Model:
    """Everything that scoring needs, and ``record``: what the manifest says of its making.

    ``held_out`` is what other thresholds and priors are worked out from.
    """

    taxonomy: Taxonomy
    features: Features
    heads: Heads
    calibration: Calibration
    thresholds: Mapping[str, float]
    languages: tuple[str, ...]
    record: Mapping[str, Any] = field(default_factory=dict)
    held_out: HeldOut | None = None

    @cached_property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The weights by name, as they are stored."""
        return {
            "coef": np.ascontiguousarray(self.heads.coef, dtype=np.float32),
            "intercept": np.ascontiguousarray(self.heads.intercept, dtype=np.float64),
            "idf": np.ascontiguousarray(self.features.terms.idf, dtype=np.float64),
            "weight": np.ascontiguousarray(self.features.means.weight, dtype=np.float64),
            "calibration": np.ascontiguousarray(self.calibration.parameters, dtype=np.float64),
            **self._knots,
            **self._held_out,
        }

    @property
    def _knots(self) -> dict[str, NDArray[Any]]:
        knots = self.calibration.knots
        sizes = [0 if one is None else len(one[0]) for one in knots]
        pairs = [np.stack(one) for one in knots if one is not None]
        return {
            "knots": np.concatenate(pairs, axis=1) if pairs else np.zeros((2, 0)),
            "knot_bounds": np.cumsum([0, *sizes]).astype(np.int64),
        }

    @property
    def _held_out(self) -> dict[str, NDArray[Any]]:
        if self.held_out is None:
            return {}
        scores = np.ascontiguousarray(self.held_out.scores, dtype=np.float32)
        return {
            "held_out_scores": scores,
            "held_out_truth": np.where(self.held_out.seen, self.held_out.truth, UNSEEN).astype(np.uint8),
            "held_out_weights": self.held_out.weights,
        }

    @property
    def feature_options(self) -> dict[str, float]:
        """The numbers that say how features are weighed, as they are stored."""
        return {f"damping_{k}": v for k, v in vars(self.features.damping).items()}

    @cached_property
    def model_id(self) -> str:
        """Digest of weights, vocabulary, calibration, thresholds and taxonomy: 16 hexadecimal digits."""
        digest = hashlib.sha256(f"policytag bundle {FORMAT}\n".encode())
        for name, array in sorted(self.arrays.items()):
            digest.update(f"{name} {array.dtype} {array.shape}\n".encode())
            digest.update(array.tobytes())
        for vocabulary in (self.features.terms.vocabulary, self.features.means.vocabulary):
            digest.update("\n".join(vocabulary).encode() + b"\0")
        digest.update(
            json.dumps(
                [self.feature_options, dict(self.thresholds), self.calibration.methods], sort_keys=True
            ).encode()
        )
        digest.update(self.taxonomy.text.encode())
        return digest.hexdigest()[:16]

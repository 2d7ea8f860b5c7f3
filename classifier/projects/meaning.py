"""What a confidence means in plain numbers, from texts that the model had not read in training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from classifier.taxonomy import Taxonomy

if TYPE_CHECKING:
    from classifier.api import Classifier
    from classifier.confidence import HeldOut

FEWEST_POSITIVES = 20  # a sub-measure with fewer in evaluation has no confidence to show
FEWEST_TEXTS = 20  # of a level, counted by weight: fewer tell nothing
_LOWER, _UPPER = (0.15,), (0.5, 0.7, 0.9)  # edges of levels beside the threshold
_APART = 0.02  # a level narrower than this is no level
_Z = 1.96  # of a 95% interval


@dataclass(frozen=True)
class Level:
    """Confidences from ``low`` up to ``high``, and what share of such texts carried the label.

    ``tagged`` is whether the label is given there, ``texts`` how many held-out texts lie there. ``share`` and
    its 95% interval ``between`` are None where those are too few, by weight, to say.
    """

    low: float
    high: float
    tagged: bool
    texts: int
    share: float | None = None
    between: tuple[float, float] | None = None

    @property
    def of_hundred(self) -> int | None:
        """How many of 100 such texts carry the label: 1 to 99, since no sample proves 0 or 100."""
        return None if self.share is None else hundred(self.share)


def hundred(share: float) -> int:
    """A share as a number of 100, never 0 or 100."""
    return min(99, max(1, round(100 * share)))


@dataclass(frozen=True)
class Meaning:
    """The levels of each label from low to high, and the positives that each was evaluated on.

    ``levels`` are empty where nothing is known; ``thresholds`` are those at which labels are given, and
    ``unmeasured`` the sub-measures with too few positives.
    """

    levels: Mapping[str, tuple[Level, ...]]
    thresholds: Mapping[str, float]
    positives: Mapping[str, int]
    unmeasured: frozenset[str]

    def level(self, label: str, confidence: float) -> Level | None:
        """The level that ``confidence`` lies in; None where nothing is known of the label."""
        fitting = [one for one in self.levels.get(label, ()) if one.low <= confidence]
        return fitting[-1] if fitting else None

    @classmethod
    def of(
        cls,
        held_out: HeldOut | None,
        taxonomy: Taxonomy,
        thresholds: Mapping[str, float],
        positives: Mapping[str, int] | None = None,
    ) -> Meaning:
        """Worked out from ``held_out``; ``positives`` are those of another evaluation, where there is one.

        Without held-out texts there are no levels and every sub-measure is unmeasured.
        """
        levels = {}
        counts = dict.fromkeys(taxonomy.ids, 0)
        if held_out is not None:
            for column, label in enumerate(taxonomy.ids):
                counts[label] = int(held_out.of(column)[1].sum())
                levels[label] = _levels(held_out, column, thresholds[label])
        counts |= positives or {}
        few = {label for label in taxonomy.ids if counts[label] < FEWEST_POSITIVES}
        return cls(levels, dict(thresholds), counts, frozenset(few - set(taxonomy.measures)))


def meaning_of(classifier: Classifier, positives: Mapping[str, int] | None = None) -> Meaning:
    """What the confidences of ``classifier`` mean.

    Under a prior of the user's own there are no levels: the held-out texts were not drawn by it.
    """
    held_out = classifier.model.held_out
    found = Meaning.of(held_out, classifier.taxonomy, classifier.thresholds, positives)
    return found if classifier.prior is None else replace(found, levels={})


def _levels(held_out: HeldOut, column: int, threshold: float) -> tuple[Level, ...]:
    import numpy as np

    scores, truth, weights = held_out.of(column)
    middle = [threshold] if _APART < threshold <= 1 else []
    edges = [edge for edge in _LOWER if edge < threshold - _APART] + middle
    edges += [edge for edge in _UPPER if edge > threshold + _APART]
    out = []
    for low, high in pairwise([0.0, *edges, np.inf]):
        own = (scores >= np.float32(low)) & (scores < np.float32(high))
        w = weights[own]
        level = (low, min(high, 1.0), low >= threshold, int(own.sum()))
        # Kish's effective size: texts of unlike weights tell less than as many of one weight.
        size = float(w.sum() ** 2 / (w**2).sum()) if len(w) else 0.0
        if size < FEWEST_TEXTS:
            out.append(Level(*level))
            continue
        share = float(w @ truth[own] / w.sum())
        out.append(Level(*level, share, _wilson(share, size)))
    return tuple(out)


def _wilson(share: float, size: float) -> tuple[float, float]:
    """95% interval of a share of ``size`` texts (Wilson 1927)."""
    centre = (share + _Z**2 / (2 * size)) / (1 + _Z**2 / size)
    half = _Z / (1 + _Z**2 / size) * (share * (1 - share) / size + _Z**2 / (4 * size**2)) ** 0.5
    return max(0.0, centre - half), min(1.0, centre + half)

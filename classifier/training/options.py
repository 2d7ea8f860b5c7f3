"""The parameters of a fit."""

from __future__ import annotations

from dataclasses import dataclass

from classifier.engine.views import Damping


@dataclass(frozen=True)
class FitOptions:
    """Parameters of a fit; the defaults were chosen on the folds that ``corpora/en/DESIGN.md`` describes.

    ``c`` is the inverse penalty of the heads, ``scale`` the length of the vector part beside words; the
    dampings belong to ``engine.views.Damping``. A measure needs ``fewest`` texts with it and as many without,
    or with ``allow_few`` gets its base rate as score.
    """

    c: float = 3.0
    min_df: int = 2
    scale: float = 0.5
    mean_damping: float = 10.0
    term_damping: float = 100.0
    n_folds: int = 5
    fewest: int = 10
    allow_few: bool = False
    seed: int = 0
    n_jobs: int = -1

    @property
    def damping(self) -> Damping:
        """Both dampings."""
        return Damping(self.mean_damping, self.term_damping)

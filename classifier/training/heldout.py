"""Values of texts by models that had not seen them: what calibration, search and learning curve stand on."""

from __future__ import annotations

import multiprocessing.resource_tracker
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from classifier.decision import parent_columns, roll_up
from classifier.taxonomy import Taxonomy
from classifier.training.features import Design, Lookup, Sums, read
from classifier.training.folds import Fold
from classifier.training.heads import fit_heads
from classifier.training.options import FitOptions
from classifier.training.vectors import WordVectors

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Data:
    """Texts summed up as wholes and by passage, and what is known of them.

    ``text`` (n_passages,) is the text of each passage; ``indicator`` and ``seen`` have shape (n_texts,
    n_labels), ``weights`` (n_texts,), ``parents`` (n_labels,).
    """

    names: tuple[str, ...]
    by_text: Sums
    by_passage: Sums
    text: Ints
    indicator: Bools
    seen: Bools
    weights: Floats
    parents: Ints

    @classmethod
    def read(
        cls,
        texts: Sequence[str],
        vectors: WordVectors,
        indicator: Bools,
        seen: Bools,
        weights: Floats,
        taxonomy: Taxonomy,
    ) -> Data:
        """Read and sum up ``texts``."""
        found = read(texts)
        lookup = Lookup.make(found.words, vectors)
        text = np.zeros(found.n_passages, np.int64)
        text[found.passage] = found.text
        return cls(
            lookup.names,
            lookup.sum_up(found.forms, found.text, found.n_texts),
            lookup.sum_up(found.forms, found.passage, found.n_passages),
            text,
            indicator,
            seen,
            weights,
            parent_columns(taxonomy),
        )

    def fit(self, rows: Ints, options: FitOptions) -> tuple[Design, Floats, Floats]:
        """Design, coefficients (n_features, n_labels) and intercepts learnt from some of the texts."""
        known = self.by_text[rows]
        design = Design.fit(known, min_df=options.min_df, scale=options.scale, damping=options.damping)
        with threadpool_limits(1):  # sums by several threads would differ from machine to machine
            coef, intercept = fit_heads(
                design.rows(known),
                self.indicator[rows],
                self.parents,
                c=options.c,
                fewest=options.fewest,
                weights=self.weights[rows],
                seen=self.seen[rows],
            )
        return design, coef, intercept

    def fold_values(self, fold: Fold, options: FitOptions) -> Floats:
        """Rolled-up values of the texts that one fold holds out, shape (n_held_out, n_labels)."""
        train, test = fold
        design, coef, intercept = self.fit(train, replace(options, fewest=max(2, options.fewest // 2)))
        place = np.full(len(self.indicator), -1)
        place[test] = np.arange(len(test))
        own = np.flatnonzero(place[self.text] >= 0)
        out = np.tile(intercept, (len(test), 1))
        if len(own):
            values = intercept + design.rows(self.by_passage[own]) @ coef
            texts, counts = np.unique(self.text[own], return_counts=True)
            out[place[texts]] = roll_up(values, counts)[0]
        return out


def held_out_values(
    data: Data, folds: Sequence[Fold], options: FitOptions, done: Callable[[], None] = lambda: None
) -> Floats:
    """Values of all texts, (n_texts, n_labels), each by the fold that holds it out; ``done`` after each."""
    values = np.zeros(data.indicator.shape)
    with _workers_deaf_to_interrupts():
        parts = Parallel(n_jobs=options.n_jobs, return_as="generator")(
            delayed(data.fold_values)(fold, options) for fold in folds
        )
    for (_, test), part in zip(folds, parts, strict=True):
        values[test] = part
        done()
    return values


@contextmanager
def _workers_deaf_to_interrupts() -> Iterator[None]:
    """Processes and threads begun here do not hear Ctrl-C, which a terminal sends to all: this one ends them.

    Here it is only held back. Windows has no such mask.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    with suppress(ImportError):  # without it the workers hear after all, and say so at length
        from joblib.externals.loky.backend import resource_tracker

        # Both trackers would lift the mask when they start.
        resource_tracker.ensure_running()
        multiprocessing.resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

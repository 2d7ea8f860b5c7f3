"""Every peer on the same rows: tuned out of fold, calibrated by Platt scaling, thresholds for F1, then measured."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.data import Split
from benchmarks.peers import Bools, Floats, Peer
from classifier.engine.heads import Calibration
from classifier.evaluation import metrics
from classifier.evaluation.evaluate import bootstrap
from classifier.training.calibrate import choose_thresholds, fit_curve
from classifier.training.folds import make_folds

Report = Callable[[str], None]
FOLDS = 3


@dataclass
class Result:
    """What one peer showed: figures and decisions by name of the measured set, and seconds to train."""

    peer: Peer
    parameters: dict[str, Any]
    train_seconds: float
    figures: dict[str, Floats] = field(default_factory=dict)
    given: dict[str, Bools] = field(default_factory=dict)


def missing(kind: type[Peer]) -> str | None:
    """The first module that a peer lacks here."""
    return next((name for name in kind.needs if importlib.util.find_spec(name) is None), None)


def measure(kind: type[Peer], train: Split, measured: list[Split], report: Report) -> Result:
    """Tune, fit, calibrate and measure one peer."""
    folds = make_folds(train.truth, range(len(train.texts)), FOLDS, 0)
    if kind.name == "policytag":  # it does all this by itself
        peer, parameters, held = kind(), {}, None
    else:
        tried = []
        for choice in kind.choices:
            report(f"{kind.name}: {choice or 'out of fold'}")
            held = _out_of_fold(kind, choice, train, folds)
            tried.append((_mean_average_precision(train, held), choice, held))
        _, parameters, held = max(tried, key=lambda one: one[0])
        peer = kind(**parameters)
    report(f"{kind.name}: fitting on all rows")
    begin = time.perf_counter()
    peer.fit(train.texts, train.truth, train.weights)
    result = Result(peer, parameters, time.perf_counter() - begin)
    if held is None:
        limits = np.array([peer.classifier.thresholds[label] for label in peer.classifier.labels])  # type: ignore[attr-defined]
        scaled: Callable[[Floats], Floats] = lambda scores: scores  # noqa: E731
    else:
        scaled = _platt(held, train)
        limits = choose_thresholds(scaled(held), train.truth, train.weights * _known(held))
    for split in measured:
        scores = scaled(peer.scores(split.texts))
        result.figures[split.name] = np.array(
            figures(split.truth, scores, scores >= limits, np.ones(len(scores)))
        )
        result.given[split.name] = scores >= limits
    return result


def _out_of_fold(kind: type[Peer], choice: dict[str, Any], train: Split, folds: Any) -> Floats:
    held = np.zeros(train.truth.shape)
    few = folds[:1] if kind.slow else folds
    for known, test in few:
        peer = kind(**choice)
        peer.fit([train.texts[i] for i in known], train.truth[known], train.weights[known])
        held[test] = peer.scores([train.texts[i] for i in test])
    if len(few) < len(folds):
        rest = np.concatenate([test for _, test in folds[1:]])
        held[rest] = np.nan
    return held


def _known(held: Floats) -> Bools:
    return ~np.isnan(held).any(axis=1)


def _mean_average_precision(train: Split, scores: Floats) -> float:
    rows = _known(scores)
    columns = zip(train.truth[rows].T, scores[rows].T, strict=True)
    return float(np.mean([metrics.average_precision(t, s, train.weights[rows]) for t, s in columns]))


def _platt(held: Floats, train: Split) -> Callable[[Floats], Floats]:
    rows, n = _known(held), train.truth.shape[1]
    curves = [
        fit_curve("platt", _logit(held[rows, i]), train.truth[rows, i], train.weights[rows]).parameters
        for i in range(n)
    ]
    map_ = Calibration(("platt",) * n, np.column_stack(curves), (None,) * n, np.full(n, -1))
    return lambda scores: np.where(np.isnan(scores), 0.0, map_.probabilities(_logit(np.nan_to_num(scores))))


def _logit(scores: Floats) -> Floats:
    p = np.clip(scores, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(p / (1 - p)))


def figures(truth: Bools, scores: Floats, given: Bools, weights: Floats) -> list[float]:
    """macro-F1, micro-F1, mean average precision, mean ECE, then F1 a measure."""
    columns = range(truth.shape[1])
    f1 = [metrics.precision_recall_f1(truth[:, i], given[:, i], weights)[2] for i in columns]
    return [
        float(np.mean(f1)),
        metrics.micro_f1(truth, given, weights),
        float(np.mean([metrics.average_precision(truth[:, i], scores[:, i], weights) for i in columns])),
        float(
            np.mean([metrics.expected_calibration_error(truth[:, i], scores[:, i], weights) for i in columns])
        ),
        *f1,
    ]


def difference(split: Split, ours: Bools, theirs: Bools) -> tuple[float, float, float]:
    """Macro-F1 of ours less theirs, with a paired bootstrap 95% interval."""

    def one(weights: Floats) -> Floats:
        pair = [
            np.mean(
                [
                    metrics.precision_recall_f1(split.truth[:, i], given[:, i], weights)[2]
                    for i in range(split.truth.shape[1])
                ]
            )
            for given in (ours, theirs)
        ]
        return np.array([pair[0] - pair[1]])

    value, low, high = bootstrap(one, len(split.texts), 1000, 0)
    return float(value[0]), float(low[0]), float(high[0])

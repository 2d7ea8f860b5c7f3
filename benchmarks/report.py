"""The results as a page of tables, with the machine and the versions that gave them."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import speed
from benchmarks.accuracy import Result, difference
from benchmarks.data import Split
from benchmarks.encoders import FineTuned
from classifier import Classifier

_LIBRARIES = (
    "policytag",
    "numpy",
    "scikit-learn",
    "fasttext",
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
    rates: dict[str, list[float]],
    ways: dict[str, list[float]],
    cold: float,
    left_out: list[str],
) -> None:
    """Write the page to ``path``."""
    lines = [
        "# Benchmark",
        "",
        "Written by `python -m benchmarks`; nothing here is typed by hand. Every peer learns from the same "
        f"{len(train.texts):,} training rows, tries its parameters out of fold, is calibrated and gets its thresholds "
        "out of fold. The slowest two, the fine-tuned encoder and spaCy's tok2vec, are calibrated on one held-out third; fine-tuning ends after "
        f"{FineTuned.seconds:.0f} s at most.",
        "",
        _machine(),
    ]
    if left_out:
        lines += ["", "Left out: " + "; ".join(left_out)]
    for split in measured:
        lines += ["", *_accuracy(split, measures, results)]
    lines += ["", *_costs(results, rates, ways, cold)]
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


def _costs(
    results: list[Result], rates: dict[str, list[float]], ways: dict[str, list[float]], cold: float
) -> list[str]:
    base = ways["predict_proba"]
    lines = [
        "## Cost",
        "",
        "Texts a second on one core (unless two are named) over texts put together anew from sentences of the corpus, "
        "none seen before in the run; in brackets the ratio of policytag's `predict_proba` to it. policytag scores all 17 labels, "
        "the others four.",
        "",
        _row(["", "0.3 kB", "2 kB", "20 kB", "seconds to train", "size, MB"]),
        _row(["---"] * 6),
    ]
    for result in results:
        if result.peer.name == "policytag":
            continue
        own = [f"{r:,.0f} ({b / r:,.1f})" for r, b in zip(rates[result.peer.name], base, strict=True)]
        lines.append(_row([result.peer.name, *own, f"{result.train_seconds:.0f}", _megabytes(result.size)]))
    us = next((r for r in results if r.peer.name == "policytag"), None)
    for name, found in ways.items():
        own = [f"{r:,.0f} ({b / r:,.1f})" for r, b in zip(found, base, strict=True)]
        tail = (
            [f"{us.train_seconds:.0f}", _megabytes(us.size)] if us and name == "predict_proba" else ["", ""]
        )
        lines.append(_row([f"policytag, {name}", *own, *tail]))
    lines += [
        "",
        f"A fresh process that classifies one short text, imports and all: {cold:.2f} s (median of five).",
    ]
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


def _megabytes(size: int | None) -> str:
    return "" if size is None else f"{size / 1e6:.1f}"


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

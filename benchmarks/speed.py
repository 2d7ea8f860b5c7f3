"""Documents a second, cold start and memory; and how cost grows with texts, length and labels."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.data import texts_of
from benchmarks.peers import Peer
from classifier import Classifier
from classifier.engine.heads import Calibration, Heads
from classifier.taxonomy import Taxonomy

SIZES = (300, 2_000, 20_000)
SECONDS = 1.5
REPEATS = 3


def rate(score: Callable[[Sequence[str]], object], texts: Sequence[str], batch: int = 256) -> float:
    """Texts a second over texts that were not seen before, for about SECONDS."""
    done = 0
    begin = time.perf_counter()
    for start in range(0, len(texts), batch):
        part = texts[start : start + batch]
        score(part)
        done += len(part)
        if time.perf_counter() - begin > SECONDS:
            break
    return done / (time.perf_counter() - begin)


def rates(peer: Peer, counts: Sequence[int]) -> list[float]:
    """Texts a second of a peer by SIZES, the best of REPEATS on texts of their own; others warm it up."""
    out = []
    for size, count in zip(SIZES, counts, strict=True):
        peer.scores(texts_of(size, max(count // 2, 8), 1))
        out.append(max(rate(peer.scores, texts_of(size, count, 2 + k)) for k in range(REPEATS)))
    return out


def our_rates(classifier: Classifier) -> dict[str, list[float]]:
    """Ways to use policytag, each by SIZES."""
    import pyarrow as pa

    def arrow(texts: Sequence[str], evidence: int) -> object:
        return classifier.classify_arrow(pa.RecordBatch.from_pydict({"text": list(texts)}), evidence=evidence)

    ways: dict[str, Callable[[Sequence[str]], object]] = {
        "predict_proba": lambda texts: classifier.predict_proba(texts),
        "predict_proba, two threads": lambda texts: classifier.predict_proba(texts, workers=2),
        "record batches, no evidence": lambda texts: arrow(texts, 0),
        "record batches, evidence": lambda texts: arrow(texts, 1),
        "classify_batch, evidence": lambda texts: list(classifier.classify_batch(texts)),
    }
    out: dict[str, list[float]] = {name: [] for name in ways}
    for size in SIZES:
        count = {300: 60_000, 2_000: 30_000, 20_000: 3_000}[size]
        classifier.predict_proba(texts_of(size, count // 2, 1), workers=2)
        draws = [texts_of(size, count, 2 + k) for k in range(REPEATS)]
        for name, way in ways.items():
            out[name].append(max(rate(way, draw, 4096 if "two" in name else 256) for draw in draws))
    return out


def cold_start() -> float:
    """Median seconds of a fresh process that classifies one short text."""
    code = "from classifier import Classifier; Classifier.load().classify('A mill cut its emissions.')"
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        times.append(time.perf_counter() - begin)
    return float(np.median(times))


def growth_in_texts(classifier: Classifier) -> list[tuple[str, float, float]]:
    """Seconds and peak memory (MiB, of a fresh process) for 10^3 to 10^6 short texts."""
    out = []
    for count in (1_000, 10_000, 100_000, 1_000_000):
        code = (
            "import time; from benchmarks.data import texts_of; from classifier import Classifier\n"
            f"pool = texts_of(300, 2000, 3); clf = Classifier.load(); begin = time.perf_counter()\n"
            f"stream = (pool[i % 2000] + str(i) for i in range({count}))\n"
            "found = sum(bool(t.labels) for t in clf.classify_batch(stream, evidence=0))\n"
            "seconds = time.perf_counter() - begin\n"
            "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1]\n"
            "print(seconds, int(peak) / 1024)"
        )
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        seconds, peak = map(float, done.stdout.split())
        out.append((f"{count:,} texts of 0.3 kB", seconds, peak))
    return out


def growth_in_length(classifier: Classifier) -> list[tuple[str, float]]:
    """Seconds for one document of 10 kB to 50 MB."""
    out = []
    base = texts_of(1_000_000, 1, 4)[0]
    for size in (10_000, 100_000, 1_000_000, 10_000_000, 50_000_000):
        text = (base * (size // len(base) + 1))[:size]
        begin = time.perf_counter()
        classifier.classify(text)
        out.append((f"one document of {size / 1000:,.0f} kB", time.perf_counter() - begin))
    return out


def growth_in_labels(classifier: Classifier) -> list[tuple[str, float]]:
    """Texts of 2 kB a second with 4 to 400 labels: heads and calibration repeated."""
    warm, texts = texts_of(2_000, 8_000, 5), texts_of(2_000, 8_000, 6)
    out = []
    for count in (4, 17, 40, 100, 400):
        taxonomy = Taxonomy.parse(_labels(count), "made for the benchmark")
        columns = np.arange(count) % len(classifier.labels)
        model = classifier.model
        old = model.calibration
        many = replace(
            model,
            taxonomy=taxonomy,
            heads=Heads(np.ascontiguousarray(model.heads.coef[:, columns]), model.heads.intercept[columns]),
            calibration=Calibration(
                tuple(old.methods[i] for i in columns),
                old.parameters[:, columns],
                tuple(old.knots[i] for i in columns),
                np.full(count, -1),
            ),
            thresholds=dict.fromkeys(taxonomy.ids, 0.5),
            held_out=None,
        )
        wide = Classifier(many, many.thresholds)
        wide.predict_proba(warm)
        out.append((f"{count} labels", rate(wide.predict_proba, texts)))
    return out


def _labels(count: int) -> str:
    parts = ['version = "1"\ntitle = "many labels"\n']
    parts += [
        f'[[label]]\nid = "label-{i}"\nname = {{ en = "Label {i}" }}\ndefinition = "Made up."\n'
        for i in range(count)
    ]
    return "\n".join(parts)

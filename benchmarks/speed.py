"""Texts a second, cold start and memory of every peer in processes of their own; and how cost grows with texts, length and labels."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.data import texts_of
from benchmarks.ours import shipped
from benchmarks.peers import Peer
from classifier import Classifier
from classifier.engine.heads import Calibration, Heads
from classifier.taxonomy import Taxonomy

SIZES = (300, 2_000, 20_000)
COUNTS = (40_000, 20_000, 2_000)  # texts a file, more than the fastest scores in SECONDS
SECONDS = 1.0
WARM_UP = 4.0  # seconds of 2 kB texts before anything is timed, since whoever scores many texts starts once
ROUNDS = 2


@dataclass
class Cost:
    """What one way to tag costs: texts a second by SIZES on one core and on two, the best of ROUNDS each;
    seconds of a fresh process that tags one short text; MiB at most of one that tags 200 texts of 2 kB;
    bytes on disk.
    """

    one: list[float]
    two: list[float]
    cold: float
    memory: float
    size: int


def rate(
    score: Callable[[Sequence[str]], object], texts: Sequence[str], batch: int = 256, seconds: float = SECONDS
) -> float:
    """Texts a second over texts that were not seen before, for about ``seconds``.

    Batches grow from 8 texts to ``batch``, so that a slow one does not overshoot by much.
    """
    done, size = 0, min(8, batch)
    begin = time.perf_counter()
    while done < len(texts) and time.perf_counter() - begin < seconds:
        score(texts[done : done + size])
        done += size
        size = min(2 * size, batch)
    return min(done, len(texts)) / (time.perf_counter() - begin)


class Worker:
    """A fresh process on one core that loads a saved peer: see ``benchmarks.worker``."""

    def __init__(self, kind: type[Peer], folder: Path, core: int) -> None:
        name = f"{kind.__module__}:{kind.__name__}"
        command = [sys.executable, "-m", "benchmarks.worker", name, str(folder), str(core)]
        threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **threads}
        )

    def ask(self, question: str) -> None:
        """Send a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()

    def answer(self) -> float:
        """The number that answers the last line; the first answer comes when a text has been tagged."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker ended: {self.process.args!r}")
        return float(line)

    def end(self) -> None:
        """Let it finish."""
        self.process.communicate()


def costs(kinds: Mapping[type[Peer], Path], say: Callable[[str], None], lang: str = "en") -> dict[str, Cost]:
    """The cost of peers that were saved in folders, by name, rounds taking turns."""
    out = {
        kind.name: Cost([0.0] * len(SIZES), [0.0] * len(SIZES), np.inf, 0.0, _bytes(folder))
        for kind, folder in kinds.items()
    }
    for turn in range(ROUNDS):
        with TemporaryDirectory() as folder:
            say(f"speed, round {turn + 1} of {ROUNDS}: texts")
            files = _files(Path(folder), turn, lang)
            for kind, saved in kinds.items():
                say(f"speed, round {turn + 1}: {kind.name}")
                _one_round(kind, saved, files, out[kind.name])
    return out


def _files(folder: Path, turn: int, lang: str) -> list[list[Path]]:
    """For each size a file to warm up and two of texts that no other file has."""
    out = []
    for size, count in zip(SIZES, COUNTS, strict=True):
        paths = [folder / f"{size}-{k}.txt" for k in range(3)]
        for k, path in enumerate(paths):
            path.write_text("\n".join(texts_of(size, count, 10 * turn + k, lang)), encoding="utf-8")
        out.append(paths)
    return out


def _one_round(kind: type[Peer], saved: Path, files: list[list[Path]], cost: Cost) -> None:
    begin = time.perf_counter()
    worker = Worker(kind, saved, 0)
    worker.answer()
    cost.cold = min(cost.cold, time.perf_counter() - begin)
    worker.ask(f"memory {files[1][0]}")
    cost.memory = max(cost.memory, worker.answer())
    other = Worker(kind, saved, 1)
    other.answer()
    for one in (worker, other):
        one.ask(f"warm {files[1][0]}")
        one.answer()
    for i, (warm, *fresh) in enumerate(files):
        for one in (worker, other):
            one.ask(f"rate {warm}")
            one.answer()
        worker.ask(f"rate {fresh[0]}")
        cost.one[i] = max(cost.one[i], worker.answer())
        for one, path in zip((worker, other), reversed(fresh), strict=True):
            one.ask(f"rate {path}")
        cost.two[i] = max(cost.two[i], worker.answer() + other.answer())
    worker.end()
    other.end()


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def threads(classifier: Classifier, lang: str = "en") -> list[float]:
    """Texts a second of ``predict_proba`` with two threads of one process, by SIZES, the best of ROUNDS."""
    out = []
    for size, count in zip(SIZES, COUNTS, strict=True):
        classifier.predict_proba(texts_of(size, count, 1, lang), workers=2)
        draws = [texts_of(size, 2 * count, 50 + k, lang) for k in range(ROUNDS)]
        out.append(max(rate(lambda t: classifier.predict_proba(t, workers=2), draw, 4096) for draw in draws))
    return out


def growth_in_texts(classifier: Classifier) -> list[tuple[str, float, float]]:
    """Seconds and peak memory (MiB, of a fresh process) for 10^3 to 10^6 short texts."""
    out = []
    for count in (1_000, 10_000, 100_000, 1_000_000):
        code = (
            "import time; from benchmarks.data import texts_of; from benchmarks.worker import peak\n"
            "from classifier import Classifier\n"
            f"pool = texts_of(300, 2000, 3); clf = Classifier.load({str(shipped())!r}); begin = time.perf_counter()\n"
            f"stream = (pool[i % 2000] + str(i) for i in range({count}))\n"
            "found = sum(bool(t.labels) for t in clf.classify_batch(stream, evidence=0))\n"
            "seconds = time.perf_counter() - begin\n"
            "print(seconds, peak())"
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

"""A process that loads one saved peer, tags a short text, says so, and then answers lines on standard input:
``rate FILE`` with texts a second over the lines of FILE (``warm FILE``: for longer), ``memory FILE`` with the
most MiB that it ever held once it has tagged 200 lines. ``python -m benchmarks.worker MODULE:CLASS FOLDER CORE``
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    """See above."""
    name, folder, core = sys.argv[1:]
    if hasattr(os, "sched_setaffinity"):
        own = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {own[int(core) % len(own)]})
    module, _, kind = name.partition(":")
    peer = getattr(import_module(module), kind).load(Path(folder))
    peer.scores(["A mill cut its emissions."])
    print(0.0, flush=True)
    for line in sys.stdin:
        what, _, path = line.rstrip("\n").partition(" ")
        texts = peer.prepare(Path(path).read_text(encoding="utf-8").split("\n"))
        if what == "memory":
            peer.scores(texts[:200])
            print(peak(), flush=True)
        else:
            from benchmarks.speed import SECONDS, WARM_UP, rate

            seconds = WARM_UP if what == "warm" else SECONDS
            print(rate(peer.scores, texts, seconds=seconds), flush=True)


def peak() -> float:
    """The most MiB that this process held; ``ru_maxrss`` would keep the mark of the process that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    main()

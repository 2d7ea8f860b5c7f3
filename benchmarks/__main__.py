"""Run the benchmark and write ``benchmarks/RESULTS.md`` (about an hour and a half on two cores).

Peers whose libraries are not installed are named and left out: ``pip install -e '.[bench]'`` brings them,
after ``pip install torch`` from the index of CPU builds.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import accuracy, chinese, encoders, peers, report, speed
from benchmarks.data import load
from benchmarks.ours import WAYS, Ours, shipped
from classifier import Classifier

PEERS: list[type[peers.Peer]] = [
    encoders.FineTuned,
    peers.Keywords,
    peers.TfIdf,
    peers.FastText,
    peers.SpaCyBow,
    peers.SpaCyTok2Vec,
    encoders.Model2Vec,
    encoders.MiniLM,
    Ours,
]
CHINESE = [*chinese.PEERS, Ours]


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--rows", type=int, metavar="N", help="train on N rows only: a quick look, not a result"
    )
    parser.add_argument("--lang", choices=["en", "zh"], default="en", help="the half to run; default: en")
    parser.add_argument("--only", metavar="WORDS", help="peers whose name has one of these words, by commas")
    parser.add_argument(
        "--growth", action="store_true", help="only how policytag's cost grows: writes GROWTH.md"
    )
    parser.add_argument("--fine-tune-seconds", type=float, default=encoders.FineTuned.seconds, metavar="S")
    parser.add_argument("--output", type=Path, help="default: benchmarks/RESULTS.md or RESULTS.zh.md")
    options = parser.parse_args()
    name = "RESULTS.md" if options.lang == "en" else f"RESULTS.{options.lang}.md"
    output = options.output or Path(__file__).with_name(name)
    encoders.FineTuned.seconds = options.fine_tune_seconds
    begin = time.monotonic()

    def say(text: str) -> None:
        print(f"[{time.monotonic() - begin:6.0f} s] {text}", file=sys.stderr, flush=True)

    if options.growth:
        page = Path(__file__).with_name("GROWTH.md")
        report.write_growth(page, report.Growth.measure(Classifier.load(shipped()), say))
        say(f"wrote {page}")
        return
    train, measured, measures = load(options.rows, options.lang)
    words = (options.only or "").lower().split(",")
    chosen = [
        kind
        for kind in (PEERS if options.lang == "en" else CHINESE)
        if any(word in kind.name.lower() for word in words)
    ]
    results, left_out = [], []
    for kind in chosen:
        lacking = accuracy.missing(kind)
        if lacking:
            left_out.append(f"{kind.name} (no module {lacking})")
            say(f"left out: {left_out[-1]}")
            continue
        results.append(accuracy.measure(kind, train, measured, say))
    with TemporaryDirectory() as folder:
        saved: dict[type[peers.Peer], Path] = {}
        for result in results:
            if not isinstance(result.peer, Ours):  # the shipped model stands for it
                saved[type(result.peer)] = Path(folder, str(len(saved)))
                saved[type(result.peer)].mkdir()
                result.peer.save(saved[type(result.peer)])
        if chinese.FastTextWords in saved:
            saved[chinese.FastTextReady] = saved[chinese.FastTextWords]
        costs = speed.costs({**saved, **dict.fromkeys(WAYS, shipped())}, say, options.lang)
    say("policytag: two threads")
    threads = speed.threads(Classifier.load(shipped()), options.lang)
    report.write(output, train, measured, measures, results, costs, threads, left_out, options.lang)
    say(f"wrote {output}")


if __name__ == "__main__":
    main()

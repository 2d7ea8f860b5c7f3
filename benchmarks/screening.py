"""How long 600 files of four pages take, apart for reading, OCR and classifying, and how much memory.

``python -m benchmarks.screening`` makes them of texts in ``corpora/`` (Word, PDF, Excel and text files, half of
them Chinese as far as there are texts, and 60 scans at 150 dots an inch) and screens them as ``policytag
classify FOLDER --output result.xlsx`` does. Needs the extra ``dev``.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.folder import document, scanned_pdf
from benchmarks.resubmissions import make_cases

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("docx", "pdf", "docx", "pdf", "xlsx", "txt")
PAGES = 4


def make_files(folder: Path, n_files: int, n_scans: int) -> None:
    """Files named so that formats take turns."""
    texts = {lang: [] for lang in ("en", "zh")}
    for case in make_cases(min(n_files, 420), 0, seed=3):
        texts[case.lang].append(case.text)
    for i in range(n_files):
        lang = ("en", "zh")[i % 3 == 2]
        text = texts[lang][i % len(texts[lang])]
        # Where texts run out they come again under another number: as other files, not as copies.
        text = f"{i}\n{text}" if i < len(texts[lang]) else f"{i}\n{text[i:] + text[:i]}"
        if i < n_scans:
            (folder / f"{i:03} scan.pdf").write_bytes(scanned_pdf(texts["en"][i], PAGES, 350))
        else:
            kind = KINDS[i % len(KINDS)]
            (folder / f"{i:03}.{kind}").write_bytes(document(kind, text, lang))


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screening", description=__doc__)
    parser.add_argument("--files", type=int, default=600, metavar="N")
    parser.add_argument("--scans", type=int, default=60, metavar="N", help="of the files")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="N")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name) / "files"
        folder.mkdir()
        make_files(folder, options.files, options.scans)
        command = [sys.executable, "-m", "classifier", "classify", str(folder), "--jobs", str(options.jobs)]
        command += ["--output", str(Path(name) / "result.xlsx")]
        begun = time.perf_counter()
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - begun
    told = done.stderr.strip().splitlines()[-2:]
    work = {
        kind: float(value.replace(",", ""))
        for kind, value in re.findall(r"(reading|OCR|classifying) ([\d,.]+\d)", told[-1])
    }
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print("\n".join(told))
    reasons = re.findall(r"\.(?:pdf|docx|xlsx|txt): (.+)", done.stderr)
    for reason, count in Counter(reasons).most_common():
        print(f"{count} files: {reason}")
    print(
        f"{options.files} files of {PAGES} pages, {options.scans} of them scans, {options.jobs} processes that read"
    )
    print(f"from the command to the spreadsheet {seconds:.0f} s; the largest process {peak:.0f} MiB")
    for kind, n in (
        ("reading", options.files),
        ("OCR", options.scans * PAGES),
        ("classifying", options.files),
    ):
        what = "page" if kind == "OCR" else "file"
        print(f"{kind:12}{work[kind]:8.1f} s of work, {1000 * work[kind] / max(n, 1):6.0f} ms a {what}")


if __name__ == "__main__":
    main()

"""Scans and pictures by optical character recognition, with models that come in the package's wheel.

RapidOCR runs the PP-OCR detector and recogniser (English and Chinese) in ONNX Runtime and fetches nothing.
"""

from __future__ import annotations

import importlib.util
import io
import time
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from classifier.documents.deadline import is_time_for
from classifier.documents.extracted import Extracted, TextBuilder
from classifier.documents.layout import Piece, flow, join_hyphens, reading_order
from classifier.errors import DocumentError, MissingExtraError

_THREADS = 1  # a process: files are read in one process a core
_LONGEST_SIDE = 1280  # pixels that a page is made smaller to, to find its lines; they are read in full size
_spent = 0.0


@dataclass(frozen=True)
class Scan:
    """One page read by OCR: its pieces, and the confidence 0 to 1 weighted by length (0 without text)."""

    pieces: tuple[Piece, ...]
    confidence: float


def seconds_spent() -> float:
    """Seconds that this process has spent on OCR so far."""
    return _spent


def is_installed() -> bool:
    """Whether the extra ``ocr`` is there; imports nothing."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


@lru_cache(maxsize=1)
def _engine() -> Any:
    try:
        from rapidocr import RapidOCR
    except ImportError:
        raise MissingExtraError.of("rapidocr", "ocr", "reading scans and pictures") from None
    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": _THREADS for kind in ("intra", "inter")}
    size = {"Det.limit_type": "max", "Det.limit_side_len": _LONGEST_SIDE}
    return RapidOCR(params={"Global.log_level": "error", **size, **threads})


def read_scan(image: Any) -> Scan:
    """Text on ``image``, a Pillow image or an array (height, width, 3) of BGR bytes; coordinates are pixels.

    Raises MissingExtraError without the extra ``ocr``.
    """
    global _spent
    engine = _engine()
    begun = time.monotonic()
    found = engine(image)
    _spent += time.monotonic() - begun
    pieces, weight, total = [], 0, 0.0
    if found.boxes is not None:
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
            xs, ys = [float(x) for x, _ in box], [float(y) for _, y in box]
            pieces.append(Piece(text, min(xs), min(ys), max(xs), max(ys)))
            weight += len(text)
            total += len(text) * float(score)
    return Scan(tuple(pieces), total / weight if weight else 0.0)


def confidence_warnings(confidences: dict[int, float]) -> tuple[str, ...]:
    """One line for each run of pages read by OCR: their mean confidence, and the lowest of several."""
    warnings = []
    runs = groupby(enumerate(sorted(confidences)), key=lambda item: item[1] - item[0])
    for _, run in runs:
        pages = [page for _, page in run]
        mean = sum(confidences[page] for page in pages) / len(pages)
        if len(pages) == 1:
            warnings.append(f"page {pages[0]} read by OCR, confidence {mean:.2f}")
            continue
        worst = min(pages, key=lambda page: confidences[page])
        warnings.append(
            f"pages {pages[0]}-{pages[-1]} read by OCR, confidence {mean:.2f}"
            f" (lowest {confidences[worst]:.2f}, page {worst})"
        )
    return tuple(warnings)


def read_picture(data: bytes) -> Extracted:
    """A picture, or each page of a many-page TIFF."""
    if not is_installed():
        raise MissingExtraError.of("rapidocr", "ocr", "reading a picture")
    from PIL import Image, ImageOps, ImageSequence

    pages: list[str] = []
    confidences: dict[int, float] = {}
    slowest = 0.0  # seconds of a page: another such may not fit into the time left
    try:
        with Image.open(io.BytesIO(data)) as image:
            n_pages = getattr(image, "n_frames", 1)
            for number, frame in enumerate(ImageSequence.Iterator(image), 1):
                if number > 1 and not is_time_for(slowest):
                    break
                before = _spent
                scan = read_scan(_flat(ImageOps.exif_transpose(frame)))
                pages.append(flow(reading_order(scan.pieces)))
                confidences[number] = scan.confidence
                slowest = max(slowest, _spent - before)
    except Image.DecompressionBombError:
        raise DocumentError("is a picture of too many pixels", remedy="save it at 300 dots an inch") from None
    except (OSError, SyntaxError, TypeError, ValueError):
        raise DocumentError("is a picture that cannot be decoded", remedy="save it anew as .png") from None
    builder = TextBuilder()
    for number, text in enumerate(join_hyphens(pages), 1):
        builder.page(number)
        builder.add(text)
    warnings = confidence_warnings(confidences)
    if len(confidences) < n_pages:
        warnings += (f"{n_pages - len(confidences)} of {n_pages} pages not read: the time was up",)
    return builder.build(warnings=warnings, n_pages=n_pages)


def _flat(image: Any) -> Any:
    """``image`` in colours on white: what is transparent would be black."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")

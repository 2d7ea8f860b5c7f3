"""Reading a bundle: every file is checked against its digest, and nothing in it is run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.bundle.locate import find_bundle
from classifier.bundle.model import FORMAT, UNSEEN, Model
from classifier.bundle.write import MANIFEST
from classifier.confidence import HeldOut
from classifier.decision import parent_columns
from classifier.engine.features import Features
from classifier.engine.heads import Calibration, Heads
from classifier.engine.terms import Terms
from classifier.engine.views import Damping
from classifier.engine.wordmean import WordMean
from classifier.errors import BundleError, TaxonomyError, UsageError
from classifier.taxonomy import Taxonomy

_REMEDY = "train it anew or install policytag again"


def read_bundle(path: str | Path | None = None) -> Model:
    """Read the bundle at ``path`` (a folder, or a shipped model's name; by default the default).

    Raises BundleError when it is missing, damaged, truncated, of a newer format, or no bundle at all.
    """
    folder = find_bundle(path)
    manifest = read_manifest(folder)
    reader = _READERS.get(manifest["format"])
    if reader is None:
        newer = manifest["format"] > FORMAT
        raise BundleError(
            f"has format {manifest['format']}; this version reads format {FORMAT}",
            path=folder,
            remedy="update policytag" if newer else "train it anew: its scores would not be the same",
        )
    try:
        return reader(folder, manifest)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        what = f"{type(error).__name__}: {error}"
        raise BundleError(f"is damaged ({what})", path=folder, remedy=_REMEDY) from None


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the bundle in ``folder``; raises BundleError."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BundleError("holds no manifest.json: not a model bundle", path=folder) from None
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BundleError(f"cannot be read ({error})", path=path, remedy=_REMEDY) from None
    if not isinstance(manifest, dict) or "format" not in manifest or not isinstance(manifest["format"], int):
        raise BundleError("is not a policytag manifest", path=path, remedy=_REMEDY)
    return manifest


def _file(folder: Path, manifest: dict[str, Any], key: str) -> bytes:
    entry = manifest["files"][key]
    name: str = entry["name"]
    if Path(name).name != name:
        raise BundleError(f"names a file outside itself ({name})", path=folder, remedy=_REMEDY)
    try:
        data: bytes = (folder / name).read_bytes()
    except OSError as error:
        raise BundleError(f"lacks {name} ({error.strerror})", path=folder, remedy=_REMEDY) from None
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        raise BundleError("is damaged: its digest differs", path=folder / name, remedy=_REMEDY)
    return data


def _read_3(folder: Path, manifest: dict[str, Any]) -> Model:
    arrays, taxonomy, vocabulary, words = _contents(folder, manifest)
    model = _model(manifest, arrays, taxonomy, vocabulary, words)
    if model.model_id != manifest["model_id"]:
        raise ValueError("the model id does not fit the contents")
    return model


def _contents(
    folder: Path, manifest: dict[str, Any]
) -> tuple[dict[str, NDArray[Any]], Taxonomy, tuple[str, ...], tuple[str, ...]]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays = load(_file(folder, manifest, "weights"))
        taxonomy = Taxonomy.parse(_file(folder, manifest, "taxonomy").decode("utf-8"), folder / "taxonomy")
    except (SafetensorError, TaxonomyError) as error:
        raise BundleError(f"is damaged ({error})", path=folder, remedy=_REMEDY) from None
    vocabulary, words = (_lines(_file(folder, manifest, key)) for key in ("vocabulary", "words"))
    return arrays, taxonomy, vocabulary, words


def _model(
    manifest: dict[str, Any],
    arrays: dict[str, NDArray[Any]],
    taxonomy: Taxonomy,
    vocabulary: tuple[str, ...],
    words: tuple[str, ...],
) -> Model:
    labels = len(taxonomy.ids)
    shapes = {
        "coef": (len(vocabulary) + len(words), labels),
        "weight": (len(words),),
        "intercept": (labels,),
        "idf": (len(vocabulary),),
        "calibration": (3, labels),
        "knots": (2, arrays["knots"].shape[1]),
        "knot_bounds": (labels + 1,),
    }
    if "held_out_scores" in arrays:
        rows = len(arrays["held_out_scores"])
        shapes |= {"held_out_weights": (rows,)}
        shapes |= dict.fromkeys(("held_out_scores", "held_out_truth"), (rows, labels))
    for name, shape in shapes.items():
        if arrays[name].shape != shape or not np.isfinite(arrays[name]).all():
            raise ValueError(f"{name} is not of shape {shape} or not finite")
    options = manifest["features"]
    stored = {
        "format",
        "model_id",
        "taxonomy_version",
        "languages",
        "labels",
        "thresholds",
        "calibration",
        "features",
        "files",
    }
    return Model(
        taxonomy=taxonomy,
        features=Features(
            Terms(vocabulary, arrays["idf"]),
            WordMean(words, arrays["weight"]),
            Damping(**{field.name: float(options[f"damping_{field.name}"]) for field in fields(Damping)}),
        ),
        heads=Heads(arrays["coef"], arrays["intercept"]),
        calibration=_calibration(manifest, arrays, taxonomy),
        thresholds={label: float(manifest["thresholds"][label]) for label in taxonomy.ids},
        languages=tuple(manifest["languages"]),
        held_out=_held_out(arrays),
        record={key: value for key, value in manifest.items() if key not in stored},
    )


def _calibration(
    manifest: dict[str, Any], arrays: dict[str, NDArray[Any]], taxonomy: Taxonomy
) -> Calibration:
    knots: list[tuple[NDArray[np.float64], NDArray[np.float64]] | None] = []
    for low, high in pairwise(arrays["knot_bounds"].tolist()):
        if not 0 <= low <= high <= arrays["knots"].shape[1]:
            raise ValueError("knots are out of bounds")
        values, probabilities = arrays["knots"][:, low:high]
        knots.append((values, probabilities) if high > low else None)
    methods = tuple(str(manifest["calibration"][label]) for label in taxonomy.ids)
    return Calibration(methods, arrays["calibration"], tuple(knots), parent_columns(taxonomy))


def _held_out(arrays: dict[str, NDArray[Any]]) -> HeldOut | None:
    if "held_out_scores" not in arrays:
        return None
    truth = arrays["held_out_truth"]
    return HeldOut(arrays["held_out_scores"], truth == 1, arrays["held_out_weights"], truth != UNSEEN)


def _lines(data: bytes) -> tuple[str, ...]:
    return tuple(data.decode("utf-8").split("\n")) if data else ()


_READERS: dict[int, Callable[[Path, dict[str, Any]], Model]] = {3: _read_3}


def load_estimator(path: str | Path | None = None, *, trusted: bool = False) -> Any:
    """The fitted scikit-learn estimator saved beside a bundle.

    Reading it runs code that the file holds (it is a pickle), so ``trusted=True`` must be given, for
    files of your own making. Raises UsageError without it and BundleError when there is none.
    """
    folder = find_bundle(path)
    if not trusted:
        raise UsageError(
            "reading an estimator runs code from its file",
            path=folder,
            remedy="pass trusted=True when you trust where it comes from",
        )
    manifest = read_manifest(folder)
    if "estimator" not in manifest.get("files", {}):
        raise BundleError("was saved without its estimator", path=folder, remedy="train it anew")
    import io

    import joblib

    estimator = joblib.load(io.BytesIO(_file(folder, manifest, "estimator")))
    if not hasattr(estimator, "model_"):
        estimator.model_ = read_bundle(folder)
    return estimator

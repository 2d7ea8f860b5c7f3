"""Writing a bundle, so that a reader sees the old one or the new one and nothing between.

Data files carry their digest in their names; the manifest names them and is replaced last, in one
step. A writer that is killed leaves the old bundle whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from classifier.bundle.model import FORMAT, Model
from classifier.errors import BundleError
from classifier.files import replace_file

MANIFEST = "manifest.json"
_ABANDONED = 86_400.0  # seconds


def write_bundle(
    model: Model, folder: str | Path, *, estimator: Any = None, extras: Mapping[str, bytes] | None = None
) -> Path:
    """Write ``model`` into ``folder`` in place of what is there; returns the folder.

    ``estimator``, a fitted scikit-learn estimator, is saved beside it with joblib; ``extras`` are files for
    people (a report, a model card) by name. Raises BundleError when the folder cannot be written or holds
    something else.
    """
    folder = Path(folder)
    check_place(folder)
    try:
        if folder.is_dir():
            _write(model, folder, estimator, extras or {})
        else:
            _write_new(model, folder, estimator, extras or {})
    except OSError as error:
        raise BundleError(f"cannot be written ({error.strerror or error})", path=folder) from None
    return folder


def check_place(folder: Path) -> None:
    """Raise BundleError unless a bundle can be written to ``folder``: asked before a long training, too."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise BundleError("is a folder that holds no bundle", path=folder, remedy="choose a new name")
    if folder.exists() and not folder.is_dir():
        raise BundleError("is a file", path=folder, remedy="choose a new name")
    above = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if not (above.is_dir() and os.access(above, os.W_OK | os.X_OK)):
        raise BundleError("cannot be written", path=folder, remedy=f"{above} is no folder of yours to write")


def _write_new(model: Model, folder: Path, estimator: Any, extras: Mapping[str, bytes]) -> None:
    """Under another name until it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    for old in folder.parent.glob(f".new-{folder.name}-*"):  # of a writer that was killed
        if time.time() - old.stat().st_mtime > _ABANDONED:
            shutil.rmtree(old, ignore_errors=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".new-{folder.name}-", dir=folder.parent))
    try:
        _write(model, temporary, estimator, extras)
        os.chmod(temporary, 0o755)
        os.rename(temporary, folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _write(model: Model, folder: Path, estimator: Any, extras: Mapping[str, bytes]) -> None:
    from safetensors.numpy import save

    files = {
        "weights": _store(folder, "weights", ".safetensors", save(model.arrays)),
        "vocabulary": _store(
            folder, "vocabulary", ".txt", "\n".join(model.features.terms.vocabulary).encode()
        ),
        "words": _store(folder, "words", ".txt", "\n".join(model.features.means.vocabulary).encode()),
        "taxonomy": _store(folder, "taxonomy", ".toml", model.taxonomy.text.encode()),
    }
    if estimator is not None:
        files["estimator"] = _store(folder, "estimator", ".joblib", _pickled(estimator))
    manifest = {
        "format": FORMAT,
        "model_id": model.model_id,
        "taxonomy_version": model.taxonomy.version,
        "languages": list(model.languages),
        "labels": list(model.taxonomy.ids),
        "thresholds": dict(model.thresholds),
        "calibration": dict(zip(model.taxonomy.ids, model.calibration.methods, strict=True)),
        "features": {
            "kind": "words and vectors, 1 + log k of a word that stands k times",
            **model.feature_options,
        },
        **model.record,
        "files": files,
    }
    for name, data in extras.items():
        replace_file(folder / name, data)
    replace_file(folder / MANIFEST, (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode())
    _sweep(folder, {MANIFEST, *(entry["name"] for entry in files.values())})


def _pickled(estimator: Any) -> bytes:
    """The estimator without its model, which the bundle holds already."""
    import copy
    import io

    import joblib

    buffer = io.BytesIO()
    lean = copy.copy(estimator)
    del lean.model_
    joblib.dump(lean, buffer, compress=3)
    return buffer.getvalue()


def taxonomy_file(model: Model) -> str:
    """Name of the file that holds the taxonomy in the model's bundle."""
    return _named("taxonomy", hashlib.sha256(model.taxonomy.text.encode()).hexdigest(), ".toml")


def _named(stem: str, digest: str, suffix: str) -> str:
    return f"{stem}-{digest[:12]}{suffix}"


def _store(folder: Path, stem: str, suffix: str, data: bytes) -> dict[str, str]:
    digest = hashlib.sha256(data).hexdigest()
    name = _named(stem, digest, suffix)
    replace_file(folder / name, data)
    return {"name": name, "sha256": digest}


def _sweep(folder: Path, keep: set[str]) -> None:
    """Remove data files of earlier bundles; whatever a user put there stays."""
    stems = ("weights-", "vocabulary-", "words-", "taxonomy-", "estimator-", ".new-")
    for path in folder.iterdir():
        if path.name not in keep and path.name.startswith(stems):
            with contextlib.suppress(OSError):
                path.unlink()

"""Where models are found: a path, or the name of one that ships with the package."""

from __future__ import annotations

from pathlib import Path

from classifier.errors import BundleError

DEFAULT_MODEL = "default"
_PACKAGE = Path(__file__).resolve().parent.parent
_PLACES = (_PACKAGE / "models", _PACKAGE.parent / "models")  # in a wheel; in a checkout


def find_bundle(name: str | Path | None = None) -> Path:
    """Folder of the bundle that ``name`` (a path or a shipped model's name) stands for.

    Raises BundleError when there is none.
    """
    name = name or DEFAULT_MODEL
    if Path(name).is_dir():
        return Path(name)
    if isinstance(name, str) and Path(name).name == name:
        for place in _PLACES:
            if (place / name / "manifest.json").is_file():
                return place / name
    shipped = sorted({p.parent.name for place in _PLACES for p in place.glob("*/manifest.json")})
    raise BundleError(
        "no model bundle here",
        path=name,
        remedy=f"give a folder with a manifest.json, or one of: {', '.join(shipped) or 'none installed'}",
    )

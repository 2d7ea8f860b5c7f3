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
        return find_folder(name, "weights-*")
    raise _missing(name)


def find_folder(name: str, holding: str) -> Path:
    """The shipped folder ``name`` that holds a file like ``holding``; raises BundleError."""
    for place in _PLACES:
        if any((place / name).glob(holding)):
            return place / name
    raise _missing(name)


def _missing(name: str | Path) -> BundleError:
    shipped = sorted({path.parent.name for place in _PLACES for path in place.glob("*/weights-*")})
    remedy = f"give a folder with a manifest.json, or one of: {', '.join(shipped) or 'none installed'}"
    return BundleError("no model bundle here", path=name, remedy=remedy)

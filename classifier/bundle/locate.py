"""Where models are found: a path, or the name of one in the user's store or of one that ships."""

from __future__ import annotations

from pathlib import Path

from classifier.errors import BundleError
from classifier.store.place import is_name, models_folder
from classifier.store.pointer import POINTER, ROLLBACK, read_pointer

DEFAULT_MODEL = "default"
_MANIFEST = "manifest.json"
_PACKAGE = Path(__file__).resolve().parent.parent
_PLACES = (_PACKAGE / "models", _PACKAGE.parent / "models")  # in a wheel; in a checkout


def find_bundle(name: str | Path | None = None, *, models: str | Path | None = None) -> Path:
    """Folder of the bundle that ``name`` stands for.

    None is the default that was promoted in the store, else the shipped one. A name is looked for in the
    store, then among folders here, then among the shipped models. ``models`` is the store's folder
    (``store.place.models_folder``). Raises BundleError when there is none or the store is damaged.
    """
    folder = models_folder(models)
    if not name:
        return _default(folder)
    if is_name(name) and (folder / name / _MANIFEST).is_file():
        return folder / name
    if Path(name).is_dir():
        return Path(name)
    return find_named(name, folder)


def find_named(name: str | Path, folder: Path) -> Path:
    """The bundle called ``name`` in the store ``folder``, else the shipped one; raises BundleError."""
    if is_name(name):
        if (folder / name / _MANIFEST).is_file():
            return folder / name
        shipped = shipped_bundles()
        if name in shipped:
            return shipped[str(name)]
    raise _missing(name, folder)


def named_id(name: str, folder: Path) -> str:
    """The id of the model called ``name``, by its manifest; raises BundleError."""
    from classifier.bundle.read import read_manifest

    return str(read_manifest(find_named(name, folder)).get("model_id"))


def find_folder(name: str, holding: str) -> Path:
    """The shipped folder ``name`` that holds a file like ``holding``; raises BundleError."""
    for place in _PLACES:
        if any((place / name).glob(holding)):
            return place / name
    raise _missing(name)


def shipped_bundles() -> dict[str, Path]:
    """Folders of the shipped models by name."""
    found = {
        path.parent.name: path.parent for place in reversed(_PLACES) for path in place.glob("*/weights-*")
    }
    return dict(sorted(found.items()))


def stored_bundles(folder: Path) -> dict[str, Path]:
    """Folders of the models in the store ``folder`` by name."""
    found = sorted(path.parent for path in folder.glob(f"*/{_MANIFEST}"))
    return {path.name: path for path in found if is_name(path.name)}


def _default(folder: Path) -> Path:
    entry = read_pointer(folder).default
    if entry is None:
        return find_folder(DEFAULT_MODEL, "weights-*")
    try:
        path = find_named(entry.name, folder)
    except BundleError:
        raise BundleError(
            f"names {entry.name!r} as the default, which is gone", path=folder / POINTER, remedy=ROLLBACK
        ) from None
    held = named_id(entry.name, folder)
    if held != entry.model_id:
        raise BundleError(
            f"holds model {held}, and {entry.model_id} was promoted",
            path=path,
            remedy=f"{ROLLBACK}, then promote {entry.name!r} again",
        )
    return path


def _missing(name: str | Path, folder: Path | None = None) -> BundleError:
    if folder and (Path(name) / _MANIFEST).is_file():
        return BundleError(
            "is not in the store", path=name, remedy=f"copy the folder to {folder / Path(name).name}"
        )
    known = [*(stored_bundles(folder) if folder else ()), *shipped_bundles()]
    remedy = f"give a folder with a manifest.json, or one of: {', '.join(known) or 'none installed'}"
    return BundleError("no model bundle here", path=name, remedy=remedy)

"""Where the store is: a folder whose sub-folders are bundles, by name."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "POLICYTAG_MODELS"


def models_folder(given: str | Path | None = None) -> Path:
    """``given``, else what POLICYTAG_MODELS names, else ``models`` in the user's data folder.

    The folder need not exist: a store without one is empty.
    """
    chosen = given or os.environ.get(VARIABLE)
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_dir

    return Path(user_data_dir("policytag")) / "models"


def is_name(name: str | Path) -> bool:
    """Can it be a model's name, and is no path? Hidden folders are none of the store's."""
    return isinstance(name, str) and Path(name).name == name and not name.startswith(".")

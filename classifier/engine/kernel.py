"""The compiled kernel, or None where it was not built: what it does is then done in Python and NumPy."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def _load() -> Any:
    try:
        return import_module("classifier.engine._kernel")
    except ImportError:
        return None


compiled: Any = _load()

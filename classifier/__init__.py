"""policytag: which measures of the new quality productive forces policy a text is aligned with.

>>> from classifier import Classifier  # doctest: +SKIP
>>> Classifier.load().classify("The council will heat its schools from the sewage works.")  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifier.api import Classifier as Classifier
    from classifier.bundle import load_estimator as load_estimator
    from classifier.errors import PolicytagError as PolicytagError
    from classifier.tagging import Evidence as Evidence
    from classifier.tagging import Tagging as Tagging
    from classifier.taxonomy import Taxonomy as Taxonomy

__version__ = "0.1.0"

_HOMES = {
    "Classifier": "classifier.api",
    "Evidence": "classifier.tagging",
    "PolicytagError": "classifier.errors",
    "Tagging": "classifier.tagging",
    "Taxonomy": "classifier.taxonomy",
    "load_estimator": "classifier.bundle",
}
__all__ = ["Classifier", "Evidence", "PolicytagError", "Tagging", "Taxonomy", "__version__", "load_estimator"]


def __getattr__(name: str) -> Any:
    """Import public names when they are first used, so that importing the package costs nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'classifier' has no attribute {name!r}")

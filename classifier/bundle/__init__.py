"""Model bundles: a folder with a manifest and weights that run no code when read."""

from classifier.bundle.locate import DEFAULT_MODEL, find_bundle
from classifier.bundle.model import Model
from classifier.bundle.read import load_estimator, read_bundle
from classifier.bundle.write import write_bundle

__all__ = ["DEFAULT_MODEL", "Model", "find_bundle", "load_estimator", "read_bundle", "write_bundle"]

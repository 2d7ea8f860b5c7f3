"""policytag as a peer: trained in the run on the same rows."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.peers import Bools, Floats, Peer
from classifier import Classifier, Taxonomy
from classifier.training import FitOptions, fit_model


def four(taxonomy: Taxonomy) -> Taxonomy:
    """The taxonomy without its sub-measures, which no peer learns."""
    import re

    blocks = re.split(r"(?m)^(?=\[\[label\]\])", taxonomy.text)
    kept = [b for b in blocks if not re.search(r'(?m)^parent = "\S+"', b)]
    return Taxonomy.parse("".join(kept), "taxonomy of measures")


class Ours(Peer):
    """Calibrated out of fold by itself; its thresholds and scores are used as they are."""

    name = "policytag"

    def fit(self, texts: Sequence[str], truth: Bools) -> None:
        """As ``policytag train`` does."""
        taxonomy = four(Taxonomy.load())
        self.fitted = fit_model(list(texts), truth, taxonomy, FitOptions())
        self.classifier = Classifier(self.fitted.model, self.fitted.model.thresholds)

    def scores(self, texts: Sequence[str]) -> Floats:
        """See ``Peer``."""
        return self.classifier.predict_proba(list(texts))

    def size(self) -> int | None:
        """Of the arrays and vocabularies."""
        model = self.fitted.model
        words = (*model.features.terms.vocabulary, *model.features.means.vocabulary)
        arrays = sum(array.nbytes for name, array in model.arrays.items() if not name.startswith("held_out"))
        return int(arrays + sum(len(word) + 1 for word in words))

"""policytag as a peer, trained in the run on the same rows; and the ways to use it, to be timed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from benchmarks.peers import Bools, Floats, Peer
from classifier import Classifier, Taxonomy
from classifier.bundle.locate import DEFAULT_MODEL, find_folder


def shipped() -> Path:
    """The model that ships, whichever one this user has promoted."""
    return find_folder(DEFAULT_MODEL, "weights-*")


def four(taxonomy: Taxonomy) -> Taxonomy:
    """The taxonomy without its sub-measures, which no peer learns."""
    blocks = re.split(r"(?m)^(?=\[\[label\]\])", taxonomy.text)
    kept = [b for b in blocks if not re.search(r'(?m)^parent = "\S+"', b)]
    return Taxonomy.parse("".join(kept), "taxonomy of measures")


class Ours(Peer):
    """Calibrated out of fold by itself; its thresholds and scores are used as they are."""

    name = "policytag"

    def fit(self, texts: Sequence[str], truth: Bools, weights: Floats) -> None:
        """As ``policytag train`` does."""
        from classifier.training import FitOptions, fit_model

        self.fitted = fit_model(list(texts), truth, four(Taxonomy.load()), FitOptions(), weights=weights)
        self.classifier = Classifier(self.fitted.model, self.fitted.model.thresholds)

    def scores(self, texts: Sequence[str]) -> Floats:
        """See ``Peer``."""
        return self.classifier.predict_proba(list(texts))


class Shipped(Peer):
    """The shipped model with all its labels, through ``predict_proba``."""

    name = "policytag, predict_proba"
    classifier: Classifier

    @classmethod
    def load(cls, folder: Path) -> Peer:
        """The model in ``folder``, which is ``shipped()``."""
        peer = cls()
        peer.classifier = Classifier.load(folder)
        return peer

    def scores(self, texts: Sequence[str]) -> object:
        """See ``Peer``."""
        return self.classifier.predict_proba(texts)


class Batches(Shipped):
    """From record batch to record batch."""

    name = "policytag, record batches, no evidence"
    evidence: ClassVar[int] = 0

    def scores(self, texts: Sequence[str]) -> object:
        """See ``Peer``."""
        import pyarrow as pa

        batch = pa.RecordBatch.from_pydict({"text": list(texts)})
        return self.classifier.classify_arrow(batch, evidence=self.evidence)


class BatchesWithEvidence(Batches):
    """The same, with a sentence a label given."""

    name = "policytag, record batches, evidence"
    evidence = 1


class Taggings(Shipped):
    """Objects of Python, with a sentence a label given."""

    name = "policytag, classify_batch, evidence"

    def scores(self, texts: Sequence[str]) -> object:
        """See ``Peer``."""
        return list(self.classifier.classify_batch(texts))


WAYS: tuple[type[Shipped], ...] = (Shipped, Batches, BatchesWithEvidence, Taggings)

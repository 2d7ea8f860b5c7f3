"""From the scores of a batch to a Tagging a text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifier.checks import text_warnings
from classifier.engine.chunks import encode
from classifier.evidence import Batch, best_sentences, explain
from classifier.languages import find_languages
from classifier.tagging import Tagging

if TYPE_CHECKING:
    from classifier.api import Classifier


def taggings(
    classifier: Classifier, texts: Sequence[str], evidence: int, terms: int, every: bool
) -> list[Tagging]:
    """Tag ``texts``: see ``Classifier.classify``."""
    data, offsets = encode(texts)
    with classifier.scored(data, offsets) as scored:
        return _taggings(classifier, Batch(scored, data, offsets), evidence, terms, every)


def digest_of(text: str) -> str:
    """What ``Tagging.text_digest`` of a text is: the beginning of its SHA-256 in hexadecimal."""
    return _digest(text.encode("utf-8", "surrogatepass"))


def _digest(data: bytes | memoryview) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _taggings(classifier: Classifier, batch: Batch, evidence: int, terms: int, every: bool) -> list[Tagging]:
    scored = batch.scored
    probabilities = classifier.probabilities(scored.values)
    given, unsure = classifier.decided(probabilities, scored)
    labels, model = classifier.labels, classifier.model
    languages = find_languages(scored)

    def named(chosen: NDArray[np.bool_]) -> tuple[str, ...]:
        return tuple(labels[k] for k in np.flatnonzero(chosen).tolist())

    out = []
    for i, counts in enumerate(scored.counts):
        columns = range(len(labels)) if every else np.flatnonzero(given[i] | unsure[i]).tolist()
        tagging = Tagging(
            labels=named(given[i]),
            uncertain=named(unsure[i]),
            scores=dict(zip(labels, probabilities[i].tolist(), strict=True)),
            evidence={labels[k]: best_sentences(batch, i, k, evidence) for k in columns} if evidence else {},
            explanations={labels[k]: explain(batch, model, i, k, terms) for k in columns} if terms else {},
            languages=languages[i],
            warnings=text_warnings(counts, languages[i], bool(languages.strange[i]), model.languages),
            model_id=classifier.model_id,
            taxonomy_version=classifier.taxonomy.version,
            text_digest=_digest(batch.data[batch.offsets[i] : batch.offsets[i + 1]]),
        )
        out.append(tagging)
    return out

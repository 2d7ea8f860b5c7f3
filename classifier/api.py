"""The classifier: text in, Tagging out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifier.bundle.model import Model
from classifier.bundle.read import read_bundle
from classifier.checks import text_warnings
from classifier.decision import decide, override, parent_columns, roll_up
from classifier.engine.features import Found
from classifier.evidence import best_sentences, explain
from classifier.passages import Passage, cut
from classifier.sentences import Splitter, split
from classifier.tagging import Evidence, Explanation, Tagging
from classifier.taxonomy import Taxonomy

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Scored:
    """A text on its way: passages with their features, and the document's decision values."""

    text: str
    passages: list[Passage]
    found: list[Found]
    contributions: list[Floats]
    shares: Floats
    values: Floats

    def sentence_contributions(self, n_labels: int) -> tuple[list[tuple[int, int]], Floats]:
        """All sentence spans and what each adds to the document's values, (n_sentences, n_labels)."""
        spans: list[tuple[int, int]] = []
        parts: list[Floats] = []
        for passage, found, adds, share in zip(
            self.passages, self.found, self.contributions, self.shares, strict=True
        ):
            sums = np.zeros((len(passage.sentences), n_labels))
            np.add.at(sums, found.occurrences.sentences, adds)
            spans.extend(passage.sentences)
            parts.append(sums * share)
        return spans, np.concatenate(parts) if parts else np.zeros((0, n_labels))


@dataclass(frozen=True)
class Classifier:
    """Gives measures, probabilities and evidence for texts; safe to share between threads.

    Make one with ``Classifier.load()``. ``labels`` names the columns of ``predict_proba``.
    """

    model: Model
    thresholds: Mapping[str, float]
    splitter: Splitter = split

    @classmethod
    def load(cls, path: str | Path | None = None) -> Classifier:
        """Load a bundle by folder or name, by default the model that ships with the package.

        Raises BundleError when there is none or it is damaged.
        """
        model = read_bundle(path)
        return cls(model, dict(model.thresholds))

    @property
    def taxonomy(self) -> Taxonomy:
        """The labels this model knows."""
        return self.model.taxonomy

    @property
    def labels(self) -> tuple[str, ...]:
        """Ids of all labels, in the order of ``predict_proba``'s columns."""
        return self.model.taxonomy.ids

    @property
    def model_id(self) -> str:
        """Digest of the model: 16 hexadecimal digits."""
        return self.model.model_id

    @cached_property
    def _parents(self) -> NDArray[np.int64]:
        return parent_columns(self.taxonomy)

    @cached_property
    def _limits(self) -> Floats:
        return np.array([self.thresholds[label] for label in self.labels])

    def with_thresholds(self, changes: float | Mapping[str, float] | None) -> Classifier:
        """The same model with other thresholds: one for all labels, or some by label id."""
        return replace(self, thresholds=override(self.thresholds, changes))

    def with_sentences(self, splitter: Splitter) -> Classifier:
        """The same model with another way to find sentences (see ``classifier.sentences.split``)."""
        return replace(self, splitter=splitter)

    def classify(self, text: str, *, evidence: int = 1, explain: int = 0, every: bool = False) -> Tagging:
        """Tag one text.

        ``evidence`` sentences and ``explain`` terms are given for each label given, or with
        ``every`` for all labels. A text without words gets no label and a warning. Raises TypeError
        when ``text`` is not a string.
        """
        scored = self._score(text)
        probabilities = self.model.calibration.probabilities(scored.values[None])
        return self._tagging(scored, probabilities[0], evidence, explain, every)

    def classify_batch(
        self,
        texts: Iterable[str],
        *,
        batch_size: int = 256,
        evidence: int = 1,
        explain: int = 0,
        every: bool = False,
    ) -> Iterator[Tagging]:
        """Tag a stream of texts, in order, holding at most ``batch_size`` of them in memory."""
        if batch_size < 1:
            raise ValueError("batch_size must be at least 1")
        source = iter(texts)
        while batch := list(islice(source, batch_size)):
            scored = [self._score(text) for text in batch]
            values = np.stack([one.values for one in scored])
            for one, probabilities in zip(scored, self.model.calibration.probabilities(values), strict=True):
                yield self._tagging(one, probabilities, evidence, explain, every)

    def decision_values(self, texts: Sequence[str]) -> Floats:
        """Values before calibration, shape (n_texts, n_labels); a sub-measure's is conditional."""
        rows = [self._score(text).values for text in texts]
        return np.stack(rows) if rows else np.zeros((0, len(self.labels)))

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Probabilities, shape (n_texts, n_labels), columns as in ``labels``."""
        return self.model.calibration.probabilities(self.decision_values(texts))

    def _score(self, text: str) -> _Scored:
        if not isinstance(text, str):
            raise TypeError(f"text must be a str, not {type(text).__name__}")
        heads = self.model.heads
        passages = cut(text, self.splitter)
        found = [self.model.features.find([text[s:e] for s, e in passage.sentences]) for passage in passages]
        adds = [heads.contributions(one.occurrences) for one in found]
        if not passages:
            empty = np.zeros((0, len(self.labels)))
            return _Scored(text, [], [], [], empty, heads.intercept.copy())
        values, shares = roll_up(np.stack([heads.intercept + one.sum(axis=0) for one in adds]))
        return _Scored(text, passages, found, adds, shares, values)

    def _tagging(
        self, scored: _Scored, probabilities: Floats, evidence: int, terms: int, every: bool
    ) -> Tagging:
        given = decide(probabilities[None], self._limits, self._parents)[0] & bool(scored.passages)
        shown = [i for i in range(len(self.labels)) if every or given[i]]
        return Tagging(
            labels=tuple(label for label, yes in zip(self.labels, given, strict=True) if yes),
            scores=dict(zip(self.labels, map(float, probabilities), strict=True)),
            evidence=self._evidence(scored, shown, evidence) if evidence and shown else {},
            explanations={self.labels[i]: self._explain(scored, i, terms) for i in shown} if terms else {},
            warnings=text_warnings(scored.text, scored.found, self.model.languages),
            model_id=self.model_id,
            taxonomy_version=self.taxonomy.version,
            text_digest=hashlib.sha256(scored.text.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        )

    def _evidence(self, scored: _Scored, shown: list[int], count: int) -> dict[str, tuple[Evidence, ...]]:
        spans, sums = scored.sentence_contributions(len(self.labels))
        return {self.labels[i]: best_sentences(scored.text, spans, sums[:, i], count) for i in shown}

    def _explain(self, scored: _Scored, column: int, count: int) -> Explanation:
        name = self.model.features.name
        terms = [name(int(row)) for found in scored.found for row in found.occurrences.rows]
        parts = [
            adds[:, column] * share[column]
            for adds, share in zip(scored.contributions, scored.shares, strict=True)
        ]
        joined = np.concatenate(parts) if parts else np.zeros(0)
        return explain(terms, joined, float(self.model.heads.intercept[column]), count)

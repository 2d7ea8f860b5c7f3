"""The classifier: text in, Tagging out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifier.answers import taggings
from classifier.bundle.model import Model
from classifier.bundle.read import read_bundle
from classifier.confidence import (
    HeldOut,
    bounds,
    estimate_prior,
    shift_prior,
    threshold_for_precision,
    threshold_for_recall,
)
from classifier.decision import decide, override, parent_columns, unsure
from classifier.engine.chunks import encode
from classifier.engine.lexicon import MOST, Lexicon
from classifier.engine.scoring import Scored, score
from classifier.engine.workers import batched, mapped
from classifier.errors import UsageError
from classifier.sentences import Splitter, ends_of_spans
from classifier.tagging import Tagging
from classifier.taxonomy import Taxonomy

if TYPE_CHECKING:
    import pyarrow as pa

Floats = NDArray[np.float64]


_STATE = ("model", "thresholds", "splitter", "lower", "prior")


@dataclass(frozen=True)
class Classifier:
    """Gives measures, probabilities and evidence for texts; safe to share between threads.

    Make one with ``Classifier.load()``. ``labels`` names the columns of ``predict_proba``.
    """

    model: Model
    thresholds: Mapping[str, float]
    splitter: Splitter | None = None
    lower: Mapping[str, float] | None = None
    prior: Mapping[str, float] | None = None
    _lexicons: list[Lexicon] = field(default_factory=list, repr=False, compare=False)

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

    def __getstate__(self) -> dict[str, object]:
        """What another process needs: the model, not this process's memory of chunks."""
        return {name: value for name, value in self.__dict__.items() if name in _STATE}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state, _lexicons=[])

    def with_thresholds(self, changes: float | Mapping[str, float] | None) -> Classifier:
        """The same model with other thresholds: one for all labels, or some by label id."""
        return replace(self, thresholds=override(self.thresholds, changes))

    def with_precision(self, wanted: float) -> Classifier:
        """The same model with thresholds above which ``wanted`` of the held-out texts carry the label."""
        return self._thresholds_by(threshold_for_precision, wanted)

    def with_recall(self, wanted: float) -> Classifier:
        """The same model with thresholds that ``wanted`` of the held-out texts with the label reach."""
        return self._thresholds_by(threshold_for_recall, wanted)

    def with_uncertain(self, risk: float) -> Classifier:
        """The same model with ``Tagging.uncertain`` as a third answer.

        Of texts that carry a label at most ``risk`` are expected to be denied it, and of those that do not at
        most ``risk`` to be given it, as long as they are like the corpora (``confidence.bounds``).
        """
        both = self._by_held_out(bounds, risk)
        lower = {label: low for label, (low, _) in both.items()}
        return replace(self, lower=lower, thresholds={label: high for label, (_, high) in both.items()})

    def with_prior(self, prior: Mapping[str, float]) -> Classifier:
        """The same model for a stream in which measures occur as often as ``prior`` says, 0 to 1.

        Measures that are not named keep their share in the corpora. Raises UsageError for an unknown measure.
        """
        for label, share in prior.items():
            if label not in self.taxonomy.measures:
                names = ", ".join(self.taxonomy.measures)
                raise UsageError(f"unknown measure {label!r} in the prior", remedy=f"measures are: {names}")
            _share(share)
        return replace(self, prior=dict(prior))

    def estimate_prior(self, texts: Sequence[str]) -> dict[str, float]:
        """How often each measure occurs in ``texts``, by their scores: see ``confidence.estimate_prior``."""
        return self.prior_of_values(self._values(texts))

    def prior_of_values(self, values: Floats) -> dict[str, float]:
        """As ``estimate_prior``, from decision values (n_texts, n_labels)."""
        top = self._parents < 0
        p = self.model.calibration.probabilities(values)[:, top]
        found = estimate_prior(p, self._held_out.prior[top])
        return dict(zip(self.taxonomy.measures, found.tolist(), strict=True))

    @property
    def _held_out(self) -> HeldOut:
        if self.model.held_out is None:
            raise UsageError("the model was made without held-out scores", remedy="train it anew")
        return self.model.held_out

    def _by_held_out(
        self, choose: Callable[[Floats, NDArray[np.bool_], Floats, float], Any], wanted: float
    ) -> dict[str, Any]:
        held, wanted = self._held_out, _share(wanted)
        out = {}
        for i, label in enumerate(self.labels):
            scores, truth, weights = held.of(i)
            out[label] = choose(scores.astype(np.float64), truth, weights, wanted)
        return out

    def _thresholds_by(
        self, choose: Callable[[Floats, NDArray[np.bool_], Floats, float], float], wanted: float
    ) -> Classifier:
        return replace(self, thresholds=self._by_held_out(choose, wanted), lower=None)

    def with_sentences(self, splitter: Splitter) -> Classifier:
        """The same model with another way to find sentences (see ``classifier.sentences.split``)."""
        return replace(self, splitter=splitter)

    def classify(self, text: str, *, evidence: int = 1, explain: int = 0, every: bool = False) -> Tagging:
        """Tag one text.

        ``evidence`` sentences and ``explain`` terms are given for each label given or uncertain, or
        with ``every`` for all labels. A text without words gets no label and a warning. Raises TypeError
        when ``text`` is not a string.
        """
        return taggings(self, [text], evidence, explain, every)[0]

    def classify_batch(
        self,
        texts: Iterable[str],
        *,
        batch_size: int = 256,
        evidence: int = 1,
        explain: int = 0,
        every: bool = False,
        workers: int = 1,
    ) -> Iterator[Tagging]:
        """Tag a stream of texts, in order, holding at most ``batch_size`` of them a worker in memory.

        ``workers`` are threads; the answers are the same for any number of them and any batch size.
        """
        if batch_size < 1:
            raise ValueError("batch_size must be at least 1")
        batches = batched(texts, batch_size)
        for answers in mapped(lambda one: taggings(self, one, evidence, explain, every), batches, workers):
            yield from answers

    def classify_arrow(
        self, batch: pa.RecordBatch, column: str = "text", *, evidence: int = 1
    ) -> pa.RecordBatch:
        """Tag a record batch: one row a text, with columns labels, scores, evidence and so on.

        See ``classifier.columns`` for their types. A null text has nulls. Raises KeyError when there is no
        such column and TypeError when it holds no strings.
        """
        from classifier.columns import tag

        return tag(self, batch, column, evidence)

    def decision_values(self, texts: Sequence[str]) -> Floats:
        """Values before calibration, shape (n_texts, n_labels); a sub-measure's is conditional."""
        with self.scored(*encode(texts)) as scored:
            return scored.values

    def predict_proba(self, texts: Sequence[str], *, batch_size: int = 256, workers: int = 1) -> Floats:
        """Probabilities, shape (n_texts, n_labels), columns as in ``labels``."""
        return self.probabilities(self._values(texts, batch_size, workers))

    def probabilities(self, values: Floats) -> Floats:
        """Probabilities of decision values, both (n_texts, n_labels), under the prior where one is set."""
        calibration = self.model.calibration
        if self.prior is None:
            return calibration.probabilities(values)
        old = self._held_out.prior
        new = np.array([self.prior.get(label, share) for label, share in zip(self.labels, old, strict=True)])
        new = np.clip(new, 1e-6, 1 - 1e-6)
        return shift_prior(calibration.conditional(values), self._parents, old, new)

    def _values(self, texts: Sequence[str], batch_size: int = 256, workers: int = 1) -> Floats:
        values = list(mapped(self.decision_values, batched(texts, batch_size), workers))
        return np.concatenate(values) if values else np.zeros((0, len(self.labels)))

    @contextmanager
    def scored(self, data: bytes | memoryview, offsets: NDArray[np.int64]) -> Iterator[Scored]:
        """Score texts that lie in ``data`` as UTF-8 between ``offsets`` (n_texts + 1,).

        The lexicon is this caller's alone until the context ends.
        """
        try:
            lexicon = self._lexicons.pop()  # threads take turns: a list's pop and append are atomic
        except IndexError:
            lexicon = Lexicon(self.model.features, self.model.heads)
        chunks = lexicon.read(data, offsets)
        splitter = self.splitter

        @cache
        def find_ends() -> NDArray[np.bool_]:
            if splitter is None:
                return lexicon.sentence_ends(chunks)
            return ends_of_spans(chunks, lexicon.n_bytes, data, offsets, splitter)

        yield score(chunks, lexicon, find_ends)
        if lexicon.size <= MOST:
            self._lexicons.append(lexicon)

    def decided(self, probabilities: Floats, scored: Scored) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Labels given, and those neither given nor denied, both (n_texts, n_labels).

        A text without words has none.
        """
        words = (np.diff(scored.chunks.bounds) > 0)[:, None]
        given = decide(probabilities, self._limits, self._parents) & words
        if self.lower is None:
            return given, np.zeros_like(given)
        lower = np.array([self.lower[label] for label in self.labels])
        return given, unsure(probabilities, lower, self._limits, self._parents) & words


def _share(value: float) -> float:
    if not 0.0 <= value <= 1.0:
        raise UsageError(f"{value} is not between 0 and 1")
    return value

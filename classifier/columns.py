"""Arrow in, Arrow out: the record-batch form of tagging, for whatever moves columns.

Columns of the answer, one row a text: ``labels`` and ``uncertain`` list<string>; ``scores`` struct with
a double a label; ``evidence`` list<struct<label, text, start, end, contribution>>; ``languages`` and
``warnings`` list<string>.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from classifier.checks import text_warnings
from classifier.engine.chunks import Ints
from classifier.evidence import Batch, best_sentences
from classifier.languages import find_languages

if TYPE_CHECKING:
    from classifier.api import Classifier

EVIDENCE = pa.struct(
    [
        ("label", pa.string()),
        ("text", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("contribution", pa.float64()),
    ]
)


def schema(labels: tuple[str, ...]) -> pa.Schema:
    """The schema of an answer of a model with ``labels``."""
    return pa.schema(
        [
            ("labels", pa.list_(pa.string())),
            ("uncertain", pa.list_(pa.string())),
            ("scores", pa.struct([(label, pa.float64()) for label in labels])),
            ("evidence", pa.list_(EVIDENCE)),
            ("languages", pa.list_(pa.string())),
            ("warnings", pa.list_(pa.string())),
        ]
    )


def utf8(column: pa.Array) -> tuple[memoryview, Ints]:
    """The bytes of a string column and its offsets (n + 1,), without a copy; a null is an empty text.

    Raises TypeError when it holds no strings.
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_null(column.type) or pa.types.is_string_view(column.type):
        column = column.cast(pa.string())
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        raise TypeError(f"the text column holds {column.type}, not strings")
    width = np.int64 if pa.types.is_large_string(column.type) else np.int32
    _, offsets, data = column.buffers()
    if offsets is None or not len(column):
        return memoryview(b""), np.zeros(len(column) + 1, np.int64)
    ends = np.frombuffer(offsets, width)[column.offset : column.offset + len(column) + 1].astype(np.int64)
    return memoryview(b"" if data is None else data), ends


def tag(
    classifier: Classifier, batch: pa.RecordBatch, column: str = "text", evidence: int = 1
) -> pa.RecordBatch:
    """Tag the texts in ``column`` of ``batch``.

    ``evidence`` sentences are given for each label given. A null text has nulls in every column. Raises
    KeyError when there is no such column and TypeError when it holds no strings.
    """
    texts = batch.column(column)
    data, offsets = utf8(texts)
    with classifier.scored(data, offsets) as scored:
        return _answer(classifier, Batch(scored, data, offsets), texts.is_null(), evidence)


def _answer(classifier: Classifier, whole: Batch, missing: pa.Array, evidence: int) -> pa.RecordBatch:
    scored = whole.scored
    probabilities = classifier.probabilities(scored.values)
    given, open_ = classifier.decided(probabilities, scored)
    names = pa.array(classifier.labels, pa.string())
    row, column_of = np.nonzero(given | open_)
    scores = pa.StructArray.from_arrays(
        [pa.array(probabilities[:, i]) for i in range(len(classifier.labels))],
        list(classifier.labels),
        mask=missing,
    )
    languages, trained = find_languages(scored), classifier.model.languages
    warnings = [
        text_warnings(one, languages[i], strange, trained)
        for i, (one, strange) in enumerate(zip(scored.counts, languages.strange.tolist(), strict=True))
    ]
    spoken = pa.array(languages.names, pa.list_(pa.string())).take(pa.array(languages.codes))
    answer = {
        "labels": _lists(given, names, missing),
        "uncertain": _lists(open_, names, missing),
        "scores": scores,
        "evidence": _evidence(classifier, whole, row, column_of, evidence, missing),
        "languages": _masked(spoken, missing),
        "warnings": _masked(pa.array(warnings, pa.list_(pa.string())), missing),
    }
    return pa.RecordBatch.from_pydict(answer, schema=schema(classifier.labels))


def _lists(chosen: NDArray[np.bool_], names: pa.Array, missing: pa.Array) -> pa.ListArray:
    ends = np.append(0, np.cumsum(chosen.sum(axis=1))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), names.take(pa.array(np.nonzero(chosen)[1])), mask=missing)


def _evidence(
    classifier: Classifier, whole: Batch, row: Ints, label: Ints, count: int, missing: pa.Array
) -> pa.ListArray:
    if not count:
        return _masked(pa.array([[]] * (len(whole.offsets) - 1), pa.list_(EVIDENCE)), missing)
    found = [
        (i, k, one)
        for i, k in zip(row.tolist(), label.tolist(), strict=True)
        for one in best_sentences(whole, i, k, count)
    ]
    values = pa.StructArray.from_arrays(
        [
            pa.array([classifier.labels[k] for _, k, _ in found], pa.string()),
            pa.array([one.text for _, _, one in found], pa.string()),
            pa.array([one.start for _, _, one in found], pa.int64()),
            pa.array([one.end for _, _, one in found], pa.int64()),
            pa.array([one.contribution for _, _, one in found], pa.float64()),
        ],
        fields=list(EVIDENCE),
    )
    per_text = np.bincount(np.array([i for i, _, _ in found], np.int64), minlength=len(whole.offsets) - 1)
    bounds = np.append(0, np.cumsum(per_text)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(bounds), values, mask=missing)


def _masked(array: pa.Array, missing: pa.Array) -> pa.Array:
    return pc.if_else(missing, pa.scalar(None, array.type), array)

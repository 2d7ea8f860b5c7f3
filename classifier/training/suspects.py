"""Labels that out-of-fold predictions contradict, ranked by cleanlab (confident learning)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from classifier.corpus.check import Finding, place
from classifier.corpus.rows import Row
from classifier.decision import indicator_matrix, seen_matrix
from classifier.errors import MissingExtraError
from classifier.taxonomy import Taxonomy
from classifier.training.fit import fit_model

MOST = 50


def suspect_labels(rows: Sequence[Row], taxonomy: Taxonomy, most: int = MOST) -> Iterable[Finding]:
    """The ``most`` rows whose measures look wrongest, as warnings; needs the ``audit`` extra."""
    try:
        from cleanlab.multilabel_classification.filter import find_label_issues
    except ImportError:
        raise MissingExtraError.of("cleanlab", "audit", "finding suspect labels") from None
    rows = [row for row in rows if not row.disputed]
    fitted = fit_model(
        [row.text for row in rows],
        indicator_matrix([row.labels for row in rows], taxonomy),
        taxonomy,
        sources=[row.writer for row in rows],
        seen=seen_matrix([row.unknown for row in rows], taxonomy),
    )
    columns = [taxonomy.ids.index(measure) for measure in taxonomy.measures]
    scores = fitted.held_out[:, columns]
    given = [[k for k, c in enumerate(columns) if fitted.indicator[i, c]] for i in range(len(rows))]
    ranked = find_label_issues(given, scores, return_indices_ranked_by="self_confidence", n_jobs=1)
    for i in list(ranked)[:most]:
        said = ", ".join(taxonomy.measures[k] for k in given[i]) or "none"
        seen = ", ".join(f"{m} {p:.2f}" for m, p in zip(taxonomy.measures, scores[i], strict=True))
        yield Finding("suspect label", f"{place(rows[i])}: labelled {said}; predicted {seen}", error=False)

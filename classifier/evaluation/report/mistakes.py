"""The decisions that went most wrong, with the words behind them."""

from __future__ import annotations

from typing import Any

import numpy as np

from classifier.api import Classifier
from classifier.evaluation.outcomes import Outcomes
from classifier.tagging import Explanation

WORST = 20
_WORDS = 6
_EXPLAINED = 200  # terms looked through for those that push the wrong way
_START = 240  # characters


def worst_mistakes(classifier: Classifier, found: Outcomes) -> list[dict[str, Any]]:
    """Wrong decisions about measures by falling distance of score and truth, 20 at most.

    ``words`` are those that caused the mistake: they speak for a measure that was wrongly given, or
    against one that was missed, strongest first.
    """
    truth, given = found.truth[:, found.measures], found.given[:, found.measures]
    distance = np.abs(found.scores[:, found.measures] - truth)
    wrong = (truth != given) & found.seen[:, found.measures]
    where = np.argwhere(wrong)
    worst = where[np.argsort(-distance[wrong], kind="stable")][:WORST].tolist()
    texts = [found.rows[i].text for i, _ in worst]
    taggings = list(classifier.classify_batch(texts, evidence=0, explain=_EXPLAINED, every=True))
    out = []
    for (i, k), tagging in zip(worst, taggings, strict=True):
        row, measure = found.rows[i], found.taxonomy.measures[k]
        start = " ".join(row.text[: 2 * _START].split())
        out.append(
            {
                "id": row.id,
                "place": f"{row.origin}:{row.line}",
                "lang": row.lang,
                "measure": measure,
                "score": round(float(found.scores[i, found.measures[k]]), 4),
                "threshold": round(float(classifier.thresholds[measure]), 4),
                "truth": bool(truth[i, k]),
                "given": bool(given[i, k]),
                "text": start[:_START] + ("…" if len(start) > _START else ""),
                "words": _causes(tagging.explanations[measure], for_it=bool(given[i, k])),
            }
        )
    return out


def _causes(explanation: Explanation, for_it: bool) -> list[dict[str, Any]]:
    pushing = [term for term in explanation.terms if (term.contribution > 0) == for_it]
    return [{"term": t.term, "contribution": round(t.contribution, 4)} for t in pushing[:_WORDS]]

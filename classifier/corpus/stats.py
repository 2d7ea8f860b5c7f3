"""What a corpus holds: counts, lengths, label co-occurrence, agreement, the grid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from classifier.corpus.agreement import Agreement, agreement, degree_agreement
from classifier.corpus.grid import Cell, check_targets
from classifier.corpus.rows import Row
from classifier.taxonomy import Taxonomy

PERCENTILES = (0, 5, 25, 50, 75, 95, 100)


@dataclass(frozen=True)
class Stats:
    """All figures of a corpus; ``words`` are lengths a passage, ``pairs`` label co-occurrences."""

    rows: int
    disputed: int
    words: list[int]
    genres: dict[str, int]
    writers: dict[str, int]
    labels: dict[str, int]
    degrees: dict[str, dict[str, int]]
    named: dict[str, int]
    pairs: dict[str, dict[str, int]]
    combinations: dict[int, int]
    cells: dict[str, dict[str, int]]
    agreement: dict[str, Agreement]
    same_degree: tuple[int, int]
    targets: list[Cell]

    def percentiles(self) -> dict[str, float]:
        """Lengths in words at some percentiles; zeros when there are no rows."""
        points = np.percentile(self.words, PERCENTILES) if self.words else [0] * len(PERCENTILES)
        return {str(p): float(v) for p, v in zip(PERCENTILES, points, strict=True)}

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; the lengths as percentiles."""
        out = asdict(self)
        out["words"] = {"total": sum(self.words), "percentiles": self.percentiles()}
        return out


def corpus_stats(rows: Sequence[Row], taxonomy: Taxonomy, targets: Sequence[dict[str, Any]] = ()) -> Stats:
    """Describe ``rows``; disputed ones are counted apart and left out of all label counts."""
    kept = [row for row in rows if not row.disputed]
    measures = taxonomy.measures
    pairs = {a: {b: sum(a in r.labels and b in r.labels for r in kept) for b in measures} for a in measures}
    per_row = [sum(m in row.labels for m in measures) for row in kept]
    cells: dict[str, Counter[str]] = {}
    for row in kept:
        cells.setdefault(str(row.design.get("kind", "")), Counter())[row.genre] += 1
    return Stats(
        rows=len(rows),
        disputed=len(rows) - len(kept),
        words=[len(row.text.split()) for row in rows],
        genres=dict(Counter(row.genre for row in kept).most_common()),
        writers=dict(sorted(Counter(row.writer for row in kept).items())),
        labels={label: sum(label in row.labels for row in kept) for label in taxonomy.ids},
        degrees={m: dict(Counter(r.degrees[m] for r in kept if m in r.degrees)) for m in measures},
        named={m: sum(m in row.named for row in kept) for m in measures},
        pairs=pairs,
        combinations=dict(sorted(Counter(per_row).items())),
        cells={kind: dict(counts) for kind, counts in sorted(cells.items())},
        agreement=agreement(rows, taxonomy),
        same_degree=degree_agreement(rows),
        targets=check_targets(kept, targets),
    )

"""How much of a project's aim a measure is: main, part, or named only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from classifier.projects.result import Degree
from classifier.taxonomy import Taxonomy

MARGIN = 0.3  # decision values; a measure this close to the highest is a main aim as well


def degrees(
    taxonomy: Taxonomy, values: Mapping[str, float], given: Sequence[str], text: str
) -> dict[str, Degree]:
    """The degree of each measure that is given or named.

    A measure given is ``main`` where no other measure's decision value (``values``, by measure) is higher by
    more than ``MARGIN``, else ``part``. One that is not given is ``named`` where ``text`` has words by which
    the policy names it (the taxonomy's ``slogans``). `python -m benchmarks.degree` prints how often that is
    right.
    """
    highest = max(values.values(), default=0.0)
    out: dict[str, Degree] = {}
    for measure in taxonomy.measures:
        if measure in given:
            out[measure] = "main" if values[measure] >= highest - MARGIN else "part"
        elif (pattern := _slogans(taxonomy[measure].slogans)) and pattern.search(text):
            out[measure] = "named"
    return out


@cache
def _slogans(stems: tuple[str, ...]) -> re.Pattern[str] | None:
    """Any of ``stems``, at the beginning of a word where it is Latin; None for none."""
    parts = [(r"\b" if stem.isascii() else "") + re.escape(stem) for stem in stems]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None

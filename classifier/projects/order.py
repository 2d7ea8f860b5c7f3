"""Which projects come first: by a measure, the strongest of a batch, and a project's profile as text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from classifier.errors import UsageError
from classifier.projects.result import LabelResult, ProjectResult, Quote
from classifier.projects.wording import words_of
from classifier.taxonomy import Taxonomy

_DEGREES = {"main": 0, "part": 1, "named": 2, None: 3}
_BAR = 20  # marks of a full bar


@dataclass(frozen=True)
class Strong:
    """A project and the measure that it stands for."""

    result: ProjectResult
    measure: str

    @property
    def found(self) -> LabelResult:
        """What the project shows for the measure."""
        return self.result.results[self.measure]

    @property
    def quote(self) -> Quote | None:
        """Its best sentence."""
        return best_quote(self.found)


def best_quote(found: LabelResult) -> Quote | None:
    """The sentence that says most for a label; None without one."""
    return max(found.quotes, key=lambda quote: quote.contribution, default=None)


def rank(results: Iterable[ProjectResult], measure: str) -> list[ProjectResult]:
    """Projects by degree of ``measure``, then by confidence, then by id.

    Raises UsageError when a project has no such label.
    """
    out = list(results)
    for result in out:
        if measure not in result.results:
            known = ", ".join(result.results)
            raise UsageError(f"unknown label {measure!r} to rank by", remedy=f"labels are: {known}")
    return sorted(out, key=lambda result: _strength(result, measure))


def top(results: Iterable[ProjectResult], measure: str, n: int) -> list[ProjectResult]:
    """The first ``n`` by ``rank`` that were given ``measure``; raises UsageError as it does, or for n < 1."""
    if n < 1:
        raise UsageError(f"{n} is no number of projects", remedy="give 1 or more")
    return [result for result in rank(results, measure) if measure in result.labels][:n]


def strongest(results: Iterable[ProjectResult], taxonomy: Taxonomy, n: int) -> list[Strong]:
    """The ``n`` strongest projects of a batch, each for its own strongest measure; copies are left out."""
    out = []
    for result in results:
        given = [measure for measure in taxonomy.measures if measure in result.labels]
        if given and result.group is None:
            out.append(Strong(result, min(given, key=lambda measure: _strength(result, measure))))
    return sorted(out, key=lambda one: _strength(one.result, one.measure))[:n]


def _strength(result: ProjectResult, label: str) -> tuple[int, float, str]:
    found = result.results[label]
    return _DEGREES[found.degree], -found.confidence, result.id


def profile(result: ProjectResult, taxonomy: Taxonomy, lang: str = "en") -> str:
    """Which chapters carry which measure, as lines of text: a bar of # marks and a confidence a chapter.

    Measures that were given or are named come in taxonomy order, their chapters in the order of the text.
    """
    words = words_of(lang)
    lines = [result.id]
    for measure in taxonomy.measures:
        found = result.results[measure]
        if measure not in result.labels and found.degree is None:
            continue
        degree = f", {words.degree(found.degree)}" if found.degree else ""
        lines.append(f"  {taxonomy[measure].title(lang)}: {found.confidence:.2f}{degree}")
        lines += [
            f"    {'#' * round(_BAR * share):<{_BAR}} {share:.2f}  {chapter}"
            for chapter, share in found.chapters.items()
        ]
    return "\n".join(lines if len(lines) > 1 else [*lines, f"  {words.none}"]) + "\n"

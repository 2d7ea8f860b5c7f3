"""Taggings as tables for people."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from classifier.cli.show import bar, console
from classifier.cli.wording import Wording
from classifier.cli.wrapping import Flowing
from classifier.documents import Document, Failure
from classifier.tagging import Tagging

if TYPE_CHECKING:
    from classifier.api import Classifier


class TableOutput:
    """A table a document: measure, confidence, sub-measures, evidence."""

    def __init__(self, file: TextIO, classifier: Classifier, every: bool, say: Wording) -> None:
        self.console = console() if file is sys.stdout else Console(file=file, width=120, highlight=False)
        self.taxonomy = classifier.taxonomy
        self.every = every
        self.say = say

    def tagging(self, document: Document, tagging: Tagging) -> None:
        """Print one tagged document."""
        self.console.print(Text(document.source.name, "bold"))
        known = {*tagging.labels, *tagging.uncertain}
        shown = [m for m in self.taxonomy.measures if self.every or m in known]
        if shown:
            self.console.print(self._table(tagging, shown))
        else:
            best = max(self.taxonomy.measures, key=lambda m: tagging.scores[m])
            score = f"{tagging.scores[best]:.2f}"
            none = self.say("none (highest: {name} {score})", name=self._title(best), score=score)
            self.console.print(Text(f"  {none}", "dim"))
        for warning in [*document.warnings, *tagging.warnings]:
            self.console.print(Flowing(f"  {self.say.warning(warning)}", "yellow"))
        self.console.print()

    def _table(self, tagging: Tagging, shown: list[str]) -> Table:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=self.console.is_terminal)
        table.add_column(self.say("measure"))
        table.add_column(self.say("confidence"), no_wrap=True)
        table.add_column(self.say("sub-measures"))
        table.add_column(self.say("evidence"), ratio=1)
        for measure in shown:
            score = tagging.scores[measure]
            name, style = self._title(measure), "bold"
            if measure not in tagging.labels:
                unsure = measure in tagging.uncertain
                name = self.say("{name} (uncertain)" if unsure else "{name} (not given)", name=name)
                style = "dim"
            table.add_row(
                Flowing(name, style),
                f"{bar(score)} {score:.2f}",
                Flowing("\n".join(self._submeasures(tagging, measure))),
                self._evidence(tagging, measure),
            )
        return table

    def _title(self, label: str) -> str:
        return self.taxonomy[label].title(self.say.lang)

    def _submeasures(self, tagging: Tagging, measure: str) -> list[str]:
        subs = self.taxonomy.submeasures(measure)
        chosen = [s for s in subs if self.every or s in tagging.labels]
        return [f"{self._title(s)} {tagging.scores[s]:.2f}" for s in chosen]

    def _evidence(self, tagging: Tagging, measure: str) -> Flowing:
        found = tagging.evidence.get(measure, ())
        many = len(found) > 1
        lines = [(f"{e.start}-{e.end}: " if many else "") + " ".join(e.text.split()) for e in found]
        out = Flowing("\n".join(lines))
        if measure in tagging.explanations:
            explanation = tagging.explanations[measure]
            terms = ", ".join(f"{t.term} {t.contribution:+.2f}" for t in explanation.terms)
            parts = {name: f"{getattr(explanation, name):+.2f}" for name in ("rest", "base", "value")}
            told = self.say("{terms}; rest {rest}, base {base} = {value}", terms=terms, **parts)
            out.append(f"\n{told}", "dim")
        return out

    def failure(self, failure: Failure) -> None:
        """Print one input that failed (its reason also stands on standard error)."""
        self.console.print(Text(failure.source.name, "bold"))
        error = failure.error
        frame = "failed: {message} ({remedy})" if error.remedy else "failed: {message}"
        told = self.say(frame, message=error.message, remedy=error.remedy)
        self.console.print(Flowing(f"  {told}", "red"))
        self.console.print()

    def close(self) -> None:
        """Nothing comes at the end."""

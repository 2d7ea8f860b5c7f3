"""Taggings as tables for people."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from classifier.cli.show import bar, console
from classifier.documents import Document, Failure
from classifier.tagging import Tagging

if TYPE_CHECKING:
    from classifier.api import Classifier


class TableOutput:
    """A table a document: measure, confidence, sub-measures, evidence."""

    def __init__(self, file: TextIO, classifier: Classifier, every: bool) -> None:
        self.console = console() if file is sys.stdout else Console(file=file, width=120, highlight=False)
        self.taxonomy = classifier.taxonomy
        self.every = every

    def tagging(self, document: Document, tagging: Tagging) -> None:
        """Print one tagged document."""
        self.console.print(Text(document.source.name, "bold"))
        known = {*tagging.labels, *tagging.uncertain}
        shown = [m for m in self.taxonomy.measures if self.every or m in known]
        if shown:
            self.console.print(self._table(tagging, shown))
        else:
            best = max(self.taxonomy.measures, key=lambda m: tagging.scores[m])
            name = self.taxonomy[best].title()
            self.console.print(Text(f"  none (highest: {name} {tagging.scores[best]:.2f})", "dim"))
        for warning in [*document.warnings, *tagging.warnings]:
            self.console.print(Text(f"  warning: {warning}", "yellow"))
        self.console.print()

    def _table(self, tagging: Tagging, shown: list[str]) -> Table:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=self.console.is_terminal)
        table.add_column("measure")
        table.add_column("confidence", no_wrap=True)
        table.add_column("sub-measures")
        table.add_column("evidence", ratio=1)
        for measure in shown:
            score = tagging.scores[measure]
            unsure = "uncertain" if measure in tagging.uncertain else "not given"
            mark = "" if measure in tagging.labels else f" ({unsure})"
            style = "bold" if measure in tagging.labels else "dim"
            table.add_row(
                Text(self.taxonomy[measure].title() + mark, style),
                f"{bar(score)} {score:.2f}",
                "\n".join(self._submeasures(tagging, measure)),
                self._evidence(tagging, measure),
            )
        return table

    def _submeasures(self, tagging: Tagging, measure: str) -> list[str]:
        subs = self.taxonomy.submeasures(measure)
        chosen = [s for s in subs if self.every or s in tagging.labels]
        return [f"{self.taxonomy[s].title()} {tagging.scores[s]:.2f}" for s in chosen]

    def _evidence(self, tagging: Tagging, measure: str) -> Text:
        found = tagging.evidence.get(measure, ())
        many = len(found) > 1
        lines = [(f"{e.start}-{e.end}: " if many else "") + " ".join(e.text.split()) for e in found]
        out = Text("\n".join(lines))
        if measure in tagging.explanations:
            explanation = tagging.explanations[measure]
            terms = ", ".join(f"{t.term} {t.contribution:+.2f}" for t in explanation.terms)
            rest = f"rest {explanation.rest:+.2f}, base {explanation.base:+.2f} = {explanation.value:+.2f}"
            out.append(f"\n{terms}; {rest}", "dim")
        return out

    def failure(self, failure: Failure) -> None:
        """Print one input that failed (its reason also stands on standard error)."""
        self.console.print(Text(failure.source.name, "bold"))
        self.console.print(
            Text(
                f"  failed: {failure.error.message}"
                + (f" ({failure.error.remedy})" if failure.error.remedy else ""),
                "red",
            )
        )
        self.console.print()

    def close(self) -> None:
        """Nothing comes at the end."""

"""How much the form moves the scores of whole documents, and what OCR does to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.whole_data import Whole
from benchmarks.whole_files import render, to_pdf
from benchmarks.whole_measure import Outcome, classify, outcome_of, read
from classifier import Classifier
from classifier.documents import Document, read_bytes
from classifier.documents.sections_file import ChapterRule, SectionRules

ALLOWED = 0.05  # change of a score that a form may make


@dataclass(frozen=True)
class Change:
    """One score that moves: of a document, for a label, from one version to another."""

    id: str
    label: str
    before: float
    after: float


def versions(
    classifier: Classifier, documents: Sequence[Whole], files: Sequence[Document], format: str
) -> dict[str, Outcome]:
    """Outcomes of our roll-up by what is done with the form.

    ``skipped``: by the readers' rules. ``taken out``: of the source by ``form_lines``, and no rule used. ``taken out and
    skipped``: both, which differs from the first where a form is missed only. ``left in``: no rule used.
    ``without the compulsory chapter``: as skipped, and that chapter excluded by a section rule.
    """
    bare = [read(one, one.without_form, format) for one in documents]
    rules = [SectionRules((ChapterRule((one.compulsory,), exclude=True),)) for one in documents]
    variants = {
        "skipped": files,
        "taken out": [replace(file, skips=()) for file in bare],
        "taken out and skipped": bare,
        "left in": [replace(file, skips=()) for file in files],
        "without the compulsory chapter": [r.exclude(f) for r, f in zip(rules, files, strict=True)],
    }
    return {
        name: outcome_of(classifier, [classify(classifier, one) for one in version])
        for name, version in variants.items()
    }


def changes(
    labels: Sequence[str], documents: Sequence[Whole], before: Outcome, after: Outcome, above: float = ALLOWED
) -> list[Change]:
    """Scores of any label that move by more than ``above``, the largest first."""
    moved = np.abs(after.every - before.every)
    found = sorted(zip(*np.nonzero(moved > above), strict=True), key=lambda at: -moved[at])
    return [
        Change(documents[i].id, labels[k], float(before.every[i, k]), float(after.every[i, k]))
        for i, k in found
    ]


def scan_pairs(documents: Sequence[Whole], n_pages: int) -> Iterator[tuple[Whole, Document, Document]]:
    """The first pages of documents from the text layer of a PDF, and by OCR; Chinese ones where a font is there."""
    import pypdfium2 as pdfium

    for one in documents:
        scan = render(one.markdown, "scan", scan_pages=n_pages)
        if scan is None:
            continue
        whole = pdfium.PdfDocument(to_pdf(one.markdown, embedded=True))
        few = pdfium.PdfDocument.new()
        few.import_pages(whole, list(range(min(n_pages, len(whole)))))
        yield one, read_bytes(_saved(few), f"{one.id}.pdf"), read_bytes(scan, f"{one.id}.pdf")
        few.close()
        whole.close()


def _saved(pdf: object) -> bytes:
    import io

    out = io.BytesIO()
    pdf.save(out)  # type: ignore[attr-defined]
    return out.getvalue()

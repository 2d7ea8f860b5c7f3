"""One project's documents through the classifier: labels, degrees, quotes and a profile of its chapters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.api import Classifier
from classifier.decision import decide, parent_columns, unsure
from classifier.documents.sections_file import SectionRules
from classifier.projects.degree import degrees
from classifier.projects.group import Project
from classifier.projects.indicators import indicators
from classifier.projects.pieces import Piece, chapters, pieces_of
from classifier.projects.result import LabelResult, ProjectResult, Quote
from classifier.projects.rollup import weighted_roll_up
from classifier.tagging import Tagging

Floats = NDArray[np.float64]


def classify_project(
    classifier: Classifier,
    project: Project,
    rules: SectionRules | None = None,
    *,
    quotes: int = 3,
    group: str | None = None,
) -> ProjectResult:
    """Tag one project.

    Pieces of about a passage are scored, rolled up by ``rollup.weighted_roll_up`` with the weights of their
    chapters (``pieces.WEIGHTS`` or ``rules``), calibrated and decided as a single text is. A project without
    words gets no label and a warning.
    """
    pieces = pieces_of(project.documents, rules)
    texts = [piece.text for piece in pieces]
    values = classifier.decision_values(texts)
    rolled = _rolled(classifier, values, pieces, [i for i, piece in enumerate(pieces) if not piece.apart])
    p = classifier.probabilities(rolled[None])
    given, open_ = _decided(classifier, p, bool(pieces))
    labels = _ids(classifier, given)
    uncertain = _ids(classifier, open_)
    taggings = list(classifier.classify_batch(texts, evidence=1, every=True))
    profile = _profile(classifier, values, pieces)
    measures = classifier.taxonomy.measures
    degree = degrees(
        classifier.taxonomy,
        {m: float(rolled[classifier.labels.index(m)]) for m in measures},
        labels,
        "\n".join(texts),
    )
    results = {}
    for k, label in enumerate(classifier.labels):
        shown = label in labels or label in uncertain
        results[label] = LabelResult(
            float(p[0, k]),
            degree.get(label),
            _quotes(project, pieces, taggings, label, quotes) if shown else (),
            {chapter: float(one[k]) for chapter, one in profile.items()} if label in measures else {},
        )
    return ProjectResult(
        id=project.id,
        files=project.files,
        labels=labels,
        results=results,
        model_id=classifier.model_id,
        text_digest=project.text_digest,
        uncertain=uncertain,
        warnings=_warnings(project, taggings),
        share_read=project.share_read,
        group=group,
    )


def _rolled(classifier: Classifier, values: Floats, pieces: Sequence[Piece], chosen: list[int]) -> Floats:
    """Decision values (n_labels,) of the ``chosen`` pieces; the intercepts where there are none."""
    weights = np.array([pieces[i].weight * pieces[i].units for i in chosen])
    if not weights.sum():
        none: Floats = classifier.decision_values([""])[0]
        return none
    return weighted_roll_up(values[chosen], weights)


def _decided(
    classifier: Classifier, p: Floats, has_words: bool
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    parents = parent_columns(classifier.taxonomy)
    limits = np.array([classifier.thresholds[label] for label in classifier.labels])
    given = decide(p, limits, parents)[0] & has_words
    if classifier.lower is None:
        return given, np.zeros_like(given)
    lower = np.array([classifier.lower[label] for label in classifier.labels])
    return given, unsure(p, lower, limits, parents)[0] & has_words


def _ids(classifier: Classifier, chosen: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(classifier.labels[k] for k in np.flatnonzero(chosen).tolist())


def _profile(classifier: Classifier, values: Floats, pieces: Sequence[Piece]) -> dict[str, Floats]:
    """Probabilities (n_labels,) of each chapter by its title."""
    found = chapters(pieces)
    if not found:
        return {}
    rolled = np.array([_rolled(classifier, values, pieces, own) for own in found.values()])
    probabilities: Floats = classifier.probabilities(rolled)
    return dict(zip(found, probabilities, strict=True))


def _quotes(
    project: Project, pieces: Sequence[Piece], taggings: Sequence[Tagging], label: str, count: int
) -> tuple[Quote, ...]:
    """The sentences that add most to a label, each piece's best, weighed by chapter."""
    found = [
        (evidence.contribution * piece.weight, piece, evidence)
        for piece, tagging in zip(pieces, taggings, strict=True)
        for evidence in tagging.evidence.get(label, ())
        if evidence.contribution > 0
    ]
    found.sort(key=lambda one: -one[0])
    out: dict[str, Quote] = {}
    for weighed, piece, evidence in found:
        document = project.documents[piece.document]
        text = " ".join(evidence.text.split())
        if text in out:
            continue
        page = document.page_at(piece.start + evidence.start)
        out[text] = Quote(text, document.source.path, page, piece.heading or None, weighed, indicators(text))
        if len(out) == count:
            break
    return tuple(out.values())


def _warnings(project: Project, taggings: Sequence[Tagging]) -> tuple[str, ...]:
    own = [warning for document in project.documents for warning in document.warnings]
    said = [warning for tagging in taggings for warning in tagging.warnings]
    common = [w for w in dict.fromkeys(said) if said.count(w) * 2 > len(taggings)]
    return tuple(dict.fromkeys([*own, *(common if taggings else ["no words"])]))

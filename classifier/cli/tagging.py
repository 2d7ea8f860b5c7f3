"""Documents of a stream through the classifier, batch by batch, failures in their places."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import replace

from classifier.answers import digest_of
from classifier.api import Classifier
from classifier.documents import Document, Failure
from classifier.engine.workers import batched, mapped
from classifier.errors import DocumentError
from classifier.projects.pieces import blanked
from classifier.tagging import Tagging

Answer = tuple[Tagging, Document] | Failure
_TEXTS = 256


def tag_all(
    classifier: Classifier, items: Iterable[Document | Failure], arguments: argparse.Namespace
) -> Iterator[Answer]:
    """Tag ``items`` in order; one bad text becomes a Failure and ends no batch."""
    for answers in mapped(
        lambda batch: _tag(classifier, batch, arguments), batched(items, _TEXTS, _length), arguments.workers
    ):
        yield from answers


def _length(item: Document | Failure) -> int:
    return len(item.text) if isinstance(item, Document) else 0


def _tag(
    classifier: Classifier, batch: list[Document | Failure], arguments: argparse.Namespace
) -> list[Answer]:
    documents = [item for item in batch if isinstance(item, Document)]
    try:
        found = iter(list(_taggings(classifier, documents, arguments)))
    except Exception:  # find the text that it was
        return [item if isinstance(item, Failure) else _one(classifier, item, arguments) for item in batch]
    return [item if isinstance(item, Failure) else (next(found), item) for item in batch]


def _one(classifier: Classifier, document: Document, arguments: argparse.Namespace) -> Answer:
    try:
        return next(_taggings(classifier, [document], arguments)), document
    except Exception as error:  # a fault of ours, named for what it is
        what = f"could not be classified ({type(error).__name__}: {error})"
        source = document.source
        return Failure(
            source, DocumentError(what, path=source.path, line=source.row, remedy="please report it")
        )


def _taggings(
    classifier: Classifier, documents: list[Document], arguments: argparse.Namespace
) -> Iterator[Tagging]:
    """Taggings of what counts of each document, with offsets, sentences and digests of its whole text."""
    found = classifier.classify_batch(
        map(counted, documents), evidence=arguments.evidence, explain=arguments.explain, every=arguments.all
    )
    for document, tagging in zip(documents, found, strict=True):
        yield _in_whole(tagging, document.text) if document.skips else tagging


def counted(document: Document) -> str:
    """Text of a document with blanks for what says nothing, such as options that are not ticked."""
    return blanked(document.text, document.skips) if document.skips else document.text


def _in_whole(tagging: Tagging, text: str) -> Tagging:
    evidence = {
        label: tuple(replace(one, text=text[one.start : one.end]) for one in found)
        for label, found in tagging.evidence.items()
    }
    return replace(tagging, evidence=evidence, text_digest=digest_of(text))

"""Writing the brief, by the file's name as HTML or as a Word document."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from classifier.brief.facts import gather
from classifier.errors import UsageError
from classifier.files import replace_file
from classifier.projects.meaning import Meaning
from classifier.projects.result import FileRead, ProjectResult
from classifier.taxonomy import Taxonomy

SUFFIXES = (".html", ".htm", ".docx")


def write_brief(
    path: str | Path,
    results: Iterable[ProjectResult],
    taxonomy: Taxonomy,
    meaning: Meaning,
    *,
    lang: str = "en",
    unread: Iterable[FileRead] = (),
    title: str = "",
) -> None:
    """Write a brief on ``results`` to ``path``, whole or not at all.

    ``unread`` are files that belong to no project. Raises UsageError for another suffix than .html and .docx,
    an unknown language or a file that cannot be written, and MissingExtraError without python-docx.
    """
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError("is of no format for a brief", path=path, remedy=f"use {', '.join(SUFFIXES)}")
    facts = gather(results, taxonomy, meaning, lang, unread, title)
    if path.suffix.lower() == ".docx":
        from classifier.brief.word import brief_document

        data = brief_document(facts, lang)
    else:
        from classifier.brief.page import brief_page

        data = brief_page(facts, lang).encode("utf-8", "replace")
    try:
        replace_file(path, data)
    except OSError as error:
        remedy = "is it open in another program?" if isinstance(error, PermissionError) else ""
        raise UsageError(f"cannot be written ({error.strerror or error})", path=path, remedy=remedy) from None

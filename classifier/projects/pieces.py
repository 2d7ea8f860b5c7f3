"""A project's documents as pieces of about a passage each, with their chapters and weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from classifier.documents.document import Document, Section, Skip
from classifier.documents.sections_file import ChapterRule, SectionRules
from classifier.engine.tokens import HAN_CHARACTER

# What a word of each kind of chapter counts: aims before appendices and what every form has.
WEIGHTS = {"title": 2.0, "abstract": 2.0, "objectives": 2.0, "compulsory": 0.3, "annex": 0.3}
SIZE = 250.0  # word units of a piece; a passage of the corpora has about as many
_FEWEST = 4.0  # word units; less says nothing
_NO_SECTION = Section("", 1, 0, 0)


@dataclass(frozen=True)
class Piece:
    """``text`` stands at ``start`` of document number ``document``, what is skipped blank.

    ``units`` is its length in words, a Chinese character being half of one; ``chapter`` is the nearest
    outermost heading above, ``heading`` the nearest of any level; pieces ``apart`` are not rolled up.
    """

    document: int
    start: int
    text: str
    units: float
    weight: float
    chapter: str
    heading: str
    apart: bool = False


def blanked(text: str, skips: Sequence[Skip]) -> str:
    """``text`` with skipped stretches as spaces, line breaks kept: all offsets stay as they are."""
    parts, at = [], 0
    for skip in skips:
        parts.append(text[at : skip.start])
        gone = text[max(at, skip.start) : skip.end]
        parts.append("".join(ch if ch in "\r\n" else " " for ch in gone))
        at = max(at, skip.end)
    return "".join([*parts, text[at:]])


def pieces_of(documents: Sequence[Document], rules: SectionRules | None = None) -> list[Piece]:
    """Pieces of all documents in order; those of under a handful of words are left out."""
    rules = rules or SectionRules()
    found = (piece for i, one in enumerate(documents) for piece in _of_document(i, one, rules))
    return [piece for piece in found if piece.units >= _FEWEST]


def _of_document(number: int, document: Document, rules: SectionRules) -> Iterator[Piece]:
    text = blanked(document.text, document.skips)
    for chapter in _chapters(document, rules):
        start, units = chapter[0].start, 0.0
        heading = chapter[0].title
        for section in chapter:
            for a, b in _lines(text, section.start, section.end):
                own = _units(text[a:b])
                if units and units + own > SIZE:
                    yield _piece(number, text, start, a, units, chapter[0], heading, rules)
                    start, units = a, 0.0
                heading = heading if units else section.title
                units += own
        yield _piece(number, text, start, chapter[-1].end, units, chapter[0], heading, rules)


def _chapters(document: Document, rules: SectionRules) -> Iterator[list[Section]]:
    """Runs of sections that share an outermost heading, a kind and a rule."""
    sections = list(_whole(document))
    found: Sequence[ChapterRule | None] = rules.rules_of(sections)
    run: list[Section] = []
    last: tuple[str, ChapterRule | None] = ("", None)
    for section, rule in zip(sections, found, strict=True):
        if run and (section.level == 1 or (section.kind, rule) != last):
            yield run
            run = []
        run.append(section)
        last = section.kind, rule
    if run:
        yield run


def _whole(document: Document) -> Iterator[Section]:
    """Sections with what lies in none of them, such as the text between a title and the first heading."""
    at = 0
    for section in document.sections:
        if section.start > at:
            yield Section("", 1, at, section.start)
        yield section
        at = section.end
    if at < len(document.text):
        yield Section("", 1, at, len(document.text))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop + 1
        yield start, stop
        start = stop


def _units(text: str) -> float:
    han = len(HAN_CHARACTER.findall(text))
    return han / 2 + len(HAN_CHARACTER.sub(" ", text).split())


def _piece(
    number: int,
    text: str,
    start: int,
    end: int,
    units: float,
    chapter: Section,
    heading: str,
    rules: SectionRules,
) -> Piece:
    rule = next((one for one in rules.rules_of([chapter])), None)
    own = WEIGHTS.get(chapter.kind, 1.0)
    weight = own if rule is None or rule.weight is None else rule.weight
    apart = rule is not None and rule.apart
    return Piece(number, start, text[start:end], units, weight, chapter.title, heading, apart)


def chapters(pieces: Iterable[Piece]) -> dict[str, list[int]]:
    """Numbers of the pieces of each chapter, by its title, in the order of the text."""
    out: dict[str, list[int]] = {}
    for i, piece in enumerate(pieces):
        out.setdefault(piece.chapter, []).append(i)
    return out

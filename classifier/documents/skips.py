"""Stretches of a text that say nothing about the project, each with the reason.

Options not ticked, tables of contents, signature lines, a template's printed instructions, and the legal
sentences that every form has. Rules are by word and shape, English and Chinese; what a chapter says in
running text is left out only where it is a declaration or an instruction as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from classifier.documents.contents import TextLine, contents_pages, text_lines
from classifier.documents.document import Section, Skip
from classifier.documents.phrases import (
    ASKS,
    BOILERPLATE,
    BOILERPLATE_HEADING,
    IN_BRACKETS,
    INSTRUCTIONS_HEADING,
    NEAR_SIGNATURE,
    NOTE_IN_BRACKETS,
    ORDERS,
    PLACEHOLDER,
    SIGNATURE,
)
from classifier.documents.ticks import unticked

_LONGEST_LINE = 80  # characters of a signature line
_LONGEST_NOTES = 4000  # characters of instructions under one heading
_AROUND = 3  # lines beside a signature in which its name, title and date stand
_SENTENCE = re.compile(r"[^\n。！？!?.;；]*(?:[。！？!?;；]+|\.(?=\s|$)|[.](?!\s)|\n|$)")
_NUMBERED = re.compile(
    r"(?:\d{1,2}\s*[.、)）]|[（(]\d{1,2}[)）]|[（(]?[一二三四五六七八九十]{1,3}[)）、.]|[-•*·])\s*"
)


def find_skips(text: str, sections: Sequence[Section] = ()) -> tuple[Skip, ...]:
    """Stretches to leave out, in order, none touching another; ``sections`` of the same text, where known."""
    lines = list(text_lines(text))
    found = [Skip(start, end, "contents") for start, end in contents_pages(lines)]
    found += [Skip(start, end, "instructions") for start, end in _notes(lines)]
    found += [
        Skip(section.start, section.end, "boilerplate")
        for section in sections
        if BOILERPLATE_HEADING.fullmatch(section.title) and section.end - section.start <= _LONGEST_NOTES
    ]
    found += [Skip(start, end, "unticked") for start, end in unticked(text)]
    found += [Skip(start, end, "signature") for start, end in _signatures(lines)]
    found += _by_phrase(text)
    return _apart(found, text)


def _apart(found: list[Skip], text: str) -> tuple[Skip, ...]:
    """``found`` without overlaps: where two meet, what begins earlier keeps what it has."""
    out: list[Skip] = []
    for skip in sorted(found, key=lambda s: (s.start, -s.end)):
        start = max(skip.start, out[-1].end) if out else skip.start
        if text[start : skip.end].strip():
            out.append(Skip(start, skip.end, skip.reason))
    return tuple(out)


def _notes(lines: list[TextLine]) -> Iterator[tuple[int, int]]:
    """Headings such as 填写说明 or Instructions for applicants, with the notes below each.

    Notes are items and sentences that order something; the first short line that orders nothing, most often
    the first heading of the form itself, ends them.
    """
    at = 0
    while at < len(lines):
        first = lines[at]
        at += 1
        if not INSTRUCTIONS_HEADING.fullmatch(re.sub(r"^#+\s*|^\*+|\*+$", "", first.text)):
            continue
        end = first.end
        while at < len(lines) and lines[at].end - first.start <= _LONGEST_NOTES and _is_note(lines[at].text):
            end = lines[at].end
            at += 1
        yield first.start, end


def _is_note(line: str) -> bool:
    if line.startswith("#"):
        return False
    line = IN_BRACKETS.sub("", line)
    numbered = _NUMBERED.match(line)
    said = line[numbered.end() :] if numbered else line
    return ORDERS.search(said) is not None


def _signatures(lines: list[TextLine]) -> Iterator[tuple[int, int]]:
    signed = [
        at
        for at, line in enumerate(lines)
        if len(line.text) <= _LONGEST_LINE and SIGNATURE.search(line.text) is not None
    ]
    near = {other for at in signed for other in range(at - _AROUND, at + _AROUND + 1)}
    for at in sorted(near | set(signed)):
        if 0 <= at < len(lines):
            line = lines[at]
            if at in signed or (len(line.text) <= _LONGEST_LINE and NEAR_SIGNATURE.fullmatch(line.text)):
                yield line.start, line.end


def _by_phrase(text: str) -> Iterator[Skip]:
    for pattern in (NOTE_IN_BRACKETS, IN_BRACKETS, PLACEHOLDER):
        for found in pattern.finditer(text):
            yield Skip(found.start(), found.end(), "instructions")
    for found in _SENTENCE.finditer(text):
        said = found[0]
        lead = len(said) - len(said.lstrip())
        numbered = _NUMBERED.match(said, lead)
        begin = numbered.end() if numbered else lead
        if ASKS.match(said, begin):
            yield Skip(found.start() + lead, found.start() + len(said.rstrip()), "instructions")
        elif BOILERPLATE.search(said):
            yield Skip(found.start() + lead, found.start() + len(said.rstrip()), "boilerplate")

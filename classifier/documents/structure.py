"""Chapters and numbered clauses of a text, in English and Chinese.

A heading is known by its mark (第一章, 一、, （一）, 1.1, Chapter 2, Annex A, #), by a name that proposals
use (Objectives, 经费预算), by capitals, or because the file's format says so. How deep it stands
follows from the order in which the kinds of mark first appear: each document nests them in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from classifier.documents.contents import TextLine, contents_pages, text_lines
from classifier.documents.document import Section
from classifier.documents.extracted import Heading
from classifier.documents.names import kind_of, names_a_chapter
from classifier.documents.phrases import IN_BRACKETS
from classifier.documents.skips import find_skips

__all__ = ["find_sections", "find_skips"]

_CN = "一二三四五六七八九十百零〇两"
_I = re.IGNORECASE
_NO = rf"第\s*[{_CN}\d]{{1,4}}\s*"
_ROMAN = r"(?:\d{1,2}|[IVX]{1,5})\b"
# Kind of mark, its pattern, and whether a line that runs on after a short title is a heading, too.
_MARKS: tuple[tuple[str, re.Pattern[str], bool], ...] = (
    ("md", re.compile(r"#{1,6}[ \t]+"), False),
    ("part", re.compile(rf"{_NO}(?:编|篇|部分)|part\s+(?:{_ROMAN}|[A-Z]\b)", _I), False),
    ("chapter", re.compile(rf"{_NO}章|chapter\s+(?:{_ROMAN}|[a-z]+\b)", _I), False),
    ("annex", re.compile(rf"附\s*[件录表錄]\s*(?:[{_CN}]{{1,3}}|\d{{1,2}}|[A-Z]\b)?", _I), False),
    ("annex", re.compile(rf"(?:annex|appendix|attachment)\s+(?:{_ROMAN}|[A-Z]\b)", _I), False),
    ("section", re.compile(rf"{_NO}[节節]|section\s+(?:{_ROMAN}|[A-Z]\b)", _I), False),
    ("article", re.compile(rf"{_NO}条"), True),
    ("cn", re.compile(rf"[{_CN}]{{1,4}}\s*[、．.](?!\d)"), True),
    ("cn-in-brackets", re.compile(rf"[（(]\s*[{_CN}]{{1,4}}\s*[）)]\s*、?"), True),
    ("decimal", re.compile(r"\d{1,2}(?:[.．]\d{1,2}){1,4}[.．]?(?!\d)\s*"), False),
    ("decimal", re.compile(r"\d{1,2}\s*[.、．)](?!\d)\s*|\d{1,2}[ \t\u3000]+(?=[A-Z])"), False),
    ("in-brackets", re.compile(r"[（(]\s*\d{1,2}\s*[）)]\s*"), False),
    ("roman", re.compile(r"[IVX]{1,5}\.\s+(?=[A-Z])"), False),
    ("letter", re.compile(r"[A-H]\.\s+(?=[A-Z])"), False),
)
_OUTERMOST = ("part", "annex")
# Marks that lists have as well: two of them with nothing between are items, not headings.
_ITEMS = ("decimal-1", "in-brackets", "letter", "roman", "cn-in-brackets", "cn")
_STOP = re.compile(r"[。；;，,！!？?]$|[^.]\.$|[：:]$")
_RUN_IN = re.compile(r"[。：:；]")
_UNIT = re.compile(r"[万亿千百]?(?:元|吨|人|个|年|月|日|天|台|套|米|公里|亩|倍|%|％|℃)|[万亿]")
_MONTH = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\b", _I
)
_LONGEST = 100  # characters of a heading's line; half of it where it is Chinese
_RUN_IN_TITLE = 30
_LINES_ABOVE_TITLE = 3  # a running head or the name of the form may stand there
_CELLS = " | "


@dataclass(frozen=True)
class _Candidate:
    start: int
    end: int  # of the line, or of the title that text runs on from
    title: str
    style: str
    deep: int = 1  # of a decimal number, a Markdown heading or a heading of the format
    runs_on: bool = False


def find_sections(text: str, headings: Sequence[Heading] = ()) -> tuple[Section, ...]:
    """Sections in the order of the text, none within another: each ends where the next begins.

    ``headings`` are those that the file's format marks; they come before what their lines look like. What
    stands before the first heading belongs to no section, but for a title, which is one line.
    """
    lines = list(text_lines(text))
    candidates = _candidates(lines, headings)
    title = _title(lines, candidates)
    sections: list[Section] = []
    if title is not None:
        sections.append(Section(_shown(title.text), 1, title.start, title.end, "title"))
        candidates = [candidate for candidate in candidates if candidate.start >= title.end]
    above: list[Section] = []
    for at, (candidate, level) in enumerate(_levels(candidates)):
        end = candidates[at + 1].start if at + 1 < len(candidates) else len(text)
        above = [section for section in above if section.level < level]
        kind = kind_of(candidate.title)
        if kind == "body" and above:
            kind = above[-1].kind if above[-1].kind != "abstract" else "body"
        section = Section(candidate.title, level, candidate.start, end, kind)
        above.append(section)
        sections.append(section)
    return tuple(sections)


def _candidates(lines: list[TextLine], headings: Sequence[Heading]) -> list[_Candidate]:
    contents = contents_pages(lines)
    marked = {heading.start: heading for heading in headings}
    covered = 0  # end of a marked heading of several lines
    found: list[_Candidate] = []
    page = 0
    for line in lines:
        while page < len(contents) and contents[page][1] <= line.start:
            page += 1
        if (page < len(contents) and contents[page][0] <= line.start) or line.start < covered:
            continue
        if (heading := marked.get(line.start)) is not None:
            covered = heading.end
            found.append(_Candidate(heading.start, heading.end, _shown(line.text), "format", heading.level))
        elif (candidate := _by_look(line)) is not None:
            found.append(candidate)
    return _without_items(found, lines)


def _shown(title: str) -> str:
    """A heading's line as a title: without marks of Markdown, other cells, and what a form asks for."""
    said = IN_BRACKETS.sub("", title.split(_CELLS)[0].lstrip("#"))
    return re.sub(r"\s+", " ", said).strip(" \u3000:：*") or title.strip()


def _by_look(line: TextLine) -> _Candidate | None:
    for style, pattern, runs_on in _MARKS:
        if (mark := pattern.match(line.text)) is not None:
            return _marked(line, style, mark, runs_on)
    said = line.text.rstrip(" :：")
    if _CELLS in said or len(said) > 60:
        return None
    if names_a_chapter(said):
        return _Candidate(line.start, line.end, _shown(said), "name")
    letters = [ch for ch in said if ch.isalpha()]
    capitals = (
        len(letters) >= 5 and all("A" <= ch <= "Z" for ch in letters) and len(letters) > 0.7 * len(said)
    )
    return _Candidate(line.start, line.end, _shown(said), "capitals") if capitals else None


def _marked(line: TextLine, style: str, mark: re.Match[str], runs_on: bool) -> _Candidate | None:
    rest = line.text[mark.end() :].split(_CELLS)[0].strip()
    wide = sum("\u4e00" <= ch <= "\u9fff" for ch in rest) > 0.3 * len(rest)
    short = len(rest) <= (_LONGEST // 2 if wide else _LONGEST) and not _STOP.search(rest.rstrip(":："))
    if style == "md":
        return _Candidate(line.start, line.end, _shown(line.text), "md", mark[0].count("#"))
    if (
        style in ("part", "chapter", "annex", "section")
        and rest
        and not wide
        and not re.match(r"[A-Z\d:：.—–-]", rest)
    ):
        return None  # prose that begins so: Part B of the form
    if style == "annex" and rest[:1] in "所中列及和的、":
        return None if rest else _Candidate(line.start, line.end, _shown(line.text), style)
    if style in ("decimal", "in-brackets", "roman", "letter"):
        if not rest or not (wide or rest[0].isupper()) or _UNIT.match(rest) or _MONTH.match(rest):
            return None
        if _CELLS in line.text:
            return None
    if style in ("cn", "cn-in-brackets") and not rest:
        return None
    deep = len(re.findall(r"\d+", mark[0])) if style == "decimal" else 1
    if short:
        return _Candidate(line.start, line.end, _shown(line.text), style, deep)
    if not runs_on:
        return None
    stop = _RUN_IN.search(rest)
    if stop is not None and stop.start() <= _RUN_IN_TITLE:
        title = line.text[: line.text.index(rest) + stop.start()]
        return _Candidate(line.start, line.start + len(title), _shown(title), style, deep, True)
    if style == "article":
        return _Candidate(line.start, line.start + mark.end(), _shown(mark[0]), style, deep, True)
    return None


def _style(candidate: _Candidate) -> str:
    numbered = candidate.style in ("decimal", "md", "format")
    return f"{candidate.style}-{candidate.deep}" if numbered else candidate.style


def _without_items(candidates: list[_Candidate], lines: list[TextLine]) -> list[_Candidate]:
    """Candidates less those that are items of a list: marks of one kind with no text between them."""
    following = {line.end: after.start for line, after in pairwise(lines)}
    items: set[int] = set()
    for at in range(len(candidates) - 1):
        first, second = candidates[at], candidates[at + 1]
        alike = _style(first) == _style(second) and _style(first) in _ITEMS and not first.runs_on
        if alike and following.get(first.end) == second.start:
            items |= {at, at + 1}
    return [candidate for at, candidate in enumerate(candidates) if at not in items]


def _levels(candidates: list[_Candidate]) -> list[tuple[_Candidate, int]]:
    """Each candidate with its level: a kind of mark seen before closes what was opened since."""
    opened: list[_Candidate] = []
    out: list[tuple[_Candidate, int]] = []
    for candidate in candidates:
        if candidate.style in _OUTERMOST:
            opened = []
        at = next((i for i, other in enumerate(opened) if _closes(candidate, other)), None)
        if at is not None:
            opened = opened[:at]
        elif candidate.style == "chapter":
            opened = [other for other in opened if other.style in ("part", "annex", "format")]
        opened.append(candidate)
        out.append((candidate, len(opened)))
    return out


def _closes(candidate: _Candidate, other: _Candidate) -> bool:
    if candidate.style != other.style:
        return False
    return candidate.deep <= other.deep if candidate.style in ("decimal", "md", "format") else True


def _title(lines: list[TextLine], candidates: list[_Candidate]) -> TextLine | None:
    """The line that names the whole text, when it begins with one."""
    if len(lines) < 2:
        return None
    first = lines[0]
    head = candidates[0] if candidates else None
    if head is not None and head.start in [line.start for line in lines[:_LINES_ABOVE_TITLE]]:
        alike = [c.deep for c in candidates[1:] if c.style == head.style]
        alone = head.style in ("md", "format", "capitals") and all(deep > head.deep for deep in alike)
        if alone and (alike or head.start == first.start):
            return TextLine(head.start, head.end, head.title)
        if head.start == first.start:
            return None
    wide = sum("\u4e00" <= ch <= "\u9fff" for ch in first.text) > 0.3 * len(first.text)
    if len(first.text) > (40 if wide else 90) or _STOP.search(first.text) or _CELLS in first.text:
        return None
    return None if re.match(r"[\w ]{1,30}[:：]\s", first.text) else first

"""The taxonomy: measures and sub-measures as data, read from a TOML file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from classifier.errors import TaxonomyError

DEFAULT_PATH = Path(__file__).with_name("taxonomy.toml")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_BY_LANGUAGE = ("name", "definition")
_TEXTS = ("passes", "fails", "source_line", "interpretation")
_LISTS = ("counts", "excludes", "slogans")
_KEYS = {"id", "parent", *_BY_LANGUAGE, *_TEXTS, *_LISTS}

Texts = Mapping[str, str]  # one text in several languages, by language code


def in_language(texts: Texts, lang: str = "en") -> str:
    """The text in ``lang``, else in English, else in any language; empty where there is none."""
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Label:
    """One measure, or one sub-measure when ``parent`` is set.

    ``id`` is complete: ``measure`` or ``measure/sub-measure``. ``name`` and ``definition`` are by language.
    ``slogans`` are beginnings of words by which a text can name a measure and do nothing for it.
    """

    id: str
    parent: str | None
    name: Texts
    definition: Texts = field(default_factory=dict)
    counts: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    slogans: tuple[str, ...] = ()
    passes: str = ""
    fails: str = ""
    source_line: str = ""
    interpretation: str = ""

    def title(self, lang: str = "en") -> str:
        """Name in ``lang``, else in English, else in any language."""
        return in_language(self.name, lang)

    def definition_in(self, lang: str = "en") -> str:
        """Definition in ``lang``, else in English, else in any language; empty where there is none."""
        return in_language(self.definition, lang)


@dataclass(frozen=True)
class Taxonomy:
    """Labels in file order, each measure followed by its sub-measures.

    ``title`` and ``reading`` are by language, ``source`` by what it says of the source document.
    """

    version: str
    title: Texts
    labels: tuple[Label, ...]
    source: Mapping[str, str]
    reading: Texts
    text: str

    @classmethod
    def load(cls, path: str | Path | None = None) -> Taxonomy:
        """Read a taxonomy file; without ``path``, the one that ships with the package.

        Raises TaxonomyError naming file, line and remedy when the file is wrong.
        """
        path = DEFAULT_PATH if path is None else Path(path)
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise TaxonomyError(f"cannot be read ({error.strerror})", path=path) from None
        except UnicodeDecodeError:
            raise TaxonomyError("is not UTF-8", path=path, remedy="save it as UTF-8") from None
        return cls.parse(text, path)

    @classmethod
    def parse(cls, text: str, path: str | Path = "taxonomy") -> Taxonomy:
        """Read a taxonomy from TOML ``text``; ``path`` is what errors call it."""
        return _Parser(text, path).parse()

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """All label ids, measures and sub-measures, in file order."""
        return tuple(label.id for label in self.labels)

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The ids of the measures alone."""
        return tuple(label.id for label in self.labels if label.parent is None)

    @cached_property
    def parents(self) -> Mapping[str, str | None]:
        """Each id's measure; None for a measure."""
        return {label.id: label.parent for label in self.labels}

    def submeasures(self, measure: str) -> tuple[str, ...]:
        """The ids of the sub-measures under ``measure``."""
        return tuple(label.id for label in self.labels if label.parent == measure)

    def __getitem__(self, label_id: str) -> Label:
        for label in self.labels:
            if label.id == label_id:
                return label
        raise KeyError(label_id)

    def as_dict(self) -> dict[str, Any]:
        """The taxonomy as plain JSON values."""
        labels = [
            {k: getattr(label, k) for k in ("id", "parent", *_TEXTS)}
            | {k: dict(getattr(label, k)) for k in _BY_LANGUAGE}
            | {k: list(getattr(label, k)) for k in _LISTS}
            for label in self.labels
        ]
        return {
            "version": self.version,
            "title": dict(self.title),
            "reading": dict(self.reading),
            "source": dict(self.source),
            "labels": labels,
        }


class _Parser:
    """Checks a taxonomy file and remembers at which line each entry stands."""

    def __init__(self, text: str, path: str | Path) -> None:
        self.text, self.path = text, path
        self.lines = text.splitlines()
        self.starts = [i for i, line in enumerate(self.lines, 1) if re.match(r"\s*\[\[\s*label\s*\]\]", line)]

    def fail(self, message: str, remedy: str, entry: int | None = None, key: str = "") -> TaxonomyError:
        line = None
        if entry is not None and entry < len(self.starts):
            line = self.starts[entry]
            end = self.starts[entry + 1] - 1 if entry + 1 < len(self.starts) else len(self.lines)
            for i in range(line, end):
                if key and re.match(rf"\s*{re.escape(key)}\s*[.=]", self.lines[i]):
                    line = i + 1
                    break
        return TaxonomyError(message, path=self.path, line=line, remedy=remedy)

    def parse(self) -> Taxonomy:
        try:
            data = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"\(at line (\d+)", str(error))
            line = int(found.group(1)) if found else len(self.lines)
            what = re.sub(r"\s*\(at .*\)", "", str(error))
            raise TaxonomyError(
                f"is not valid TOML: {what}", path=self.path, line=line, remedy="mend the line"
            ) from None
        version = data.get("version")
        if not isinstance(version, str) or not version:
            raise self.fail("has no version", 'add version = "1.0" at the top')
        entries = data.get("label")
        if not isinstance(entries, list) or not entries or not all(isinstance(e, dict) for e in entries):
            raise self.fail("has no labels", "add a [[label]] table with id and name for each label")
        source = data.get("source", {})
        if not isinstance(source, dict) or not all(isinstance(v, str) for v in source.values()):
            raise self.fail("source must be a table of texts", "write each value in quotes")
        checked = [self.entry(n, entry) for n, entry in enumerate(entries)]
        return Taxonomy(
            version=version,
            title=self.by_language(data, "title", "the taxonomy"),
            labels=self.ordered(checked),
            source=source,
            reading=self.by_language(data, "reading", "the taxonomy"),
            text=self.text,
        )

    def entry(self, n: int, entry: dict[str, Any]) -> Label:
        own = entry.get("id")
        if not isinstance(own, str) or not own:
            raise self.fail("label has no id", 'add id = "some-name"', n)
        if not _ID.fullmatch(own):
            raise self.fail(f"id {own!r} is not lower-case-with-hyphens", "rename it", n, "id")
        unknown = sorted(set(entry) - _KEYS)
        if unknown:
            remedy = f"known keys are {', '.join(sorted(_KEYS))}"
            raise self.fail(f"label {own!r} has the unknown key {unknown[0]!r}", remedy, n, unknown[0])
        named: dict[str, Any] = {key: self.by_language(entry, key, repr(own), n) for key in _BY_LANGUAGE}
        if not named["name"] or not all(named["name"].values()):
            raise self.fail(f"label {own!r} has no name", 'add name = { en = "..." }', n, "name")
        for key in _TEXTS:
            if not isinstance(entry.get(key, ""), str):
                raise self.fail(f"{key} of {own!r} must be a text", "write it in quotes", n, key)
        for key in _LISTS:
            value = entry.get(key, [])
            if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                raise self.fail(f"{key} of {own!r} must be a list of texts", "write it in brackets", n, key)
        parent = entry.get("parent")
        if parent is not None and not isinstance(parent, str):
            raise self.fail(
                f"parent of {own!r} must be a text", "write the measure's id in quotes", n, "parent"
            )
        texts: dict[str, Any] = {key: entry[key] for key in _TEXTS if key in entry}
        lists: dict[str, Any] = {key: tuple(entry[key]) for key in _LISTS if key in entry}
        full = own if parent is None else f"{parent}/{own}"
        return Label(id=full, parent=parent, **named, **texts, **lists)

    def by_language(self, table: dict[str, Any], key: str, whose: str, entry: int | None = None) -> Texts:
        """A text that may be given in several languages; a plain one is English."""
        value = table.get(key, {})
        value = {"en": value} if isinstance(value, str) else value
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            remedy = f'write {key} = "..." or {key} = {{ en = "...", zh = "..." }}'
            raise self.fail(f"{key} of {whose} must be a text, or a text a language", remedy, entry, key)
        return value

    def ordered(self, labels: list[Label]) -> tuple[Label, ...]:
        seen: dict[str, int] = {}
        measures = {label.id for label in labels if label.parent is None}
        for n, label in enumerate(labels):
            if label.id in seen:
                first = self.starts[seen[label.id]] if seen[label.id] < len(self.starts) else "?"
                raise self.fail(f"duplicate id {label.id!r}, first at line {first}", "rename one", n, "id")
            seen[label.id] = n
            if label.parent is not None and label.parent not in measures:
                own = label.id.rsplit("/", 1)[-1]
                remedy = f"use one of {', '.join(sorted(measures))}" if measures else "add the measure first"
                raise self.fail(f"unknown parent {label.parent!r} of {own!r}", remedy, n, "parent")
        if not measures:
            raise self.fail("has no measure", "leave out parent in at least one label")
        out: list[Label] = []
        for measure in (label for label in labels if label.parent is None):
            out.append(measure)
            out.extend(label for label in labels if label.parent == measure.id)
        return tuple(out)

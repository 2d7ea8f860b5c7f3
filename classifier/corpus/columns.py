"""How the columns of a user's own table become fields of a row: names, aliases, a column a label."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from classifier.errors import CorpusError, UsageError
from classifier.taxonomy import Taxonomy

Wrong = Callable[..., CorpusError]
FIELDS = ("id", "text", "labels", "unknown", "lang", "genre", "source", "weight", "degrees", "named")
_OTHERS = ("annotations", "design", "disputed")  # of those who make corpora (corpora/en/README.md)
_NEAR = 0.85  # likeness of a column's name to a label's above which it is a misspelling
_YES = frozenset({"1", "1.0", "true", "yes", "y", "x", "√", "✓", "是"})
_NO = frozenset({"0", "0.0", "false", "no", "n", "否"})
_OPEN = frozenset({"", "nan", "none", "null", "na", "n/a", "?", "-"})


@dataclass(frozen=True)
class Columns:
    """Names of columns and labels in a table.

    ``mapping`` says which column holds a field of ``FIELDS``; ``aliases`` says which label a name stands for.
    The ids and the names that the taxonomy gives in any language are known without.
    """

    taxonomy: Taxonomy
    mapping: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.mapping:
            if name not in FIELDS:
                raise UsageError(f"no field {name!r} to map", remedy=f"fields are: {', '.join(FIELDS)}")
        for name, label in self.aliases.items():
            if label not in self.taxonomy.parents:
                raise UsageError(
                    f"alias {name!r} stands for the unknown label {label!r}",
                    remedy="`policytag taxonomy` lists the ids",
                )

    @cached_property
    def names(self) -> dict[str, str]:
        """Label ids by what they may be called, in small letters; a name of two labels names none."""
        called: dict[str, set[str]] = {}
        for label in self.taxonomy.labels:
            for name in (label.id.rpartition("/")[2], *label.name.values()):
                called.setdefault(name.strip().lower(), set()).add(label.id)
        out = {name: min(ids) for name, ids in called.items() if len(ids) == 1}
        out |= {name.strip().lower(): label for name, label in self.aliases.items()}
        return out | {label.lower(): label for label in self.taxonomy.ids}

    def fields(self, raw: Mapping[str, Any], wrong: Wrong) -> dict[str, Any]:
        """The row with its fields under their own names, ``labels`` and ``unknown`` among them.

        ``wrong`` makes the error of a row; CorpusError is raised where a cell cannot be understood.
        """
        row = dict(raw)
        for name, column in self.mapping.items():
            if column not in raw and name in raw:
                continue  # a corpus beside the one that the mapping is for
            if name == "labels" and column not in raw and any(map(self._label_of_column, raw)):
                continue
            if column not in raw:
                raise wrong(f"has no column {column!r}", f"columns are: {', '.join(map(str, raw))[:200]}")
            row[name] = raw[column]
        if "labels" not in row:
            cells = {label: row[name] for name in raw if (label := self._label_of_column(name))}
            if cells:
                row["labels"], row["unknown"] = self._from_cells(cells, wrong)
        return row

    def reads(self, column: str) -> bool:
        """Does it hold a field or say something of a label?"""
        if column in FIELDS or column in _OTHERS or column in self.mapping.values():
            return True
        return self._label_of_column(column) is not None

    def meant(self, column: str) -> str | None:
        """The label of whose name ``column`` seems to be a misspelling."""
        name = column.strip().lower()
        if self.reads(column) or len(name) < 4:
            return None
        near = difflib.get_close_matches(name, self.names, 1, _NEAR)
        return self.names[near[0]] if near else None

    def _label_of_column(self, name: Any) -> str | None:
        return None if name in FIELDS else self.names.get(str(name).strip().lower())

    def _from_cells(self, cells: Mapping[str, Any], wrong: Wrong) -> tuple[list[str], list[str]]:
        """Labels given, and labels that nobody looked for, from one cell a label."""
        said = {label: _truth(cell, label, wrong) for label, cell in cells.items()}
        parents = self.taxonomy.parents
        for label, parent in parents.items():
            if parent and said.get(label):
                if said.get(parent) is False:
                    raise wrong(
                        f"has {label!r} without its measure", f"set {parent!r} to 1 or {label!r} to 0"
                    )
                said[parent] = True
        for label, parent in parents.items():
            if parent and said.get(parent) is False:
                said[label] = False
        given = [label for label in parents if said.get(label)]
        return given, [label for label in parents if said.get(label) is None]

    def labels(self, value: Any, wrong: Wrong, *, measures: bool = True) -> tuple[str, ...]:
        """Label ids from a list, a JSON list in a cell, or a text with commas or semicolons between them.

        A sub-measure brings its measure unless ``measures`` is false. The order is the taxonomy's.
        """
        value = _listed(value, wrong)
        given = set()
        for name in value:
            label = self.names.get(name.strip().lower())
            if label is None:
                near = difflib.get_close_matches(name.lower(), self.names, 1)
                hint = f"is {self.names[near[0]]!r} meant? " if near else ""
                raise wrong(f"unknown label {name!r}", f"{hint}`policytag taxonomy` lists the ids")
            given.add(label)
        if measures:
            given |= {parent for label in given if (parent := self.taxonomy.parents[label])}
        return tuple(label for label in self.taxonomy.ids if label in given)


def _listed(value: Any, wrong: Wrong) -> list[str]:
    if isinstance(value, str):
        cell = value.strip()
        if cell.startswith("["):
            try:
                value = json.loads(cell)
            except ValueError:
                raise wrong(f"labels {cell[:60]!r} are not a JSON list", 'write ["a", "b"]') from None
        else:
            for mark in ";，；、|":
                cell = cell.replace(mark, ",")
            value = [part for part in cell.split(",") if part.strip()]
        if [str(part).strip().lower() for part in value] in (["none"], ["无"]):
            value = []
    if not isinstance(value, (list, tuple)) or not all(isinstance(label, str) for label in value):
        raise wrong("labels are not a list of ids", 'write ["a", "b"], or [] for none')
    return list(value)


def _truth(cell: Any, label: str, wrong: Wrong) -> bool | None:
    """What a cell says of a label; None where it says nothing."""
    word = "" if cell is None else str(cell).strip().lower()
    if word in _OPEN:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    raise wrong(
        f"{str(cell)[:40]!r} in column {label!r} is neither 0 nor 1", "leave it empty where nobody looked"
    )

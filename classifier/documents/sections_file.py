"""``sections.toml``: the chapters that an office weighs, leaves out or reports apart.

```toml
[[chapter]]
names = ["节能审查", "Energy saving*"]   # a title that contains one; * stands for anything
exclude = true                          # never scored
[[chapter]]
names = ["Objectives"]
weight = 2.0                            # 0 to 10, in place of what its kind would have
[[chapter]]
names = ["Gender"]
apart = true                            # scored, but reported for itself
```
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from classifier.documents.document import Document, Section, Skip
from classifier.errors import UsageError

_KEYS = {"names", "exclude", "weight", "apart"}
_HEAVIEST = 10.0
_SPACE = re.compile(r"[\s\u3000]+")


@dataclass(frozen=True)
class ChapterRule:
    """What an office says of chapters with one of ``names``; ``weight`` None leaves the weight as it is."""

    names: tuple[str, ...]
    exclude: bool = False
    weight: float | None = None
    apart: bool = False

    def fits(self, title: str) -> bool:
        """Whether ``title`` contains one of the names, whatever its case and spaces."""
        said = _plain(title)
        return any(
            re.search(".*".join(re.escape(_plain(part)) for part in name.split("*")), said)
            for name in self.names
        )


@dataclass(frozen=True)
class SectionRules:
    """All rules of an office; the first that fits a title holds, for its sub-sections too."""

    chapters: tuple[ChapterRule, ...] = ()

    @classmethod
    def load(cls, path: str | Path) -> SectionRules:
        """Read ``sections.toml``. Raises UsageError that names file, entry and remedy."""
        try:
            data = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "is not UTF-8"
            raise UsageError(f"cannot be read ({reason})", path=path) from None
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"is not valid TOML ({error})", path=path) from None
        entries = data.get("chapter")
        if not isinstance(entries, list) or set(data) != {"chapter"}:
            raise UsageError("holds no [[chapter]] or something else", path=path, remedy="see the README")
        return cls(tuple(_rule(entry, number, path) for number, entry in enumerate(entries, 1)))

    def rules_of(self, sections: Sequence[Section]) -> tuple[ChapterRule | None, ...]:
        """The rule that holds for each section: its own, else that of the nearest section above it."""
        above: list[tuple[int, ChapterRule | None]] = []
        out: list[ChapterRule | None] = []
        for section in sections:
            while above and above[-1][0] >= section.level:
                above.pop()
            own = next((rule for rule in self.chapters if rule.fits(section.title)), None)
            rule = own if own is not None or not above or section.kind == "title" else above[-1][1]
            if section.kind != "title":
                above.append((section.level, rule))
            out.append(rule)
        return tuple(out)

    def exclude(self, document: Document) -> Document:
        """``document`` with its excluded chapters among its skips, which stay in order and apart."""
        rules = self.rules_of(document.sections)
        gone = [
            Skip(section.start, section.end, "excluded")
            for section, rule in zip(document.sections, rules, strict=True)
            if rule is not None and rule.exclude and section.end > section.start
        ]
        kept: list[Skip] = []
        for skip in document.skips:
            pieces = [(skip.start, skip.end)]
            for whole in gone:
                pieces = [
                    part
                    for start, end in pieces
                    for part in ((start, min(end, whole.start)), (max(start, whole.end), end))
                    if part[0] < part[1]
                ]
            kept += [Skip(start, end, skip.reason) for start, end in pieces]
        return replace(document, skips=tuple(sorted(kept + gone, key=lambda skip: skip.start)))


def _plain(text: str) -> str:
    return _SPACE.sub("", text).casefold()


def _rule(entry: object, number: int, path: str | Path) -> ChapterRule:
    where = f"[[chapter]] number {number}"
    if not isinstance(entry, Mapping):
        raise UsageError(f"{where} is no table", path=path)
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise UsageError(
            f"{where} has an unknown key {unknown[0]!r}",
            path=path,
            remedy=f"keys are: {', '.join(sorted(_KEYS))}",
        )
    names = entry.get("names")
    if (
        not isinstance(names, list)
        or not names
        or not all(isinstance(n, str) and n.strip(" *") for n in names)
    ):
        raise UsageError(f"{where} has no names", path=path, remedy='write names = ["Energy saving"]')
    weight = entry.get("weight")
    if weight is not None and (
        isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 <= weight <= _HEAVIEST
    ):
        raise UsageError(f"{where} has weight {weight!r}", path=path, remedy=f"choose 0 to {_HEAVIEST:g}")
    flags = {key: entry.get(key, False) for key in ("exclude", "apart")}
    for key, value in flags.items():
        if not isinstance(value, bool):
            raise UsageError(f"{where} has {key} = {value!r}", path=path, remedy="choose true or false")
    if weight is None and not any(flags.values()):
        raise UsageError(f"{where} says nothing", path=path, remedy="give it exclude, apart or weight")
    return ChapterRule(
        tuple(names), flags["exclude"], None if weight is None else float(weight), flags["apart"]
    )

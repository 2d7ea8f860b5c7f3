"""An office's own chapters: weighed, left out, reported apart."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.documents import Document, Section, Skip, Source, read_bytes
from classifier.documents.sections_file import ChapterRule, SectionRules
from classifier.errors import UsageError

FILE = """
[[chapter]]
names = ["节能 审查", "Energy saving*measures"]
exclude = true
[[chapter]]
names = ["Objectives"]
weight = 2
[[chapter]]
names = ["Gender"]
apart = true
"""
TEXT = """Sea heat

1. Objectives
Heat homes.
[ ] schools
2. Energy saving and its measures
2.1 Lamps
[ ] saved by lamps
3. Gender
Half of the fitters.
"""


def rules(tmp_path: Path, text: str = FILE) -> SectionRules:
    path = tmp_path / "sections.toml"
    path.write_text(text, encoding="utf-8")
    return SectionRules.load(path)


def test_rules_hold_for_sub_sections_too(tmp_path: Path) -> None:
    document = read_bytes(TEXT.encode(), "a.txt")
    found = rules(tmp_path).rules_of(document.sections)
    assert [(rule.weight, rule.exclude, rule.apart) if rule else None for rule in found] == [
        None,
        (2.0, False, False),
        (None, True, False),
        (None, True, False),
        (None, False, True),
    ]


def test_excluded_chapters_become_skips(tmp_path: Path) -> None:
    document = rules(tmp_path).exclude(read_bytes(TEXT.encode(), "a.txt"))
    said = [(skip.reason, document.text[skip.start : skip.end]) for skip in document.skips]
    assert said == [
        ("unticked", "[ ] schools"),
        ("excluded", "2. Energy saving and its measures\n"),
        ("excluded", "2.1 Lamps\n[ ] saved by lamps\n"),
    ]


@pytest.mark.parametrize(
    ("title", "fits"),
    [
        ("第七章 节能审查意见", True),
        ("7. ENERGY  SAVING: Measures", True),
        ("Energy saving", False),
        ("节约", False),
    ],
)
def test_names(title: str, fits: bool) -> None:
    assert ChapterRule(("节能 审查", "energy saving*measures")).fits(title) is fits


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[chapter", "not valid TOML"),
        ("x = 1", r"holds no \[\[chapter\]\]"),
        ("[[chapter]]\nexclude = true", "number 1 has no names"),
        ('[[chapter]]\nnames = ["*"]\nexclude = true', "has no names"),
        ('[[chapter]]\nnames = ["a"]', "says nothing"),
        ('[[chapter]]\nnames = ["a"]\nweight = 11', "weight 11"),
        ('[[chapter]]\nnames = ["a"]\nweight = true', "weight True"),
        ('[[chapter]]\nnames = ["a"]\nexclude = 1', "exclude = 1"),
        ('[[chapter]]\nnames = ["a"]\nexlude = true', "unknown key 'exlude'; keys are"),
        ("chapter = [1]", "is no table"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        rules(tmp_path, text)
    assert caught.value.path == str(tmp_path / "sections.toml")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        SectionRules.load(tmp_path / "none.toml")


cuts = st.lists(st.integers(0, 60), max_size=12).map(lambda numbers: sorted(set(numbers)))


@given(cuts, cuts)
def test_skips_stay_in_order_and_apart(sections: list[int], skips: list[int]) -> None:
    document = Document(
        Source("a"),
        "x" * 60,
        sections=tuple(
            Section("Gone" if n % 2 else "kept", 1, a, b) for n, (a, b) in enumerate(pairwise(sections))
        ),
        skips=tuple(Skip(a, b, "unticked") for a, b in list(pairwise(skips))[::2]),
    )
    after = SectionRules((ChapterRule(("gone",), exclude=True),)).exclude(document)
    assert all(first.end <= second.start for first, second in pairwise(after.skips))

    def covered(of: tuple[Skip, ...]) -> set[int]:
        return {at for skip in of for at in range(skip.start, skip.end)}

    gone = {at for s in document.sections if s.title == "Gone" for at in range(s.start, s.end)}
    assert covered(after.skips) == covered(document.skips) | gone
    assert covered(tuple(s for s in after.skips if s.reason == "excluded")) == gone

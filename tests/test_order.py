"""Which projects come first, and what a profile shows."""

import pytest

from classifier.errors import UsageError
from classifier.projects.order import best_quote, profile, rank, strongest, top
from classifier.projects.result import LabelResult, Quote
from tests.made import GREEN, TALENT, TAXONOMY, found, project

BATCH = [
    project("slogan", {GREEN: found(0.99, "named")}),
    project("part", {GREEN: found(0.95, "part"), TALENT: found(0.97, "main")}),
    project("main", {GREEN: found(0.7, "main")}),
    project("none"),
    project("copy", {GREEN: found(0.9, "main")}, group="main"),
    project("also", {GREEN: found(0.7, "main")}),
]


def ids(results: list) -> list[str]:  # type: ignore[type-arg]
    return [one.id for one in results]


def test_rank_by_degree_then_confidence_then_id() -> None:
    assert ids(rank(BATCH, GREEN)) == ["copy", "also", "main", "part", "slogan", "none"]
    assert ids(rank(reversed(BATCH), GREEN)) == ids(rank(BATCH, GREEN))


def test_top_has_only_what_was_given() -> None:
    assert ids(top(BATCH, GREEN, 2)) == ["copy", "also"]
    assert ids(top(BATCH, TALENT, 5)) == ["part"]


def test_wrong_use() -> None:
    with pytest.raises(UsageError, match=r"unknown label 'green'.*labels are: sci-tech"):
        rank(BATCH, "green")
    with pytest.raises(UsageError, match="no number of projects"):
        top(BATCH, GREEN, 0)


def test_strongest_of_a_batch_leave_out_copies() -> None:
    found = strongest(BATCH, TAXONOMY, 3)
    assert [(one.result.id, one.measure) for one in found] == [
        ("part", TALENT),
        ("also", GREEN),
        ("main", GREEN),
    ]
    assert len(strongest(BATCH, TAXONOMY, 10)) == 4


def test_best_quote_says_most() -> None:
    quotes = tuple(
        Quote(name, "a.txt", contribution=value) for name, value in [("a", 1.0), ("b", 3.0), ("c", 2.0)]
    )
    best = best_quote(LabelResult(0.9, "main", quotes))
    assert best is not None and best.text == "b"
    assert best_quote(LabelResult(0.9)) is None


def test_profile_says_which_chapters_carry_which_measure() -> None:
    green = LabelResult(0.9, "main", chapters={"1 Aims": 0.95, "2 Budget": 0.1})
    shown = profile(project("p1", {GREEN: green}), TAXONOMY)
    assert shown.splitlines() == [
        "p1",
        "  Green transformation: 0.90, main aim",
        f"    {'#' * 19}  0.95  1 Aims",
        f"    {'#' * 2}{' ' * 18} 0.10  2 Budget",
    ]
    assert profile(project("p2"), TAXONOMY) == "p2\n  none\n"
    named = LabelResult(0.2, "named", chapters={"一、背景": 0.5})
    assert "  绿色转型: 0.20, 仅提及\n" in profile(project("p3", {GREEN: named}), TAXONOMY, "zh")

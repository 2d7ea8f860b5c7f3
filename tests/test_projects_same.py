"""The same project again: made resubmissions, what they share, groups, and what is no resubmission."""

from __future__ import annotations

import random

import pytest

from benchmarks.resubmissions import Case, changed, make_cases, measure
from classifier.corpus.duplicates import near_duplicates
from classifier.documents.document import Skip
from classifier.projects.passages import shared_passages
from classifier.projects.same import Earlier, Finder
from classifier.projects.shingles import fingerprint


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return make_cases(240, 200)


@pytest.fixture(scope="module")
def english(cases: list[Case]) -> str:
    return cases[0].text


@pytest.fixture(scope="module")
def chinese(cases: list[Case]) -> str:
    return next(case.text for case in cases if case.lang == "zh")


def test_resubmissions_are_found_and_different_projects_on_one_form_are_not(cases: list[Case]) -> None:
    got = measure(cases)
    assert got.n_again == 200
    assert got.n_found >= 0.95 * got.n_again, got.missed
    assert got.n_false <= 0.01 * (got.n_found + got.n_false)


def test_the_form_must_be_removed_where_it_is_most_of_a_text() -> None:
    cases = make_cases(40, 30, n_texts=(1, 1))
    removed, left_in = measure(cases), measure(cases, remove_form=False)
    assert removed.n_found >= 0.95 * removed.n_again, removed.missed
    assert removed.n_false <= 0.01 * (removed.n_found + removed.n_false)
    assert left_in.n_false > 100


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_kinds(cases: list[Case], lang: str) -> None:
    text, other = [case.text for case in cases if case.lang == lang][:2]
    text, other = text[200:-200], other[400:-400]
    rng = random.Random(3)
    kinds = {
        "copy": text,
        "reprint": text.replace(". ", " ;\n").replace("，", ", ").upper(),
        "revision": changed(text, "sentences replaced", other, lang, rng, 0.03),
        "resubmission": changed(text, "words replaced", other, lang, rng, 0.12),
    }
    for kind, again in kinds.items():
        finder = Finder()
        finder.add("first", text)
        assert [match.kind for match in finder.add(kind, again).matches] == [kind]
    finder = Finder()
    finder.add("first", text)
    long = next(case.text for case in cases if case.lang != lang)[: 6000 if lang == "zh" else 2000]
    assert [match.kind for match in finder.add("longer", f"{long}\n\n{text}").matches] == ["reprint"]


def test_similarity_of_copies_is_one_and_of_pairs_is_symmetric(english: str) -> None:
    again = changed(english, "words deleted", english, "en", random.Random(1))
    one, two = Finder(), Finder()
    one.add("a", english)
    two.add("b", again)
    there, back = one.add("b", again).matches[0], two.add("a", english).matches[0]
    assert there.similarity == back.similarity < 1
    assert one.add("c", english).matches[0].similarity == 1.0


def test_passages_are_the_sentences_that_both_have() -> None:
    shared = ["Twelve wells will be drilled along the northern canal before the spring of next year.",
              "Farmers pay a quarter of the cost and keep the pumps in working order themselves."]  # fmt: skip
    old = f"Our cooperative has worked in this valley for thirty years now. {shared[0]} {shared[1]}"
    new = f"{shared[0]} {shared[1]} The second stage brings a cold store for apples and plums. {shared[0]}"
    passages, share = shared_passages(new, (), fingerprint(old).shingles)
    assert [new[p.start : p.end] for p in passages] == [" ".join(shared), shared[0]]
    assert 0.7 < share < 0.9
    hidden = Skip(0, len(shared[0]), "common")
    assert shared_passages(new, (hidden,), fingerprint(old).shingles)[0][0].start == len(shared[0]) + 1


def test_passages_in_chinese() -> None:
    shared = "项目建成后可为周边三个乡镇的果农提供冷藏服务。"
    old, new = (
        f"合作社成立于二〇一二年，现有社员三百余户。{shared}",
        f"{shared}本次申报新增分拣线一条，并配套建设检测室。",
    )
    passages, share = shared_passages(new, (), fingerprint(old).shingles)
    assert [new[p.start : p.end] for p in passages] == [shared]
    assert 0.4 < share < 0.6


def test_groups_name_the_first(english: str, chinese: str) -> None:
    finder = Finder()
    for id, text in (("a", english), ("b", chinese), ("c", english), ("d", chinese + " "), ("e", english)):
        finder.add(id, text)
    assert [finder.first_of(id) for id in "abcde"] == [None, None, "a", "b", "a"]
    assert finder.groups() == [["a", "c", "e"], ["b", "d"]]


def test_a_project_that_matches_two_groups_joins_them(english: str, chinese: str) -> None:
    finder = Finder()
    for id, text in (("a", english), ("b", chinese), ("c", chinese), ("d", english + "\n" + chinese)):
        finder.add(id, text)
    assert finder.groups() == [["a", "b", "c", "d"]]
    assert finder.first_of("c") == "a"


def test_earlier_runs(english: str, chinese: str) -> None:
    marks = {mark.digest: mark for mark in map(fingerprint, (english, chinese))}
    known = [
        Earlier("P1", "/last/P1", "2026-08-01T10:00:00", m.digest, m.words, m.signature)
        for m in marks.values()
    ]
    again = changed(english, "words replaced", english, "en", random.Random(5))
    finder = Finder(known, marks.get)
    (match,) = finder.add("P1", again).matches
    assert (match.id, match.path, match.when, match.name) == (
        "P1",
        "/last/P1",
        known[0].when,
        "P1 (2026-08-01)",
    )
    assert match.shared > 0.5 and match.passages
    assert finder.first_of("P1") == "P1 (2026-08-01)"
    # A fingerprint that is gone leaves what the digests alone can tell.
    gone = Finder(known)
    assert gone.add("P1", again).matches == ()
    assert [m.kind for m in gone.add("P2", chinese).matches] == ["copy"]


def test_the_best_matches_of_many_are_shown(english: str) -> None:
    finder = Finder()
    rng = random.Random(4)
    for i in range(12):
        finder.add(f"r{i}", changed(english, "words deleted", english, "en", rng, 0.02))
    finder.add("same", english)
    found = finder.add("again", english)
    assert (found.n_matches, len(found.matches), found.matches[0].id) == (13, 10, "same")
    assert len(finder.groups()[0]) == 14


def test_what_is_skipped_is_not_compared(english: str) -> None:
    finder = Finder()
    finder.add("a", english)
    assert finder.add("b", english + " x", [Skip(0, len(english), "common")]).matches == ()


def test_texts_that_are_all_form_or_empty_match_only_their_copies() -> None:
    finder = Finder()
    whole = [Skip(0, 9, "common")]
    assert [finder.add(id, text, whole).matches for id, text in (("a", "The form."), ("b", "A form..."))] == [
        (),
        (),
    ]
    assert [m.kind for m in finder.add("c", "The form.", whole).matches] == ["copy"]
    assert finder.add("d", "").matches == ()


def test_the_estimate_agrees_with_exact_near_duplicates(cases: list[Case]) -> None:
    few = [case for case in cases if case.again][:12]
    texts = [text for case in few for text in (case.text, case.again or "")]
    exact = {(pair.first, pair.second) for pair in near_duplicates(texts, 0.25)}
    finder = Finder()
    found = {(int(m.id), i) for i, text in enumerate(texts) for m in finder.add(str(i), text).matches}
    assert exact <= found


def test_fingerprints_do_not_change_from_version_to_version() -> None:
    mark = fingerprint(
        "The register keeps what this gives, so it may never change. 登记册保存的就是这些数值。"
    )
    assert mark.words.startswith("1bfe4fcdb45fb51a")
    assert mark.shingles[:3].tolist() == [51809374, 101735067, 172767682]
    assert mark.signature[:3].tolist() == [474599575, 452523217, 96684804]

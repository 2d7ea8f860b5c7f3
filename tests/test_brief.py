"""The brief: what it counts, whom it names, that it stays short, and that it says the same in every format."""

import io
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.brief import write_brief
from classifier.brief.facts import fit, gather
from classifier.brief.page import brief_page
from classifier.brief.word import brief_document
from classifier.errors import MissingExtraError, UsageError
from classifier.projects.meaning import Level
from classifier.projects.result import FileRead, ProjectResult
from tests.made import CARBON, GREEN, SENTENCE, TALENT, TAXONOMY, TRAINING, found, meaning, project, projects

LEVELS = {
    GREEN: (
        Level(0, 0.4, False, 90, 0.1, (0.05, 0.2)),
        Level(0.4, 0.7, True, 50, 0.55, (0.4, 0.7)),
        Level(0.7, 1, True, 40, 0.9, (0.8, 0.95)),
    )
}
MEANING = meaning(LEVELS, frozenset({CARBON}))
BATCH = [
    project(
        "green", {GREEN: found(0.9, "main", SENTENCE, page=2, chapter="Aims"), CARBON: found(0.8, "part")}
    ),
    project("weak", {GREEN: found(0.5, "part", "Weak sentence.")}),
    project(
        "slogan",
        {
            GREEN: found(0.3, "named"),
            TALENT: found(0.6, "part", "Forty nurses will train."),
            TRAINING: found(0.5, "part"),
        },
    ),
    project("copy", {GREEN: found(0.95, "main", SENTENCE)}, group="green"),
    project(
        "none", files=(FileRead("a.pdf", 4, 3), FileRead("b.pdf", 0, 0, "is encrypted")), share_read=0.999
    ),
    project("open", uncertain=(TALENT,)),
    project("unread", files=(FileRead("c.doc", 0, 0, "needs LibreOffice"),), share_read=0.0),
]


def words_of_page(page: str) -> str:
    class Words(HTMLParser):
        words = ""

        def handle_data(self, data: str) -> None:
            self.words += data

    parser = Words()
    parser.feed(page.partition("</style>")[2])
    return " ".join(parser.words.split())


def words_of_document(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_what_came_in() -> None:
    facts = gather(BATCH, TAXONOMY, MEANING, unread=[FileRead("d.zip", 0, 0, "a bomb")])
    assert facts.came_in == (
        "5 projects in 6 files were judged. 2 of them were given no measure. 1 more are copies, revisions or "
        "resubmissions and are not counted again. 23 of 24 pages were read. 4 files could not be read or not as "
        "a whole; the spreadsheet names each with its reason."
    )


def test_what_each_measure_got() -> None:
    facts = gather(BATCH, TAXONOMY, MEANING)
    by_name = {one.name: one for one in facts.measures}
    green, talent = by_name["Green transformation"], by_name["Education-science-talent cycle"]
    assert (green.counts, green.total) == ((1, 1, 1), 3)
    assert (talent.counts, talent.total) == ((0, 1, 0), 1)
    assert green.submeasures == "Carbon peaking and neutrality (not measured)"
    assert talent.submeasures == "Training 1"
    assert by_name["Sci-tech innovation"].total == 0


def test_the_strongest_with_their_sentence() -> None:
    facts = gather(BATCH, TAXONOMY, MEANING)
    assert [entry.project for entry in facts.strongest] == ["green", "slogan", "weak"]
    first = facts.strongest[0]
    assert first.quote == SENTENCE
    assert first.place == "a.docx; p. 2; Aims"
    assert first.head == (
        "Green transformation; main aim; 0.90; of 100 tagged at this level, about 90 are right (95% interval: 80 to 95)"
    )


def test_what_wants_a_reader() -> None:
    facts = gather(BATCH, TAXONOMY, MEANING)
    assert facts.doubtful == (
        ("open", "neither given nor denied: Education-science-talent cycle"),
        ("none", "99% of its pages read"),
        ("weak", "Green transformation: of 100 tagged at this level about 55 are right"),
    )
    assert facts.more == ""
    many = gather([replace(BATCH[5], id=f"{n:03}") for n in range(12)], TAXONOMY, MEANING)
    assert len(many.doubtful) == 10
    assert many.more == "… and 2 more: see the spreadsheet."


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_both_formats_say_the_same(tmp_path: Path, lang: str) -> None:
    for suffix in ("html", "docx"):
        write_brief(tmp_path / f"b.{suffix}", BATCH, TAXONOMY, MEANING, lang=lang, title="Q3 <2026>")
    facts = gather(BATCH, TAXONOMY, MEANING, lang)
    page = words_of_page((tmp_path / "b.html").read_text(encoding="utf-8"))
    document = words_of_document((tmp_path / "b.docx").read_bytes())
    said = ["Q3 <2026>", facts.came_in, facts.footer, *facts.degrees]
    said += [text for one in facts.measures for text in (one.name, one.submeasures)]
    said += [text for one in facts.strongest for text in (one.project, one.head, one.quote, one.place)]
    said += [text for doubt in facts.doubtful for text in doubt]
    for text in said:
        assert text in page
        assert text in document


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    page = brief_page(
        gather(
            [project("<script>alert(1)</script>", {GREEN: found(0.9, "main", "<i>&")})], TAXONOMY, MEANING
        ),
        "en",
    )
    assert "<script" not in page and "<i>&" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"(?:src|href)=|url\(|@import", page)
    assert "@page{size:A4" in page


def test_bars_show_the_counts() -> None:
    page = brief_page(gather(BATCH, TAXONOMY, MEANING), "en")
    row = page[page.index("<td>Green transformation") :].partition("</tr>")[0]
    assert re.findall(r"width:([\d.]+)%", row) == ["33.3"] * 3


def test_nothing_to_say() -> None:
    facts = gather([], TAXONOMY, MEANING)
    assert facts.came_in == "0 projects in 0 files were judged."
    for text in (words_of_page(brief_page(facts, "en")), words_of_document(brief_document(facts, "en"))):
        assert "No project was given a measure." in text
        assert "Nothing stands out" in text


@settings(max_examples=25)
@given(st.lists(projects, max_size=4), st.sampled_from(["en", "zh"]))
def test_any_text_can_be_written(batch: list[ProjectResult], lang: str) -> None:
    facts = gather(batch, TAXONOMY, MEANING, lang)
    assert facts.title in words_of_document(brief_document(facts, lang))
    assert brief_page(facts, lang).encode()


def test_longest_batch_stays_within_two_pages() -> None:
    """In lines as the page's style sets them: 190 mm at 9.5 points hold 100 cells, two sheets 120 lines."""
    long = found(0.9, "main", "很长的句子" * 400, file="文件名" * 80, chapter="章" * 300, page=3)
    batch = [
        project(f"{n:02}" + "名" * 200, {GREEN: long, CARBON: found(0.5, "part")}, uncertain=TAXONOMY.ids)
        for n in range(600)
    ]
    facts = gather(batch, TAXONOMY, MEANING, "zh")
    texts = [facts.came_in, facts.phrases.counted, facts.footer, *(one.submeasures for one in facts.measures)]
    texts += [one.head + one.project for one in facts.strongest] + [
        one.quote + one.place for one in facts.strongest
    ]
    texts += [name + reason for name, reason in facts.doubtful]
    cells = [len(text.encode("gb18030")) for text in texts]
    assert sum(-(-one // 100) for one in cells) + 30 <= 120


@given(st.text(st.characters()), st.integers(2, 50))
def test_fit_keeps_to_its_width(text: str, cells: int) -> None:
    short = fit(text, cells)
    assert len(short) <= cells
    assert short == " ".join(short.split())
    assert fit("绿" * 30, cells).encode("gb18030").__len__() <= cells + 1


def test_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="no format for a brief"):
        write_brief(tmp_path / "b.pdf", [], TAXONOMY, MEANING)
    with pytest.raises(UsageError, match="choose one of en, zh"):
        write_brief(tmp_path / "b.html", [], TAXONOMY, MEANING, lang="fr")
    with pytest.raises(UsageError, match="cannot be written"):
        write_brief(tmp_path / "no" / "b.html", [], TAXONOMY, MEANING)
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingExtraError, match=r"policytag\[documents\]"):
        write_brief(tmp_path / "b.docx", [], TAXONOMY, MEANING)

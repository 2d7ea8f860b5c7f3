import io
import re
from collections import Counter

import numpy as np
import pytest

from benchmarks.whole import accuracy_table
from benchmarks.whole_data import ROOT, Whole, agreement_table, load_whole, summary
from benchmarks.whole_files import in_columns, render, to_pdf, to_scan
from benchmarks.whole_fonts import has_chinese_font
from benchmarks.whole_form import changes, versions
from benchmarks.whole_markdown import blocks_of, chapters_of, plain, without_lines
from benchmarks.whole_measure import (
    BASELINES,
    OURS,
    Outcome,
    chapter_figures,
    degree_counts,
    differences,
    figures,
    first_page,
    measure,
    read,
    truth_of,
)
from classifier import Classifier
from classifier.documents import Document, Skip, Source, ocr, read_bytes
from classifier.taxonomy import Taxonomy

DOCUMENTS = load_whole()
MEASURES = Taxonomy.load().measures
BY_ID = {one.id: one for one in DOCUMENTS}


def words(text: str) -> Counter[str]:
    """Words and Chinese characters; what marks Markdown, a list or a cell is none."""
    return Counter(re.findall(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+|[☐☑]", text))


@pytest.mark.parametrize("whole", DOCUMENTS, ids=lambda one: one.id)
def test_labels_fit_the_document(whole: Whole) -> None:
    assert list(whole.gold.chapters) == chapters_of(whole.markdown)
    for reading in (whole.gold, *whole.readings):
        assert reading.labels.keys() | set(reading.named) <= set(MEASURES)
        assert set(reading.labels.values()) <= {"main", "part"}
        assert not reading.labels.keys() & set(reading.named)
        assert reading.chapters.keys() == whole.gold.chapters.keys()
        shown = {m for given in reading.chapters.values() for m in given}
        assert reading.labels.keys() <= shown <= set(MEASURES)
    assert whole.compulsory in whole.gold.chapters and not whole.gold.chapters[whole.compulsory]
    for text in (text for texts in whole.form_lines.values() for text in texts):
        assert text in whole.markdown
    options = re.findall(r"☐[^☐☑|\n]*", whole.markdown)
    assert options and "☐" not in whole.without_form
    assert re.findall(r"☑ ?\S+", whole.without_form) == re.findall(r"☑ ?\S+", whole.markdown)
    kept = words(whole.without_form).total() / words(whole.markdown).total()
    assert 0.6 < kept < 0.97


def test_the_set_is_as_it_says() -> None:
    assert Counter(one.lang for one in DOCUMENTS) == {"en": 12, "zh": 12}
    assert sum(len(one.gold.labels) < 2 for one in DOCUMENTS) >= 12
    assert {degree for one in DOCUMENTS for degree in one.gold.labels.values()} == {"main", "part"}
    pages = [
        len(one.markdown.split()) / 450 if one.lang == "en" else len(one.markdown) / 750 for one in DOCUMENTS
    ]
    assert min(pages) >= 3 and max(pages) <= 18
    differing = [one.id for one in DOCUMENTS if one.readings[0] != one.readings[1]]
    assert [one.id for one in DOCUMENTS if one.adjudicated] == differing
    for one in DOCUMENTS:
        assert one.adjudicated or one.gold == one.readings[0]


def test_the_data_card_prints_the_commands_figures() -> None:
    card = (ROOT / "README.md").read_text(encoding="utf-8")
    for line in (*summary(DOCUMENTS, MEASURES), *agreement_table(DOCUMENTS, MEASURES)):
        assert line in card


def test_lines_and_options_are_taken_out() -> None:
    text = "# T\n\n| tick | ☐ no ☐ not required ☑ yes |\n(Instructions: write.)\nno text"
    out = without_lines(text, ["☐ no", "☐ not required", "(Instructions: write.)"])
    assert "".join(out.split()) == "#T|tick|☑yes|notext"
    assert without_lines(text, ["no text"]) == text.removesuffix(
        "\nno text"
    )  # a whole line goes with its end


def test_markdown_is_parsed_into_blocks() -> None:
    text = "# A *b*\n\n| x | **y** |\n|---|---|\n| 1 |\n## C\n- item\n1. one\ntwo **bold** words"
    kinds = [(block.kind, block.level) for block in blocks_of(text)]
    assert kinds == [("heading", 1), ("table", 0), ("heading", 2), ("item", 0), *[("paragraph", 0)] * 2]
    assert blocks_of(text)[1].rows == (("x", "**y**"), ("1", ""))
    assert plain("A *b* and **c**, 2 * 3 * 4") == "A b and c, 2 * 3 * 4"


@pytest.mark.parametrize("id", ["e03", "e08", "c08", "c11"])
def test_word_files_hold_the_text_and_its_chapters(id: str) -> None:
    whole = BY_ID[id]
    got = read(whole, whole.markdown, "docx")
    text = "\n".join(
        " ".join(map(plain, row))
        for block in blocks_of(whole.markdown)
        for row in (block.rows or ((block.text,),))
    )
    title = plain(blocks_of(whole.markdown)[0].text)
    assert words(got.text) == words(text) + words(title)  # which the header repeats
    titles = [section.title for section in got.sections]
    for heading in whole.gold.chapters:
        if not re.fullmatch("Contents|目[录錄]", heading):
            assert re.sub(r"\s+", " ", heading) in titles
    import docx

    file = docx.Document(io.BytesIO(render(whole.markdown, "docx") or b""))
    assert len(file.tables) == sum(block.kind == "table" for block in blocks_of(whole.markdown))
    assert file.sections[0].header.paragraphs[0].text == title
    assert "PAGE" in file.sections[0].footer._element.xml


@pytest.mark.parametrize("id", ["e03", "e11", "c08", "c11"])
def test_pdfs_hold_the_text_without_running_heads(id: str) -> None:
    whole = BY_ID[id]
    got = read(whole, whole.markdown, "pdf")
    want = words("\n".join(plain(line) for line in whole.markdown.splitlines() if not re.match(r"\|-", line)))
    have = words(got.text)
    assert got.n_pages == len(got.pages) >= 3
    assert (want & have).total() >= 0.98 * want.total()
    assert (have - want).total() <= 0.02 * want.total()
    assert not re.search(r"(?m)^(?:Page \d+|第 ?\d+ ?页)$", got.text)
    assert in_columns(blocks_of(whole.markdown)) == (2 if id in ("e03", "c08") else 1)


def test_a_scan_has_pictures_only() -> None:
    import pypdfium2 as pdfium

    data = to_scan(BY_ID["e03"].markdown, 2)
    assert data is not None and data == to_scan(BY_ID["e03"].markdown, 2)
    pdf = pdfium.PdfDocument(data)
    assert len(pdf) == 2
    assert pdf[0].get_textpage().get_text_range() == ""
    shades = np.asarray(pdf[0].render(scale=0.5).to_pil().convert("L"))
    assert shades.std() > 5 and len(np.unique(shades)) > 50
    pdf.close()
    assert (to_scan(BY_ID["c03"].markdown, 1) is None) is not has_chinese_font()


@pytest.mark.skipif(not has_chinese_font(), reason="no Chinese font")
def test_an_embedded_chinese_font_draws_what_it_says() -> None:
    import pypdfium2 as pdfium

    pdf = pdfium.PdfDocument(to_pdf("# 标题\n\n正文一句。☐ 未选 ☑ 已选", embedded=True))
    text = pdf[0].get_textpage().get_text_range()
    pdf.close()
    assert "正文一句。" in text and "☑" in text and "第 1 页" in text


@pytest.mark.skipif(not ocr.is_installed(), reason="no OCR")
def test_a_scan_is_read_by_ocr() -> None:
    got = read_bytes(to_scan("# A town library\n\nThe reading room gets forty new seats.", 1) or b"", "a.pdf")
    assert "reading room" in got.text and "OCR" in got.warnings[-1]


def test_the_first_page_is_cut_to_length_without_the_form() -> None:
    text = "one two three four " * 200
    cut = first_page(Document(Source("a"), text, skips=(Skip(0, 3, "unticked"),)), "en")
    assert len(cut.split()) == 450 and cut.startswith("two three")
    assert len(first_page(Document(Source("a"), "中文 " * 900), "zh")) == 750


def test_figures_and_their_differences() -> None:
    truth = np.array([[True, False], [False, True], [True, True], [False, False]])
    right = Outcome(truth.astype(float), truth, truth.astype(float))
    wrong = Outcome(1 - truth.astype(float), ~truth, 1 - truth.astype(float))
    assert [list(x) for x in figures(truth, right.scores, right.given, np.ones(4))] == [[1, 1], [1, 1]]
    assert figures(truth, wrong.scores, wrong.given, np.ones(4))[0].max() == 0
    f1, ap = differences(truth, right, wrong)
    assert f1[0] == 1.0 and f1[1] > 0 and ap[0] > 0
    assert differences(truth, right, right)[0] == (0, 0, 0)
    moved = changes(["x", "y"], DOCUMENTS[:4], right, wrong, above=0.5)
    assert (
        len(moved) == 8 and moved[0].id == DOCUMENTS[0].id and {moved[0].before, moved[0].after} == {0.0, 1.0}
    )


def test_two_documents_go_through_all_of_it(clf: Classifier) -> None:
    few = [BY_ID["e05"], BY_ID["c12"]]
    files = [read(one, one.markdown, "md") for one in few]
    run = measure(clf, few, files)
    assert list(run.ways) == [OURS, *BASELINES]
    assert run.ways["max"].scores.min() >= 0 and (run.ways["max"].scores >= run.ways["mean"].scores).all()
    counts = degree_counts(few, run, MEASURES)
    assert counts["found"] <= 3 and counts["others"] == 8 - 3
    n, f1, ap = chapter_figures(few, run, clf)
    assert n >= 15 and 0 < f1 <= 1 and 0 < ap <= 1
    found = versions(clf, few, files, "md")
    assert (found["skipped"].every == run.ways[OURS].every).all()
    assert not (found["left in"].every == found["skipped"].every).all()
    table = list(accuracy_table(few, {"md": run}, MEASURES))
    assert len(table) == 2 + 4 and table[2].startswith("| md | roll-up |") and "[" in table[3]
    assert len({line.count("|") for line in table}) == 1


def test_the_roll_up_beats_the_baselines(clf: Classifier) -> None:
    files = [read(one, one.markdown, "md") for one in DOCUMENTS]
    run = measure(clf, DOCUMENTS, files)
    truth = truth_of(DOCUMENTS, MEASURES)
    f1 = {
        way: figures(truth, one.scores, one.given, np.ones(len(truth)))[0].mean()
        for way, one in run.ways.items()
    }
    for way in BASELINES:
        assert f1[OURS] > f1[way], f1

"""Corrected workbooks as corpora, and workbooks that are plain tables."""

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string

from classifier import Classifier
from classifier.corpus import load_corpus
from classifier.corpus.columns import Columns
from classifier.corpus.load import read_corpus
from classifier.corpus.workbook import count_open
from classifier.errors import CorpusError, MissingExtraError
from classifier.projects.meaning import Meaning
from classifier.spreadsheet import Table, write_xlsx
from classifier.spreadsheet.layout import LONGEST, TEXTS
from classifier.spreadsheet.safe import original
from classifier.spreadsheet.wording import ALL
from classifier.taxonomy import Taxonomy
from classifier.training import FitOptions, train
from tests.made import CARBON, GREEN, TALENT, TAXONOMY, TRAINING, meaning, project
from tests.test_retraining import own_rows, own_taxonomy

LINKED = "talent-cycle/education-science-talent-cycle"


def results(path: Path, texts: dict[str, str], corrections: dict[str, str], lang: str = "en") -> Path:
    """A workbook of results whose rows people corrected, saved by another program."""
    by_digest = {f"digest of {name}": text for name, text in texts.items()}
    write_xlsx(path, map(project, texts), Table(TAXONOMY, meaning(), lang), text_of=by_digest.__getitem__)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column(sheet, "correction")).value = corrections.get(
            original(sheet.cell(row, 1).value)
        )
    book.save(path)
    return path


def column(sheet, key: str) -> int:  # type: ignore[no-untyped-def]
    titles = [words.columns[key][0] for words in ALL]  # type: ignore[index]
    return next(cell.column for cell in sheet[1] if cell.value in titles)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_corrected_rows_come_with_their_texts(tmp_path: Path, lang: str) -> None:
    texts = {"007": "=the text\n of seven", "p2": "two", "p3": "three 三", "-4": "four"}
    said = {
        "007": "green-transformation; Training",
        "p3": "none",
        "-4": "绿色转型、畅通教育、科技、人才的良性循环",
    }
    path = results(tmp_path / "r.xlsx", texts, said, lang)
    rows = load_corpus(path, TAXONOMY)
    assert [(row.id, row.text, row.line) for row in rows] == [
        ("007", texts["007"], 2),
        ("p3", texts["p3"], 4),
        ("-4", "four", 5),
    ]
    assert [row.labels for row in rows] == [(GREEN, TALENT, TRAINING), (), (GREEN, TALENT, LINKED)]
    assert count_open(path) == 1


def test_a_measure_alone_says_nothing_of_its_submeasures(tmp_path: Path) -> None:
    path = results(tmp_path / "r.xlsx", {"a": "text"}, {"a": f"{GREEN};{TRAINING}"})
    (row,) = load_corpus(path, TAXONOMY)
    assert set(row.unknown) == set(TAXONOMY.submeasures(GREEN))


@pytest.mark.parametrize(
    "said", ["Carbon peaking and neutrality (0.61)", "碳达峰碳中和 (未测定)", f" {CARBON.upper()} ;"]
)
def test_labels_as_people_copy_them(tmp_path: Path, said: str) -> None:
    path = results(tmp_path / "r.xlsx", {"a": "text"}, {"a": said})
    assert load_corpus(path, TAXONOMY)[0].labels == (GREEN, CARBON)


def test_unknown_label_is_named_by_its_cell(tmp_path: Path) -> None:
    path = results(
        tmp_path / "r.xlsx",
        {"a": "A", "b": "B", "c": "C"},
        {"a": GREEN, "b": "gren-transformation", "c": "none;talent-cycle"},
    )
    rows, errors = read_corpus(path, TAXONOMY)
    assert [row.id for row in rows] == ["a"]
    sheet = load_workbook(path).worksheets[0]
    cell = sheet.cell(3, column(sheet, "correction")).coordinate
    assert column_index_from_string(cell.rstrip("3")) > 26  # so that the letters are two
    assert (
        f"{path}:3: cell {cell}: unknown label 'gren-transformation'; is 'green-transformation' meant?"
        in str(errors[0])
    )
    assert "says none beside a label" in str(errors[1])


def test_rows_may_be_sorted_and_deleted(tmp_path: Path) -> None:
    path = results(tmp_path / "r.xlsx", {"a": "A", "b": "B"}, {"a": GREEN, "b": "none"})
    book = load_workbook(path)
    book.worksheets[0].delete_rows(2)
    book.save(path)
    (row,) = load_corpus(path, TAXONOMY)
    assert (row.id, row.text, row.labels) == ("b", "B", ())


def test_row_without_its_text(tmp_path: Path) -> None:
    path = results(tmp_path / "r.xlsx", {"a": "A", "b": ""}, {"a": GREEN, "b": GREEN})
    _, errors = read_corpus(path, TAXONOMY)
    assert "3: the project's text is not in the workbook" in str(errors[0])


def test_workbook_without_corrections(tmp_path: Path) -> None:
    path = results(tmp_path / "r.xlsx", {"a": "A", "b": "B"}, {})
    with pytest.raises(
        CorpusError,
        match=r"no corrections, only 2 rows without; write labels, or none, into column AB \(correction\)",
    ):
        load_corpus(path, TAXONOMY)


def test_workbook_whose_texts_were_taken_out(tmp_path: Path) -> None:
    path = results(tmp_path / "r.xlsx", {"a": "A"}, {"a": GREEN})
    book = load_workbook(path)
    del book[TEXTS]
    book.save(path)
    with pytest.raises(CorpusError, match="lacks the hidden sheet"):
        load_corpus(path, TAXONOMY)


def test_renamed_heading(tmp_path: Path) -> None:
    path = results(tmp_path / "r.xlsx", {"a": "A"}, {"a": GREEN})
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet.cell(1, column(sheet, "correction")).value = "ours"
    book.save(path)
    with pytest.raises(CorpusError, match="no column 'correction'"):
        load_corpus(path, TAXONOMY)


@settings(max_examples=25)
@given(st.text(min_size=1).filter(lambda text: text.strip() and text.isprintable()))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = results(tmp_path_factory.mktemp("r") / "r.xlsx", {"a": text}, {"a": GREEN})
    assert load_corpus(path, TAXONOMY)[0].text == text


def test_very_long_text_is_cut(tmp_path: Path) -> None:
    path = results(tmp_path / "r.xlsx", {"a": "字" * (LONGEST + 5)}, {"a": GREEN})
    assert load_corpus(path, TAXONOMY)[0].text == "字" * LONGEST


def table(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_plain_table(tmp_path: Path) -> None:
    path = table(
        tmp_path / "t.xlsx",
        ["id", "body", "tags", None],
        [7, "one", GREEN, None],
        [None, None, None, None],
        ["007", "two", "", "note"],
    )
    columns = Columns(TAXONOMY, {"text": "body", "labels": "tags"})
    rows = load_corpus(path, TAXONOMY, columns)
    assert [(row.id, row.text, row.labels, row.line) for row in rows] == [
        ("7", "one", (GREEN,), 2),
        ("007", "two", (), 4),
    ]
    assert count_open(path) is None


def test_bad_tables(tmp_path: Path) -> None:
    twice = table(tmp_path / "twice.xlsx", ["text", "text"], ["a", "b"])
    with pytest.raises(CorpusError, match="column 'text' twice"):
        load_corpus(twice, TAXONOMY)
    with pytest.raises(CorpusError, match="empty first sheet"):
        load_corpus(table(tmp_path / "empty.xlsx"), TAXONOMY)
    (tmp_path / "bad.xlsx").write_bytes(b"PK no workbook")
    with pytest.raises(CorpusError, match="cannot be read"):
        load_corpus(tmp_path / "bad.xlsx", TAXONOMY)


def test_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path / "t.xlsx", ["text", "labels"], ["a", GREEN])
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(MissingExtraError, match=r"policytag\[documents\]"):
        load_corpus(path, TAXONOMY)


def test_training_reads_corrections(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way round: classify, correct, train, and the note that counts what was left."""
    monkeypatch.setattr(sys.modules["classifier.training.train"], "RESAMPLES", 5)
    own = Taxonomy.load(own_taxonomy(tmp_path))
    rows = own_rows(300)
    texts = {f"digest of {n}": str(row["text"]) for n, row in enumerate(rows)}
    batch = [
        project(str(n), results={label: project().results[GREEN] for label in own.ids})
        for n in range(len(rows))
    ]
    path = tmp_path / "result.xlsx"
    known = Meaning({}, dict.fromkeys(own.ids, 0.5), {}, frozenset())
    write_xlsx(path, batch, Table(own, known), text_of=texts.__getitem__)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for n, row in enumerate(rows[:-40], 2):
        labels = row["labels"]
        sheet.cell(n, column(sheet, "correction")).value = "; ".join(labels) or "none"  # type: ignore[arg-type]
    book.save(path)
    model = train([path], tmp_path / "m", taxonomy=own, options=FitOptions(n_folds=2, n_jobs=1))
    assert model.record["corpora"][0]["rows"] == 260
    assert f"{path}: 40 rows without a correction were not read" in model.record["notes"]
    clf = Classifier.load(tmp_path / "m")
    assert clf.classify("A runway and an apron for every airliner.").labels == ("air",)

"""Spreadsheets: what stands in the cells, what Excel would make of it, what a confidence is said to mean."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from classifier import Classifier
from classifier.confidence import HeldOut
from classifier.errors import MissingExtraError, UsageError
from classifier.projects.meaning import Level, Meaning, meaning_of
from classifier.projects.result import FileRead, ProjectResult
from classifier.spreadsheet import Table, write_csv, write_xlsx
from classifier.spreadsheet.layout import COLOURS, TEXTS
from classifier.spreadsheet.safe import neutral, original
from classifier.spreadsheet.wording import ALL
from tests.made import CARBON, GREEN, SENTENCE, TALENT, TAXONOMY, TRAINING, found, meaning, project, projects

FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
ATTACKS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "'=1", "''-x", "-"]


def rich_project() -> ProjectResult:
    green = found(0.93, "main", SENTENCE, page=3, chapter="2 Aims", indicators=("1,200 tonnes", "2030"))
    return project(
        "0042",
        {GREEN: green, CARBON: found(0.61, "part"), TALENT: found(0.5, "named")},
        uncertain=(TRAINING,),
        warnings=("page 2 read by OCR, 71% sure",),
        share_read=0.5,
        group="0041",
        files=(FileRead("a.docx", 4, 2), FileRead("b.pdf", 0, 0, "is encrypted"), FileRead("c.txt")),
    )


def by_title(path: Path, row: int = 2) -> dict[str, object]:
    sheet = load_workbook(path).worksheets[0]
    return {sheet.cell(1, at).value: sheet.cell(row, at).value for at in range(1, sheet.max_column + 1)}


@given(st.text() | st.sampled_from(ATTACKS))
def test_neutral_text_is_no_formula_and_finds_back(text: str) -> None:
    cell = neutral(text)
    assert not FORMULA.match(cell)
    assert cell[:1] not in ("\t", "\r", "\n")
    # Line breaks become one kind and unwritable characters a question mark; nothing else is lost.
    assert original(cell) == neutral(original(cell)).removeprefix("'" if cell != original(cell) else "")
    if text.isprintable():
        assert original(cell) == text


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_kind_of_formula_is_neutralised(attack: str) -> None:
    assert neutral(attack).startswith("'")


def test_row_of_a_project(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_xlsx(path, [rich_project()], Table(TAXONOMY, meaning()))
    row = by_title(path)
    assert row["project"] == "0042"
    assert row["measures"] == "Green transformation; Education-science-talent cycle"
    assert row["Green transformation: degree"] == "main aim"
    assert row["Green transformation: confidence"] == 0.93
    assert row["Green transformation: best sentence"] == SENTENCE
    assert row["Green transformation: where"] == "a.docx; p. 3; 2 Aims"
    assert row["Green transformation: figures"] == "1,200 tonnes; 2030"
    assert row["Education-science-talent cycle: degree"] == "named only"
    assert row["Sci-tech innovation: confidence"] == 0.01
    assert row["sub-measures"] == "Carbon peaking and neutrality (0.61)"
    assert row["wants a reader"] == "Training (0.01)"
    assert row["warnings"] == "page 2 read by OCR, 71% sure"
    assert row["share read"] == 0.5
    assert row["copy of"] == "0041"
    assert row["correction"] is None


def test_unmeasured_submeasure_has_no_confidence(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_xlsx(path, [rich_project()], Table(TAXONOMY, meaning(unmeasured=frozenset({CARBON, TRAINING}))))
    row = by_title(path)
    assert row["sub-measures"] == "Carbon peaking and neutrality (not measured)"
    assert row["wants a reader"] == "Training (not measured)"


def test_files_that_were_not_read(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    nothing = project("p2", files=(FileRead("d.doc", 0, 0, "needs LibreOffice"),))
    write_xlsx(
        path,
        [rich_project(), nothing],
        Table(TAXONOMY, meaning()),
        unread=[FileRead("z.zip", 0, 0, "a bomb")],
    )
    book = load_workbook(path)
    assert [row[0] for row in book["Projects"].iter_rows(min_row=2, values_only=True)] == ["0042"]
    assert list(book["Not read"].iter_rows(min_row=2, values_only=True)) == [
        ("0042", "a.docx", "2 of 4 pages read"),
        ("0042", "b.pdf", "is encrypted"),
        ("p2", "d.doc", "needs LibreOffice"),
        (None, "z.zip", "a bomb"),
    ]


def test_heads_filters_and_colours(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_xlsx(path, [rich_project()], Table(TAXONOMY, meaning()))
    sheet = load_workbook(path).worksheets[0]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet["A2"].number_format == "@"
    coloured = {str(area.sqref): rules for area, rules in sheet.conditional_formatting._cf_rules.items()}
    confidences = [
        cell.coordinate for cell in sheet[2] if sheet.cell(1, cell.column).value.endswith("confidence")
    ]
    assert sorted(coloured) == sorted(confidences)
    first, *rest = coloured[confidences[0]]
    assert (first.operator, first.formula) == ("lessThan", ["0.4"])
    assert [rule.dxf.fill.bgColor.rgb[2:] for rule in rest] == [back[1:] for back, _ in COLOURS[:3]]


def test_correction_column_offers_labels(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_xlsx(path, [rich_project()], Table(TAXONOMY, meaning()))
    book = load_workbook(path)
    (rule,) = book.worksheets[0].data_validations.dataValidation
    assert not rule.showErrorMessage  # several labels may be written, which no list holds
    first, last = map(int, re.findall(r"\$A\$(\d+)", rule.formula1))
    offered = [book["Explanation"].cell(row, 1).value for row in range(first, last + 1)]
    assert offered == ["none", *(label.title() for label in TAXONOMY.labels)]


@settings(max_examples=25)
@given(st.lists(projects, max_size=2))
def test_two_readers_agree_on_any_text(
    tmp_path_factory: pytest.TempPathFactory, batch: list[ProjectResult]
) -> None:
    path = tmp_path_factory.mktemp("x") / "r.xlsx"
    table = Table(TAXONOMY, meaning(), "zh")
    write_xlsx(path, batch, table, text_of=lambda digest: f"={digest}")
    book, second = load_workbook(path), CalamineWorkbook.from_path(path)
    for sheet in book:
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        assert not any(isinstance(cell, str) and FORMULA.match(cell) for row in cells for cell in row)
        other = second.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        assert [[("" if one is None else one) for one in row] for row in cells] == other
    readable = [one.id for one in batch if not one.files or any(file.reason is None for file in one.files)]
    shown = [row[0].value or "" for row in book.worksheets[0].iter_rows(min_row=2)]
    assert [original(one) for one in shown] == [original(neutral(one)) for one in readable]


def test_long_text_stays_whole_under_the_limit_of_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    text = "=" + "𠀀新" * 30_000
    write_xlsx(path, [project()], Table(TAXONOMY, meaning()), text_of=lambda digest: text)
    sheet = load_workbook(path)[TEXTS]
    assert sheet.sheet_state == "hidden"
    digest, *parts = [cell.value for cell in sheet[2]]
    assert digest == "digest of p1"
    assert max(len(part.encode("utf-16-le")) // 2 for part in parts) <= 32_767
    assert "".join(map(original, parts)) == text


def test_texts_stay_out_unless_asked(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "r.xlsx", [project()], Table(TAXONOMY, meaning()))
    assert TEXTS not in load_workbook(tmp_path / "r.xlsx").sheetnames


def test_explanation_has_every_column_and_level(tmp_path: Path, clf: Classifier) -> None:
    path = tmp_path / "r.xlsx"
    table = Table(TAXONOMY, meaning_of(clf))
    write_xlsx(path, [rich_project()], table)
    rows = list(load_workbook(path)["Explanation"].iter_rows(values_only=True))
    firsts = [row[0] for row in rows]
    for name in ["project", "measures", "degree", "confidence", "copy of", "correction"]:
        assert name in firsts
    levels = [row for row in rows if row[0] == "Green transformation" and row[3]]
    assert len(levels) == len(table.meaning.levels[GREEN])
    top = table.meaning.levels[GREEN][-1]
    assert levels[0][1:4] == (0.9, 1, top.texts)
    assert f"about {top.of_hundred} are right" in levels[0][4]
    assert levels[-1][4].startswith("not tagged")


def test_languages_have_the_same_headings() -> None:
    english, chinese = ALL
    assert english.columns.keys() == chinese.columns.keys()
    assert not any(
        one[0] == two[0] for one, two in zip(english.columns.values(), chinese.columns.values(), strict=True)
    )


def test_chinese_workbook(tmp_path: Path) -> None:
    path = tmp_path / "结果.xlsx"
    write_xlsx(path, [rich_project()], Table(TAXONOMY, meaning(), "zh"))
    assert load_workbook(path).sheetnames == ["项目", "未读文件", "说明"]
    assert by_title(path)["绿色转型：程度"] == "主要目标"
    assert by_title(path)["绿色转型：出处"] == "a.docx；第3页；2 Aims"


def test_unknown_language() -> None:
    with pytest.raises(UsageError, match="choose one of en, zh"):
        Table(TAXONOMY, meaning(), "fr").columns  # noqa: B018


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(b"old")

    def broken():  # type: ignore[no-untyped-def]
        yield project()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_xlsx(path, broken(), Table(TAXONOMY, meaning()))
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["r.xlsx"]


def test_a_folder_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        write_xlsx(tmp_path, [], Table(TAXONOMY, meaning()))
    with pytest.raises(UsageError, match="cannot be written"):
        write_xlsx(tmp_path / "no" / "r.xlsx", [], Table(TAXONOMY, meaning()))


def test_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(MissingExtraError, match=r"policytag\[documents\]"):
        write_xlsx(tmp_path / "r.xlsx", [], Table(TAXONOMY, meaning()))


def test_csv_for_excel(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    batch = [project("=1+1", warnings=("多云，\n有雨",)), project("007")]
    write_csv(path, batch, Table(TAXONOMY, meaning(), "zh"), excel=True)
    assert path.read_bytes().startswith("\ufeff项目编号".encode())
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines(keepends=True)))
    assert [row["项目编号"] for row in rows] == ["'=1+1", "007"]
    assert rows[0]["提示"] == "多云， 有雨"


def test_plain_csv_keeps_ids_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    write_csv(path, [project("=1+1")], Table(TAXONOMY, meaning()))
    assert path.read_bytes().startswith(b"project,")
    assert next(csv.DictReader(path.open(encoding="utf-8")))["project"] == "=1+1"


def held_out(scores: list[float], truth: list[bool], weights: list[float] | None = None) -> HeldOut:
    n = len(scores)
    labels = len(TAXONOMY.ids)
    return HeldOut(
        np.tile(np.array(scores, np.float32)[:, None], labels),
        np.tile(np.array(truth)[:, None], labels),
        np.array(weights or [1.0] * n),
        np.ones((n, labels), bool),
    )


def test_level_says_how_many_are_right() -> None:
    own = held_out([0.8] * 100 + [0.2] * 100, [True] * 85 + [False] * 15 + [True] * 10 + [False] * 90)
    found = Meaning.of(own, TAXONOMY, dict.fromkeys(TAXONOMY.ids, 0.4))
    level = found.level(GREEN, 0.75)
    assert level is not None
    assert (level.low, level.high, level.tagged, level.texts, level.of_hundred) == (0.7, 0.9, True, 100, 85)
    # Wilson's interval of 85 in 100, as in Brown, Cai and DasGupta (2001).
    assert level.between == pytest.approx((0.7672, 0.9069), abs=1e-4)
    below = found.level(GREEN, 0.39)
    assert below is not None
    assert (below.high, below.tagged, below.of_hundred) == (0.4, False, 10)
    assert found.level(GREEN, 0.55) == Level(0.5, 0.7, True, 0)


def test_texts_count_by_weight() -> None:
    own = held_out([0.8] * 60, [True] * 30 + [False] * 30, [1.0] * 30 + [3.0] * 30)
    level = Meaning.of(own, TAXONOMY, dict.fromkeys(TAXONOMY.ids, 0.4)).level(GREEN, 0.8)
    assert level is not None
    assert level.of_hundred == 25
    few = held_out([0.8] * 60, [True] * 60, [100.0] + [0.1] * 59)
    level = Meaning.of(few, TAXONOMY, dict.fromkeys(TAXONOMY.ids, 0.4)).level(GREEN, 0.8)
    assert level is not None
    assert level.of_hundred is None


@pytest.mark.parametrize("positives", [19, 20])
def test_twenty_positives_measure_a_submeasure(positives: int) -> None:
    own = held_out([0.8] * 100, [True] * positives + [False] * (100 - positives))
    found = Meaning.of(own, TAXONOMY, dict.fromkeys(TAXONOMY.ids, 0.4))
    assert (CARBON in found.unmeasured) == (positives < 20)
    assert GREEN not in found.unmeasured
    assert CARBON in Meaning.of(own, TAXONOMY, found.thresholds, {CARBON: 3}).unmeasured


@example(1.0)
@example(0.0)
@given(st.floats(0, 1))
def test_levels_cover_all_confidences(threshold: float) -> None:
    own = held_out([0.0, 0.5, 1.0], [True, False, True])
    levels = Meaning.of(own, TAXONOMY, dict.fromkeys(TAXONOMY.ids, threshold)).levels[GREEN]
    assert sum(level.texts for level in levels) == 3
    assert [one.low for one in levels[1:]] == [one.high for one in levels[:-1]]
    assert (levels[0].low, levels[-1].high) == (0.0, 1.0)


def test_no_level_is_known_under_a_prior_of_the_users_own(clf: Classifier) -> None:
    assert meaning_of(clf).levels.keys() == set(TAXONOMY.ids)
    assert meaning_of(clf.with_prior({TALENT: 0.1})).levels == {}

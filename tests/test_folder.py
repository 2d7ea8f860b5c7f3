"""The quarter's folder: 120 files as they come, a spreadsheet back with a row or a reason for each."""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from benchmarks.folder import Folder, make_folder
from classifier.documents.libreoffice import find_soffice
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def quarter(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Folder, Path, "subprocess.CompletedProcess[str]"]]:
    """The folder and what one command makes of it."""
    here = tmp_path_factory.mktemp("quarter")
    folder = make_folder(here / "申报 2025")
    command = [sys.executable, "-m", "classifier", "classify", folder.path.name, "--output", "result.xlsx"]
    command += ["--report", "brief.html", "--report", "brief.docx"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, cwd=here, env=env, capture_output=True, text=True, timeout=600, check=False
    )
    yield folder, here, done


def cells_by_openpyxl(path: Path, sheet: int) -> list[list[str]]:
    book = load_workbook(path, read_only=True)
    rows = book[book.sheetnames[sheet]].iter_rows(values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def cells_by_calamine(path: Path, sheet: int) -> list[list[str]]:
    return [
        [str(cell) for cell in row]
        for row in CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python()
    ]


def test_the_folder_is_as_it_is_said_to_be(quarter: tuple[Folder, Path, object]) -> None:
    folder = quarter[0]
    assert folder.n_files == 120
    suffixes = {path.suffix for path in folder.path.rglob("*") if path.is_file()}
    assert suffixes >= {
        f".{kind}"
        for kind in "docx doc wps rtf odt xlsx xls ods pdf pptx eml ofd zip html txt md png".split()
    }


@pytest.mark.parametrize("cells", [cells_by_openpyxl, cells_by_calamine])
def test_every_project_has_its_row_and_every_other_file_its_reason(quarter, cells) -> None:  # type: ignore[no-untyped-def]
    folder, here, done = quarter
    assert "Traceback" not in done.stderr and done.returncode == 1, done.stderr[-2000:]
    rows = cells(here / "result.xlsx", 0)[1:]
    assert sorted(row[0] for row in rows) == sorted({made.project for made in folder.made if made.readable})
    missed = {row[1]: row[2] for row in cells(here / "result.xlsx", 1)[1:]}
    name = folder.path.name
    assert set(missed) == {f"{name}/{made.name}" for made in folder.made if not made.readable}
    assert all(missed.values()) and not any("report it" in reason for reason in missed.values())
    assert all(any(confidence for confidence in row[1:]) for row in rows)


def test_reasons_say_what_is_wrong(quarter) -> None:  # type: ignore[no-untyped-def]
    _, here, _ = quarter
    missed = {row[1].split("/", 1)[1]: row[2] for row in cells_by_openpyxl(here / "result.xlsx", 1)[1:]}
    for name, reason in {
        "encrypted.pdf": "is encrypted",
        "encrypted.zip!form.docx": "is encrypted",
        "damaged.docx": "is not a readable Word document",
        "damaged.zip": "is not a readable archive",
        "empty.txt": "is empty",
        "empty.zip": "is an empty archive",
        "too deep.zip!1.zip!2.zip!3.zip": "is nested more than 3 archives deep",
    }.items():
        assert missed[name].startswith(reason), name
    if find_soffice() is None:
        assert "needs LibreOffice" in missed["late 03.wps"]


def test_the_summary_and_the_report_tell_of_all(quarter) -> None:  # type: ignore[no-untyped-def]
    folder, here, done = quarter
    n_read = sum(made.readable for made in folder.made)
    assert f"{n_read} of {len(folder.made)} files read" in done.stderr
    assert "reading " in done.stderr and "OCR " in done.stderr and "classifying " in done.stderr
    assert "that at least half of the projects share do not count" in done.stderr
    assert len(done.stdout.splitlines()) == len({made.project for made in folder.made})
    assert (here / "brief.html").stat().st_size > 2000 and (here / "brief.docx").stat().st_size > 5000
    assert {path.name for path in here.iterdir()} == {
        folder.path.name,
        "result.xlsx",
        "brief.html",
        "brief.docx",
    }


@pytest.mark.skipif(find_soffice() is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_spreadsheet(quarter, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    _, here, _ = quarter
    profile = (tmp_path / "profile").as_uri()
    command = [
        find_soffice(),
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76",
    ]
    subprocess.run([*command, "--outdir", str(tmp_path), str(here / "result.xlsx")], check=True, timeout=180)
    with (tmp_path / "result.csv").open(encoding="utf-8", newline="") as file:
        shown = [row[0] for row in csv.reader(file)]
    assert shown == [row[0] for row in cells_by_openpyxl(here / "result.xlsx", 0)]

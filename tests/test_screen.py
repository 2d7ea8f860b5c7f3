"""Whole projects from the command line and from Python: grouping, order, register, going on, odd consoles."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest
from openpyxl import load_workbook

from classifier import Classifier
from classifier.documents import Document, Failure, ReadOptions, Source
from classifier.documents.document import Section, Skip
from classifier.errors import DocumentError
from classifier.projects import group, reading, screen
from classifier.projects.group import group_projects
from classifier.projects.journal import Journal
from classifier.projects.register import Register
from classifier.projects.screen import Options
from classifier.projects.spool import Spool
from tests.conftest import ROOT, Run

GREEN = "The town will close its coal boilers and heat 900 flats with water from the sea, which cuts 4,000 t of carbon a year. "
SKILLS = (
    "The college trains sixty young engineers a year and brings researchers home from abroad on contracts of five years. "
    "Two of three apprentices found work at the yard last spring, and a house for guests lets visiting teachers stay near the slip. "
    "A board of employers and scholars sets what is taught, and each fitter may move between the works and the laboratory. "
)
CHOIR = "The choir sings carols in the market hall on Sunday, and soup is sold for two crowns. "
ZH = "全市关停燃煤锅炉，改用余热供暖，推进碳达峰碳中和，今年可减少碳排放三万吨。"
FORM = "Form F-7 of the fund for harbours\nDescribe how the project serves innovation, talent and a green transition.\n"


def write(folder: Path, **texts: str) -> Path:
    """Files by name; ``__`` stands for a slash."""
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """Five projects on one form; one is a folder of two files, one comes again."""
    folder = tmp_path / "in"
    write(
        folder, a__form=FORM + GREEN * 3 + "Case one, by the quay.", a__budget="Budget: 900 pipes, 40 pumps."
    )
    write(
        folder,
        b=FORM + SKILLS + "Case two, on the hill.",
        c=FORM + CHOIR * 3 + "Case three, in the hall.",
    )
    write(
        folder,
        d=FORM + CHOIR * 2 + "A market day is held in autumn, and the band plays in the square for all.",
    )
    write(folder, e=FORM + SKILLS + "Case two, on the hill, which comes again.")
    return folder


def test_the_api_streams_results_and_tells_what_it_found(clf: Classifier, batch: Path) -> None:
    screening = screen.screen(clf, [str(batch)])
    found = {one.result.id: one for one in screening}
    assert list(found) == ["a", "b.txt", "c.txt", "d.txt", "e.txt"]
    assert [file.path.rsplit("/", 1)[1] for file in found["a"].result.files] == ["budget.txt", "form.txt"]
    assert "green-transformation" in found["a"].result.labels
    assert found["a"].result.results["green-transformation"].degree == "main"
    assert found["c.txt"].result.labels == ()
    assert found["e.txt"].result.group == "b.txt" == screening.group_of("e.txt")
    assert found["e.txt"].result.warnings[0].startswith("revision of b.txt: ")
    assert screening.common is not None
    assert {line.text for line in screening.common.lines} >= {"Form F-7 of the fund for harbours"}
    assert screening.times.spent.reading > 0 and screening.times.classifying > 0


def test_common_text_can_be_let_count(clf: Classifier, batch: Path) -> None:
    screening = screen.screen(clf, [str(batch)], Options(common="count"))
    first = next(iter(screening))
    assert first.result.id == "a" and screening.common is None


def test_a_project_of_little_but_common_text_is_warned_of(clf: Classifier, tmp_path: Path) -> None:
    texts = {
        f"p{i}": FORM * 3 + f"{name}."
        for i, name in enumerate(("Kiln", "Quay", "Mill", "Weir", "Yard", "Hall"))
    }
    results = [one.result for one in screen.screen(clf, [str(write(tmp_path / "in", **texts))])]
    assert all(
        "of this text is common to most projects and was left out" in " ".join(r.warnings) for r in results
    )


def test_a_form_is_found_in_each_language_of_a_batch(clf: Classifier, tmp_path: Path) -> None:
    write(tmp_path / "in", **{f"e{i}": f"{FORM}Pump {'abcde'[i] * 5} hums." for i in range(5)})
    write(
        tmp_path / "in",
        **{f"z{i}": f"请逐项如实填写各栏目内容\n{'甲乙丙丁戊'[i] * 3}泵站改造。" for i in range(5)},
    )
    screening = screen.screen(clf, [str(tmp_path / "in")])
    assert len(list(screening)) == 10 and screening.common is not None
    lines = {line.text for line in screening.common.lines}
    assert "请逐项如实填写各栏目内容" in lines and "Form F-7 of the fund for harbours" in lines


def test_a_fault_costs_its_project_only_and_is_tried_again(
    clf: Classifier, batch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = screen.classify_project

    def faulty(classifier, project, *args, **kwargs):  # type: ignore[no-untyped-def]
        if project.id == "b.txt" and project.documents:
            raise ZeroDivisionError("oh")
        return real(classifier, project, *args, **kwargs)

    monkeypatch.setattr(screen, "classify_project", faulty)
    journal = Journal(tmp_path / "j")
    with Register(tmp_path / "r.sqlite") as register:
        found = {
            one.result.id: one.result
            for one in screen.screen(clf, [str(batch)], register=register, journal=journal)
        }
        known = {record.project for record in register.records()}
    (file,) = found["b.txt"].files
    assert file.reason == "could not be classified (ZeroDivisionError: oh); please report it"
    assert found["a"].labels and len(journal) == 4 and known == {"a", "c.txt", "d.txt", "e.txt"}


def items() -> list[Document | Failure]:
    source = Source("a/b.docx", 3, "x")
    document = Document(
        source,
        "Text \ud800 一",
        ("w",),
        (0, 3),
        4,
        (Section("T", 1, 0, 4, "title"),),
        (Skip(1, 2, "common"),),
        (1, 4),
    )
    return [document, Failure(Source("c"), DocumentError("is empty", path="c", remedy="fill it"))]


def test_what_a_spool_keeps_comes_back(tmp_path: Path) -> None:
    spool = Spool()
    assert [type(item) for item in spool.keep("k", items())] == [Document, Failure]
    document, failure = spool.replay()
    assert document == items()[0]
    assert isinstance(failure, Failure) and str(failure.error) == "c: is empty; fill it"
    spool.remove()


@pytest.mark.parametrize("cut", [1, 40])
def test_a_torn_spool_keeps_whole_inputs_without_failures(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "s"
    spool = Spool(path)
    for key, kept in (("one", items()[:1]), ("failed", items()), ("two", items()[:1]), ("torn", items()[:1])):
        list(spool.keep(key, kept))
    spool.close()
    path.write_bytes(path.read_bytes()[:-cut])
    again = Spool(path)
    assert [key in again for key in ("one", "failed", "two", "torn")] == [True, False, True, False]
    assert list(again.take("two")) == items()[:1] == list(again.replay())
    again.remove()
    assert not path.exists()


def test_a_stopped_run_reads_and_classifies_only_what_is_left(
    clf: Classifier, batch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool, journal = Spool(tmp_path / "s"), Journal(tmp_path / "j")
    stream = iter(screen.screen(clf, [str(batch)], spool=spool, journal=journal))
    first = [next(stream).result.id, next(stream).result.id]
    stream.close()  # type: ignore[attr-defined]
    spool.close()
    journal.close()
    (batch / "c.txt").write_text(FORM + CHOIR * 4 + "Case three, changed.")
    read: list[str] = []
    classified: list[str] = []
    real_read, real = reading.read_inputs, screen.classify_project

    def reads(paths, *args, **kwargs):  # type: ignore[no-untyped-def]
        read.extend(paths)
        return real_read(paths, *args, **kwargs)

    def classifies(classifier, project, *args, **kwargs):  # type: ignore[no-untyped-def]
        classified.append(project.id)
        return real(classifier, project, *args, **kwargs)

    monkeypatch.setattr(reading, "read_inputs", reads)
    monkeypatch.setattr(screen, "classify_project", classifies)
    spool, journal = Spool(tmp_path / "s"), Journal(tmp_path / "j")
    again = [one.result.id for one in screen.screen(clf, [str(batch)], spool=spool, journal=journal)]
    assert first == ["a", "b.txt"] and again == ["a", "b.txt", "c.txt", "d.txt", "e.txt"]
    assert [Path(path).name for path in read] == ["c.txt"]
    assert classified == ["c.txt", "d.txt", "e.txt"]


def test_reading_in_processes_gives_the_same(clf: Classifier, batch: Path) -> None:
    alone = [one.result for one in screen.screen(clf, [str(batch)])]
    many = screen.screen(clf, [str(batch)], Options(read=ReadOptions(workers=2, file_timeout=60), threads=3))
    assert [one.result for one in many] == alone


def test_paths_of_windows_make_the_same_projects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group, "PurePath", PureWindowsPath)
    paths = [
        "C:\\申报\\2025\\甲\\正文.docx",
        "C:\\申报\\2025\\甲\\附件\\预算.xlsx",
        "C:\\申报\\2025\\乙.zip!form.docx",
    ]
    monkeypatch.setattr(group, "_root", lambda path: PureWindowsPath(path).as_posix())
    documents = [Document(Source(path), "Text.") for path in paths]
    found = list(group_projects(documents, "folder", ["C:\\申报\\2025"]))
    assert [(one.id, len(one.files)) for one in found] == [("甲", 2), ("乙.zip", 1)]


# --- the command


def lines_of(done: "subprocess.CompletedProcess[str]") -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_rows_of_every_format(run: Run, batch: Path) -> None:
    table = run("classify", "in", "--project-by", "folder", "--profile", "--lang", "en")
    assert table.returncode == 0
    for words in (
        "Green transformation",
        "main aim",
        "revision of b.txt",
        "shared with b.txt: ",
        "in/a/form.txt",
    ):
        assert words in table.stdout, words
    assert "5 projects: " in table.stderr and "6 of 6 files read" in table.stderr
    records = lines_of(run("classify", "in", "--project-by", "file", "--format", "jsonl"))
    assert [record["id"] for record in records] == [
        "a/budget.txt",
        "a/form.txt",
        "b.txt",
        "c.txt",
        "d.txt",
        "e.txt",
    ]
    assert records[-1]["matches"][0]["id"] == "b.txt" and records[-1]["matches"][0]["passages"]
    rows = list(
        csv.reader(io.StringIO(run("classify", "in", "--project-by", "folder", "--format", "csv").stdout))
    )
    assert [row[0] for row in rows[1:]] == ["a", "b.txt", "c.txt", "d.txt", "e.txt"]
    assert (
        json.loads(run("classify", "in", "--project-by", "folder", "--format", "json").stdout)[0]["id"] == "a"
    )


def test_files_of_every_format(run: Run, batch: Path, tmp_path: Path) -> None:
    for name in ("r.csv", "r.jsonl", "r.json", "r.txt"):
        done = run("classify", "in", "--project-by", "folder", "--output", name, "--excel")
        assert done.returncode == 0 and len(done.stdout.splitlines()) == 5
    assert (tmp_path / "r.csv").read_bytes().startswith("\ufeff".encode())
    assert json.loads((tmp_path / "r.jsonl").read_text().splitlines()[0])["id"] == "a"
    assert len(json.loads((tmp_path / "r.json").read_text())) == 5
    assert "Green transformation" in (tmp_path / "r.txt").read_text()
    assert {path.name for path in tmp_path.iterdir()} == {"in", "r.csv", "r.jsonl", "r.json", "r.txt"}


def test_order(run: Run, batch: Path, tmp_path: Path) -> None:
    ranked = lines_of(run("classify", "in", "--rank", "green-transformation", "--format", "jsonl"))
    assert ranked[0]["id"] == "a" and len(ranked) == 5
    (first,) = lines_of(
        run("classify", "in", "--rank", "green-transformation", "--top", "1", "--format", "jsonl")
    )
    assert first["id"] == "a"
    (batch / "broken.pdf").write_bytes(b"%PDF-1.4")
    done = run("classify", "in", "--top", "1", "--output", "r.xlsx")
    assert done.returncode == 1
    sheets = load_workbook(tmp_path / "r.xlsx")
    projects, unread = (sheets[name] for name in sheets.sheetnames[:2])
    assert projects.max_row == 2 and unread["B2"].value == "in/broken.pdf"


def test_the_register_knows_what_was_there(run: Run, batch: Path, tmp_path: Path) -> None:
    args = ("classify", "in", "--register", "r.sqlite", "--new-only", "--format", "jsonl")
    assert len(lines_of(run(*args))) == 5
    nothing = run(*args)
    assert nothing.stdout == "" and "5 known to the register left out" in nothing.stderr
    (batch / "c.txt").write_text(FORM + GREEN * 3 + "Another case, on the pier.")
    write(tmp_path / "next", b2=FORM + SKILLS + "Case two, on the hill, a year later.")
    assert [record["id"] for record in lines_of(run(*args))] == ["c.txt"]
    (again,) = lines_of(run("classify", "next", *args[2:]))
    match = next(one for one in again["matches"] if one["id"] == "b.txt")
    assert match["when"] and again["group"].startswith("b.txt (")


def test_rows_of_a_column_are_one_project(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f'nr,text\n7,"{GREEN}"\n8,"{CHOIR}"\n7,It is paid by the state.\n')
    done = run("classify", "t.csv", "--project-by", "column", "--id-column", "nr", "--format", "jsonl")
    assert [(record["id"], len(record["files"])) for record in lines_of(done)] == [("7", 2), ("8", 1)]


def test_chapters_that_an_office_excludes(run: Run, tmp_path: Path) -> None:
    text = f"# Choir festival\n\n## Programme\n\n{CHOIR * 6}\n\n## Energy saving\n\n{GREEN * 6}"
    (tmp_path / "p.md").write_text(text)
    (tmp_path / "sections.toml").write_text('[[chapter]]\nnames = ["Energy saving"]\nexclude = true\n')
    base = ("classify", "p.md", "--format", "jsonl")
    (kept,), (left,) = (
        lines_of(run(*base, "--project-by", "file")),
        lines_of(run(*base, "--sections", "sections.toml")),
    )
    name = "green-transformation"
    assert kept["results"][name]["confidence"] > 0.5 > left["results"][name]["confidence"]


def test_what_is_common_is_shown(run: Run, batch: Path) -> None:
    few = run("classify", "in", "--common", "out").stderr
    every = run("classify", "in", "--common", "show").stderr
    assert "5 projects: Form F-7 of the fund for harbours" in few + every and "--common show" in few
    assert "--common show" not in every
    assert "Form F-7" not in run("classify", "in", "--common", "count").stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--rank", "colour"], "unknown label 'colour' to rank by"),
        (["--top", "0"], "--top must be at least 1"),
        (["--report", "r.pdf"], "is of no format for a report"),
        (["--output", "no/r.xlsx"], "cannot be written (no such folder)"),
        (["--output", "r.xlsx", "--format", "csv"], "is not what .xlsx holds"),
        (["--project-by", "column"], "needs a column"),
        (["--project-by", "file", "--evidence", "0"], "must be at least 1"),
        (["--project-by", "file", "--prior", "auto"], "for single texts"),
        (["--project-by", "file", "--explain"], "for single texts"),
        (["--sections", "none.toml"], "none.toml: cannot be read"),
        (["--jobs", "0"], "--jobs must be at least 1"),
        (["--file-timeout", "0"], "--file-timeout must be more than nil"),
        (["--excel"], "--excel is about CSV"),
    ],
)
def test_wrong_use(run: Run, batch: Path, args: list[str], words: str) -> None:
    done = run("classify", "in", *args)
    assert done.returncode == 2 and words in done.stderr and done.stdout == ""


SLOW = """
import sys, time
from classifier.cli.main import main
from classifier.projects import screen
real = screen.classify_project
def slow(*args, **kwargs):
    time.sleep(0.3)
    return real(*args, **kwargs)
screen.classify_project = slow
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
def test_ctrl_c_leaves_what_is_done_and_the_run_goes_on(run: Run, batch: Path, tmp_path: Path) -> None:
    write(
        batch,
        **{
            f"x{i:02}": f"Pump {i} of the {'quay mill weir yard'.split()[i % 4]} is oiled. {CHOIR}"
            for i in range(20)
        },
    )
    (tmp_path / "slow.py").write_text(SLOW)
    command = [sys.executable, "slow.py", "classify", "in", "--output", "r.xlsx"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    first = [process.stdout.readline() for _ in range(3)]
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130 and "Traceback" not in told, told
    assert "the same command goes on from there" in told and first[0].startswith("a: ")
    part = load_workbook(tmp_path / "r.xlsx").worksheets[0].max_row
    assert 4 <= part < 26 and (tmp_path / "r.xlsx.journal").exists()
    done = run("classify", "in", "--output", "r.xlsx")
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 25
    assert load_workbook(tmp_path / "r.xlsx").worksheets[0].max_row == 26
    assert {path.name for path in tmp_path.iterdir()} == {"in", "r.xlsx", "slow.py"}


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "cp1252"])
def test_consoles_that_are_not_utf8(tmp_path: Path, encoding: str) -> None:
    long = "二〇二五年度重点专项项目申报" * 5
    write(tmp_path / "申报", **{f"{long}__正文": ZH * 3, "é Ω": GREEN})
    for args in (["--profile"], ["--format", "csv"], ["--output", "结果.xlsx"], ["--format", "jsonl"]):
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": encoding,
            "LANG": "zh_CN.UTF-8",
            "LC_ALL": "zh_CN.UTF-8",
        }
        command = [sys.executable, "-m", "classifier", "classify", "申报", "--project-by", "folder", *args]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, timeout=120, check=False)
        assert done.returncode == 0 and b"Traceback" not in done.stderr, done.stderr
        out = done.stdout.decode(encoding)
    assert {json.loads(line)["id"] for line in out.splitlines()} == {long, "é Ω.txt"}
    sheet = load_workbook(tmp_path / "结果.xlsx").worksheets[0]
    assert {sheet.cell(row, 1).value for row in (2, 3)} == {long, "é Ω.txt"}


def test_single_texts_are_spared_what_says_nothing(run: Run, tmp_path: Path) -> None:
    text = f"{CHOIR}\n☐ green and low-carbon transition, carbon peaking, clean energy, emission cuts\n☑ culture\n"
    (tmp_path / "p.txt").write_text(text, encoding="utf-8")
    record = json.loads(run("classify", "p.txt", "--all", "--format", "jsonl").stdout)
    bare = json.loads(
        run("classify", "-", "--all", "--format", "jsonl", stdin=f"{CHOIR}\n☑ culture\n".encode()).stdout
    )
    name = "green-transformation"
    assert (
        record["scores"][name] == pytest.approx(bare["scores"][name], abs=0.01)
        and record["scores"][name] < 0.3
    )
    for found in record["evidence"].values():
        assert all(text[one["start"] : one["end"]] == one["text"] for one in found)


def test_csv_for_excel(run: Run, tmp_path: Path) -> None:
    (tmp_path / "=1+1.txt").write_text(GREEN)
    run("classify", "=1+1.txt", "--format", "csv", "--excel", "--output", "r.csv")
    data = (tmp_path / "r.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfid,") and b"\r\n'=1+1.txt" in data

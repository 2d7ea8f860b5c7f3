"""Projects from a stream of documents: what belongs together, what it is called, what is held."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from classifier.documents.document import Document, Failure, Skip, Source
from classifier.documents.inputs import ReadOptions, read_inputs
from classifier.errors import DocumentError
from classifier.projects.group import Project, group_projects


def doc(path: str, row: int | None = None, id: str | None = None, text: str = "text") -> Document:
    return Document(Source(path, row, id), text)


def shape(projects: Iterator[Project]) -> dict[str, list[str]]:
    return {p.id: [d.source.path for d in p.documents] for p in projects}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "P1/form.txt",
        "P1/budget.txt",
        "P1/附件/a.txt",
        "P2/sub/x.txt",
        "P2/y.txt",
        "loose.txt",
        "P1-b/z.txt",
    ):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(name, encoding="utf-8")
    (tmp_path / "in" / "P1" / "empty.txt").touch()
    return tmp_path / "in"


def test_a_folder_is_a_project_with_its_annexes_and_its_unread_files(folder: Path) -> None:
    projects = {p.id: p for p in group_projects(read_inputs([str(folder)]), "folder", [str(folder)])}
    assert set(projects) == {"P1", "P1-b", "P2", "P2/sub", "loose.txt"}
    first = projects["P1"]
    assert [d.text for d in first.documents] == ["P1/budget.txt", "P1/form.txt", "P1/附件/a.txt"]
    assert [(Path(f.path).name, f.reason) for f in first.files][1] == ("empty.txt", "is empty")
    assert first.path == (folder / "P1").as_posix()
    assert first.share_read == 0.75


def test_a_glob_counts_from_where_it_varies(folder: Path) -> None:
    pattern = str(folder / "P*" / "*.txt")
    assert set(shape(group_projects(read_inputs([pattern]), "folder", [pattern]))) == {"P1", "P1-b", "P2"}


def test_the_working_folder_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert set(shape(group_projects(read_inputs(["."]), "folder", ["."]))) == {
        "P1",
        "P1-b",
        "P2",
        "P2/sub",
        "loose.txt",
    }


def test_several_folders_are_as_sub_folders_of_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    inputs = ["P1", "P2"]
    assert set(shape(group_projects(read_inputs(inputs), "folder", inputs))) == {"P1", "P2", "P2/sub"}


def test_named_files_are_one_each() -> None:
    paths = ["a/1.docx", "b/2.docx", "a/3.docx"]
    assert shape(group_projects(map(doc, paths), "folder", paths)) == {path: [path] for path in paths}


def test_by_file(folder: Path) -> None:
    projects = shape(group_projects(read_inputs([str(folder)]), "file", [str(folder)]))
    assert set(projects) >= {"P1/form.txt", "P1/附件/a.txt", "loose.txt"} and len(projects) == 8


def test_an_archive_is_a_folder(tmp_path: Path) -> None:
    root = tmp_path.as_posix()
    names = [
        "P1.zip!form.docx", "P1.zip!附件1/b.docx", "P2.zip!one/a.docx", "P2.zip!two/inner.zip!x/a.docx",
        "Wow!/a.docx", "x/P3.zip!a.docx", "x/form!final.docx",
    ]  # fmt: skip
    got = shape(group_projects((doc(f"{root}/{name}") for name in names), "folder", [root]))
    assert {id: len(paths) for id, paths in got.items()} == {
        "P1.zip": 2, "P2.zip!one": 1, "P2.zip!two/inner.zip!x": 1, "Wow!": 1, "x/P3.zip": 1, "x": 1,
    }  # fmt: skip


def test_a_named_archive() -> None:
    paths = ["in/q.zip!P1/a.docx", "in/q.zip!P2/a.docx", "in/q.zip!top.docx"]
    got = shape(group_projects(map(doc, paths), "folder", ["in/q.zip"]))
    assert set(got) == {"in/q.zip!P1", "in/q.zip!P2", "in/q.zip"}


def test_an_archive_that_cannot_be_opened_keeps_its_place(tmp_path: Path) -> None:
    root = tmp_path.as_posix()
    bomb = Failure(Source(f"{root}/x/P3.zip"), DocumentError("unpacks to too much", remedy="split it"))
    items = [doc(f"{root}/x/a.docx"), bomb]
    projects = {p.id: p for p in group_projects(items, "folder", [root])}
    assert projects["x/P3.zip"].documents == ()
    assert projects["x/P3.zip"].files[0].reason == "unpacks to too much; split it"
    assert len(projects["x"].documents) == 1


@pytest.mark.parametrize("by", ["folder", "file"])
def test_a_mail_holds_its_attachments(tmp_path: Path, by: str) -> None:
    root = tmp_path.as_posix()
    items = [doc(f"{root}/m.eml"), doc(f"{root}/m.eml!plan.docx"), doc(f"{root}/n.docx")]
    assert {id: len(x) for id, x in shape(group_projects(items, by, [root])).items()} == {
        "m.eml": 2,
        "n.docx": 1,
    }  # type: ignore[arg-type]


def test_rows_are_one_each_or_by_the_value_they_share(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("no,text\nA,one\nB,two\nA,three\n,four\n", encoding="utf-8")
    items = list(read_inputs([str(table)], ReadOptions(id_column="no")))
    rows = list(group_projects(items, "folder", [str(table)]))
    assert [p.id for p in rows] == ["A", "B", "A (2)", f"{table}:5"]
    shared = list(group_projects([*items, doc("z.docx")], "column", [str(table)]))
    assert {p.id: [d.text for d in p.documents] for p in shared} == {
        "A": ["one", "three"], "B": ["two"], f"{table}:5": ["four"], "z.docx": ["text"],
    }  # fmt: skip


def test_a_project_comes_as_soon_as_its_folder_is_left(tmp_path: Path) -> None:
    root = tmp_path.as_posix()
    taken = 0

    def stream() -> Iterator[Document]:
        nonlocal taken
        for i in range(1000):
            taken += 1
            yield doc(f"{root}/{i // 2:04}/{i % 2}.txt")

    for number, project in enumerate(group_projects(stream(), "folder", [root])):
        assert len(project.documents) == 2
        assert taken <= 2 * number + 3


def test_a_folder_that_comes_again_is_told_apart(tmp_path: Path) -> None:
    root = tmp_path.as_posix()
    items = [doc(f"{root}/a/1"), doc(f"{root}/b/1"), doc(f"{root}/a/2")]
    assert [p.id for p in group_projects(items, "folder", [root])] == ["a", "b", "a (2)"]


def test_texts_are_joined_with_their_skips() -> None:
    one = Document(Source("a/1"), "0123", skips=(Skip(1, 2, "unticked"),), pages=(0, 2), n_pages=4)
    two = Document(Source("a/2"), "abcd", skips=(Skip(0, 3, "contents"),))
    (project,) = group_projects([one, two], "folder", [os.curdir])
    text, skips = project.joined()
    assert [(text[s.start : s.end], s.reason) for s in skips] == [("1", "unticked"), ("abc", "contents")]
    assert project.share_read == pytest.approx(3 / 5)
    assert project.text_digest != Project("x", (two, one), (), "").text_digest

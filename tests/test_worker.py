"""Worker processes: order, limits of time, crashes, bounded memory."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from classifier.documents import Document, Failure, ReadingTime, ReadOptions, read_files, read_inputs, worker
from classifier.errors import MissingExtraError
from tests.test_archive import packed


def hang(path: str, data: bytes | None, options: ReadOptions) -> object:
    """Stands in for reading: does what the file says."""
    word = Path(path).read_text()
    if word == "hang":
        time.sleep(60)
    if word == "crash":
        os._exit(9)
    return real_read(path, data, options)


real_read = worker._read


def write(folder: Path, *words: str) -> list[Path]:
    files = [folder / f"{at:02}.txt" for at in range(len(words))]
    for file, word in zip(files, words, strict=True):
        file.write_text(word)
    return files


def test_results_come_in_order_and_time_is_counted(tmp_path: Path) -> None:
    files = write(tmp_path, *(f"text {at}" for at in range(12)))
    spent = ReadingTime()
    found = list(read_files(files, ReadOptions(workers=2, file_timeout=60), spent))
    assert [path for path, _ in found] == [str(file) for file in files]
    assert [items[0].text for _, items in found if isinstance(items[0], Document)] == [
        f"text {n}" for n in range(12)
    ]
    assert spent.reading > 0 and spent.ocr == 0


def test_a_hanging_and_a_crashing_parser_cost_their_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_read", hang)
    files = write(tmp_path, "one", "hang", "crash", "two")
    begun = time.monotonic()
    found = dict(read_files(files, ReadOptions(workers=2, file_timeout=3)))
    assert time.monotonic() - begun < 40
    assert [len(items) for items in found.values()] == [1, 1, 1, 1]
    (late,), (crashed,) = found[str(files[1])], found[str(files[2])]
    assert isinstance(late, Failure) and isinstance(crashed, Failure)
    assert "took more than 3 seconds to read; raise --file-timeout" in str(late.error)
    assert "made its reader crash" in str(crashed.error)
    assert isinstance(found[str(files[3])][0], Document)


def test_no_more_files_are_taken_than_are_being_read(tmp_path: Path) -> None:
    taken = 0

    def files() -> Iterator[Path]:
        nonlocal taken
        for file in write(tmp_path, *["x"] * 30):
            taken += 1
            yield file

    found = read_files(files(), ReadOptions(workers=1))
    next(found)
    assert taken <= 4
    found.close()  # type: ignore[attr-defined]


def test_archives_tables_and_failures_keep_their_places(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "b.csv").write_text("id,text\n7,two\n")
    (tmp_path / "c.zip").write_bytes(packed({"x.txt": b"three", "y.png": b"\x89PNG"}))
    (tmp_path / "d.docx").write_bytes(b"")
    items = list(read_inputs([str(tmp_path), "missing.txt"], ReadOptions(workers=2)))
    names = [Path(item.source.name).name for item in items]
    assert names == ["a.txt", "7", "c.zip!x.txt", "c.zip!y.png", "d.docx", "missing.txt"]
    assert [isinstance(item, Document) for item in items] == [True, True, True, False, False, False]
    here = list(read_inputs([str(tmp_path), "missing.txt"], ReadOptions()))
    assert [str(getattr(i, "error", i)) for i in here] == [str(getattr(i, "error", i)) for i in items]


def test_without_pebble_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pebble", None)
    with pytest.raises(MissingExtraError, match=r"policytag\[documents\]"):
        list(read_files(write(tmp_path, "x"), ReadOptions(workers=1)))

"""Results kept as they come: whatever stops a run, the next goes on and loses nothing that was whole."""

import json
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.errors import UsageError
from classifier.projects.codec import from_plain, to_plain
from classifier.projects.journal import Journal, key_of, recorded
from classifier.projects.result import ProjectResult
from tests.made import GREEN, SENTENCE, found, project, projects


@given(projects)
def test_json_and_back(result: ProjectResult) -> None:
    assert from_plain(json.loads(json.dumps(to_plain(result)))) == result


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from("abc"), projects, st.text(st.characters())), max_size=5))
def test_what_is_kept_comes_back(
    tmp_path_factory: pytest.TempPathFactory, kept: list[tuple[str, ProjectResult, str]]
) -> None:
    path = tmp_path_factory.mktemp("j") / "r.journal"
    journal = Journal(path)
    texts: dict[str, str] = {}
    for key, result, text in kept:
        journal.append(key, result, text)
        if text:
            texts.setdefault(result.text_digest, text)
    journal.close()
    again = Journal(path)
    latest = {key: result for key, result, _ in kept}
    assert list(again.results()) == list(latest.values())
    assert list(again.results(["c", "a", "x"])) == [latest[key] for key in "ca" if key in latest]
    assert len(again) == len(latest) and all(key in again for key in latest) and "x" not in again
    assert all(again.text(digest) == text for digest, text in texts.items())
    assert again.text("no such digest") == ""
    again.close()


def filled(path: Path) -> list[int]:
    """A journal of three results; where its lines end."""
    journal = Journal(path)
    for name in "abc":
        journal.append(name, project(name, {GREEN: found(0.9, "main", SENTENCE)}))
    journal.close()
    ends, at = [0], 0
    for line in path.read_bytes().splitlines(keepends=True):
        at += len(line)
        ends.append(at)
    return ends


@pytest.mark.parametrize("left", [0, 1, 5, 200, -1])
def test_a_torn_last_line_is_dropped(tmp_path: Path, left: int) -> None:
    path = tmp_path / "r.journal"
    ends = filled(path)
    torn = path.read_bytes()[: ends[3] - 1 if left < 0 else ends[2] + left]
    path.write_bytes(torn)
    journal = Journal(path)
    assert [one.id for one in journal.results()] == ["a", "b"]
    assert path.stat().st_size == ends[2]
    journal.append("c", project("c"))
    journal.close()
    assert [one.id for one in Journal(path).results()] == ["a", "b", "c"]


def test_a_damaged_line_counts_as_not_there(tmp_path: Path) -> None:
    path = tmp_path / "r.journal"
    ends = filled(path)
    data = bytearray(path.read_bytes())
    data[data.index(b"0.9", ends[1])] = ord("1")  # 1.9: good JSON with another digest
    path.write_bytes(data)
    journal = Journal(path)
    assert [one.id for one in journal.results()] == ["a", "c"]
    assert "b" not in journal


@pytest.mark.parametrize(
    "junk", [b"not json\n", b"[]\n", b"{}\n", b"[" * 100_000 + b"\n", b"\xff\xfe\n", b"\n"]
)
def test_lines_of_others_are_passed_over(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "r.journal"
    filled(path)
    path.write_bytes(junk + path.read_bytes())
    assert [one.id for one in Journal(path).results()] == ["a", "b", "c"]


def test_a_journal_changed_while_in_use(tmp_path: Path) -> None:
    path = tmp_path / "r.journal"
    filled(path)
    journal = Journal(path)
    path.write_bytes(b"")
    with pytest.raises(UsageError, match="changed by someone else"):
        list(journal.results())


def test_key_is_that_of_contents_and_run(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    first = key_of({"model": "m"}, "p", [file, "text"])
    assert key_of({"model": "m"}, "p", [file, "text"]) == first
    others = [
        key_of({"model": "n"}, "p", [file, "text"]),
        key_of({"model": "m"}, "q", [file, "text"]),
        key_of({"model": "m"}, "p", [file]),
        key_of({"model": "m"}, "p", [file, "other\ud800"]),
        key_of({"model": "m"}, "p", [str(file), "text"]),
    ]
    file.write_text("two")
    others.append(key_of({"model": "m"}, "p", [file, "text"]))
    file.unlink()
    others.append(key_of({"model": "m"}, "p", [file, "text"]))
    assert len({first, *others}) == 8


def write_ids(output: Path):  # type: ignore[no-untyped-def]
    return lambda journal: output.write_text(" ".join(one.id for one in journal.results()))


def test_output_is_written_and_the_journal_goes(tmp_path: Path) -> None:
    output = tmp_path / "r.xlsx"
    with recorded(output, write_ids(output)) as journal:
        journal.append("a", project("a"))
        journal.append("b", project("b"))
    assert output.read_text() == "a b"
    assert list(tmp_path.iterdir()) == [output]


def test_stopped_and_started_again(tmp_path: Path) -> None:
    output = tmp_path / "r.xlsx"
    with pytest.raises(KeyboardInterrupt), recorded(output, write_ids(output)) as journal:
        journal.append("a", project("a"))
        raise KeyboardInterrupt
    assert output.read_text() == "a"
    done = []
    with recorded(output, write_ids(output)) as journal:
        for name in "abc":
            if name not in journal:
                done.append(name)
                journal.append(name, project(name))
    assert done == ["b", "c"]
    assert output.read_text() == "a b c"


def test_an_error_keeps_the_journal_and_writes_nothing(tmp_path: Path) -> None:
    output = tmp_path / "r.xlsx"
    with pytest.raises(ValueError, match="broken"), recorded(output, write_ids(output)) as journal:
        journal.append("a", project("a"))
        raise ValueError("broken")
    assert not output.exists()
    with recorded(output, write_ids(output)) as journal:
        assert "a" in journal


def test_an_output_that_cannot_be_written_keeps_the_journal(tmp_path: Path) -> None:
    output = tmp_path / "r.xlsx"

    def fail(journal: Journal) -> None:
        raise UsageError("cannot be written", path=output)

    with pytest.raises(UsageError), recorded(output, fail) as journal:
        journal.append("a", project("a"))
    with recorded(output, write_ids(output)) as journal:
        assert "a" in journal


def test_two_runs_do_not_share_an_output(tmp_path: Path) -> None:
    output = tmp_path / "r.xlsx"
    with (
        recorded(output, write_ids(output)),
        pytest.raises(UsageError, match="another run writes this output"),
        recorded(output, write_ids(output)),
    ):
        pass


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    output = tmp_path / "no" / "r.xlsx"
    with pytest.raises(UsageError, match="cannot be written"), recorded(output, write_ids(output)):
        pass
    assert not output.parent.exists()


def _work(output: Path) -> None:
    with recorded(output, write_ids(output)) as journal:
        for n in range(100_000):
            journal.append(str(n), project(str(n)), f"text {n}" * 50)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_killed_run_leaves_all_that_was_whole(tmp_path: Path) -> None:
    output = tmp_path / "r.xlsx"
    worker = multiprocessing.get_context("spawn").Process(target=_work, args=(output,))
    worker.start()
    journal = tmp_path / "r.xlsx.journal"
    limit = time.monotonic() + 60
    while not (journal.exists() and journal.stat().st_size > 30_000) and time.monotonic() < limit:
        time.sleep(0.01)
    assert worker.pid
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    with recorded(output, write_ids(output)) as again:
        assert len(again) >= 5
    assert output.read_text().split() == [str(n) for n in range(len(again))]

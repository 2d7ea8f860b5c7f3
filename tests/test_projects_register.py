"""The register: what is new, what it keeps, processes at once, a writer that is killed, foreign files."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from classifier.errors import RegisterError
from classifier.projects.common import CommonLine
from classifier.projects.register import SCHEMA, VARIABLE, Record, Register, register_file
from classifier.projects.same import Finder
from classifier.projects.shingles import fingerprint
from tests.conftest import ROOT

TEXT = (
    "Twelve wells will be drilled along the northern canal. "
    + " ".join(f"farm{chr(97 + i)}" for i in range(26)) * 3
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "登记.sqlite"


def test_new_changed_and_known(place: Path) -> None:
    one, two = fingerprint(TEXT), fingerprint(TEXT + " More.")
    with Register(place) as register:
        assert register.state("P1", "/in/P1", one.digest, "m1") == "new"
        register.add("P1", "/in/P1", one, "m1", ["a", "b/c"])
        assert register.state("P1", "/in/P1", one.digest, "m1") == "known"
        assert register.state("P1", "/moved/P1", one.digest, "m1") == "known"
        assert register.state("P1", "/in/P1", two.digest, "m1") == "changed"
        assert register.state("P1", "/next/P1", two.digest, "m1") == "new"
        assert register.state("P1", "/in/P1", one.digest, "m2") == "new"
        assert register.state("P2", "/in/P2", one.digest, "m1") == "new"
    with Register(place) as register:
        assert register.state("P1", "/in/P1", one.digest, "m1") == "known"


def test_records_are_renewed_not_doubled(place: Path) -> None:
    mark = fingerprint(TEXT)
    with Register(place) as register:
        register.add("P1", "/in/P1", mark, "m1", ["a"], when="2026-01-01T00:00:00+00:00")
        register.add("P1", "/in/P1", mark, "m1", [], when="2026-02-01T00:00:00+00:00")
        register.add("P1", "/in/P1", mark, "m2", ["标签"], when="2026-01-15T00:00:00+00:00")
        assert list(register.records()) == [
            Record("P1", "/in/P1", mark.digest, "m2", "2026-01-15T00:00:00+00:00", ("标签",)),
            Record("P1", "/in/P1", mark.digest, "m1", "2026-02-01T00:00:00+00:00", ()),
        ]
        assert register.find("P1", mark.digest, "m3") is None


def test_fingerprints_come_back_as_they_were(place: Path) -> None:
    mark = fingerprint(TEXT)
    with Register(place) as register:
        register.add("P1", "/in/P1", mark, "m1", [])
        back = register.fingerprint(mark.digest)
        assert back is not None and (back.digest, back.words) == (mark.digest, mark.words)
        assert np.array_equal(back.shingles, mark.shingles) and np.array_equal(back.signature, mark.signature)
        assert register.fingerprint("unknown") is None
        for model in ("m2", "m3"):
            register.add("P1", "/in/P1", mark, model, [])
        (known,) = register.earlier()
        finder = Finder([known], register.fingerprint)
    # The index needs the signatures only; the register is asked for a candidate's shingles.
    with Register(place) as register:
        finder = Finder(register.earlier(), register.fingerprint)
        (match,) = finder.add("P9", TEXT.replace("northern", "southern"), path="/in/P9").matches
        assert (match.id, match.path, match.kind) == ("P1", "/in/P1", "revision")


def test_projects_that_still_lie_in_the_inputs_are_not_earlier_ones(place: Path, tmp_path: Path) -> None:
    mark = fingerprint(TEXT)
    (tmp_path / "in" / "P1").mkdir(parents=True)
    (tmp_path / "in" / "q.zip").touch()
    folder = tmp_path.as_posix()
    with Register(place) as register:
        for name in ("in/P1", "in/q.zip!P1", "in/gone", "input/P1"):
            register.add(name, f"{folder}/{name}", mark, "m1", [])
        assert {known.id for known in register.earlier([f"{folder}/in"])} == {"in/gone", "input/P1"}
        assert {known.id for known in register.earlier([f"{folder}/in/q.zip"])} == {
            "in/P1",
            "in/gone",
            "input/P1",
        }
        assert len(list(register.earlier())) == 4


def test_lines_of_a_form_are_kept(place: Path) -> None:
    with Register(place) as register:
        register.add_common([CommonLine("项目名称：", 40), CommonLine("Part A", 12)])
        register.add_common([CommonLine("Part A", 30)])
    with Register(place) as register:
        assert register.common_lines() == (CommonLine("Part A", 30), CommonLine("项目名称：", 40))


def test_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "mine"))
    assert register_file() == tmp_path / "mine"
    assert register_file("other") == Path("other")
    monkeypatch.delenv(VARIABLE)
    assert register_file().name == "register.sqlite"


def test_the_schema_number_is_in_the_file(place: Path) -> None:
    Register(place).close()
    with sqlite3.connect(place) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (f"PRAGMA user_version = {SCHEMA + 1}", r"version 2, .*; upgrade policytag"),
        ("PRAGMA user_version = 0", r"version 0, .*; move it away"),
        ("PRAGMA application_id = 7", r"no register; move it away"),
    ],
)
def test_other_versions_and_databases_are_refused(place: Path, statement: str, says: str) -> None:
    Register(place).close()
    db = sqlite3.connect(place)
    db.execute(statement)
    db.close()
    with pytest.raises(RegisterError, match=says) as caught:
        Register(place)
    assert caught.value.path == str(place)


def test_files_that_are_no_register_are_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.docx"
    file.write_bytes(b"PK\x03\x04 not a database at all" * 200)
    before = file.read_bytes()
    with pytest.raises(RegisterError, match="no register"):
        Register(file)
    assert file.read_bytes() == before
    foreign = tmp_path / "other.db"
    with sqlite3.connect(foreign) as db:
        db.execute("CREATE TABLE t (a)")
    with pytest.raises(RegisterError, match="no register"):
        Register(foreign)
    with sqlite3.connect(foreign) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with pytest.raises(RegisterError, match="cannot be"):
        Register(tmp_path)
    with pytest.raises(RegisterError, match="cannot be made"):
        Register(file / "below" / "r.sqlite")


def test_a_damaged_register_is_one_line(place: Path) -> None:
    with Register(place) as register:
        for i in range(50):
            register.add(f"P{i}", "/in", fingerprint(f"{TEXT} {i}"), "m1", [])
    data = bytearray(place.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    place.write_bytes(bytes(data))
    with pytest.raises(RegisterError, match="damaged"), Register(place) as register:
        list(register.records())


_WRITES = """
import sys
import numpy
from classifier.projects.register import Register
from classifier.projects.shingles import fingerprint
marks = [fingerprint(f"{sys.argv[2]} number {chr(97 + i)} {'word ' * 50}") for i in range(26)]
print("ready", flush=True)
with Register(sys.argv[1]) as register:
    for turn in range(int(sys.argv[3])):
        register.add(f"{sys.argv[2]}-{turn}", "/in", marks[turn % 26], "m1", ["a"])
        print(turn, flush=True)
"""


def writer(place: Path, name: str, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITES, str(place), name, str(times)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def sound(place: Path) -> set[str]:
    """Names of the projects of a register whose file is whole and whose records all have their text."""
    with Register(place) as register:
        found = list(register.records())
        assert all(register.fingerprint(record.digest) is not None for record in found)
    with sqlite3.connect(place) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return {record.project for record in found}


def test_two_processes_make_and_write_one_register_at_once(place: Path) -> None:
    processes = [writer(place, name, 60) for name in ("a", "b", "c")]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert sound(place) == {f"{name}-{turn}" for name in "abc" for turn in range(60)}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_writer_killed_at_any_moment_loses_nothing_that_it_has_written(place: Path) -> None:
    moments, written = random.Random(11), 0
    for number in range(5):
        process = writer(place, f"w{number}", 10**6)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0.0, 0.15))
        os.kill(process.pid, signal.SIGKILL)
        told, _ = process.communicate()
        turns = [int(line) for line in told.split("\n")[:-1]]
        assert {f"w{number}-{turn}" for turn in turns} <= sound(place)
        written += len(turns)
    assert written >= 5  # they were killed in the middle of work, not before it

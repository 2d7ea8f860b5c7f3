import csv
import io
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

EXAMPLES = str(ROOT / "examples" / "documents")
SOLAR = b"The town shut its coal boilers and now heats 900 flats from a solar field."


def test_examples(run: Run) -> None:
    done = run("classify", EXAMPLES, "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    found = {Path(r["source"]).name: r for r in map(json.loads, done.stdout.splitlines())}
    assert len(found) == 5
    assert found["choir-festival.md"]["labels"] == []
    for name, record in found.items():
        if name != "choir-festival.md":
            assert record["labels"], name
            assert record["evidence"][record["labels"][0]][0]["text"]


def test_table_names_measure_confidence_and_sentence(run: Run) -> None:
    out = run("classify", "-", stdin=SOLAR).stdout
    assert "Green transformation" in out and "█" in out and "coal boilers" in out


def test_formats_agree(run: Run) -> None:
    (record,) = json.loads(run("classify", "-", "--format", "json", stdin=SOLAR).stdout)
    assert record == json.loads(run("classify", "-", "--format", "jsonl", stdin=SOLAR).stdout)
    (row,) = csv.DictReader(io.StringIO(run("classify", "-", "--format", "csv", stdin=SOLAR).stdout))
    assert row["labels"].split(";") == record["labels"]
    assert float(row[record["labels"][0]]) == pytest.approx(record["scores"][record["labels"][0]], abs=1e-6)


def test_bad_inputs_are_reported_and_the_rest_goes_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(SOLAR)
    (tmp_path / "in" / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "in" / "c.txt").write_bytes(b"")
    done = run("classify", "in", "nowhere.txt", "--format", "jsonl")
    assert done.returncode == 1
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert ["error" in record for record in records] == [False, True, True, True]
    for name in ("b.pdf", "c.txt", "nowhere.txt"):
        assert name in done.stderr
    assert "4 texts: 1 with a measure, 0 with none, 3 failed" in done.stderr


def test_table_with_bad_rows_keeps_order(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("nr,body\n1,A museum opened.\n2,a,b\n3,Rain fell.\n")
    done = run("classify", "t.csv", "--text-column", "body", "--id-column", "nr", "--format", "jsonl")
    assert done.returncode == 1
    assert [r["row"] for r in map(json.loads, done.stdout.splitlines())] == [2, 3, 4]
    assert "t.csv:3: has 3 cells" in done.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["classify", "x", "--threshold", "big"], "not a number"),
        (["classify", "x", "--threshold", "colour=0.5"], "unknown label 'colour'"),
        (["classify", "x", "--threshold", "7"], "not between 0 and 1"),
        (["classify", "x", "--evidence", "-1"], "must not be negative"),
        (["classify", "x", "--output", "no/such/folder/f"], "cannot be written"),
        (["classify", "x", "--format", "xml"], "invalid choice"),
        (["taxonomy", "check"], "needs a FILE"),
        (["fly"], "invalid choice"),
    ],
)
def test_wrong_use_exits_with_2(run: Run, args: list[str], words: str) -> None:
    done = run(*args)
    assert done.returncode == 2
    assert words in done.stderr


def test_missing_model(run: Run) -> None:
    done = run("classify", "-", "--model", "nowhere", stdin=SOLAR)
    assert done.returncode == 1
    assert done.stderr.startswith("policytag: nowhere: no model bundle here; give a folder")


def test_output_is_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(SOLAR)
    assert run("classify", "a.txt", "--format", "json", "--output", "out.json").returncode == 0
    assert json.loads((tmp_path / "out.json").read_text())
    before = (tmp_path / "out.json").read_bytes()
    assert run("classify", "a.txt", "--threshold", "x", "--output", "out.json").returncode == 2
    assert (tmp_path / "out.json").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", "out.json"}


def test_thresholds_all_and_explain(run: Run) -> None:
    strict = json.loads(run("classify", "-", "--threshold", "1", "--format", "jsonl", stdin=SOLAR).stdout)
    assert strict["labels"] == []
    full = json.loads(
        run("classify", "-", "--all", "--explain", "3", "--format", "jsonl", stdin=SOLAR).stdout
    )
    assert set(full["explanations"]) == set(full["scores"])
    assert all(len(x["terms"]) <= 3 for x in full["explanations"].values())


def test_spacy_sentences(run: Run) -> None:
    done = run("classify", "-", "--sentences", "spacy", "--format", "jsonl", stdin=SOLAR)
    assert done.returncode == 0
    assert json.loads(done.stdout)["evidence"]


def test_stdin_json_lines(run: Run) -> None:
    done = run(
        "classify", "--format", "jsonl", stdin=b'{"id": "x", "text": "One."}\n{"id": "y", "text": "Two."}\n'
    )
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["x", "y"]


def test_closed_pipe_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text('{"text": "A long road."}\n' * 3000)
    command = f"{sys.executable} -m classifier classify t.jsonl --format jsonl | head -1"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, shell=True, capture_output=True, cwd=tmp_path, env=env, check=False)
    assert json.loads(done.stdout)
    assert b"Traceback" not in done.stderr and b"Broken" not in done.stderr


def test_console_that_is_not_utf8(run: Run) -> None:
    done = run("classify", "-", stdin=SOLAR, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == 0 and "Green" in done.stdout


def imported(*args: str, stdin: bytes = b"") -> set[str]:
    code = (
        "import sys; from classifier.cli.main import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, *args], input=stdin, capture_output=True, env=env, check=True
    )
    return {name.split(".")[0] for name in done.stderr.decode().split("\n")}


HEAVY = {
    "sklearn",
    "scipy",
    "spacy",
    "datasets",
    "pandas",
    "pyarrow",
    "joblib",
    "torch",
    "datasketch",
    "trafilatura",
}


def test_every_format_can_be_asked_for() -> None:
    from classifier.cli.classify import FORMATS
    from classifier.documents import members

    assert FORMATS == members.FORMATS


def test_help_imports_nothing_heavy() -> None:
    assert not imported("--help") & (HEAVY | {"numpy", "rich", "safetensors", "charset_normalizer"})


def test_classify_imports_little() -> None:
    assert not imported("classify", "-", stdin=SOLAR) & HEAVY


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Peak memory of 100,000 rows stays near that of 2,000; order is kept."""
    peaks = {}
    for count in (2_000, 100_000):
        path = tmp_path / f"{count}.jsonl"
        with path.open("w") as file:
            for i in range(count):
                file.write(
                    json.dumps({"id": i, "text": f"Village {i} opened a school of nursing near the mill."})
                    + "\n"
                )
        out = tmp_path / f"{count}.out"
        args = ["classify", str(path), "--format", "jsonl", "--evidence", "0", "--output", str(out)]
        code = "import sys, resource; from classifier.cli.main import main; main(sys.argv[1:]); "
        code += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, env=env, check=True)
        peaks[count] = int(done.stdout.split()[-1])
        with out.open() as file:
            assert [json.loads(line)["id"] for line in file] == [str(i) for i in range(count)]
    assert resource.RUSAGE_SELF == 0
    assert peaks[100_000] < peaks[2_000] * 1.15


def test_taxonomy_verb(run: Run, tmp_path: Path) -> None:
    assert "Green transformation" in run("taxonomy").stdout
    assert "绿色转型" in run("taxonomy", "--lang", "zh").stdout
    assert len(json.loads(run("taxonomy", "--json").stdout)["labels"]) == 17
    (tmp_path / "mine.toml").write_text(run("taxonomy", "--toml").stdout)
    assert run("taxonomy", "check", "mine.toml").returncode == 0
    (tmp_path / "bad.toml").write_text('version = "1"\n[[label]]\nid = "a"\n')
    done = run("taxonomy", "check", "bad.toml")
    assert done.returncode == 1 and "bad.toml:2: label 'a' has no name" in done.stderr


def test_thresholds_by_wish(run: Run) -> None:
    base = ["classify", "-", "--format", "jsonl", "--evidence", "0"]
    wishes = (["--precision", "0.95"], ["--recall", "0.95"], ["--uncertain", "0.05"])
    strict, lax, third = (json.loads(run(*base, *wish, stdin=SOLAR).stdout) for wish in wishes)
    assert set(strict["labels"]) <= set(lax["labels"])
    assert not set(third["labels"]) & set(third["uncertain"])
    both = run(*base, "--precision", "0.9", "--recall", "0.9", stdin=SOLAR)
    assert both.returncode == 2 and "both set the thresholds" in both.stderr
    wrong = run(*base, "--precision", "9", stdin=SOLAR)
    assert wrong.returncode == 2 and "between 0 and 1" in wrong.stderr


def test_priors(run: Run, tmp_path: Path) -> None:
    rows = [
        {"text": SOLAR.decode()},
        *({"text": f"It rained on day {i} and the match was off."} for i in range(60)),
    ]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)))
    plain = run("classify", "t.jsonl", "--format", "jsonl")
    auto = run("classify", "t.jsonl", "--format", "jsonl", "--prior", "auto")
    assert "estimated prior: " in auto.stderr
    measure = "green-transformation"
    before, after = (json.loads(done.stdout.splitlines()[1])["scores"][measure] for done in (plain, auto))
    assert after < before
    (tmp_path / "prior.txt").write_text(f"# mine\n{measure} = 0.001\n")
    fixed = run("classify", "t.jsonl", "--format", "jsonl", "--prior", "prior.txt")
    assert json.loads(fixed.stdout.splitlines()[1])["scores"][measure] < before
    (tmp_path / "prior.txt").write_text("\ngreen\n")
    bad = run("classify", "t.jsonl", "--prior", "prior.txt")
    assert bad.returncode == 2 and "prior.txt:2" in bad.stderr
    twice = run("classify", "-", "--prior", "auto", stdin=SOLAR)
    assert twice.returncode == 2 and "twice" in twice.stderr


def test_workers_do_not_change_the_output(run: Run, tmp_path: Path) -> None:
    rows = [
        {"id": str(i), "text": f"Plant {i} cut its emissions. It trained {i} fitters."} for i in range(700)
    ]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)))
    one, two = (run("classify", "t.jsonl", "--format", "jsonl", "--workers", n).stdout for n in "13")
    assert one == two

"""Training as users do it: tables of their own, missing cells, bad corpora, processes that are killed."""

import json
import multiprocessing
import os
import random
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifier import Classifier
from classifier.bundle import read_bundle
from classifier.corpus import load_corpus
from classifier.corpus.columns import Columns
from classifier.corpus.rows import Row, write_rows
from classifier.decision import indicator_matrix
from classifier.errors import CorpusError, PolicytagError, TrainingError
from classifier.evaluation.metrics import average_precision
from classifier.taxonomy import Taxonomy
from classifier.training import FitOptions, fit_model, train
from classifier.training.sources import Corpus, corpora_of
from tests.conftest import ROOT, Run

GREEN, TALENT = "green-transformation", "talent-cycle"
QUICK = FitOptions(n_folds=2, n_jobs=1)


@pytest.fixture(autouse=True)
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intervals of the report are not what these tests are about."""
    monkeypatch.setattr(sys.modules["classifier.training.train"], "RESAMPLES", 5)


def own_taxonomy(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    labels = ["ports", "rail", "roads", "air", "pipes", "post"]
    blocks = [
        f'[[label]]\nid = "{label}"\nname = {{ en = "{label.title()}" }}\ndefinition = "{label}"\n'
        for label in labels
    ]
    path.write_text('version = "1"\ntitle = "Transport"\n' + "\n".join(blocks), encoding="utf-8")
    return path


def own_rows(count: int, seed: int = 0) -> list[dict[str, object]]:
    words = {
        "ports": "berth quay crane",
        "rail": "track locomotive siding",
        "roads": "asphalt lorry junction",
        "air": "runway airliner apron",
        "pipes": "pipeline pump valve",
        "post": "parcel letter sorting",
    }
    filler = "the report says that work went on as planned this year and costs were kept within what had been agreed".split()
    draw = random.Random(seed)
    rows = []
    for i in range(count):
        given = draw.sample(sorted(words), draw.choice([0, 1, 1, 2]))
        text = [draw.choice(filler) for _ in range(25)]
        for label in given:
            text += draw.choices(words[label].split(), k=4)
        draw.shuffle(text)
        rows.append({"id": f"own-{seed}-{i}", "text": f"Item {seed}-{i}: " + " ".join(text), "labels": given})
    return rows


def test_six_labels_of_ones_own_end_to_end(run: Run, tmp_path: Path) -> None:
    taxonomy = own_taxonomy(tmp_path)
    write_rows(own_rows(240), tmp_path / "own.jsonl")
    write_rows(own_rows(80, 1), tmp_path / "test.jsonl")
    done = run("train", "--corpus", "own.jsonl", "--taxonomy", str(taxonomy), "--out", "m", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    (tmp_path / "t.txt").write_text(
        "A new berth with a quay crane and a second crane was opened by the harbour board."
    )
    tagged = json.loads(run("classify", "t.txt", "--model", "m", "--format", "json").stdout)
    assert tagged[0]["labels"] == ["ports"]
    found = json.loads(run("evaluate", "test.jsonl", "--model", "m", "--json", "--resamples", "20").stdout)
    assert found["overall"]["macro_f1"]["value"] > 0.9
    bundle = tmp_path / "m"
    card = (bundle / "README.md").read_text(encoding="utf-8")
    assert card.startswith("---\nlanguage:\n- en\n") and "own.jsonl" in card
    report = json.loads((bundle / "report.json").read_text(encoding="utf-8"))
    assert report["rows"] == 240 and len(report["learning_curve"]["points"]) == 4
    assert "<svg" in (bundle / "report.html").read_text(encoding="utf-8")

    write_rows(own_rows(60, 2), tmp_path / "new.jsonl")
    more = run("train", "--from", "m", "--corpus", "new.jsonl", "--out", "m2", "--jobs", "1")
    assert more.returncode == 0, more.stderr
    anew = run(
        "train",
        "--corpus",
        "own.jsonl",
        "--corpus",
        "new.jsonl",
        "--taxonomy",
        str(taxonomy),
        "--out",
        "m3",
        "--jobs",
        "1",
    )
    assert anew.returncode == 0
    assert read_bundle(tmp_path / "m2").model_id == read_bundle(tmp_path / "m3").model_id
    assert [one.spec for one in corpora_of(tmp_path / "m2")] == ["own.jsonl", "new.jsonl"]
    (tmp_path / "own.jsonl").unlink()
    gone = run("train", "--from", "m", "--corpus", "new.jsonl", "--out", "m4")
    assert gone.returncode == 1 and "own.jsonl: the model was trained on this corpus" in gone.stderr
    assert not (tmp_path / "m4").exists()


def test_a_weight_is_a_repetition(tmp_path: Path) -> None:
    taxonomy = Taxonomy.load(own_taxonomy(tmp_path))
    write_rows(own_rows(120), tmp_path / "a.jsonl")
    write_rows(own_rows(60, 1), tmp_path / "b.jsonl")
    paths = [str(tmp_path / name) for name in ("a.jsonl", "b.jsonl")]
    plain = train([Corpus(p) for p in paths], tmp_path / "m1", taxonomy=taxonomy, options=QUICK)
    weighed = train(
        [Corpus(paths[0]), Corpus(paths[1], weight=5.0)], tmp_path / "m2", taxonomy=taxonomy, options=QUICK
    )
    assert plain.model_id != weighed.model_id
    assert weighed.record["corpora"][1]["weight"] == 5.0


def test_search_chooses_by_the_folds(tmp_path: Path) -> None:
    taxonomy = Taxonomy.load(own_taxonomy(tmp_path))
    write_rows(own_rows(120), tmp_path / "a.jsonl")
    model = train([tmp_path / "a.jsonl"], tmp_path / "m", taxonomy=taxonomy, options=QUICK, search=True)
    tried = model.record["search"]
    best = max(tried, key=lambda one: one["mean_average_precision"])
    assert len(tried) == 5
    assert (model.record["options"]["c"], model.record["options"]["scale"]) == (best["c"], best["scale"])


def test_missing_is_not_negative(few_rows: list[Row], taxonomy: Taxonomy) -> None:
    texts = [row.text for row in few_rows]
    truth = indicator_matrix([row.labels for row in few_rows], taxonomy)
    test = load_corpus(ROOT / "corpora" / "en" / "test.jsonl", taxonomy)
    wanted = indicator_matrix([row.labels for row in test], taxonomy)
    top = [taxonomy.ids.index(measure) for measure in taxonomy.measures]
    seen = np.random.default_rng(0).random(truth.shape) < 0.5

    def score(indicator: np.ndarray, seen: np.ndarray | None) -> float:
        fitted = fit_model(texts, indicator, taxonomy, QUICK, seen=seen)
        p = Classifier(fitted.model, fitted.model.thresholds).predict_proba([row.text for row in test])
        held = fitted.model.held_out
        assert held is not None and (held.seen == (np.ones_like(truth) if seen is None else seen)).all()
        return float(np.mean([average_precision(wanted[:, i], p[:, i], np.ones(len(test))) for i in top]))

    whole, hidden, denied = score(truth, None), score(truth & seen, seen), score(truth & seen, None)
    assert whole - hidden < whole - denied

    flipped = fit_model(texts, truth ^ ~seen, taxonomy, QUICK, seen=seen)
    same = fit_model(texts, truth & seen, taxonomy, QUICK, seen=seen)
    assert flipped.model.model_id == same.model.model_id


def test_a_column_a_label(taxonomy: Taxonomy, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        "body,Green transformation,talent-cycle,talent-flow,note\none,1,0,,x\ntwo,,yes,1,y\nthree,0,,,\n",
        encoding="utf-8",
    )
    rows = load_corpus(path, taxonomy, Columns(taxonomy, {"text": "body"}))
    assert [row.labels for row in rows] == [(GREEN,), (TALENT, "talent-cycle/talent-flow"), ()]
    assert GREEN not in rows[0].unknown and "green-transformation/green-growth" in rows[0].unknown
    assert "talent-cycle/talent-flow" not in rows[0].unknown  # without the measure there is no part of it
    assert GREEN in rows[1].unknown and GREEN not in rows[2].unknown and TALENT in rows[2].unknown
    assert "sci-tech-innovation" in rows[0].unknown


def test_aliases_names_and_maps(taxonomy: Taxonomy, tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text("body\ttags\na\tclean energy\nb\t绿色转型; talent-flow\nc\tnone\n", encoding="utf-8")
    columns = Columns(taxonomy, {"text": "body", "labels": "tags"}, {"Clean energy": GREEN})
    rows = load_corpus(path, taxonomy, columns)
    assert [row.labels for row in rows] == [(GREEN,), (GREEN, TALENT, "talent-cycle/talent-flow"), ()]


def test_a_folder_a_label(taxonomy: Taxonomy, tmp_path: Path) -> None:
    for folder, name, text in (
        ("green-transformation", "1.txt", "Solar roofs."),
        ("talent-cycle", "2.txt", "A school for welders."),
        ("talent-cycle", "3.txt", "Solar roofs."),
        ("none", "4.txt", "Rain."),
        ("pictures", "5.txt", "not a label"),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text)
    rows = {row.text: row for row in load_corpus(tmp_path, taxonomy)}
    assert set(rows) == {"Solar roofs.", "A school for welders.", "Rain."}
    assert rows["Solar roofs."].labels == (GREEN, TALENT) and rows["Rain."].labels == ()
    assert "sci-tech-innovation" in rows["Rain."].unknown and GREEN not in rows["Rain."].unknown


def test_arrow_and_a_spreadsheets_csv(taxonomy: Taxonomy, tmp_path: Path) -> None:
    import pyarrow as pa

    table = pa.table({"text": ["a"], "labels": [[GREEN]]})
    with pa.OSFile(str(tmp_path / "c.arrow"), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    assert load_corpus(tmp_path / "c.arrow", taxonomy)[0].labels == (GREEN,)
    (tmp_path / "c.csv").write_bytes(
        "text;labels\n节能减排的项目在全市推开，工业园区全部参加;绿色转型\n".encode("gb18030")
    )
    (row,) = load_corpus(tmp_path / "c.csv", taxonomy)
    assert row.labels == (GREEN,) and row.lang == "zh"


def rows_of(count: int = 40, **changes: object) -> str:
    """JSON lines of a small good corpus, the last row changed."""
    rows = own_rows(count)
    rows[-1].update(changes)
    return "\n".join(json.dumps(row) for row in rows) + "\n"


LONG = "x" * 1_000_000
BAD: list[tuple[str, str | bytes, str]] = [
    ("empty.jsonl", "", "empty.jsonl: has no rows"),
    ("empty.csv", "", "empty.csv: is empty"),
    ("header.csv", "text,labels\n", "has no rows"),
    ("spaces.jsonl", " \n \n", "has no rows"),
    ("c.xyz", "text", "is of no corpus format (.xyz); use .jsonl"),
    ("noformat", "text", "no suffix"),
    ("c.docx", b"PK\x03\x04", "is of no corpus format (.docx)"),
    ("c.csv", "title,tags\na,ports\nb,rail\n", "has no column 'text'; its columns are: title, tags; map it: --map text=COLUMN"),
    ("c.csv", "text,tags\na,ports\nb,rail\n", "has no column 'labels'"),
    ("c.csv", "text,text,labels\na,b,ports\n", "c.csv:1: has the column 'text' twice"),
    ("c.csv", "text,labels\na,ports,rail\n", "c.csv:2: has 3 cells where the header has 2"),
    ("c.csv", "text,labels\na\n", "c.csv:2: has 1 cells"),
    ("c.csv", 'text,labels\n"a,ports\nb,rail\n', "c.csv:2: has 1 cells"),
    ("c.csv", b"text,labels\na\xff\xfe\xfa\x9d,ports\n", "save the file as UTF-8"),
    ("c.csv", "text,labels\nGut gef\u00fchrt\n".encode("cp1252") + "\u00fcbel,ports\n".encode(), "c.csv:2: is not UTF-8"),
    ("c.jsonl", b'{"text": "a\xff", "labels": []}\n', "c.jsonl:1: is not UTF-8"),
    ("c.jsonl", '{"text": "a", "labels": []}\n{"text": ', "c.jsonl:2: is not valid JSON"),
    ("c.jsonl", '[{"text": "a", "labels": []}]', "c.jsonl:1: is not a JSON object"),
    ("c.jsonl", "[" * 100_000, "is not valid JSON"),
    ("c.jsonl", rows_of(labels=["port"]), "c.jsonl:40: unknown label 'port'; is 'ports' meant?"),
    ("c.jsonl", rows_of(labels=["PORTS ", "spaceships"]), "unknown label 'spaceships'"),
    ("c.jsonl", rows_of(labels=None), "c.jsonl:40: has no labels"),
    ("c.jsonl", rows_of(labels=7), "labels are not a list of ids"),
    ("c.jsonl", rows_of(labels=[["ports"]]), "labels are not a list of ids"),
    ("c.jsonl", rows_of(labels='["ports'), "are not a JSON list"),
    ("c.jsonl", rows_of(text=""), "c.jsonl:40: has no text"),
    ("c.jsonl", rows_of(text=None), "has no text"),
    ("c.jsonl", rows_of(text=3.5), "has no text"),
    ("c.jsonl", rows_of(text=float("nan")), "has no text"),
    ("c.jsonl", rows_of(text=LONG), "c.jsonl:40: has a text of 1,000,000 characters"),
    ("c.jsonl", rows_of(id="own-0-1"), "c.jsonl:40: id 'own-0-1' stands twice (first in c.jsonl:2)"),
    ("c.jsonl", rows_of(text=own_rows(1)[0]["text"], labels=["air", "pipes", "post"]), "has the text of c.jsonl:1 with other labels"),
    ("c.jsonl", rows_of(weight=0), "weight 0 is not a number above 0"),
    ("c.jsonl", rows_of(weight="heavy"), "weight 'heavy' is not a number"),
    ("c.jsonl", rows_of(weight=float("nan")), "is not a number above 0"),
    ("c.jsonl", rows_of(degrees={"ports": "huge"}), "neither main nor part"),
    ("c.jsonl", rows_of(degrees=["main"]), "degrees are not a mapping"),
    ("c.jsonl", rows_of(annotations="none"), "annotations are not a list"),
    ("c.jsonl", rows_of(annotations=[{"by": "x"}]), 'lacks "by" or "labels"'),
    ("c.jsonl", rows_of(labels=["ports"], unknown=["ports"]), "'ports' both given and unknown"),
    ("c.csv", "text,ports,rail\na,1,0\nb,maybe,1\n", "c.csv:3: 'maybe' in column 'ports' is neither 0 nor 1"),
    ("c.jsonl", "\n".join(json.dumps({**r, "labels": []}) for r in own_rows(40)), "c.jsonl: 0 texts with 'ports'; at least 10 are needed; add 10, or --allow-few"),
    ("c.jsonl", "\n".join(json.dumps({**r, "labels": "ports,rail,roads,air,pipes,post"}) for r in own_rows(40)), "c.jsonl: 0 texts without 'ports'"),
    ("c.jsonl", rows_of(12), "texts with"),
    ("c.csv", "text,ports,rail,notes\n" + "".join(f"t{i},0,1,x\n" for i in range(40)), "c.csv: columns not read: notes"),
    ("c.parquet", b"PAR1nothing", "c.parquet: cannot be read"),
    ("c.arrow", b"nothing", "c.arrow: cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "words"), BAD, ids=[f"{i}-{b[2][:30]}" for i, b in enumerate(BAD)]
)
def test_bad_corpora_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str | bytes, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    taxonomy = Taxonomy.load(own_taxonomy(tmp_path))
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(PolicytagError) as caught:
        train([name], "m", taxonomy=taxonomy, options=QUICK)
    assert words in str(caught.value)
    assert not list(tmp_path.glob("*m*/")) and not list(tmp_path.glob(".new*"))


def test_a_missing_corpus_a_wrong_hub_name_and_an_empty_folder(tmp_path: Path, taxonomy: Taxonomy) -> None:
    (tmp_path / "folder").mkdir()
    for spec, words in (
        (tmp_path / "gone.csv", "no corpus here"),
        (tmp_path / "folder", "folders named by labels"),
        ("hf:", "no name of a hub's dataset"),
        ("hf:org/name:spilt=train", "no name of a hub's dataset"),
    ):
        with pytest.raises(CorpusError, match=words):
            load_corpus(spec, taxonomy)


def test_texts_of_the_frozen_split_are_refused(
    tmp_path: Path, few_rows: list[Row], taxonomy: Taxonomy
) -> None:
    test = load_corpus(ROOT / "corpora" / "en" / "test.jsonl", taxonomy)
    sneaked = replace(test[5], id="mine", text=test[5].text.replace(",", ";") + " And so on.")
    write_rows(
        [{"id": r.id, "text": r.text, "labels": list(r.labels)} for r in [*few_rows[:60], sneaked]],
        tmp_path / "c.jsonl",
    )
    with pytest.raises(
        TrainingError, match=rf"c.jsonl:61: has a text of the frozen test split \({test[5].id}\)"
    ):
        train([tmp_path / "c.jsonl"], tmp_path / "m", options=QUICK)


def test_allow_few_gives_the_base_rate(tmp_path: Path) -> None:
    taxonomy = Taxonomy.load(own_taxonomy(tmp_path))
    rows = [{**row, "labels": [label for label in row["labels"] if label != "post"]} for row in own_rows(120)]  # type: ignore[attr-defined]
    write_rows(rows, tmp_path / "c.jsonl")
    model = train(
        [tmp_path / "c.jsonl"], tmp_path / "m", taxonomy=taxonomy, options=replace(QUICK, allow_few=True)
    )
    p = Classifier(model, model.thresholds).predict_proba(["A parcel and a letter.", "A crane on the quay."])
    column = taxonomy.ids.index("post")
    assert p[0, column] == p[1, column] < 0.05


def test_a_slip_in_the_name_of_a_labels_column_or_folder_is_refused(
    tmp_path: Path, taxonomy: Taxonomy
) -> None:
    (tmp_path / "c.csv").write_text("text,green-tranformation,talent-cycle\na,1,0\n")
    with pytest.raises(
        CorpusError, match="column 'green-tranformation' is no label; is 'green-transf"
    ) as found:
        load_corpus(tmp_path / "c.csv", taxonomy)
    assert "--alias 'green-tranformation=green-transformation'" in found.value.remedy
    aliases = {"green-tranformation": GREEN}
    assert load_corpus(tmp_path / "c.csv", taxonomy, Columns(taxonomy, {}, aliases))[0].labels == (GREEN,)
    for name in ("talent-cycle", "talent-cylce__talent-flow"):
        (tmp_path / "f" / name).mkdir(parents=True)
        (tmp_path / "f" / name / "1.txt").write_text("A school for welders.")
    with pytest.raises(
        CorpusError, match="talent-cylce__talent-flow: is named by no label; is 'talent-cycle"
    ):
        load_corpus(tmp_path / "f", taxonomy)


def test_what_may_not_be_meant_is_noted(taxonomy: Taxonomy, tmp_path: Path) -> None:
    def notes(name: str, text: str, **mapping: str) -> list[str]:
        (tmp_path / name).write_text(text)
        found: list[str] = []
        load_corpus(tmp_path / name, taxonomy, Columns(taxonomy, mapping), found)
        return [note.removeprefix(f"{tmp_path / name}: ") for note in found]

    lists = notes("l.csv", "text,tags,who\na,talent-cycle,x\nb,,y\nc,none,z\n", labels="tags")
    assert [note.split(" (")[0].split(";")[0] for note in lists] == [
        "columns not read: who",
        "1 rows with nothing in 'tags' count as texts that carry no label",
        "no text is given a sub-measure, so all count as texts without",
    ]
    assert notes("s.csv", "text,labels\na,talent-flow\nb,none\n") == []
    assert notes("c.csv", "text,talent-cycle\na,1\nb,\n") == []
    shipped: list[str] = []
    load_corpus(ROOT / "corpora" / "zh", taxonomy, notes=shipped)
    assert shipped == []


def test_a_map_for_lists_spares_a_table_with_a_column_a_label(taxonomy: Taxonomy, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("body,talent-cycle\na,1\n")
    columns = Columns(taxonomy, {"text": "body", "labels": "tags"})
    assert load_corpus(tmp_path / "c.csv", taxonomy, columns)[0].labels == (TALENT,)


def test_columns_of_the_makers_of_corpora_may_hold_anything(taxonomy: Taxonomy, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("text,labels,design,disputed\na,,draft,false\nb,,draft,true\n")
    assert [row.disputed for row in load_corpus(tmp_path / "c.csv", taxonomy)] == [False, True]


def test_wrong_use_is_said_before_anything_is_learnt(run: Run, tmp_path: Path) -> None:
    write_rows(own_rows(40), tmp_path / "c.jsonl")
    (tmp_path / "file").write_text("mine")
    for args, status, words in (
        (["--jobs", "0"], 2, "--jobs 0 fits nothing"),
        (["--seed", "-1"], 2, "--seed -1 is not a number from 0"),
        (["--weight", "c.jsonl=0"], 2, "weight '0' is not a number above 0"),
        (
            ["--weight", "c=2"],
            2,
            "--weight names 'c', which is no --corpus; write it as --corpus does: c.jsonl",
        ),
        (["--map", "text=a", "--map", "text=b"], 2, "--map says two things of 'text': a and b"),
        (["--map", "text=a", "c.jsonl"], 2, "name the CORPUS before --map"),
        (["--out", "file"], 1, "file: is a file"),
        (["--out", "file/model"], 1, "file/model: cannot be written"),
    ):
        begin = time.monotonic()
        done = run("train", "--corpus", "c.jsonl", *args)
        assert (done.returncode, words in done.stderr) == (status, True), done.stderr
        assert done.stderr.count("\n") == 1 and time.monotonic() - begin < 30
    assert (tmp_path / "file").read_text() == "mine"


def test_corpus_check_reads_what_train_reads(run: Run, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("body,tags,who\na,Talent,x\nb,none,x\n")
    done = run("corpus", "check", "c.csv", "--map", "text=body", "labels=tags", "--alias", f"Talent={TALENT}")
    assert done.returncode == 0 and "2 good rows" in done.stdout and "columns not read: who" in done.stdout
    (tmp_path / "f" / TALENT).mkdir(parents=True)
    (tmp_path / "f" / TALENT / "1.txt").write_text("A school for welders.")
    done = run("corpus", "check", "f")
    assert done.returncode == 0 and "1 good rows" in done.stdout


def test_the_cards_commands_make_the_model_again(run: Run, tmp_path: Path) -> None:
    rows = own_rows(240)
    for name, text, part in (("a b.csv", "body", rows[:120]), ("b.csv", "words", rows[120:])):
        lines = [f"{text},tags", *(f'"{row["text"]}","{";".join(row["labels"]) or "none"}"' for row in part)]  # type: ignore[arg-type]
        (tmp_path / name).write_text("\n".join(lines) + "\n")
    taxonomy = own_taxonomy(tmp_path)
    first = ["--corpus", "a b.csv", "--map", "text=body", "labels=tags", "--weight", "a b.csv=2"]
    assert run("train", *first, "--taxonomy", str(taxonomy), "--seed", "3", "--out", "m").returncode == 0
    second = ["--from", "m", "--corpus", "b.csv", "--map", "text=words", "labels=tags"]
    assert run("train", *second, "--seed", "3", "--out", "m2").returncode == 0
    card = (tmp_path / "m2" / "README.md").read_text(encoding="utf-8")
    commands = [shlex.split(line) for line in card.splitlines() if line.startswith("policytag train")]
    assert len(commands) == 2
    for file in (tmp_path / "m2").glob("taxonomy-*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    for command in commands:
        done = run(*command[1:])
        assert done.returncode == 0, done.stderr
    assert read_bundle(tmp_path / "again").model_id == read_bundle(tmp_path / "m2").model_id


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="Windows has no signal masks")
def test_ctrl_c_is_one_line_and_leaves_the_old_model(tmp_path: Path) -> None:
    taxonomy = own_taxonomy(tmp_path)
    write_rows(own_rows(300), tmp_path / "c.jsonl")
    old = train([tmp_path / "c.jsonl"], tmp_path / "m", taxonomy=Taxonomy.load(taxonomy), options=QUICK)
    said = "-c", "from classifier.cli.main import main; import sys; sys.exit(main())"
    args = [
        "train",
        "--corpus",
        "c.jsonl",
        "--taxonomy",
        str(taxonomy),
        "--out",
        "m",
        "--jobs",
        "2",
        "--seed",
        "5",
    ]
    draw = random.Random(0)
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, *said, *args],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while process.poll() is None and children.exists() and not children.read_text():
            time.sleep(0.01)  # until there are workers, which a terminal's Ctrl-C reaches, too
        time.sleep(draw.uniform(0, 1))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) in ((130, "policytag: interrupted\n"), (0, "")), errors
    assert read_bundle(tmp_path / "m").model_id and old.model_id
    assert not list(tmp_path.glob(".new*"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killing_training_leaves_a_model_that_loads(tmp_path: Path) -> None:
    taxonomy = Taxonomy.load(own_taxonomy(tmp_path))
    write_rows(own_rows(120), tmp_path / "old.jsonl")
    write_rows(own_rows(120, 7), tmp_path / "new.jsonl")
    old = train([tmp_path / "old.jsonl"], tmp_path / "m", taxonomy=taxonomy, options=QUICK)
    begin = time.monotonic()
    new = train([tmp_path / "new.jsonl"], tmp_path / "other", taxonomy=taxonomy, options=QUICK)
    whole = time.monotonic() - begin
    draw, seen = random.Random(3), set()
    fork = multiprocessing.get_context("fork")
    for moment in [draw.uniform(0, whole) for _ in range(16)] + [
        draw.uniform(0.8, 1.3) * whole for _ in range(4)
    ]:
        target = draw.choice(["m", "fresh"])
        child = fork.Process(
            target=train,
            args=([tmp_path / "new.jsonl"], tmp_path / target),
            kwargs={"taxonomy": taxonomy, "options": QUICK},
        )
        child.start()
        child.join(moment)
        if child.is_alive():
            assert child.pid is not None
            os.kill(child.pid, signal.SIGKILL)
        child.join()
        if target == "m" or (tmp_path / target).exists():
            seen.add(read_bundle(tmp_path / target).model_id)
    assert seen <= {old.model_id, new.model_id} and old.model_id in seen

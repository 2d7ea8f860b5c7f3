import json
from pathlib import Path

import pytest

from classifier.corpus import load_corpus, write_rows
from classifier.corpus.duplicates import groups, near_duplicates, shared_sentences
from classifier.corpus.load import read_corpus
from classifier.errors import CorpusError
from classifier.taxonomy import Taxonomy
from tests.conftest import ROOT

A = "sci-tech-innovation"
B = "talent-cycle/talent-flow"


def test_shipped_corpus(taxonomy: Taxonomy) -> None:
    train = load_corpus(ROOT / "corpora" / "en", taxonomy)
    test = load_corpus(ROOT / "corpora" / "en" / "test.jsonl", taxonomy)
    ids = [row.id for row in train + test]
    assert len(set(ids)) == len(ids) >= 300
    assert all(40 <= len(row.text.split()) <= 330 for row in train + test)
    assert {row.genre for row in train} == {"news", "proposal", "policy", "report"}
    for row in train + test:
        own = row.writer == row.annotations[0].by  # but for texts written with no label in mind
        assert own != (row.design["kind"] == "unassigned")
        assert set(row.degrees) == {label for label in row.labels if "/" not in label}
    measures = [tuple(label for label in row.labels if "/" not in label) for row in train]
    assert sum(not given for given in measures) >= len(measures) / 3.5
    assert {len(given) for given in measures} >= {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", ()),
        ("[]", ()),
        (A, (A,)),
        (f"{A}; {B}", (A, "talent-cycle", B)),
        (f'["{B}"]', ("talent-cycle", B)),
    ],
)
def test_csv_labels(taxonomy: Taxonomy, tmp_path: Path, cell: str, expected: tuple[str, ...]) -> None:
    path = tmp_path / "c.csv"
    quoted = cell.replace('"', '""')
    path.write_text(f'id,text,labels\n007,"two\nlines","{quoted}"\n8,x,\n')
    first, second = load_corpus(path, taxonomy)
    assert first.id == "007" and first.text == "two\nlines" and first.labels == expected
    assert (first.line, second.line) == (2, 4)


def test_tsv_and_parquet(taxonomy: Taxonomy, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    (tmp_path / "c.tsv").write_text(f"text\tlabels\na\t{A}\n")
    pq.write_table(pa.table({"text": ["a"], "labels": [[A]]}), tmp_path / "c.parquet")
    for name in ("c.tsv", "c.parquet"):
        (row,) = load_corpus(tmp_path / name, taxonomy)
        assert row.labels == (A,)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"text": "x", "labels": ["nope"]}', "unknown label 'nope'"),
        ('{"text": "x"}', "has no labels"),
        ('{"text": "x", "labels": null}', "has no labels"),
        ('{"text": "x", "labels": 3}', "not a list of ids"),
        ('{"text": "x", "labels": "[1"}', "not a JSON list"),
        ('{"text": " ", "labels": []}', "has no text"),
        ('{"labels": []}', "has no text"),
        ("[1]", "not a JSON object"),
        ("{", "not valid JSON"),
        ('{"text": "x", "labels": [], "degrees": {"a": "big"}}', "neither main nor part"),
        ('{"text": "x", "labels": [], "annotations": [{"by": "z"}]}', 'lacks "by" or "labels"'),
    ],
)
def test_wrong_rows_name_file_and_line(taxonomy: Taxonomy, tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"text": "good", "labels": []}\n' + line + "\n")
    rows, errors = read_corpus(path, taxonomy)
    assert len(rows) == 1
    assert f"{path}:2: " in str(errors[0]) and words in str(errors[0])


def test_wrong_tables(taxonomy: Taxonomy, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("text,labels\na,b,c\n")
    with pytest.raises(CorpusError, match="has 3 cells"):
        load_corpus(path, taxonomy)
    path.write_bytes("text,labels\né,\n".encode("latin-1"))
    with pytest.raises(CorpusError, match="not UTF-8"):
        load_corpus(path, taxonomy)
    path.write_text("")
    with pytest.raises(CorpusError):
        load_corpus(path, taxonomy)
    (tmp_path / "c.xls").write_text("x")
    with pytest.raises(CorpusError, match="no corpus format"):
        load_corpus(tmp_path / "c.xls", taxonomy)


def test_written_rows_are_read_back(taxonomy: Taxonomy, tmp_path: Path) -> None:
    rows = [
        {"id": "2024-01-01", "text": "a “quoted” 文字", "labels": [A]},
        {"id": "b", "text": "c", "labels": []},
    ]
    write_rows(rows, tmp_path / "c.jsonl")
    found = load_corpus(tmp_path / "c.jsonl", taxonomy)
    assert [(r.id, r.text, list(r.labels)) for r in found] == [
        (r["id"], r["text"], r["labels"]) for r in rows
    ]
    assert [p.name for p in tmp_path.iterdir()] == ["c.jsonl"]
    assert all(json.loads(line) for line in (tmp_path / "c.jsonl").read_text().splitlines())


BASE = "The harbour school will take a hundred and twenty former miners through a long course in crane repair this coming year "


def test_near_duplicates() -> None:
    other = "nobody in the valley remembers when the mill last sold a sack of flour to anyone from over the ridge at all"
    texts = [
        BASE * 2,
        other,
        BASE * 2 + "and more",
        "企业技术改造项目得到国家和地方政府的支持发展",
        other.replace("flour", "oats"),
    ]
    found = {(p.first, p.second) for p in near_duplicates(texts)}
    assert (0, 2) in found and (1, 2) not in found
    numbers = groups(texts, 0.4)
    assert numbers[0] == numbers[2] and numbers[1] == numbers[4] and len(set(numbers)) == 3


def test_shared_sentences() -> None:
    texts = ["It rained. " + BASE.strip() + ".", "Later on. " + BASE.strip().upper() + ".", "It rained."]
    ((sentence, where),) = shared_sentences(texts)
    assert where == [0, 1] and sentence.startswith("the harbour school")

import json
from pathlib import Path

import pytest

from classifier.corpus.check import check_corpora, giveaway_words
from classifier.corpus.grid import check_targets, load_targets
from classifier.corpus.rows import Annotation, Row
from classifier.corpus.stats import corpus_stats
from classifier.errors import CorpusError
from classifier.taxonomy import Taxonomy
from classifier.training.suspects import suspect_labels
from tests.conftest import ROOT, Run

A, B = "green-transformation", "talent-cycle"
SENTENCE = "The council will take the oil boilers out of nine schools before next winter comes."


def write(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def kinds(path: Path, taxonomy: Taxonomy) -> dict[str, int]:
    _, findings = check_corpora([path], taxonomy)
    return {f.kind: sum(g.kind == f.kind for g in findings) for f in findings}


def test_clean_corpus(taxonomy: Taxonomy, tmp_path: Path) -> None:
    path = write(
        tmp_path / "c.jsonl",
        {"id": 1, "text": SENTENCE, "labels": [f"{A}/carbon-goals"]},
        {"id": 2, "text": "Rain.", "labels": []},
    )
    assert kinds(path, taxonomy) == {}


def test_faults_are_found(taxonomy: Taxonomy, tmp_path: Path) -> None:
    other = "Nobody in the valley could say when the mill had last sold flour to anyone at all."
    write(
        tmp_path / "train.jsonl",
        {"id": "1", "text": SENTENCE, "labels": []},
        {"id": "1", "text": "Snow fell.", "labels": []},
        {
            "id": "3",
            "text": f"{other} It closed. " + "One two three four five six seven eight nine ten eleven.",
            "labels": [],
        },
        {"id": "4", "text": "x", "labels": ["nonsense"]},
    )
    write(
        tmp_path / "test.jsonl",
        {"id": "5", "text": SENTENCE, "labels": []},
        {"id": "6", "text": f"Before the war things went otherwise here. {other}", "labels": []},
    )
    found = kinds(tmp_path, taxonomy)
    assert found == {"wrong row": 1, "repeated id": 1, "same passage": 1, "shared sentence": 2}


def test_near_duplicates_across_files(taxonomy: Taxonomy, tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", {"id": "1", "text": SENTENCE, "labels": []})
    write(tmp_path / "b.jsonl", {"id": "2", "text": SENTENCE.replace("comes", "arrives"), "labels": []})
    assert kinds(tmp_path, taxonomy) == {"near duplicate": 1}


def test_giveaway_words(taxonomy: Taxonomy) -> None:
    rows = [Row(id=str(i), text=f"the solar roof {i}", labels=(A,)) for i in range(16)]
    rows += [Row(id=str(i), text="the roof", labels=()) for i in range(16, 30)]
    (finding,) = giveaway_words(rows, taxonomy)
    assert "'solar': 16 of 16" in finding.message and not finding.error


def test_suspects_are_the_planted_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'version = "9"\n[[label]]\nid = "rain"\nname = "Rain"\n[[label]]\nid = "sun"\nname = "Sun"\n'
    )
    own = Taxonomy.load(path)
    rows = []
    for i in range(60):
        wet = i % 2 == 0
        text = f"{'rain clouds soaked' if wet else 'sunshine dried'} the {i} fields near town {i * 7}"
        label = ("rain",) if wet != (i in (10, 21, 40)) else ("sun",)
        rows.append(Row(id=f"r{i}", text=text, labels=label))
    found = " ".join(finding.message for finding in suspect_labels(rows, own))
    assert all(f"(r{i})" in found for i in (10, 21, 40))
    assert found.count("labelled") <= 6


def annotated(row_id: str, first: tuple[str, ...], second: tuple[str, ...]) -> Row:
    annotations = (
        Annotation("a", first, degrees=dict.fromkeys(first, "main")),
        Annotation("b", second, degrees=dict.fromkeys(second, "part")),
    )
    return Row(id=row_id, text="A text.", labels=first, genre="news", annotations=annotations)


def test_agreement_of_a_known_case(taxonomy: Taxonomy) -> None:
    rows = [annotated(str(i), (A,), (A,)) for i in range(4)]
    rows += [annotated("x", (A,), ()), annotated("y", (), (A,))]
    rows += [annotated(f"n{i}", (), ()) for i in range(4)]
    stats = corpus_stats(rows, taxonomy)
    one = stats.agreement[A]
    # Agreement 0.8 observed, 0.5 expected by chance.
    assert one.kappa == pytest.approx((0.8 - 0.5) / 0.5)
    assert (one.first, one.second, one.both) == (5, 5, 4)
    assert stats.same_degree == (0, 4)
    assert stats.agreement[B].kappa != stats.agreement[B].kappa  # nobody gave it: undefined


def test_targets(tmp_path: Path) -> None:
    rows = [
        Row(id=str(i), text="a b c", labels=(A,) if i < 3 else (), genre="news" if i < 6 else "policy")
        for i in range(10)
    ]
    path = tmp_path / "design.toml"
    path.write_text(
        '[[target]]\nwhat = "news"\nwhere = [{ field = "genre", equals = "news" }]\nmin_share = 0.7\n'
        '[[target]]\nwhat = "green"\nwhere = [{ field = "labels", contains = "green-transformation" }]\nmin = 5\n'
        '[[target]]\nwhat = "genres"\nfield = "genre"\nmin_distinct = 2\n'
    )
    cells = check_targets(rows, load_targets(path))
    assert [(c.found, c.missing) for c in cells] == [(0.6, 0.1), (3, 2), (2, 0)]
    path.write_text('[[target]]\nwhat = "x"\n')
    with pytest.raises(CorpusError, match="any requirement"):
        load_targets(path)


def test_commands(run: Run, tmp_path: Path) -> None:
    corpus = str(ROOT / "corpora" / "en" / "test.jsonl")  # continuous integration checks the whole
    done = run("corpus", "check", corpus)
    assert done.returncode == 0, done.stdout
    assert "0 errors" in done.stdout
    stats = json.loads(run("corpus", "stats", corpus, "--json", "--html", "page.html").stdout)
    assert stats["rows"] >= 300
    page = (tmp_path / "page.html").read_text()
    assert page.count("<svg") == 2 and "<script" not in page and "http-equiv" not in page
    write(tmp_path / "bad.jsonl", {"text": "x"})
    assert run("corpus", "check", "bad.jsonl").returncode == 1
    assert "kappa" in run("corpus", "stats", corpus).stdout


def test_shipped_corpus_meets_its_grid(taxonomy: Taxonomy) -> None:
    from classifier.corpus.check import corpus_files
    from classifier.corpus.load import load_corpora

    folder = ROOT / "corpora" / "en"
    stats = corpus_stats(
        load_corpora(corpus_files([folder]), taxonomy), taxonomy, load_targets(folder / "design.toml")
    )
    assert not [cell for cell in stats.targets if cell.missing]
    for measure in taxonomy.measures:
        assert stats.agreement[measure].kappa >= 0.75

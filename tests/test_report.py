import json
import os
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from classifier import Classifier
from classifier.corpus.rows import Row
from classifier.errors import CorpusError, UsageError
from classifier.evaluation import evaluate
from classifier.evaluation.outcomes import Outcomes
from classifier.evaluation.report import write_report
from classifier.evaluation.report.confusion import confusion
from classifier.evaluation.report.curves import precision_recall, reliability
from classifier.evaluation.report.learning import gain_of_twice_the_rows, learning, read_curve
from classifier.evaluation.report.strata import length_class
from classifier.taxonomy import Taxonomy
from tests.conftest import ROOT, Run

CURVE = [
    {"rows": 1000, "macro_f1": 0.62, "mean_average_precision": 0.74},
    {"rows": 500, "macro_f1": 0.55, "mean_average_precision": 0.70},
    {"rows": 2000, "macro_f1": 0.69, "mean_average_precision": 0.78},
]
HOSTILE = """"><script>alert(1)</script><img src='x' onerror="y">&amp;"""


class Tags(HTMLParser):
    """Names of elements, and all attributes, of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]


def written(clf: Classifier, rows: list[Row], folder: Path, **options: Any) -> tuple[dict[str, Any], str]:
    write_report(clf, rows, folder, title=options.pop("title", "A trial"), **{"resamples": 10, **options})
    figures = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return figures, (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(few_rows: list[Row]) -> list[Row]:
    """Rows of two languages and fourteen sources, one of them with a single row."""
    cut = [
        replace(row, writer=f"source-{i % 13}", lang="en" if i % 5 else "zh")
        for i, row in enumerate(few_rows[:160])
    ]
    return [*cut, replace(few_rows[160], writer="once", genre="")]


@pytest.fixture(scope="module")
def report(
    clf: Classifier, rows: list[Row], tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Any], str]:
    return written(clf, rows, tmp_path_factory.mktemp("report") / "made" / "here", curve=CURVE)


def test_the_report_holds_the_figures_of_evaluate(
    clf: Classifier, rows: list[Row], report: tuple[dict[str, Any], str]
) -> None:
    figures, page = report
    plain = evaluate(clf, rows, resamples=10).as_dict()
    assert figures["overall"] == plain["overall"] and figures["rows"] == len(rows)
    for label, one in figures["labels"].items():
        if one["measured"]:
            assert plain["labels"][label].items() <= one.items()
            f1 = one["f1"]
            assert f"{f1['value']:.2f} [{f1['low']:.2f}, {f1['high']:.2f}]" in page
    assert all(sentence in page.replace("&#x27;", "'") for sentence in figures["summary"])


def test_cells_that_nobody_annotated_change_no_report(
    clf: Classifier, rows: list[Row], tmp_path: Path
) -> None:
    hidden = np.random.default_rng(3).random((len(rows), len(clf.labels))) < 0.3
    partly = [
        replace(row, unknown=tuple(label for label, hide in zip(clf.labels, line, strict=True) if hide))
        for row, line in zip(rows, hidden, strict=True)
    ]
    flipped = [replace(row, labels=tuple({*row.labels} ^ {*row.unknown})) for row in partly]
    figures, page = written(clf, partly, tmp_path / "a")
    assert (figures, page) == written(clf, flipped, tmp_path / "b")
    assert figures["unseen_cells"] == {"count": int(hidden.sum()), "of": hidden.size}
    assert any("nobody looked" in sentence for sentence in figures["summary"])
    measures = [clf.labels.index(measure) for measure in clf.taxonomy.measures]
    assert figures["confusion"]["rows"] == int((~hidden[:, measures]).all(axis=1).sum())
    given = [
        (m in clf.classify(row.text, evidence=0).labels, m in row.labels)
        for row in partly
        for m in {*clf.taxonomy.measures} - {*row.unknown}
    ]
    right = sum(was and has for was, has in given)
    assert figures["tags"] == {
        "given": sum(was for was, _ in given),
        "carried": sum(has for _, has in given),
        "right": right,
    }
    chinese = evaluate(clf, [row for row in partly if row.lang == "zh"], resamples=0)
    one = next(found for found in figures["strata"]["language"] if found["name"] == "zh")
    assert one["macro_f1"]["value"] == pytest.approx(chinese.overall["macro_f1"].value, abs=1e-4)
    unknown = {row.id: row.unknown for row in partly}
    assert all(one["measure"] not in unknown[one["id"]] for one in figures["mistakes"])
    for i, label in enumerate(clf.labels):
        if label in figures["curves"]:
            assert (
                sum(one["rows"] for one in figures["curves"][label]["reliability"]) == (~hidden[:, i]).sum()
            )


def test_a_measure_that_nobody_looked_for(clf: Classifier, rows: list[Row], tmp_path: Path) -> None:
    measure = clf.taxonomy.measures[0]
    unseen = (measure, *clf.taxonomy.submeasures(measure))
    figures, page = written(clf, [replace(row, unknown=unseen) for row in rows], tmp_path)
    assert figures["labels"][measure]["f1"] is None and measure not in figures["curves"]
    assert figures["overall"]["subset_accuracy"] is None and figures["confusion"]["rows"] == 0
    assert "not measured (0 positives)" in page and "nan [" not in page
    none, page = written(clf, [replace(row, unknown=clf.labels) for row in rows[:30]], tmp_path)
    assert set(none["overall"].values()) == {None} and not none["curves"] and "Nobody looked" in page


def test_few_positives_are_not_measured(
    clf: Classifier, rows: list[Row], report: tuple[dict[str, Any], str]
) -> None:
    figures, page = report
    count = Counter(label for row in rows for label in row.labels)
    few = [label for label in clf.labels if "/" in label and count[label] < 20]
    assert few and [label for label, one in figures["labels"].items() if not one["measured"]] == few
    for label in few:
        assert figures["labels"][label]["f1"] is None and label not in figures["curves"]
        assert f"not measured ({count[label]} positives)" in page
    assert page.count("not measured (") == len(few)


def test_the_page_needs_nothing_from_outside(report: tuple[dict[str, Any], str]) -> None:
    _, page = report
    for outside in ("http://", "https://", "<link", "<script", "@import", "<img"):
        assert outside not in page
    found = Tags(page)
    assert found.names["svg"] == 5
    for name, value in found.attributes:
        if name in ("src", "href", "xlink:href"):
            assert value.startswith("#"), (name, value)
        assert "url(" not in value.replace("url(#", ""), value


def test_what_comes_from_texts_is_escaped(clf: Classifier, rows: list[Row], tmp_path: Path) -> None:
    chinese = "河谷四校试行新的排课办法，学生下午到苗圃上课。"
    text = f"{HOSTILE} {chinese} \ud800 Choir and raccoons."
    wrong = Row(
        id=HOSTILE,
        text=text,
        labels=clf.labels,
        lang=HOSTILE,
        genre=HOSTILE,
        writer=HOSTILE,
        origin=HOSTILE,
        line=3,
    )
    figures, page = written(clf, [wrong, *rows[:20]], tmp_path, title=HOSTILE)
    assert HOSTILE in [one["id"] for one in figures["mistakes"]]
    assert chinese in page and chinese in figures["mistakes"][0]["text"]
    assert "alert(1)" in page and "<script" not in page and "<img" not in page and HOSTILE not in page
    assert "onerror" not in [name for name, _ in Tags(page).attributes]


def test_strata_add_up(clf: Classifier, rows: list[Row], report: tuple[dict[str, Any], str]) -> None:
    figures, page = report
    assert set(figures["strata"]) == {"genre", "language", "length", "source"}
    for split, found in figures["strata"].items():
        assert sum(one["rows"] for one in found) == len(rows), split
        for measure in clf.taxonomy.measures:
            carried = sum(measure in row.labels for row in rows)
            assert sum(one["positives"][measure] for one in found) == carried, split
        assert all(one["few"] == (one["rows"] < 20) for one in found)
    sources = figures["strata"]["source"]
    assert len(sources) == 11 and sources[-1]["name"] == "4 others together"
    assert "not given (few)" in page  # the row without a genre
    assert {one["name"]: one["rows"] for one in figures["strata"]["language"]} == {"en": 129, "zh": 32}


def test_a_stratum_has_the_figures_of_its_rows(
    clf: Classifier, rows: list[Row], report: tuple[dict[str, Any], str]
) -> None:
    alone = evaluate(clf, [row for row in rows if row.lang == "zh"], resamples=0)
    one = next(found for found in report[0]["strata"]["language"] if found["name"] == "zh")
    assert min(one["positives"].values()) > 0
    assert one["macro_f1"]["value"] == pytest.approx(alone.overall["macro_f1"].value, abs=1e-4)
    assert one["macro_f1"]["low"] <= one["macro_f1"]["value"] <= one["macro_f1"]["high"]
    for name in ("mean_average_precision", "ece"):
        assert one[name] == pytest.approx(alone.overall[name].value, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("word " * 99, "under 100"),
        ("word " * 100, "100 to 250"),
        ("字" * 198, "under 100"),
        ("字" * 500, "100 to 250"),
        ("word " * 251, "over 250"),
    ],
)
def test_length_classes(text: str, name: str) -> None:
    assert length_class(text) == name


def test_the_worst_mistakes(clf: Classifier, rows: list[Row], report: tuple[dict[str, Any], str]) -> None:
    mistakes, by_id = report[0]["mistakes"], {row.id: row for row in rows}
    wrong = []
    for row in rows:
        tagging = clf.classify(row.text, evidence=0)
        for measure in clf.taxonomy.measures:
            if (measure in row.labels) != (measure in tagging.labels):
                wrong.append(abs(tagging.scores[measure] - (measure in row.labels)))
    far = [abs(one["score"] - one["truth"]) for one in mistakes]
    assert far == pytest.approx(sorted(wrong, reverse=True)[:20], abs=1e-4)
    assert {one["given"] for one in mistakes} == {True, False}
    for one in mistakes:
        row = by_id[one["id"]]
        assert one["truth"] == (one["measure"] in row.labels) != one["given"]
        assert one["place"] == f"{row.origin}:{row.line}"
        assert " ".join(row.text.split()).startswith(one["text"].rstrip("…"))
        adds = [word["contribution"] for word in one["words"]]
        assert adds and all((add > 0) == one["given"] for add in adds)
        assert [abs(add) for add in adds] == sorted(map(abs, adds), reverse=True)


def test_confusion_of_known_cases(taxonomy: Taxonomy) -> None:
    a, b, c, _ = [taxonomy.ids.index(measure) for measure in taxonomy.measures]
    cases = [  # labels carried, labels given
        ((a,), (a,)),
        ((a,), (b,)),
        ((a, b), (a,)),
        ((a,), (a, c)),
        ((), ()),
        ((), (b,)),
        ((b, c), ()),
        ((a,), (b,)),  # not counted: nobody looked for c
    ]
    shape = (len(cases), len(taxonomy.ids))
    truth, given, seen = np.zeros(shape, bool), np.zeros(shape, bool), np.ones(shape, bool)
    for i, (has, was) in enumerate(cases):
        truth[i, list(has)] = given[i, list(was)] = True
    seen[-1, c] = False
    rows = tuple(Row(id=str(i), text="x", labels=()) for i in range(len(cases)))
    found = confusion(Outcomes(rows, taxonomy, truth, seen, given.astype(float), given))
    assert found["labels"] == [*taxonomy.measures, "none"] and found["rows"] == len(cases) - 1
    assert found["counts"] == [
        [3, 1, 0, 0, 0],
        [0, 0, 0, 0, 2],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0],
        [0, 1, 1, 0, 1],
    ]


def test_curves_of_known_scores() -> None:
    scores, truth = np.array([0.1, 0.2, 0.6, 0.9]), np.array([False, False, True, True])
    halves = reliability(truth, scores, bins=2)
    assert halves == [{"score": 0.15, "share": 0.0, "rows": 2}, {"score": 0.75, "share": 1.0, "rows": 2}]
    assert sum(one["rows"] for one in reliability(truth, scores)) == 4  # fewer rows than bins
    points = precision_recall(truth, scores)
    assert points and [one["recall"] for one in points] == [0.5, 1.0, 1.0, 1.0]
    assert [one["precision"] for one in points] == [1.0, 1.0, 0.6667, 0.5]
    assert precision_recall(np.zeros(4, bool), scores) is None
    many = precision_recall(np.arange(5000) % 2 == 0, np.linspace(0, 1, 5000))
    assert many and len(many) == 200


def test_histograms_hold_every_row(rows: list[Row], report: tuple[dict[str, Any], str]) -> None:
    for label, curve in report[0]["curves"].items():
        carried = sum(label in row.labels for row in rows)
        assert sum(curve["histogram"]["positives"]) == carried
        assert sum(curve["histogram"]["negatives"]) == len(rows) - carried


def test_learning_curves() -> None:
    assert gain_of_twice_the_rows(read_curve(CURVE), "macro_f1") == pytest.approx(0.07)
    steep, flat = (
        learning(read_curve(CURVE)),
        [{**point, "macro_f1": 0.7, "mean_average_precision": 0.8} for point in CURVE],
    )
    assert steep["more_rows_help"] is True and "would help" in steep["words"] and "+0.070" in steep["words"]
    level = learning(read_curve(flat))
    assert level["more_rows_help"] is False and "hardly help" in level["words"]
    short = learning(read_curve(CURVE[:1]))
    assert short["more_rows_help"] is None and "too few points" in short["words"]


def test_the_learning_curve_is_drawn_when_given(
    clf: Classifier, rows: list[Row], report: tuple[dict[str, Any], str], tmp_path: Path
) -> None:
    figures, page = report
    assert figures["learning_curve"]["words"] in page and "rows trained on" in page
    without, page = written(clf, rows[:30], tmp_path)
    assert without["learning_curve"] is None and "rows trained on" not in page


@pytest.mark.parametrize(
    "point", [{"rows": 10}, {**CURVE[0], "rows": 0}, {**CURVE[0], "macro_f1": float("nan")}]
)
def test_a_point_without_its_numbers(
    clf: Classifier, rows: list[Row], point: dict[str, float], tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"point 2 .*macro_f1"):
        write_report(clf, rows, tmp_path / "x", title="t", curve=[CURVE[0], point])
    assert not (tmp_path / "x").exists()


def test_files_are_written_whole_or_not_at_all(
    clf: Classifier, rows: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {name: f"old {name}" for name in ("report.json", "report.html")}
    for name, text in old.items():
        (tmp_path / name).write_text(text)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(UsageError, match="No space left"):
        write_report(clf, rows[:20], tmp_path, title="t", resamples=0)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == old


def test_a_folder_that_cannot_be(clf: Classifier, rows: list[Row], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"file: cannot be written.*folder"):
        write_report(clf, rows[:5], tmp_path / "file", title="t")
    with pytest.raises(CorpusError):
        write_report(clf, [replace(rows[0], disputed=True)], tmp_path, title="t")


def test_report_command(run: Run, tmp_path: Path) -> None:
    lines = (ROOT / "corpora" / "en" / "test.jsonl").read_text(encoding="utf-8").splitlines()[:40]
    (tmp_path / "few.jsonl").write_text("\n".join(lines), encoding="utf-8")
    plain = run("evaluate", "few.jsonl", "--resamples", "5")
    assert plain.returncode == 0 and [path.name for path in tmp_path.iterdir()] == ["few.jsonl"]
    done = run("evaluate", "few.jsonl", "--resamples", "5", "--report", "out/new")
    assert done.returncode == 0, done.stderr
    assert done.stdout == plain.stdout
    assert sorted(path.name for path in (tmp_path / "out" / "new").iterdir()) == [
        "report.html",
        "report.json",
    ]
    assert "Evaluation on few.jsonl" in (tmp_path / "out" / "new" / "report.html").read_text(encoding="utf-8")
    assert run("evaluate", "few.jsonl", "--report", "out", "--uncertain", "0.1").returncode == 2
    assert run("evaluate", "few.jsonl", "--report", "few.jsonl").returncode == 2

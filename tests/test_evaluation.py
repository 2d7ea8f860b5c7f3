import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss, f1_score, precision_score, recall_score

from classifier import Classifier
from classifier.corpus.rows import Row
from classifier.errors import CorpusError, UsageError
from classifier.evaluation import compare, evaluate
from classifier.evaluation import metrics as m
from classifier.evaluation.evaluate import evidence_removal
from classifier.evaluation.outcomes import bootstrap
from classifier.evaluation.third import third_answer
from classifier.taxonomy import Taxonomy
from classifier.training import Fitted
from tests.conftest import REALTEXT, ROOT, Run


@given(st.integers(0, 10_000))
def test_metrics_are_those_of_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = rng.random(40) < 0.4
    truth[0] = True
    scores = rng.random(40).round(1)
    given_ = scores >= 0.5
    weights = rng.integers(0, 3, 40).astype(float)
    weights[0] = 1
    p, r, f1 = m.precision_recall_f1(truth, given_, weights)
    options = {"sample_weight": weights, "zero_division": 0}
    assert p == pytest.approx(precision_score(truth, given_, **options))
    assert r == pytest.approx(recall_score(truth, given_, **options))
    assert f1 == pytest.approx(f1_score(truth, given_, **options))
    assert m.average_precision(truth, scores, weights) == pytest.approx(
        average_precision_score(truth, scores, sample_weight=weights)
    )
    assert m.brier(truth, scores, weights) == pytest.approx(
        brier_score_loss(truth, scores, sample_weight=weights)
    )


def test_micro_f1() -> None:
    rng = np.random.default_rng(1)
    truth, given_ = rng.random((30, 4)) < 0.3, rng.random((30, 4)) < 0.3
    assert m.micro_f1(truth, given_, np.ones(30)) == pytest.approx(f1_score(truth, given_, average="micro"))


def test_calibration_error_of_known_cases() -> None:
    rng = np.random.default_rng(0)
    scores = rng.random(60_000)
    truth = rng.random(60_000) < scores
    ones = np.ones(60_000)
    assert m.expected_calibration_error(truth, scores, ones) < 0.01
    assert m.expected_calibration_error(truth, np.full(60_000, 0.9), ones) == pytest.approx(0.4, abs=0.01)


def test_bootstrap_interval_of_a_mean() -> None:
    x = np.random.default_rng(0).normal(size=400)
    value, low, high = bootstrap(lambda w: np.array([np.average(x, weights=w)]), 400, 800, 0)
    assert value[0] == pytest.approx(x.mean())
    half = 1.96 * x.std() / 20
    assert low[0] == pytest.approx(x.mean() - half, abs=0.02)
    assert high[0] == pytest.approx(x.mean() + half, abs=0.02)


def test_evaluate_against_its_own_answers(clf: Classifier, few_rows: list[Row]) -> None:
    rows = [
        Row(id=row.id, text=row.text, labels=clf.classify(row.text, evidence=0).labels)
        for row in few_rows[:80]
    ]
    result = evaluate(clf, rows, resamples=20)
    assert result.overall["macro_f1"].value == result.overall["subset_accuracy"].value == 1.0
    flipped = [Row(id="x", text=row.text, labels=() if row.labels else clf.labels) for row in rows]
    assert evaluate(clf, flipped, resamples=0).overall["subset_accuracy"].value == 0.0


def test_disputed_rows_are_left_out(clf: Classifier, few_rows: list[Row]) -> None:
    rows = [Row(id="a", text="x", labels=(), disputed=True)]
    with pytest.raises(CorpusError):
        evaluate(clf, rows)
    assert evaluate(clf, [*rows, *few_rows[:10]], resamples=0).rows == 10


def test_evaluate_command(run: Run) -> None:
    corpus = str(ROOT / "corpora" / "en" / "test.jsonl")
    done = run("evaluate", corpus, "--json", "--resamples", "20")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert set(result["labels"]) == set(Classifier.load().labels)
    one = result["overall"]["macro_f1"]
    assert one["low"] <= one["value"] <= one["high"]
    assert "macro_f1" in run("evaluate", corpus, "--resamples", "20").stdout
    assert run("evaluate", "nowhere.jsonl").returncode == 1


@pytest.mark.skipif(not REALTEXT.is_dir(), reason="the real texts are not here")
def test_real_texts_are_scored(run: Run) -> None:
    files = [str(path) for path in sorted(REALTEXT.glob("dev-en-*.jsonl"))]
    done = run("evaluate", *files, "--json", "--resamples", "50")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["rows"] == 280
    # A tagger that gives every label to every text has a macro-F1 of 0.33 here.
    assert result["overall"]["macro_f1"]["low"] > 0.4


def test_calibration_error_by_chance() -> None:
    rng = np.random.default_rng(0)
    scores = rng.random(300)
    by_chance = m.chance_calibration_error(scores, 400)
    shown = [m.expected_calibration_error(rng.random(300) < scores, scores, np.ones(300)) for _ in range(200)]
    assert by_chance.mean() == pytest.approx(np.mean(shown), abs=0.004)


def test_the_score_falls_without_its_evidence(clf: Classifier) -> None:
    texts = [
        "It rained. The mill cut its emissions with a solar field and heat pumps. The choir sang.",
        "One.",
    ]
    assert evidence_removal(clf, texts) == [True] * len(
        {*clf.classify(texts[0]).labels} & {*clf.taxonomy.measures}
    )


def test_the_third_answer_is_printed(run: Run) -> None:
    corpus = str(ROOT / "corpora" / "en" / "test.jsonl")
    assert "promise" in run("evaluate", corpus, "--uncertain", "0.1").stdout
    assert json.loads(run("evaluate", corpus, "--uncertain", "0.1", "--json").stdout)


def partly_seen(rows: list[Row], labels: tuple[str, ...]) -> list[Row]:
    """Each row with about a third of its cells not annotated."""
    hidden = np.random.default_rng(5).random((len(rows), len(labels))) < 0.35
    return [
        replace(row, unknown=tuple(label for label, hide in zip(labels, line, strict=True) if hide))
        for row, line in zip(rows, hidden, strict=True)
    ]


def flipped_where_unseen(row: Row) -> Row:
    return replace(row, labels=tuple({*row.labels} ^ {*row.unknown}))


def test_cells_that_nobody_annotated_change_no_figure(clf: Classifier, few_rows: list[Row]) -> None:
    rows = partly_seen(few_rows[:120], clf.labels)
    flipped = [flipped_where_unseen(row) for row in rows]
    assert evaluate(clf, rows, resamples=25) == evaluate(clf, flipped, resamples=25)
    assert third_answer(clf, rows, 0.1) == third_answer(clf, flipped, 0.1)
    other = clf.with_thresholds(0.3)
    one, two = (compare(clf, other, found, resamples=25) for found in (rows, flipped))
    assert (one.labels, one.overall, one.positives) == (two.labels, two.overall, two.positives)
    assert [d.truth for d in one.differing] == [d.truth for d in two.differing]


def test_figures_of_a_label_are_those_of_the_rows_that_were_looked_at(
    clf: Classifier, few_rows: list[Row]
) -> None:
    measure = clf.taxonomy.measures[0]
    rows = [replace(row, unknown=() if i % 3 else (measure,)) for i, row in enumerate(few_rows[:120])]
    result = evaluate(clf, rows, resamples=0)
    alone = evaluate(clf, [row for row in rows if not row.unknown], resamples=0)
    assert result.seen[measure] == alone.rows == 80
    assert result.positives[measure] == alone.positives[measure]
    assert result.chance[measure] == alone.chance[measure]
    for name, one in result.labels[measure].items():
        assert one.value == pytest.approx(alone.labels[measure][name].value), name
    assert result.overall["subset_accuracy"].value == pytest.approx(alone.overall["subset_accuracy"].value)
    cells = [
        (m in row.labels, m in clf.classify(row.text, evidence=0).labels)
        for row in rows
        for m in clf.taxonomy.measures
        if m not in row.unknown
    ]
    assert result.overall["micro_f1"].value == pytest.approx(f1_score(*zip(*cells, strict=True)))
    full = evaluate(clf, few_rows[:120], resamples=0)
    other = clf.taxonomy.measures[1]
    assert result.labels[other] == full.labels[other]


def test_a_label_with_nothing_seen_has_no_figure(clf: Classifier, few_rows: list[Row]) -> None:
    measure, *others = clf.taxonomy.measures
    rows = [replace(row, unknown=(measure,)) for row in few_rows[:60]]
    result = evaluate(clf, rows, resamples=10)
    assert set(result.labels[measure].values()) == {None} and result.chance[measure] is None
    assert result.overall["subset_accuracy"] is None
    assert result.overall["macro_f1"].value == pytest.approx(
        np.mean([result.labels[other]["f1"].value for other in others])
    )
    plain = json.loads(json.dumps(result.as_dict(), allow_nan=False))
    assert plain["labels"][measure]["f1"] is None and plain["labels"][measure]["seen"] == 0
    assert third_answer(clf, rows, 0.1)[measure] is None
    none_seen = evaluate(clf, [replace(row, unknown=clf.labels) for row in rows], resamples=10)
    assert set(none_seen.overall.values()) == {None}
    assert compare(clf, clf, rows, resamples=10).labels[measure]["f1"] is None


def test_a_model_compared_with_itself(clf: Classifier, few_rows: list[Row]) -> None:
    same = compare(clf, clf, few_rows[:60], resamples=20)
    assert same.differing == ()
    figures = [*same.overall.values(), *(one for found in same.labels.values() for one in found.values())]
    assert {(one.difference, one.low, one.high) for one in figures} == {(0.0, 0.0, 0.0)}


def test_two_models_compared(clf: Classifier, few_rows: list[Row], fitted: Fitted) -> None:
    rows, other = few_rows[:100], Classifier(fitted.model, dict(fitted.model.thresholds))
    found = compare(clf, other, rows, resamples=50)
    old, new = evaluate(clf, rows, resamples=0), evaluate(other, rows, resamples=0)
    for name, one in found.overall.items():
        assert (one.old, one.new) == pytest.approx((old.overall[name].value, new.overall[name].value))
        assert one.difference == pytest.approx(one.new - one.old)
        # Resampled rows repeat, so that a resampled calibration error is the greater one.
        assert name == "ece" or one.low <= one.difference <= one.high
    by_id = {row.id: row for row in rows}
    expected = {row.id for row in rows if clf.classify(row.text).labels != other.classify(row.text).labels}
    assert {one.id for one in found.differing} == expected != set()
    for one in found.differing:
        row = by_id[one.id]
        assert one.old == clf.classify(row.text).labels and one.new == other.classify(row.text).labels
        assert one.truth == row.labels and one.place == f"{row.origin}:{row.line}"
    json.dumps(found.as_dict(), allow_nan=False)


def test_models_with_other_labels_are_not_compared(
    clf: Classifier, few_rows: list[Row], taxonomy: Taxonomy
) -> None:
    fewer = replace(taxonomy, labels=taxonomy.labels[:-1])
    other = replace(clf, model=replace(clf.model, taxonomy=fewer))
    with pytest.raises(UsageError, match=f"{taxonomy.ids[-1]}.*same taxonomy"):
        compare(clf, other, few_rows[:5])

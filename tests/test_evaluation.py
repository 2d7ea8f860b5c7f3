import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss, f1_score, precision_score, recall_score

from classifier import Classifier
from classifier.corpus.rows import Row
from classifier.errors import CorpusError
from classifier.evaluation import evaluate
from classifier.evaluation import metrics as m
from classifier.evaluation.evaluate import bootstrap, evidence_removal
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

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
import sklearn.utils.estimator_checks as checks
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from sklearn.base import clone
from sklearn.metrics import f1_score

from classifier import Classifier, PolicytagError
from classifier.bundle import load_estimator, read_bundle
from classifier.corpus.rows import Row
from classifier.decision import indicator_matrix
from classifier.engine.heads import Calibration
from classifier.errors import CorpusError, TrainingError
from classifier.taxonomy import Taxonomy
from classifier.training import FitOptions, Fitted, fit_model, train
from classifier.training.calibrate import METHODS, best_threshold, calibrate, compare, fit_curve
from classifier.training.estimator import PolicyTagger
from classifier.training.folds import make_folds
from tests.conftest import ROOT, Run

QUICK = FitOptions(n_folds=3, n_jobs=1)


def write(path: Path, rows: list[Row]) -> Path:
    with path.open("w") as file:
        for row in rows:
            file.write(json.dumps({"id": row.id, "text": row.text, "labels": list(row.labels)}) + "\n")
    return path


def test_training_twice_gives_the_same_model(few_rows: list[Row], fitted: Fitted, tmp_path: Path) -> None:
    corpus = write(tmp_path / "c.jsonl", few_rows)
    model = train([corpus], tmp_path / "m", options=QUICK)
    assert model.model_id == fitted.model.model_id
    manifest = json.loads((tmp_path / "m" / "manifest.json").read_text())
    assert manifest["corpora"][0]["rows"] == len(few_rows)
    assert set(manifest["out_of_fold"]) == set(model.taxonomy.ids)
    estimator = load_estimator(tmp_path / "m", trusted=True)
    texts = [row.text for row in few_rows[:5]]
    assert_allclose(estimator.predict_proba(texts), Classifier.load(tmp_path / "m").predict_proba(texts))


def test_a_folder_means_its_train_file(few_rows: list[Row], tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    write(folder / "train.jsonl", few_rows[:-40])
    write(folder / "test.jsonl", few_rows[-40:])
    model = train([folder], tmp_path / "m", options=QUICK)
    assert model.record["corpora"][0]["rows"] == len(few_rows) - 40


def test_failed_training_leaves_the_old_bundle(few_rows: list[Row], tmp_path: Path) -> None:
    good = write(tmp_path / "c.jsonl", few_rows)
    model = train([good], tmp_path / "m", options=QUICK)
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "x", "labels": ["nonsense"]}\n')
    few = write(tmp_path / "few.jsonl", few_rows[:8])
    for corpora in ([bad], [few], [good, good], [tmp_path / "missing.jsonl"]):
        with pytest.raises(PolicytagError):
            train(corpora, tmp_path / "m", options=QUICK)
        assert read_bundle(tmp_path / "m").model_id == model.model_id


def test_too_few_texts_are_refused(few_rows: list[Row], taxonomy: Taxonomy) -> None:
    rows = [row for row in few_rows if not row.labels][:30]
    with pytest.raises(TrainingError, match="0 texts with"):
        fit_model(
            [row.text for row in rows], indicator_matrix([row.labels for row in rows], taxonomy), taxonomy
        )


def test_own_taxonomy_trains(few_rows: list[Row], taxonomy: Taxonomy, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'version = "9"\n[[label]]\nid = "rain"\nname = "Rain"\n[[label]]\nid = "sun"\nname = "Sun"\n'
    )
    own = Taxonomy.load(path)
    texts = [
        f"{word} fell on the town for {i} days, they say" for i in range(30) for word in ("rain", "light")
    ]
    labels = [["rain"] if text.startswith("rain") else ["sun"] for text in texts]
    fitted = fit_model(texts, indicator_matrix(labels, own), own, QUICK)
    clf = Classifier(fitted.model, fitted.model.thresholds)
    assert clf.classify("the rain fell again").labels == ("rain",)


def test_near_identical_texts_never_straddle() -> None:
    groups = [i // 3 for i in range(90)]
    y = np.array([[i % 2 == 0, i % 3 == 0] for i in range(90)])
    for train_rows, test_rows in make_folds(y, groups, 5, 0):
        assert not {groups[i] for i in train_rows} & {groups[i] for i in test_rows}


scores = arrays(float, st.integers(2, 40), elements=st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0]))


@given(scores, st.randoms())
def test_threshold_is_the_best_for_f1(values: np.ndarray, random: object) -> None:
    truth = np.array([random.random() < 0.4 for _ in values])  # type: ignore[attr-defined]
    if not truth.any():
        assert best_threshold(values, truth) == 1.0
        return
    chosen = f1_score(truth, values >= best_threshold(values, truth))
    assert chosen >= max(f1_score(truth, values >= t) for t in np.unique(values)) - 1e-12


@pytest.mark.parametrize("method", METHODS)
def test_every_method_recovers_a_known_curve(method: str) -> None:
    rng = np.random.default_rng(0)
    z = rng.normal(size=20_000) * 2
    true = 1 / (1 + np.exp(-1.7 * z))
    curve = fit_curve(method, z, rng.random(20_000) < true)
    found = Calibration((method,), curve.parameters[:, None], (curve.knots,), np.array([-1]))
    assert np.abs(found.probabilities(z[:, None])[:, 0] - true).mean() < 0.02


def test_the_method_that_fits_best_is_kept() -> None:
    rng = np.random.default_rng(0)
    z = rng.normal(size=4000) * 2
    bent = 1 / (1 + np.exp(-(3 * -np.logaddexp(0, -z) + 0.4 * np.logaddexp(0, z) + 1)))
    loss = compare(z, rng.random(4000) < bent)
    assert min(loss, key=lambda name: loss[name]) == "beta"
    truth = np.column_stack([rng.random(4000) < bent, rng.random(4000) < 0.01])
    found, losses = calibrate(np.column_stack([z, z]), truth, np.array([-1, 0]))
    assert found.methods[0] == "beta"
    assert (found.methods[1], losses[1]) == ("platt", {})  # too few to compare


@pytest.mark.parametrize("method", METHODS)
def test_calibration_never_turns_scores_round(method: str) -> None:
    z = np.linspace(-1, 1, 50)
    for truth in (z < 0, z > 0, np.zeros(50, bool), np.ones(50, bool)):
        curve = fit_curve(method, z, truth)
        one = Calibration((method,), curve.parameters[:, None], (curve.knots,), np.array([-1]))
        p = one.probabilities(z[:, None])[:, 0]
        assert np.isfinite(p).all()
        assert (np.diff(p) >= -1e-12).all()


# The checks of scikit-learn that feed numbers as X cannot run: this estimator reads strings.
# Those that need no X at all run here by name.
WITHOUT_X = [
    "check_do_not_raise_errors_in_init_or_set_params",
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_get_params_invariance",
    "check_mixin_order",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_set_params",
    "check_valid_tag_types",
]


@pytest.mark.parametrize("name", WITHOUT_X)
def test_scikit_learn_checks(name: str) -> None:
    getattr(checks, name)("PolicyTagger", PolicyTagger())


def test_scikit_learn_generated_checks() -> None:
    with pytest.warns(UserWarning, match="Can't test estimator"):
        results = checks.check_estimator(PolicyTagger(), on_fail=None)
    assert results and all(one["status"] == "passed" for one in results)


def test_estimator_on_texts(few_rows: list[Row], taxonomy: Taxonomy) -> None:
    texts, labels = [row.text for row in few_rows], [list(row.labels) for row in few_rows]
    tagger = PolicyTagger(n_folds=3, n_jobs=1)
    before = tagger.get_params()
    assert tagger.fit(texts, labels) is tagger
    assert tagger.get_params() == before
    again = clone(tagger).fit(np.array(texts, dtype=object), indicator_matrix(labels, taxonomy))
    assert_allclose(again.predict_proba(texts[:9]), tagger.predict_proba(texts[:9]))
    assert (
        tagger.predict(texts[:9]).shape == (9, len(taxonomy.ids)) == tagger.decision_function(texts[:9]).shape
    )
    assert 0 <= tagger.score(texts, indicator_matrix(labels, taxonomy)) <= 1
    copy = pickle.loads(pickle.dumps(tagger))
    assert (copy.predict(texts[:9]) == tagger.predict(texts[:9])).all()


@pytest.mark.parametrize(
    ("x", "y", "kind"),
    [
        ("one string", [[]], ValueError),
        ([], [], ValueError),
        ([1, 2], [[], []], TypeError),
        (["a"], None, ValueError),
        (["a"], [[], []], ValueError),
        (["a"], [["nonsense"]], ValueError),
        (["a"], [[1, 0]], ValueError),
        (np.zeros((2, 2)), [[], []], ValueError),
    ],
)
def test_estimator_refuses(x: object, y: object, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        PolicyTagger().fit(x, y)  # type: ignore[arg-type]


def test_train_command(run: Run, few_rows: list[Row], tmp_path: Path) -> None:
    write(tmp_path / "c.jsonl", few_rows)
    done = run("train", "--corpus", "c.jsonl", "--out", "m", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert "wrote m, model" in done.stdout
    (tmp_path / "bad.jsonl").write_text('{"text": "a", "labels": []}\n{"text": "b"}\n{oops\n')
    done = run("train", "--corpus", "bad.jsonl", "--out", "m")
    assert done.returncode == 1
    assert "bad.jsonl:2: has no labels" in done.stderr and "bad.jsonl:3: is not valid JSON" in done.stderr


def test_shipped_model_says_what_it_was_trained_on() -> None:
    record = read_bundle().record
    assert [one["corpus"] for one in record["corpora"]] == ["corpora/en", "corpora/zh"]
    rows = sum(1 for _ in (ROOT / "corpora" / "en" / "train.jsonl").open())
    assert 300 <= record["corpora"][0]["rows"] <= rows


def test_corpus_errors_are_corpus_errors() -> None:
    with pytest.raises(CorpusError, match="no corpus here"):
        train(["nowhere"], "unused")

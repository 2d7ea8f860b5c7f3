from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier import Classifier
from classifier.bundle import read_bundle, write_bundle
from classifier.confidence import (
    bounds,
    estimate_prior,
    shift_prior,
    threshold_for_precision,
    threshold_for_recall,
)
from classifier.errors import UsageError
from classifier.training import Fitted

RNG = np.random.default_rng(0)


def sample(n: int, prior: float) -> tuple[np.ndarray, np.ndarray]:
    """Calibrated probabilities of two normal classes, and the truth."""
    truth = RNG.random(n) < prior
    x = RNG.normal(size=n) + 2.0 * truth
    return 1 / (1 + np.exp(-(2.0 * x - 2.0 + np.log(prior / (1 - prior))))), truth


@given(st.floats(0.05, 0.95), st.integers(1, 400), st.integers(0, 2**30))
def test_thresholds_keep_their_word_on_the_texts_they_were_made_from(
    wanted: float, n: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    scores, truth = np.round(rng.random(n), 2), rng.random(n) < 0.4
    weights = rng.choice([0.2, 1.0, 10.0], n)
    above = scores >= threshold_for_precision(scores, truth, weights, wanted)
    assert not above.any() or np.average(truth[above], weights=weights[above]) >= wanted - 1e-9
    reached = scores >= threshold_for_recall(scores, truth, weights, wanted)
    assert not truth.any() or np.average(reached[truth], weights=weights[truth]) >= wanted - 1e-9


@pytest.mark.parametrize("risk", [0.02, 0.1, 0.2])
def test_errors_of_the_third_answer_stay_within_the_risk(risk: float) -> None:
    missed, wrong, open_ = [], [], []
    for _ in range(200):
        low, high = bounds(*sample(500, 0.3), np.ones(500), risk)
        scores, truth = sample(500, 0.3)
        missed.append((scores[truth] < low).mean())
        wrong.append((scores[~truth] >= high).mean())
        open_.append(((scores >= low) & (scores < high)).mean())
    assert risk - 0.02 < np.mean(missed) < risk + 0.005 or np.mean(open_) < 0.01
    assert np.mean(wrong) < risk + 0.005
    assert np.mean(open_) < 0.7


def test_with_too_few_texts_nothing_is_answered() -> None:
    scores, truth = np.array([0.1, 0.9]), np.array([False, True])
    assert bounds(scores, truth, np.ones(2), 0.1) == (0.0, 2.0)


def test_the_third_answer_keeps_its_promise_on_texts_drawn_like_the_held_out_ones(clf: Classifier) -> None:
    held = clf.model.held_out
    assert held is not None
    errors = []
    for seed in range(20):
        first = np.random.default_rng(seed).random(len(held.weights)) < 0.5
        for k in (clf.labels.index(measure) for measure in clf.taxonomy.measures):
            scores, truth = held.scores[:, k].astype(float), held.truth[:, k]
            low, high = bounds(scores[first], truth[first], held.weights[first], 0.1)
            missed, wrong = scores < low, scores >= high
            for error, side in ((missed, truth & ~first), (wrong, ~truth & ~first)):
                errors.append(np.average(error[side], weights=held.weights[side]))
    assert np.mean(errors) < 0.1
    assert np.quantile(errors, 0.9) < 0.13


@pytest.mark.parametrize("share", [0.03, 0.1, 0.6])
def test_a_prior_is_found_again_and_put_right(share: float) -> None:
    old = np.array([0.3])
    scores, truth = sample(20_000, 0.3)
    scores = np.concatenate([scores, 1 - scores * 0])[: len(scores)]
    # Resample, so that the label is rarer or more frequent than where the scores were calibrated.
    weight = np.where(truth, share / 0.3, (1 - share) / 0.7)
    rows = RNG.choice(len(scores), 20_000, p=weight / weight.sum())
    scores, truth = scores[rows, None], truth[rows]
    found = estimate_prior(scores, old)
    assert found[0] == pytest.approx(share, abs=0.015)
    right = shift_prior(scores, np.array([-1]), old, found)
    assert right.mean() == pytest.approx(share, abs=0.015)
    assert ((right[:, 0] - truth) ** 2).mean() < ((scores[:, 0] - truth) ** 2).mean()


def test_submeasures_follow_their_measure_to_a_new_prior() -> None:
    conditional = np.array([[0.5, 0.4]])
    parents = np.array([-1, 0])
    found = shift_prior(conditional, parents, np.array([0.5, 0.2]), np.array([0.1, 0.2]))
    assert found[0] == pytest.approx([0.1, 0.04])


def test_a_classifier_for_each_wish(fitted: Fitted) -> None:
    clf = Classifier(fitted.model, fitted.model.thresholds)
    texts = ["The mill cut its emissions and trained forty fitters.", "A lab made a new alloy.", "It rained."]
    strict, lax = clf.with_precision(0.99), clf.with_recall(0.99)
    measure = clf.taxonomy.measures[0]
    assert strict.thresholds[measure] > clf.thresholds[measure] > lax.thresholds[measure]
    third = clf.with_uncertain(0.05)
    for tagging in third.classify_batch(texts):
        assert not {*tagging.labels} & {*tagging.uncertain}
        assert {*tagging.evidence} <= {*tagging.labels, *tagging.uncertain}
    assert any(tagging.uncertain for tagging in third.classify_batch(texts))
    assert third.classify("").uncertain == ()
    rare = clf.with_prior({measure: 0.01})
    column = clf.labels.index(measure)
    assert (rare.predict_proba(texts)[:, column] < clf.predict_proba(texts)[:, column]).all()
    same = clf.with_prior({})
    assert same.predict_proba(texts) == pytest.approx(clf.predict_proba(texts), abs=1e-9)
    assert set(clf.estimate_prior(texts)) == set(clf.taxonomy.measures)
    for wrong in ({"no-such": 0.1}, {measure: 1.5}):
        with pytest.raises(UsageError):
            clf.with_prior(wrong)
    with pytest.raises(UsageError, match="between 0 and 1"):
        clf.with_uncertain(2)


def test_held_out_scores_go_with_the_bundle(fitted: Fitted, tmp_path) -> None:
    read = read_bundle(write_bundle(fitted.model, tmp_path / "m"))
    assert read.held_out is not None
    assert (read.held_out.scores == fitted.model.held_out.scores).all()
    assert (read.held_out.truth == fitted.model.held_out.truth).all()
    assert (read.held_out.weights == fitted.model.held_out.weights).all()


def test_a_model_without_them_says_so(fitted: Fitted) -> None:
    old = Classifier(replace(fitted.model, held_out=None), fitted.model.thresholds)
    with pytest.raises(UsageError, match="held-out"):
        old.with_precision(0.9)

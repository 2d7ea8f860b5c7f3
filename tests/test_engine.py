import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from classifier import Classifier
from classifier.decision import decide, override, roll_up
from classifier.engine.heads import Calibration
from classifier.engine.tokens import ngrams, words
from classifier.errors import UsageError
from classifier.passages import cut
from classifier.training import Fitted
from classifier.training.features import passage_words, with_means


def test_words() -> None:
    assert words("The U.K.'s 12.5% Net-Zero plan, ＡＩ 2030") == [
        "the",
        "u.k",
        "s",
        "0000",
        "net-zero",
        "plan",
        "ai",
        "0000",
    ]
    assert words("发展AI制造") == ["发", "展", "ai", "制", "造"]
    assert ngrams(["a", "b", "c"]) == ["a", "b", "c", "a b", "b c"]


def test_inference_scores_are_those_of_the_training_matrix(fitted: Fitted) -> None:
    text = "A wind-turbine farm will train forty engineers. The port's licence was cut; so was Xyzzyq. " * 3
    design, model = fitted.design, fitted.model
    x = design.matrix(with_means(passage_words(text), fitted.vectors)).toarray()[0]
    terms = len(model.features.terms.vocabulary)
    (cut_,) = cut(text)
    found = model.features.find([text[s:e] for s, e in cut_.sentences])
    dense = np.zeros(model.features.size)
    np.add.at(dense, found.occurrences.rows, found.occurrences.weights)
    assert_allclose(dense[:terms], x[:terms], atol=1e-12)
    assert_allclose(design.scale * dense[terms:] @ fitted.vectors.vectors, x[terms:], atol=1e-6)
    assert 0.8 < found.known < 1


@pytest.mark.parametrize(("count", "best"), [(1, 1), (2, 1), (3, 1), (4, 2), (9, 3), (10, 4)])
def test_roll_up_is_the_mean_of_the_highest_third(count: int, best: int) -> None:
    values = np.random.default_rng(count).normal(size=(count, 3))
    document, shares = roll_up(values)
    assert_allclose(document, np.sort(values, axis=0)[::-1][:best].mean(axis=0))
    assert_allclose(shares.sum(axis=0), 1)


def test_one_strong_passage_of_many_is_not_enough() -> None:
    values = np.full((12, 1), -3.0)
    values[5] = 4.0
    assert roll_up(values)[0][0] < 0


def test_submeasures_never_exceed_their_measure() -> None:
    rng = np.random.default_rng(0)
    parents = np.array([-1, 0, 0, -1])
    calibration = Calibration(np.ones(4), np.zeros(4), parents)
    p = calibration.probabilities(rng.normal(size=(50, 4)) * 5)
    assert (p[:, 1:3] <= p[:, :1]).all()
    given_ = decide(p, np.full(4, 0.4), parents)
    assert not (given_[:, 1:3] & ~given_[:, :1]).any()


def test_override() -> None:
    base = {"a": 0.5, "b": 0.5}
    assert override(base, 0.7) == {"a": 0.7, "b": 0.7}
    assert override(base, {"a": 0.1}) == {"a": 0.1, "b": 0.5}
    for wrong in ({"c": 0.5}, {"a": 1.5}, {"a": float("nan")}):
        with pytest.raises(UsageError):
            override(base, wrong)


LONG = ("The council will heat schools from the sewage works. Farmers may now mortgage land. " * 60).strip()


@pytest.mark.parametrize(
    "text", ["A lab trained nurses to sort plastic waste. It rained. Ministers cut permits.", LONG]
)
def test_contributions_add_up_to_the_decision_value(clf: Classifier, text: str) -> None:
    values = clf.decision_values([text])[0]
    tagging = clf.classify(text, evidence=10_000, explain=10_000, every=True)
    for column, label in enumerate(clf.labels):
        x = tagging.explanations[label]
        assert x.value == pytest.approx(values[column], abs=1e-6)
        assert x.base + sum(t.contribution for t in x.terms) + x.rest == pytest.approx(
            values[column], abs=1e-6
        )
        scored = clf._score(text)
        _, sums = scored.sentence_contributions(len(clf.labels))
        assert sums[:, column].sum() + x.base == pytest.approx(values[column], abs=1e-6)


@given(st.text(max_size=400))
def test_any_text_gets_a_tagging_whose_offsets_hold(clf: Classifier, text: str) -> None:
    tagging = clf.classify(text, evidence=3, explain=3, every=True)
    assert set(tagging.scores) == set(clf.labels)
    assert all(0 <= score <= 1 for score in tagging.scores.values())
    for found in tagging.evidence.values():
        for one in found:
            assert text[one.start : one.end] == one.text


def test_batches_do_not_change_results(clf: Classifier) -> None:
    texts = [LONG, "", "A new vaccine was found.", "猫坐在垫子上。", "Tax law changed."] * 3
    one_by_one = [clf.classify(text) for text in texts]
    for size in (1, 4, 100):
        assert list(clf.classify_batch(texts, batch_size=size)) == one_by_one
    assert_allclose(clf.predict_proba(texts), [list(t.scores.values()) for t in one_by_one], atol=0)


def test_batches_are_lazy(clf: Classifier) -> None:
    taken = 0

    def stream() -> "iter[str]":
        nonlocal taken
        while True:
            taken += 1
            yield "One more text about a port."

    found = clf.classify_batch(stream(), batch_size=8)
    for _ in range(3):
        next(found)
    assert taken == 8


def test_warnings(clf: Classifier) -> None:
    assert clf.classify("").warnings == ("no words",)
    assert clf.classify("").labels == ()
    assert "Chinese" in clf.classify("科技创新引领新质生产力发展，企业研发投入增长。").warnings[0]
    assert "another script" in clf.classify("Новые правила для предприятий области").warnings[0]
    spanish = "Los vecinos pidieron arreglar las calles rotas del barrio antes de las lluvias"
    assert "unknown" in clf.classify(spanish).warnings[0]
    assert "short" in clf.classify("The new plant opened.").warnings[0]


def test_thresholds(clf: Classifier) -> None:
    text = "The mill cut its emissions with a heat pump and trained forty fitters."
    assert set(clf.with_thresholds(0.0).classify(text).labels) == set(clf.labels)
    assert clf.with_thresholds(1.0).classify(text).labels == ()


def test_wrong_types(clf: Classifier) -> None:
    with pytest.raises(TypeError, match="must be a str"):
        clf.classify(None)  # type: ignore[arg-type]
    assert clf.predict_proba([]).shape == (0, len(clf.labels))

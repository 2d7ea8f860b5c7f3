import pickle
import random
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from classifier import Classifier, api
from classifier.corpus.rows import Row
from classifier.decision import decide, override, roll_up
from classifier.engine import kernel
from classifier.engine.chunks import PurePythonDictionary, encode
from classifier.engine.heads import Calibration
from classifier.engine.lexicon import Lexicon, _meaning
from classifier.engine.pairs import PurePythonPairs
from classifier.engine.tokens import words
from classifier.errors import UsageError
from classifier.sentences import chunk_flags
from classifier.training import Fitted
from classifier.training.features import Design, Lookup, read


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
    assert words("發展ＡＩ製造，臺灣的什麼") == words("发展AI制造，台湾的什么")


def test_inference_scores_are_those_of_the_training_matrix(fitted: Fitted, few_rows: list[Row]) -> None:
    tricky = (
        "A wind-turbine farm will train 40 engineers, at the price of\nthe port's licence; so was Xyzzyq. "
        * 3
    )
    texts = [tricky, *(row.text for row in few_rows[:20])]
    model = fitted.model
    found = read(texts)
    lookup = Lookup.make(found.words, fitted.vectors)
    names = lookup.names
    sums = lookup.sum_up(found.forms, found.text, len(texts))
    known = {word: i for i, word in enumerate(names)}
    idf = np.zeros(len(names))
    for word, value in zip(model.features.terms.vocabulary, model.features.terms.idf, strict=True):
        if word in known:
            idf[known[word]] = value
    design = Design(idf, 1.0, model.features.damping)
    # The coefficients of the terms, and of all words of the mean folded, applied to the training matrices.
    terms = len(model.features.terms.vocabulary)
    by_word = np.zeros((len(names), len(model.taxonomy.ids)))
    for word, row in model.features.terms.lookup.items():
        if word in known:
            by_word[known[word]] = model.heads.coef[row]
    per_vector = np.linalg.lstsq(
        fitted.vectors.vectors.astype(float), model.heads.coef[terms:].astype(float), rcond=None
    )[0]
    coef = np.concatenate([by_word, per_vector])
    expected = model.heads.intercept + design.rows(sums) @ coef
    assert_allclose(
        Classifier(model, model.thresholds).decision_values(texts), expected, atol=2e-3
    )  # coefficients are stored in single precision


TRICKY = st.text(
    st.sampled_from("aB1. \n\t\r\v\u2028\u3000\x85\xa0。“”‘’ＡＩ，中文…\ud800é😀（)'\"-"), max_size=250
)


@given(st.lists(st.one_of(st.text(max_size=60), TRICKY), max_size=4))
@pytest.mark.skipif(kernel.compiled is None, reason="the kernel was not built")
def test_the_kernel_cuts_as_python_does(texts: list[str]) -> None:
    data, offsets = encode(texts)
    compiled, plain = kernel.compiled.Dictionary(), PurePythonDictionary()
    for _ in range(2):
        assert compiled.cut(data, offsets) == plain.cut(data, offsets)


@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 1)), max_size=60), max_size=5))
@pytest.mark.skipif(kernel.compiled is None, reason="the kernel was not built")
def test_the_kernel_numbers_pairs_as_python_does(calls: list[list[tuple[int, int]]]) -> None:
    compiled, plain = kernel.compiled.Pairs(), PurePythonPairs()
    forms, pairs = np.arange(10, dtype=np.int32) * 7 % 10, np.arange(10) % 3 > 0
    known = 10
    for call in calls:
        ids = np.array([one for one, _ in call], np.int32)
        gaps = np.array([gap for _, gap in call], np.uint8)
        outs = np.zeros((2, len(call)), np.int32)
        news = [
            table.forms(ids, gaps, forms, pairs, known, out)
            for table, out in zip((compiled, plain), outs, strict=True)
        ]
        assert news[0] == news[1]
        assert (outs[0] == outs[1]).all()
        known += len(news[0]) // 8
        assert (outs < known).all()


def test_a_chinese_character_counts_alone_and_with_the_next() -> None:
    lexicon = Lexicon()
    chunks, _ = lexicon.read_texts(["新质生产力，新质 AI力", "质。"])
    forms = [lexicon.words[i] for i in lexicon.forms_of(chunks)]
    assert [form for form in forms if form] == [
        ("新", "新质"), ("质", "质生"), ("生", "生产"), ("产", "产力"), ("力",), ("新", "新质"), ("质",), ("ai",), ("力",), ("质",)
    ]  # fmt: skip
    assert lexicon.forms_of(chunks).tolist() == lexicon.forms_of(chunks).tolist()
    assert lexicon.units[lexicon.forms_of(chunks)].sum() == 5.5


@pytest.mark.skipif(kernel.compiled is None, reason="the kernel was not built")
def test_the_kernel_sums_as_numpy_does(
    clf: Classifier, few_rows: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [row.text for row in few_rows[:40]] + [" ".join(row.text for row in few_rows[:9]), "", "猫。"]
    compiled = list(clf.classify_batch(texts, evidence=3, every=True))
    monkeypatch.setattr(kernel, "compiled", None)
    for one, other in zip(
        compiled, Classifier.load().classify_batch(texts, evidence=3, every=True), strict=True
    ):
        assert_allclose(list(one.scores.values()), list(other.scores.values()), atol=1e-9)
        for label in clf.labels:
            assert [e.start for e in one.evidence[label]] == [e.start for e in other.evidence[label]]


def test_arrays_that_do_not_fit_are_refused() -> None:
    if kernel.compiled is None:
        pytest.skip("the kernel was not built")
    for offsets in ([0, 9], [2, 1], [-1, 2], []):
        with pytest.raises(ValueError, match="offsets"):
            kernel.compiled.Dictionary().cut(b"abc", np.array(offsets, np.int64))
    ids, gaps, table = np.array([0, 5], np.int32), np.full(2, 3, np.uint8), np.zeros(3, np.int32)
    with pytest.raises(ValueError, match="arrays"):
        kernel.compiled.sentence_ends(ids, np.zeros(2, np.int64), gaps, table, table, np.zeros(2, np.uint8))
    cuts = np.array([0, 3], np.int64)
    with pytest.raises(ValueError, match="arrays"):
        kernel.compiled.repeats(ids, cuts, np.zeros(6, np.int32), np.zeros(2, np.int32))
    with pytest.raises(ValueError, match="arrays"):
        kernel.compiled.repeats(ids, np.array([0, 2]), np.zeros(5, np.int32), np.zeros(2, np.int32))
    for times in ([1, 1], [1, 0], [1]):
        numbers, records = np.array(times, np.int32), np.zeros((4, 16), np.float32)
        with pytest.raises(ValueError, match="arrays"):
            kernel.compiled.segment_sums(ids, numbers, np.array([0, 2]), records, 16, 4, np.zeros((1, 16)))


@pytest.mark.parametrize(("count", "best"), [(1, 1), (2, 1), (3, 1), (4, 2), (9, 3), (10, 4)])
def test_roll_up_is_the_mean_of_the_highest_third(count: int, best: int) -> None:
    values = np.random.default_rng(count).normal(size=(count, 3))
    document, shares = roll_up(values, np.array([count]))
    assert_allclose(document[0], np.sort(values, axis=0)[::-1][:best].mean(axis=0))
    assert_allclose(shares.sum(axis=0), 1)


def test_one_strong_passage_of_many_is_not_enough() -> None:
    values = np.full((12, 1), -3.0)
    values[5] = 4.0
    assert roll_up(values, np.array([12]))[0][0, 0] < 0


def test_submeasures_never_exceed_their_measure() -> None:
    rng = np.random.default_rng(0)
    parents = np.array([-1, 0, 0, -1])
    calibration = Calibration(("platt",) * 4, np.outer([1, 1, 0], np.ones(4)), (None,) * 4, parents)
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
        with clf.scored(*encode([text])) as scored:
            adds = scored.adds[:, column].sum()
        assert adds + x.base == pytest.approx(values[column], abs=1e-6)


@given(st.text(max_size=400))
def test_any_text_gets_a_tagging_whose_offsets_hold(clf: Classifier, text: str) -> None:
    tagging = clf.classify(text, evidence=3, explain=3, every=True)
    assert set(tagging.scores) == set(clf.labels)
    assert all(0 <= score <= 1 for score in tagging.scores.values())
    for found in tagging.evidence.values():
        for one in found:
            assert text[one.start : one.end] == one.text


PIECES = st.sampled_from(
    [LONG, "", "A new vaccine was found.", "猫坐在垫子上。", "Tax law changed. ", "é\n\nNew Xyz. "]
)


@given(
    st.lists(st.lists(PIECES, max_size=3).map("".join), max_size=12),
    st.integers(1, 13),
    st.integers(1, 3),
    st.randoms(),
)
def test_batches_order_and_workers_do_not_change_results(
    clf: Classifier, texts: list[str], size: int, workers: int, random: random.Random
) -> None:
    one_by_one = {text: clf.classify(text) for text in texts}
    random.shuffle(texts)
    expected = [one_by_one[text] for text in texts]
    assert list(clf.classify_batch(texts, batch_size=size, workers=workers)) == expected
    found = clf.predict_proba(texts, batch_size=size, workers=workers)
    assert found.tolist() == [list(t.scores.values()) for t in expected]
    answer = clf.classify_arrow(pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.string())}))
    assert answer.column("labels").to_pylist() == [list(t.labels) for t in expected]
    assert answer.column("scores").to_pylist() == [t.scores for t in expected]
    assert answer.column("languages").to_pylist() == [list(t.languages) for t in expected]
    assert answer.column("warnings").to_pylist() == [list(t.warnings) for t in expected]
    quoted = [
        [(label, e.text, e.start, e.end) for label, es in t.evidence.items() for e in es] for t in expected
    ]
    assert [
        [(e["label"], e["text"], e["start"], e["end"]) for e in row]
        for row in answer.column("evidence").to_pylist()
    ] == quoted


def test_arrow_columns_of_every_kind(clf: Classifier) -> None:
    texts = ["Tax law changed.", None, "", "A lab made a vaccine."]
    plain = pa.array(texts, pa.string())
    answers = [
        clf.classify_arrow(pa.RecordBatch.from_arrays([column], ["body"]), "body").to_pylist()
        for column in (
            plain,
            plain.cast(pa.large_string()),
            plain.dictionary_encode(),
            plain.cast(pa.string_view()),
        )
    ]
    assert answers[0] == answers[1] == answers[2] == answers[3]
    assert answers[0][1] == dict.fromkeys(
        ("labels", "uncertain", "scores", "evidence", "languages", "warnings")
    )
    sliced = pa.RecordBatch.from_arrays([plain], ["text"]).slice(2, 2)
    assert clf.classify_arrow(sliced).to_pylist() == answers[0][2:]
    assert clf.classify_arrow(sliced.slice(0, 0)).num_rows == 0
    with pytest.raises(KeyError):
        clf.classify_arrow(sliced, "body")
    with pytest.raises(TypeError, match="int64"):
        clf.classify_arrow(pa.RecordBatch.from_pydict({"text": [1, 2]}))


def test_a_lexicon_that_has_grown_too_large_is_replaced(
    clf: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "MOST", 5)
    before = clf.classify("The mill cut its emissions.")
    for i in range(20):
        clf.classify(f"word{i} and more words of {i}")
    assert all(lexicon.size <= 5 for lexicon in clf._lexicons)
    assert clf.classify("The mill cut its emissions.") == before


def test_a_classifier_goes_to_other_processes(clf: Classifier) -> None:
    assert pickle.loads(pickle.dumps(clf)).classify("Tax law changed.") == clf.classify("Tax law changed.")


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
    chinese = "科技创新引领新质生产力发展，企业研发投入增长。"
    assert clf.classify(chinese).warnings == ()
    english_only = Classifier(replace(clf.model, languages=("en",)), clf.thresholds)
    assert "Chinese" in english_only.classify(chinese).warnings[0]
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


@given(st.from_regex(r"""[("'\[]{0,2}[A-Za-z]{1,9}[.,;:!?)"'\]]{0,3}""", fullmatch=True))
def test_the_short_way_to_a_plain_word_is_the_long_one(chunk: str) -> None:
    assert _meaning(chunk) == (chunk_flags(chunk), tuple(words(chunk)))

from pathlib import Path

import numpy as np
import pytest

from benchmarks import accuracy, peers
from benchmarks.chinese import TfIdfCharacters, cut
from benchmarks.data import load, texts_of
from benchmarks.ours import Shipped, four, shipped
from benchmarks.sentences import ends, spacy_rules
from benchmarks.speed import Worker, _labels, rate
from classifier.bundle import read_bundle, write_bundle
from classifier.sentences import split
from classifier.store.change import set_default
from classifier.store.pointer import Entry
from classifier.taxonomy import Taxonomy
from classifier.training import Fitted
from tests.conftest import REALTEXT, ROOT


def test_every_peer_is_measured_alike() -> None:
    train, measured, measures = load(limit=240)
    assert len(train.texts) == 240 and train.truth.shape == (240, len(measures))
    assert len(measured) == 1 + REALTEXT.exists()
    few = [measured[0].some(np.arange(60))]
    said: list[str] = []
    rules = accuracy.measure(peers.Keywords, train, few, said.append)
    learnt = accuracy.measure(peers.TfIdf, train, few, said.append)
    assert learnt.parameters in peers.TfIdf.choices and len(said) == 2 + len(peers.TfIdf.choices) + 1
    name = few[0].name
    assert learnt.figures[name].shape == (4 + len(measures),)
    value, low, high = accuracy.difference(few[0], learnt.given[name], rules.given[name])
    assert low <= value <= high
    assert value == pytest.approx(learnt.figures[name][0] - rules.figures[name][0])
    assert accuracy.difference(few[0], learnt.given[name], learnt.given[name]) == (0, 0, 0)


def test_the_chinese_half_takes_characters() -> None:
    train, measured, _ = load(limit=200, lang="zh")
    few = [measured[0].some(np.arange(60))]
    result = accuracy.measure(TfIdfCharacters, train, few, lambda text: None)
    assert result.figures[few[0].name][2] > few[0].truth.mean()
    pytest.importorskip("jieba")
    assert cut("发展 新质生产力") == "发展 新质 生产力"


def test_a_peer_without_its_library_is_left_out() -> None:
    class Absent(peers.Peer):
        needs = ("no_such_module",)

    assert accuracy.missing(Absent) == "no_such_module"
    assert accuracy.missing(peers.Keywords) is None


def test_texts_of_a_size_are_all_different() -> None:
    texts = texts_of(300, 50, 1)
    assert len({*texts}) == 50 and all(len(text) <= 300 for text in texts)
    assert texts == texts_of(300, 50, 1) != texts_of(300, 50, 2)
    assert rate(lambda part: part, texts, 10) > 0
    chinese = texts_of(300, 50, 1, "zh")
    assert len({*chinese}) == 50 and all(80 < len(text) <= 100 for text in chinese)


def test_sentence_ends_are_compared_without_white_space() -> None:
    text = 'He left.  "Why so early?" It rained.'
    assert ends(text, split(text)) == {8, 25, len(text)}
    found = spacy_rules()(text)
    assert ends(text, found) > {8}


def test_rows_are_drawn_by_their_weights() -> None:
    rows = peers.drawn(np.array([0.1, 0.1, 4.0, 0.1]), np.random.default_rng(0))
    assert (rows == 2).sum() >= 3
    assert len(rows) <= 6


def test_a_saved_peer_is_timed_in_a_process_of_its_own(tmp_path: Path) -> None:
    train, measured, _ = load(limit=120)
    peer = peers.TfIdf(c=1.0)
    peer.fit(train.texts, train.truth, train.weights)
    peer.save(tmp_path)
    texts = measured[0].texts[:5]
    assert (peers.TfIdf.load(tmp_path).scores(texts) == peer.scores(texts)).all()
    lines = tmp_path / "texts.txt"
    lines.write_text("\n".join("a mill cut its emissions" for _ in range(300)))
    worker = Worker(peers.TfIdf, tmp_path, 0)
    assert worker.answer() == 0
    for question in (f"memory {lines}", f"rate {lines}"):
        worker.ask(question)
        assert worker.answer() > 0
    worker.end()


def test_taxonomies_of_the_benchmark(taxonomy: Taxonomy, tmp_path: Path) -> None:
    assert four(taxonomy).ids == taxonomy.measures
    assert len(Taxonomy.parse(_labels(40), tmp_path / "t").ids) == 40
    scores = np.array([[0.2, np.nan], [0.9, np.nan]])
    assert not accuracy._known(scores).any()


def test_the_shipped_model_is_measured_whatever_was_promoted(
    fitted: Fitted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYTAG_MODELS", str(tmp_path))
    write_bundle(fitted.model, tmp_path / "default")
    own = Entry("default", fitted.model.model_id)
    set_default(tmp_path, own, over=None, action="promote", details={})
    assert read_bundle().model_id == own.model_id
    assert shipped() == ROOT / "models" / "default"
    assert Shipped.load(shipped()).classifier.model_id != own.model_id  # type: ignore[attr-defined]

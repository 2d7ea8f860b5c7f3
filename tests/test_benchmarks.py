from pathlib import Path

import numpy as np
import pytest

from benchmarks import accuracy, peers
from benchmarks.data import load, texts_of
from benchmarks.ours import four
from benchmarks.speed import _labels, rate
from classifier.taxonomy import Taxonomy
from tests.conftest import REALTEXT


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


def test_taxonomies_of_the_benchmark(taxonomy: Taxonomy, tmp_path: Path) -> None:
    assert four(taxonomy).ids == taxonomy.measures
    assert len(Taxonomy.parse(_labels(40), tmp_path / "t").ids) == 40
    scores = np.array([[0.2, np.nan], [0.9, np.nan]])
    assert not accuracy._known(scores).any()

import datasets
import pytest
import spacy

from classifier import Classifier, Tagging

TEXT = "The town shut its coal boilers and now heats 900 flats from a solar field."


def test_spacy_component(clf: Classifier) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("policytag", config={"evidence": 2})
    found = nlp(TEXT)._.policy_tags
    assert isinstance(found, Tagging)
    assert found == clf.classify(TEXT, evidence=2)
    assert nlp.pipe_names == ["policytag"]


@pytest.mark.parametrize("batch_size", [1, 7])
def test_inside_datasets_map(clf: Classifier, batch_size: int) -> None:
    table = datasets.Dataset.from_dict({"text": [TEXT, "A choir sang.", ""] * 5})

    def tag(batch: dict[str, list[str]]) -> dict[str, list[object]]:
        taggings = list(clf.classify_batch(batch["text"]))
        return {
            "labels": [list(t.labels) for t in taggings],
            "score": [max(t.scores.values()) for t in taggings],
        }

    out = table.map(tag, batched=True, batch_size=batch_size)
    assert [tuple(labels) for labels in out["labels"]] == [
        clf.classify(text).labels for text in table["text"]
    ]

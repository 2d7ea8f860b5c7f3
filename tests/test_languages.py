import csv
import io
import json

import pyarrow as pa
import pytest

from classifier import Classifier
from tests.conftest import ROOT, Run

ENGLISH = "The town shut its coal boilers and now heats 900 flats with the warm water of a mine that was closed in May. "
CHINESE = "全市关停燃煤锅炉，改用余热供暖，推进碳达峰碳中和，并支持企业研发热泵新技术，加快绿色转型。"


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        (ENGLISH, ("en",)),
        (CHINESE, ("zh",)),
        ("推動綠色轉型，培養人才", ("zh",)),
        ("The new plant opened.", ("en",)),
        # Terms do not make a text English, nor does a name make one Chinese.
        ("发展AI+制造", ("zh",)),
        ("AI+制造 GPU 5G 芯片", ("zh",)),
        ("The town of 杭州 opened a plant in May", ("en",)),
        # A list of names is no English.
        (
            CHINESE + "Siemens Bosch Thales Airbus Renault Volvo Scania Iveco Alstom Nokia Philips Saab Kone",
            ("zh",),
        ),
        # Numbers count for neither.
        (CHINESE + " 2023" * 200, ("zh",)),
        # Both, that of more words first.
        (ENGLISH + "\n\n" + CHINESE * 2, ("zh", "en")),
        (ENGLISH * 4 + CHINESE * 2, ("en", "zh")),
        # Less than a fifth, in a long text, and less than 12 units, in a short one.
        (ENGLISH * 60 + CHINESE * 5, ("en",)),
        (CHINESE + "The town shut its old boilers.", ("zh",)),
        # Long texts: passage by passage.
        ((ENGLISH + "\n") * 30 + (CHINESE + "\n") * 30, ("en", "zh")),
        ("", ()),
        ("2023 2024 12.5", ()),
    ],
)
def test_languages(clf: Classifier, text: str, languages: tuple[str, ...]) -> None:
    tagging = clf.classify(text)
    assert tagging.languages == languages
    assert tagging.as_dict()["languages"] == list(languages)
    assert not any("mostly in" in warning or "not running" in warning for warning in tagging.warnings)


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("Новые правила для предприятий области и AI", "mostly in another script"),
        ("정부는 새로운 산업 정책을 발표하고 반도체 공장 건설을 지원한다.", "mostly in another script"),
        ("政府は新しい産業政策を発表し、半導体工場の建設を支援する。", "mostly in another script"),
        ("経済産業省は九日、半導体製造工場建設支援事業の採択結果を発表した。", "mostly in another script"),
        (
            "Los vecinos pidieron arreglar las calles rotas del barrio antes de las lluvias",
            "not running English",
        ),
        (
            "Die Regierung hat gestern einen neuen Plan für die Ausbildung junger Ingenieure vorgestellt",
            "not running",
        ),
    ],
)
def test_another_language_gets_a_warning_and_no_guess(clf: Classifier, text: str, warning: str) -> None:
    tagging = clf.classify(text)
    assert tagging.languages == ()
    assert tagging.warnings[0].startswith(warning)


def test_a_text_that_is_half_in_another_language_gets_both(clf: Classifier) -> None:
    spanish = "Los vecinos pidieron arreglar las calles rotas del barrio antes de las lluvias "
    tagging = clf.classify(spanish * 4 + CHINESE)
    assert tagging.languages == ("zh",)
    assert tagging.warnings[0].startswith("not running English")


def test_test_splits_are_in_their_language(clf: Classifier) -> None:
    for lang in ("en", "zh"):
        lines = (ROOT / "corpora" / lang / "test.jsonl").read_text(encoding="utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in lines]
        assert {tagging.languages for tagging in clf.classify_batch(texts, evidence=0)} == {(lang,)}


def test_languages_of_every_form_of_answer(clf: Classifier, run: Run) -> None:
    text = ENGLISH + CHINESE * 2
    texts = [text, None, "", "发展AI+制造"]
    answer = clf.classify_arrow(pa.RecordBatch.from_pydict({"text": texts}))
    assert answer.column("languages").to_pylist() == [["zh", "en"], None, [], ["zh"]]
    (record,) = json.loads(run("classify", "-", "--format", "json", stdin=text.encode()).stdout)
    assert record["languages"] == ["zh", "en"]
    (row,) = csv.DictReader(io.StringIO(run("classify", "-", "--format", "csv", stdin=text.encode()).stdout))
    assert row["languages"] == "zh;en"

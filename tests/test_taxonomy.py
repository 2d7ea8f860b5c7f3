import re
from pathlib import Path

import pytest

from classifier.errors import TaxonomyError
from classifier.taxonomy import Taxonomy, in_language

GOOD = """version = "1"
[[label]]
id = "water"
name = { en = "Water" }
[[label]]
id = "wells"
parent = "water"
name = "Wells"
"""


def test_shipped_taxonomy_is_complete(taxonomy: Taxonomy) -> None:
    assert len(taxonomy.measures) == 4
    assert len(taxonomy.ids) == 17
    for label in taxonomy.labels:
        assert set(label.name) == set(label.definition) == {"en", "zh"}
        assert label.counts and label.excludes
        assert label.passes and label.fails and label.source_line
    assert {"title", "publisher", "date"} <= set(taxonomy.source)
    assert "reading" in taxonomy.reading["en"] and "解读" in taxonomy.reading["zh"]


# The terms of the policy itself, as the speech of 31 January 2024 on new quality productive forces has them.
POLICY_TERMS = (
    "原创性、颠覆性科技创新", "新产业、新模式、新动能", "科技创新成果", "绿色转型", "发展方式绿色转型", "碳达峰碳中和",
    "新型生产关系", "经济体制改革", "科技体制改革", "束缚新质生产力发展的堵点卡点", "教育、科技、人才的良性循环", "合理流动",
)  # fmt: skip


def test_chinese_texts_are_chinese_and_in_the_policy_s_terms(taxonomy: Taxonomy) -> None:
    names = [label.title("zh") for label in taxonomy.labels]
    assert len(set(names)) == 17
    for term in POLICY_TERMS:
        assert any(term in name for name in names), term
    for label in taxonomy.labels:
        assert re.fullmatch(r"[\u4e00-\u9fff、]+", label.title("zh"))
        # One sentence, in Chinese characters and punctuation.
        assert re.fullmatch(r"[\u4e00-\u9fff、，；：“”01]+。", label.definition_in("zh"))


def test_measures_come_before_their_submeasures(taxonomy: Taxonomy) -> None:
    for label in taxonomy.labels:
        if label.parent:
            assert taxonomy.ids.index(label.parent) < taxonomy.ids.index(label.id)
            assert label.id.startswith(label.parent + "/")


def test_own_file(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(GOOD)
    own = Taxonomy.load(path)
    assert own.ids == ("water", "water/wells")
    assert own["water/wells"].title("zh") == "Wells"
    assert own["water"].definition_in("zh") == ""
    assert own.as_dict()["title"] == {}


def test_texts_of_an_own_file_by_language_or_plain() -> None:
    head = 'title = "Wet"\nreading = { zh = "水" }\n'
    plain = Taxonomy.parse(head + GOOD + 'definition = "Holes with water."\n')
    assert (
        plain["water/wells"].definition_in("zh")
        == plain["water/wells"].definition_in()
        == "Holes with water."
    )
    assert in_language(plain.title, "zh") == "Wet" and in_language(plain.reading) == "水"
    both = Taxonomy.parse(GOOD + 'definition = { en = "Holes.", zh = "井。" }\n')
    assert [both["water/wells"].definition_in(lang) for lang in ("en", "zh", "fr")] == [
        "Holes.",
        "井。",
        "Holes.",
    ]
    assert both.as_dict()["labels"][1]["definition"] == {"en": "Holes.", "zh": "井。"}


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (('parent = "water"', 'parent = "fire"'), 7, "unknown parent 'fire'"),
        (('id = "wells"\nparent = "water"', 'id = "water"'), 6, "duplicate id 'water', first at line 2"),
        (('name = "Wells"\n', ""), 5, "has no name"),
        (('id = "water"\n', ""), 2, "has no id"),
        (('id = "water"', 'id = "Water Works"'), 3, "lower-case-with-hyphens"),
        (('version = "1"\n', ""), None, "no version"),
        (('name = "Wells"', 'name = "Wells'), 8, "not valid TOML"),
        (('name = "Wells"', 'name = "Wells"\ndefinitoin = "x"'), 9, "unknown key 'definitoin'"),
        (('name = "Wells"', 'name = "Wells"\ncounts = "x"'), 9, "list of texts"),
        (('name = "Wells"', 'name = "Wells"\ndefinition = 3'), 9, "definition of 'wells' must be a text"),
        (
            ('name = "Wells"', 'name = "Wells"\ndefinition.zh = ["x"]'),
            9,
            "definition of 'wells' must be a text",
        ),
        (('version = "1"', 'version = "1"\ntitle = 3'), None, "title of the taxonomy must be a text"),
        ((GOOD, 'version = "1"\n'), None, "no labels"),
    ],
)
def test_wrong_files_name_line_and_remedy(
    tmp_path: Path, change: tuple[str, str], line: int | None, words: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(GOOD.replace(*change))
    with pytest.raises(TaxonomyError) as caught:
        Taxonomy.load(path)
    assert words in str(caught.value)
    assert caught.value.line == line
    assert caught.value.remedy


def test_binary_and_missing_files(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="cannot be read"):
        Taxonomy.load(tmp_path / "none.toml")
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TaxonomyError, match="not UTF-8"):
        Taxonomy.load(tmp_path / "b.toml")


def test_no_label_name_in_code(taxonomy: Taxonomy) -> None:
    package = Path(__file__).resolve().parent.parent / "classifier"
    for source in package.rglob("*.py"):
        text = source.read_text(encoding="utf-8")
        for label in taxonomy.ids:
            own = label.rsplit("/", 1)[-1]
            found = text.replace("green-transformation=0.7", "")  # the help text's example
            assert own not in found, f"{source.name} knows {own}"

from pathlib import Path

import pytest

from classifier.errors import TaxonomyError
from classifier.taxonomy import Taxonomy

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
        assert label.name["en"] and label.name["zh"]
        assert label.definition and label.counts and label.excludes
        assert label.passes and label.fails and label.source_line
    assert {"title", "publisher", "date"} <= set(taxonomy.source)
    assert "reading" in taxonomy.reading


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

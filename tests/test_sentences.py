import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.engine import kernel
from classifier.engine.lexicon import Lexicon
from classifier.passages import cut_passages
from classifier.sentences import LONGEST, split, units


def pieces(text: str) -> list[str]:
    return [text[s:e] for s, e in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Ada Obi of St. Mary's paid $3.5 million. She left.", 2),
        ("The U.S. Fund gave 4.2 per cent, e.g. in Kano. It rained.", 2),
        ("J. R. Smith wrote it. He said so.", 2),
        ('He said "Stop." Then he left.', ['He said "Stop."', "Then he left."]),
        ('"Why?" she asked, and left. "Go!" he said.', 2),
        ("A heading\n\nA paragraph without a stop", ["A heading", "A paragraph without a stop"]),
        ("wrapped at a narrow column by an old\nmail program. Next.", 2),
        ("Aims:\n- plant trees\n- mend wells", ["Aims:", "- plant trees", "- mend wells"]),
        ("1. First item\n2. Second item", 2),
        ("第一句。第二句！第三句？", ["第一句。", "第二句！", "第三句？"]),
        ("第一句.第二句!第三句?第四句;第五句", ["第一句.", "第二句!", "第三句?", "第四句;", "第五句"]),
        ("增长3.5%，投入１．２亿元。完成", ["增长3.5%，投入１．２亿元。", "完成"]),
        ("他说：“好。快走。”然后离开。", ["他说：“好。快走。”", "然后离开。"]),
        ("Wait... what? Yes.", 3),
        ("Title Line\nBody of the text starts here. And goes on.", 3),
        ("", []),
        ("   \n\n ", []),
    ],
)
def test_rules(text: str, expected: int | list[str]) -> None:
    found = pieces(text)
    if isinstance(expected, int):
        assert len(found) == expected, found
    else:
        assert found == expected


@given(st.text(alphabet=st.sampled_from(list("aB1. !?\n\t\"'“”。！（）「」-，;x")), max_size=400))
def test_spans_hold_every_character_once(text: str) -> None:
    at = 0
    for start, end in split(text):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        assert end - start <= LONGEST
        at = end
    assert not text[at:].strip()


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    joined = "".join(text[s:e] for s, e in split(text))
    assert "".join(joined.split()) == "".join(text.split())


PARTS = (
    "A word, |one |Two. |e.g. |3. |end!\n|a line\n|Up\n|- item\n|\n\n|一、|（二）|好。|a” |“b |…|no stop; |？|问!|『甲|。』|「乙|；|"
    + "x" * 150
    + " |"
    + "y" * 250
).split("|")


@pytest.mark.skipif(kernel.compiled is None, reason="the kernel was not built")
@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=60).map("".join), max_size=4))
def test_the_kernel_finds_the_ends_that_python_does(texts: list[str]) -> None:
    lexicon = Lexicon()
    read, _ = lexicon.read_texts(texts)
    found = lexicon.sentence_ends(read)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "compiled", None)
        assert found.tolist() == lexicon.sentence_ends(read).tolist()


def passages(text: str, longest: float = 350) -> list[str]:
    lexicon = Lexicon()
    read, data = lexicon.read_texts([text])
    forms = lexicon.forms_of(read)
    found = cut_passages(read, forms, lexicon.units, lambda: lexicon.sentence_ends(read), longest)
    starts = [int(read.starts[i]) for i in found.cuts[:-1]] + [len(data)]
    return [data[a:b].decode() for a, b in itertools.pairwise(starts)]


def test_a_text_within_the_limit_is_one_passage() -> None:
    assert len(passages("Ten words stand in this short sentence, as counted here. " * 35)) == 1
    assert passages("") == []


def test_long_texts_are_cut_evenly() -> None:
    sizes = [
        units(one) for one in passages("Ten words stand in this short sentence, as counted here. " * 100)
    ]
    assert len(sizes) == 3
    assert max(sizes) - min(sizes) <= 20


@given(st.lists(st.sampled_from(["One here. ", "Two words more!\n\n", "三个字。", "no stop "]), max_size=600))
def test_passages_end_where_sentences_end(parts: list[str]) -> None:
    text = "".join(parts)
    found = passages(text, 40)
    assert "".join(found).split() == text.split()
    starts = {start for start, _ in split(text)}
    at = len(text) - len(text.lstrip())
    for one in found:
        assert at in starts
        at += len(one)


def test_spacy_sentences_agree_on_plain_text() -> None:
    from classifier.adapters.spacy import make_splitter

    splitter = make_splitter()
    for text in ("One is here. Two is there.  Three is 3.5 away.", "三在这里。四在那里。"):
        assert splitter(text) == split(text)

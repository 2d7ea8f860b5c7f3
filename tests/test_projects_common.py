"""Text common to most documents: what is found, what is left, how it is shown."""

from __future__ import annotations

import random
from itertools import pairwise

from classifier.documents.document import Document, Skip, Source
from classifier.projects.common import CommonCounter, CommonLine, CommonText

FORM = """申报书（2026年度）
一、基本情况
项目名称：{name}
项目类型：□ 新建 ☑ 改建
填写说明：请如实填写，
字数不超过500字。
II. Energy saving
The applicant describes how energy is saved.  | Amount | {amount}
{story}
本单位承诺以上内容真实有效。
"""


def filled(number: int) -> str:
    rng = random.Random(number)
    story = " ".join(
        "".join(rng.choice("bcdfgklmnprst") + rng.choice("aeiou") for _ in range(3)) for _ in range(40)
    )
    return FORM.format(name=f"{story[:12]}项目", amount=f"{rng.randrange(900)} 万", story=story)


def found(texts: list[str], **options: float) -> CommonText:
    counter = CommonCounter(**options)  # type: ignore[arg-type]
    for text in texts:
        counter.add(text)
    return counter.finish()


def left(text: str, skips: tuple[Skip, ...]) -> str:
    for skip in reversed(skips):
        text = text[: skip.start] + text[skip.end :]
    return text


def test_the_form_is_found_and_what_was_filled_in_is_left() -> None:
    texts = [filled(i) for i in range(12)]
    common = found(texts)
    shown = {line.text: line.documents for line in common.lines}
    assert shown["一、基本情况"] == shown["项目名称："] == shown["Amount"] == 12
    assert shown["The applicant describes how energy is saved."] == 12
    for text in texts:
        skips = common.skips(text)
        rest = left(text, skips)
        assert text.split("\n")[8] in rest
        assert not any(word in rest for word in ("承诺", "填写", "energy", "名称", "Amount"))
        assert {skip.reason for skip in skips} == {"common"}
        assert all(a.end < b.start for a, b in pairwise(skips))


def test_digits_spaces_case_and_width_do_not_tell_units_apart() -> None:
    variants = ["Budget of  2026", "BUDGET of 2027", "Ｂudget of ２０２５", "budget of\u30009", "Budget of 1"]
    common = found([f"{v}\nown {chr(97 + i) * 9}" for i, v in enumerate(variants)])
    assert [line.documents for line in common.lines] == [5]
    text = "budget of 2031\nsomething else"
    assert left(text, common.skips(text)) == "\nsomething else"


def test_a_sentence_wrapped_elsewhere_is_the_same() -> None:
    sentence = "The applicant declares that all statements are true."
    texts = [f"{i * 'x'}yz ends.\n{sentence}" for i in range(1, 6)]
    wrapped = "Mine ends here.\nThe applicant declares\nthat all statements are true."
    assert left(wrapped, found(texts).skips(wrapped)).strip() == "Mine ends here."


def test_half_of_the_documents_and_five_of_them() -> None:
    def batch(n_with: int, n: int) -> list[str]:
        return [("A line of the form\n" if i < n_with else "") + "own " + chr(97 + i) * 6 for i in range(n)]

    assert len(found(batch(5, 10)).lines) == 1
    assert found(batch(5, 11)).lines == ()
    assert found(batch(4, 4)).lines == ()


def test_copies_of_one_text_count_once() -> None:
    assert found(["The same proposal again and again."] * 9).lines == ()


def test_numbers_in_a_table_stay() -> None:
    texts = [f"Cost | {i}00 | 3年 | kg\nown {chr(97 + i) * 6}" for i in range(8)]
    text = texts[0]
    assert left(text, found(texts).skips(text)) == " 000 | 3年 | kg\nown aaaaaa"


def test_forgetting_rare_units_keeps_the_frequent_ones() -> None:
    texts = [filled(i) for i in range(300)]
    whole = {line.text for line in found(texts).lines}
    assert whole and {line.text for line in found(texts, most_units=200).lines} == whole


def test_a_small_batch_knows_the_form_of_earlier_ones() -> None:
    earlier = found([filled(i) for i in range(12)])
    few = found([filled(99)])
    assert few.lines == ()
    text = filled(99)
    assert few.joined(earlier.lines).skips(text) == earlier.skips(text) != ()
    assert len(earlier.joined(earlier.lines).lines) == len(earlier.lines)


def test_skips_of_a_document_stay_in_order() -> None:
    document = Document(
        Source("a"), "own\nThe form says so\nown", skips=(Skip(0, 3, "unticked"), Skip(21, 24, "signature"))
    )
    common = CommonText((CommonLine("the form says so", 9),), 12)
    assert [skip.reason for skip in common.applied(document).skips] == ["unticked", "common", "signature"]
    assert CommonText((), 3).applied(document) is document

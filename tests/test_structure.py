"""Sections and skips of texts in both languages."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.documents import Section, read_bytes
from classifier.documents.extracted import Heading
from classifier.documents.structure import find_sections, find_skips

FORM = """河湾区公共建筑节能改造项目申报书

目 录
一、项目概况........................1
二、建设内容........................3

填写说明
1. 本表请用A4纸打印，一式三份。
2. 所有栏目须如实填写，不得空缺。

一、项目概况
项目类型：□新建 ☑改建 □扩建
（一）项目背景（不超过500字）
三所学校每年用煤900吨。
（二）项目目标
到2026年，年节电120万千瓦时。
二、建设内容
（一）更换锅炉。拆除燃煤锅炉3台，安装空气源热泵。
（二）加装光伏。屋顶安装光伏板2000平方米。
1. 第一批
2. 第二批
三、经费预算
总投资300万元。
3.2万元用于监测。
附件1 承诺书
本单位承诺所报材料真实、合法、有效，并承担相应法律责任。
项目负责人签字：          （公章）
"""
PROPOSAL = """Harbour Heat Network

Table of contents
1. Background ......... 2
2. Objectives ......... 4

Instructions for applicants
Please complete all sections in block letters.
1. Do not exceed the word limit.

1. Background (no more than 500 words)
The town heats 900 flats with coal. 1.5 million tonnes were burnt by 12 March.
1.1 Scope
[ ] New building  [x] Retrofit  [ ] Other
2. Objectives
Please describe the objectives of your project. We will cut coal use by 40% by 2027.
2.1 Activities
Part B of the form was filled in by the council.
3. Budget
USD 3 million.
Annex A: Letters
From the port.
I hereby declare that the information given above is true and complete.
Signature: ______________
Name: J. Doe
"""


def outline(text: str, headings: tuple[Heading, ...] = ()) -> list[tuple[int, str, str]]:
    return [(section.level, section.kind, section.title) for section in find_sections(text, headings)]


def skipped(text: str) -> list[tuple[str, str]]:
    return [(skip.reason, text[skip.start : skip.end]) for skip in find_skips(text, find_sections(text))]


def test_a_chinese_form() -> None:
    assert outline(FORM) == [
        (1, "title", "河湾区公共建筑节能改造项目申报书"),
        (1, "body", "一、项目概况"),
        (2, "body", "（一）项目背景"),
        (2, "objectives", "（二）项目目标"),
        (1, "body", "二、建设内容"),
        (2, "body", "（一）更换锅炉"),
        (2, "body", "（二）加装光伏"),
        (1, "budget", "三、经费预算"),
        (1, "annex", "附件1 承诺书"),
    ]
    found = skipped(FORM)
    assert [reason for reason, _ in found] == [
        "contents",
        "instructions",
        "unticked",
        "unticked",
        "instructions",
        "boilerplate",
    ]
    assert found[0][1].startswith("目 录") and found[0][1].endswith("3")
    assert found[1][1].startswith("填写说明") and found[1][1].endswith("不得空缺。")
    assert [text.strip() for _, text in found[2:5]] == ["□新建", "□扩建", "（不超过500字）"]


def test_an_english_proposal() -> None:
    assert outline(PROPOSAL) == [
        (1, "title", "Harbour Heat Network"),
        (1, "body", "1. Background"),
        (2, "body", "1.1 Scope"),
        (1, "objectives", "2. Objectives"),
        (2, "objectives", "2.1 Activities"),
        (1, "budget", "3. Budget"),
        (1, "annex", "Annex A: Letters"),
    ]
    assert [(reason, text.strip().split("\n")[-1]) for reason, text in skipped(PROPOSAL)] == [
        ("contents", "2. Objectives ......... 4"),
        ("instructions", "1. Do not exceed the word limit."),
        ("instructions", "(no more than 500 words)"),
        ("unticked", "[ ] New building"),
        ("unticked", "[ ] Other"),
        ("instructions", "Please describe the objectives of your project."),
        ("boilerplate", "I hereby declare that the information given above is true and complete."),
        ("signature", "Signature: ______________"),
        ("signature", "Name: J. Doe"),
    ]


def test_markdown_and_names_and_capitals() -> None:
    assert outline(
        "# Choir festival\n\nIntro.\n\n## Aims\nTo sing.\n\n## Budget (max. 200 words)\nNone.\n"
    ) == [
        (1, "title", "Choir festival"),
        (1, "objectives", "Aims"),
        (1, "budget", "Budget"),
    ]
    text = "Sea heat\n\nExecutive summary\nWe heat.\n\nWORK OF THE COLLEGE\nFitters are trained.\n\n经费预算\n三百万元。"
    assert [entry[1:] for entry in outline(text)] == [
        ("title", "Sea heat"),
        ("abstract", "Executive summary"),
        ("body", "WORK OF THE COLLEGE"),
        ("budget", "经费预算"),
    ]


def test_chapters_clauses_and_articles() -> None:
    text = "第一章 总则\n第一条 本办法适用于全区。\n第二条 区政府负责。\n第二章 资金\n第一节 来源\n第三条 资金由市财政安排。\n附录A 表格\n表。"
    assert outline(text) == [
        (1, "body", "第一章 总则"),
        (2, "body", "第一条 本办法适用于全区"),
        (2, "body", "第二条 区政府负责"),
        (1, "budget", "第二章 资金"),
        (2, "budget", "第一节 来源"),
        (3, "budget", "第三条 资金由市财政安排"),
        (1, "annex", "附录A 表格"),
    ]
    english = "Part A Need\nCoal is burnt.\nChapter 1 Homes\nNine hundred.\n1.1 Old\nWet.\nChapter 2 Schools\nTwo.\nPart B Means\nPumps."
    assert [level for level, _, _ in outline(english)] == [1, 2, 3, 2, 1]


def test_headings_of_the_format_come_first() -> None:
    text = "Sea heat\n\nwhat we want\n\n1. Homes\nHeat.\n\nhow\n\nPumps."
    starts = [text.index("what"), text.index("how")]
    marked = tuple(Heading(start, text.index("\n", start), 1) for start in starts)
    assert outline(text, marked) == [
        (1, "title", "Sea heat"),
        (1, "body", "what we want"),
        (2, "body", "1. Homes"),
        (1, "body", "how"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "1. Pumps of the first kind are bought and set up in the old hall.",
        "3.2万元用于监测",
        "1.5 million tonnes",
        "12 March 2024",
        "Part B of the form",
        "Chapter two of this report says so",
        "Annex 2 shows the letters",
        "附件2所列的材料",
        "Applicant | Town of Halvik",
        "一",
        "2025年建成",
    ],
)
def test_what_is_no_heading(line: str) -> None:
    assert find_sections(f"Words here.\n{line}\nMore words follow here.") == ()


def test_items_of_a_list_are_no_headings() -> None:
    assert find_sections("We buy:\n1. Pumps\n2. Pipes\n3. Meters\nThen we start.") == ()


def test_what_stands_before_the_first_heading_belongs_to_no_section() -> None:
    text = "We heat homes.\n\n1. Need\nCoal."
    (section,) = find_sections(text)
    assert section == Section("1. Need", 1, text.index("1."), len(text), "body")


@pytest.mark.parametrize(
    ("line", "out"),
    [
        ("类型：□新建 ☑改建 □扩建", ["□新建 ", "□扩建"]),
        ("Type: ☐ new ☒ rebuilt ☐ larger", ["☐ new ", "☐ larger"]),
        ("是否涉密：是□ 否☑", ["是□"]),
        ("技术改造√ 人才引进□ 绿色制造□", [" 人才引进□", " 绿色制造□"]),
        ("○ 人才引进 ● 技术改造 ○ 其他", ["○ 人才引进 ", "○ 其他"]),
        ("( ) Talent (x) Energy ( ) Other", ["( ) Talent ", "( ) Other"]),
        ("（ ）绿色  （√）创新  （　）人才", ["（ ）绿色  ", "（　）人才"]),
        ("- [ ] Train staff", ["[ ] Train staff"]),
        ("□ A | a cell of its own", ["□ A "]),
        ("□√ 绿色 □ 创新", ["□ 创新"]),
        ("■ 绿色 □ 创新", ["□ 创新"]),
        ("\uf0fe green \uf0a8 talent", ["\uf0a8 talent"]),
        ("○ Green energy", ["○ Green energy"]),
        ("○ We will train forty fitters at the college, who then find work in the town.", []),
        ("The function f( ) is called.", []),
        ("● We train fitters.", []),
    ],
)
def test_options(line: str, out: list[str]) -> None:
    text = f"Before.\n{line}\nAfter."
    assert [said for reason, said in skipped(text) if reason == "unticked"] == out


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("（限1000字以内）", "instructions"),
        ("(max. 300 words)", "instructions"),
        ("[Insert text here]", "instructions"),
        ("Click or tap here to enter text.", "instructions"),
        ("单击此处输入文字。", "instructions"),
        ("请在此处填写项目背景", "instructions"),
        ("请简要说明项目的必要性。", "instructions"),
        ("2. Please explain how the project will be run.", "instructions"),
        ("Describe how your project supports growth.", "instructions"),
        ("版权所有，未经许可不得复制。", "boilerplate"),
        ("© 2024 Fund for Harbours", "boilerplate"),
        ("All rights reserved.", "boilerplate"),
        ("For official use only", "boilerplate"),
        ("法定代表人（签字）：", "signature"),
        ("单位（盖章）", "signature"),
        ("    年    月    日", "signature"),
        ("Date: ............", "signature"),
    ],
)
def test_what_a_template_prints_is_skipped(line: str, reason: str) -> None:
    assert [found for found, _ in skipped(f"We heat homes.\n{line}\nThe sea is warm.")] == [reason]


@pytest.mark.parametrize(
    "line",
    [
        "在此基础上，镇里建设光伏电站。",
        "推广电子签名技术",
        "政府承诺建立有效的人才流动机制。",
        "An agreement signed by both towns brings 40 fitters.",
        "We confirm that the works will be complete by 2027.",
        "The plant (up to 20 lines) is rebuilt (see annex 2).",
        "项目于 2024 年 3 月 5 日开工建设。",
        "The name: Halvik is old.",
        "They describe the plant as clean.",
        "一个新的目录系统。",
    ],
)
def test_what_applicants_write_is_kept(line: str) -> None:
    assert skipped(f"We heat homes.\n{line}\nThe sea is warm.") == []


def test_contents_by_shape_alone_and_by_heading() -> None:
    bare = "Need\t1\nMeans of the town\t4\nMoney\t9\nThe town heats homes."
    assert skipped(bare) == [("contents", bare[: bare.index("\nThe town")])]
    headed = "Contents\nNeed 1\nMeans 4\nThe town heats homes."
    assert skipped(headed) == [("contents", "Contents\nNeed 1\nMeans 4")]
    table = "Pumps\t3\nPipes\t900\nThe town heats homes."
    assert skipped(table) == []


def test_a_declaration_is_skipped_as_a_whole() -> None:
    text = "1. Need\nCoal is burnt.\n2. Declaration\nWe are who we say.\n3. Means\nPumps."
    assert skipped(text) == [("boilerplate", "2. Declaration\nWe are who we say.\n")]


def test_documents_carry_their_structure() -> None:
    read = read_bytes(FORM.encode(), "form.txt")
    assert read.sections == find_sections(FORM) and read.skips == find_skips(FORM, read.sections)


words = st.sampled_from(
    "□ ☐ ☑ √ ○ ● ( ) [x] （ ） 一、 （一） 1. 1.1 # 第一章 附件 Annex A : ： | \t .... 3 目录 Contents 填写说明 请 说明 please "
    "describe 签字： 年 月 日 承诺 真实 Objectives HEAT heat 热 。 . \n \n\n".split(" ")
)
texts = st.one_of(st.text(max_size=200), st.lists(words, max_size=60).map(" ".join))


@given(texts)
def test_sections_and_skips_of_any_text_are_in_order_and_apart(text: str) -> None:
    sections = find_sections(text)
    for before, after in pairwise(sections):
        assert before.end <= after.start
    skips = find_skips(text, sections)
    for before_, after_ in pairwise(skips):
        assert before_.end <= after_.start
    for stretch in (*sections, *skips):
        assert 0 <= stretch.start < stretch.end <= len(text)
        assert text[stretch.start : stretch.end].strip()
    assert all(section.level >= 1 and section.title for section in sections)


@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from(["green", "talent", "绿色制造", "其他"])),
        min_size=1,
        max_size=8,
    )
)
def test_what_is_ticked_is_kept_and_nothing_else(options: list[tuple[bool, str]]) -> None:
    text = "Kind: " + "  ".join(
        f"{'☑' if ticked else '☐'} {label}{at}" for at, (ticked, label) in enumerate(options)
    )
    gone = "".join(said for _, said in skipped(text))
    for at, (ticked, label) in enumerate(options):
        assert (f"{label}{at}" in gone) is not ticked


def test_long_texts_take_time_in_proportion() -> None:
    import time

    def seconds(text: str) -> float:
        begun = time.perf_counter()
        find_skips(text, find_sections(text))
        return time.perf_counter() - begun

    for unit in ("□ ", "a b. ", "热", ". ", "(", "一、", "....", "请", "1.1 ", "\t"):
        short, long = seconds(unit * 4_000), seconds(unit * 40_000)
        assert long < max(40 * short, 1.0), unit

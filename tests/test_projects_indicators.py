"""Amounts, dates and target figures as they are written; and numbers that are none."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.projects.indicators import find_indicators, indicators

FOUND = [
    # amounts
    ("The project costs € 2.3 million.", ["€ 2.3 million"]),
    ("A grant of US$450,000 and a loan of RMB 3.5 billion", ["US$450,000", "RMB 3.5 billion"]),
    ("It will cost $5m and 12 million euros.", ["$5m", "12 million euros"]),
    ("EUR 1,200,000 were paid, 300 yuan were not", ["EUR 1,200,000", "300 yuan"]),
    ("between €2 and €3 million", ["€2", "€3 million"]),
    ("总投资1,200万元，其中申请财政资金300余万元", ["1,200万元", "300余万元"]),
    ("投入人民币三百万元，引进外资50万美元", ["人民币三百万元", "50万美元"]),
    ("预计年产值1.5亿元，单价25元", ["1.5亿元", "25元"]),
    ("项目总投资１２００万元", ["１２００万元"]),
    ("投资3—5亿元", ["3—5亿元"]),
    ("财政补助￥30万元", ["￥30万元"]),
    ("项目预算1200万，自筹", ["预算1200万"]),
    # dates
    ("Works end by 2027.", ["by 2027"]),
    ("It will run from 2024 to 2027", ["from 2024 to 2027"]),
    ("finished by the end of June 2026 at the latest", ["by the end of June 2026"]),
    ("Submit before 30 June 2026, start in Q3 2026", ["before 30 June 2026", "in Q3 2026"]),
    ("on 2026-06-30", ["2026-06-30"]),
    ("within three years or within 18 months", ["within three years", "within 18 months"]),
    ("2026年底前完成", ["2026年底前"]),
    ("到2027年建成，2026年6月30日前验收", ["到2027年", "2026年6月30日前"]),
    ("建设期为2024—2026年", ["2024—2026年"]),
    ("２０２６年第三季度投产，三年内达产", ["２０２６年第三季度", "三年内"]),
    ("“十四五”末全面推广", ["“十四五”末"]),
    ("二〇二六年年底前", ["二〇二六年年底前"]),
    # figures
    ("We will reduce by 15% the use of water", ["reduce by 15%"]),
    ("Emissions fall by 10-15 per cent", ["fall by 10-15 per cent"]),
    ("Emissions are to drop by at least 30 %", ["by at least 30 %"]),
    ("a solar park of 12 MW on 30 hectares", ["12 MW", "30 hectares"]),
    ("3 patents, 120 new jobs and 40 publications", ["3 patents", "120 new jobs", "40 publications"]),
    ("Three hundred teachers and two pilot plants", ["Three hundred teachers", "two pilot plants"]),
    ("1.2 million people", ["1.2 million people"]),
    ("A 3,000 t CO2 saving", ["3,000 t"]),
    ("12 patents will be filed", ["12 patents"]),
    ("培训300人次，申请专利5项", ["培训300人次", "5项"]),
    ("单位能耗降低15%，产能提高20个百分点", ["降低15%", "提高20个百分点"]),
    ("年处理秸秆3万吨，新建12座充电站", ["3万吨", "新建12座"]),
    ("带动农户５００余户", ["５００余户"]),
    ("能耗下降百分之十五", ["下降百分之十五"]),
    ("装机容量12 MW，年发电1,500万千瓦时", ["12 MW", "1,500万千瓦时"]),
    ("引进博士十二名", ["十二名"]),
    ("不少于10%—15%", ["不少于10%—15%"]),
    # mixed, in order
    ("By 2027 the plant saves 15% at a cost of €2m.", ["By 2027", "15%", "€2m"]),
    ("到2026年投入500万元，培训1,000人次，节能10%。", ["到2026年", "500万元", "培训1,000人次", "10%"]),
    ("3.2 万吨矿石", ["3.2 万吨"]),
    ("總投資2.3億元，培訓３００人，新建12個車間", ["2.3億元", "培訓３００人", "新建12個"]),
    ("planted by 36 households", ["36 households"]),
]
NOT_FOUND = [
    "As Smith (2019) and Müller et al. 2021 have shown (Chen, 2020, p. 12).",
    "张三等（2019）认为，文献[12]也有论述。",
    "Call +86 138 0013 8000 or 010-6234 5678, fax 0049 30 2024-5566.",
    "联系电话：010-62345678，手机13800138000。",
    "根据第十二条和第3款、第 5 项的规定",
    "依照国发〔2015〕28号、〔2019〕15号文件",
    "《产业结构调整指导目录（2019年版）》",
    "3.2 Households and farms",
    "3.2 建设内容",
    "1. People and places",
    "（3）项目名称",
    "See Article 12, Section 3.2, Table 4 and Annex 5.",
    "See Table 4 people were asked about.",
    "ISO 9001, Python 3.11, IPv4 10.0.0.12 and COVID-19 patients",
    "GB/T 19001-2016 标准",
    "创新、协调、绿色、开放、共享五大理念",
    "一是坚持创新，二是深化改革，三个方面，12个方面",
    "多元主体、二元结构、3元素",
    "A modern, innovative and green economy for everyone.",
    "第二十次会议，二十大精神",
    "in the early 1990s, as in the 1970s",
    "压缩至15个工作日，500吨级货船，实施期18个月",
    "the four pilot regions",
    "Room 12, Building 5, 100083 Beijing",
    "the 5th plant and 21st century",
    "",
]


@pytest.mark.parametrize(("sentence", "expected"), FOUND)
def test_found_as_written(sentence: str, expected: list[str]) -> None:
    assert list(indicators(sentence)) == expected


@pytest.mark.parametrize("sentence", NOT_FOUND)
def test_numbers_that_only_name_something(sentence: str) -> None:
    assert indicators(sentence) == ()


def test_kinds_and_places() -> None:
    sentence = "By 2027, 40 jobs for ￥３００万元。"
    found = find_indicators(sentence)
    assert [one.kind for one in found] == ["date", "figure", "amount"]
    assert all(sentence[one.start : one.end] == one.text for one in found)


@given(st.text(alphabet="0123456789 .,-–%€$元万亿年月第条项人个by in pатетs三十百", max_size=60))
def test_any_text_gives_stretches_in_order(sentence: str) -> None:
    found = find_indicators(sentence)
    assert all(sentence[one.start : one.end] == one.text != "" for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_long_lines_of_digits_take_no_time() -> None:
    begin = time.process_time()
    for line in ("1" * 20_000, "1," * 10_000, "十" * 20_000, "by the end of " * 2_000, "12 new " * 3_000):
        find_indicators(line)
    assert time.process_time() - begin < 5

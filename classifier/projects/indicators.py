"""Amounts, dates and target figures in a sentence: what shows that a measure is more than a slogan.

By rule, for English and Chinese. A number counts where a currency, a unit, something counted or a time stands
beside it. Numbers that only name something do not: clauses (第十二条, Article 5), headings (3.2), documents
(〔2019〕15号), citations (Smith, 2019), telephones, versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["amount", "date", "figure"]


@dataclass(frozen=True)
class Indicator:
    """``sentence[start:end]``, which is ``text``, and what it is."""

    start: int
    end: int
    text: str
    kind: Kind


def find_indicators(sentence: str) -> tuple[Indicator, ...]:
    """Indicators in the order of the sentence, none of which overlap."""
    plain = sentence.translate(_PLAIN)
    if not _NUMBERED.search(plain):
        return ()
    first = _HEADING.match(plain)
    found = sorted(_matches(plain, first.end() if first else 0), key=lambda m: (m[0], -m[1]))
    chosen: list[Indicator] = []
    for start, end, kind in found:
        if not chosen or start >= chosen[-1].end:
            chosen.append(Indicator(start, end, sentence[start:end], kind))
    return tuple(chosen)


def indicators(sentence: str) -> tuple[str, ...]:
    """The same, as they are written."""
    return tuple(found.text for found in find_indicators(sentence))


def _matches(plain: str, first: int) -> Iterator[tuple[int, int, Kind]]:
    for pattern, kind in _PATTERNS:
        for match in pattern.finditer(plain, first):
            if not _NAMES.search(plain, 0, match.start()):
                yield match.start(), match.end(), kind


# Full-width forms as half-width ones, traditional characters of units as simplified ones, a character each:
# offsets stay.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5, 0xFFE1: 0xA3}
_PLAIN |= str.maketrans(
    "萬億餘個項戶畝頃噸臺輛條號間張幣歐韓鎊盧節減訓養進設專資預經費補貼貸產潤稅約達從內後課時學標準點裡棟隻",
    "万亿余个项户亩顷吨台辆条号间张币欧韩镑卢节减训养进设专资预经费补贴贷产润税约达从内后课时学标准点里栋只",
)
_NUMBERED = re.compile(
    r"[\d一二三四五六七八九十百千万亿两]|\b(?:t(?:wo|hree|en|welve|wenty|hirty|housands?)|fo(?:ur|rty)|fi(?:ve|fteen|fty)|"
    r"si(?:x|xty)|seven|eight|eighty|nine|eleven|hundreds?|millions?|dozens)\b",
    re.I,
)

# Before a number that follows: it is the name of a clause, a figure, a document.
_NAMES = re.compile(
    r"(?:第\s?|[图表]\s?|\b(?:articles?|art\.|sections?|sec\.|chapters?|figures?|fig\.|tables?|annex(?:es)?|no\.|nos\.|"
    r"paragraphs?|para\.|clauses?|parts?|pages?|pp?\.|items?|steps?|phases?|stages?|rules?|regulations?|directives?|"
    r"version|lots?|rooms?|tel\.?|phone|work packages?|wp)\s*)\Z",
    re.I,
)
_HEADING = re.compile(
    r"\s*(?:\d+(?:\.\d+)+\.?|\d+[.、)]|[(]\d+[)])\s*(?=[A-Z][a-z]|[\u3400-\u9fff])(?![万亿千百吨余多]|[MGk]Wh?\b)"
)

_BEFORE = r"(?<![A-Za-z0-9_.,/])(?<![A-Za-z0-9][-–])"
# Whole numbers only: what was taken is not given back, which keeps long runs of digits quick, too.
_NUMBER = r"(?>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![.,]?\d)"
_DASH = r"\s?(?:[-–—~至到]|to)\s?"
_DIGITS = rf"{_BEFORE}(?:{_NUMBER})"
_HAN_NUMBER = r"(?<![一二三四五六七八九十百千万亿])[一二三四五六七八九十百千万亿两〇零]{2,}"
_SCALE = r"(?:hundred|thousand|million|billion|trillion|crore|lakh|mn|bn|[mk])"
_HAN_SCALE = r"[十百千万亿]{0,3}[余多]?[十百千万亿]{0,2}"
_CURRENCY = r"(?:US\$|HK\$|A\$|C\$|NT\$|S\$|[$€£¥₹₩]|USD|EUR|GBP|RMB|CNY|JPY|INR|CHF|AUD|CAD|HKD|SGD|Rs\.?)"
_MONEY = r"(?:USD|EUR|GBP|RMB|CNY|JPY|CHF|US dollars|euros?|dollars?|pounds?|yuan|renminbi|rupees?|yen|€|£)"
_HAN_MONEY = r"(?:人民币|[美欧港日澳加韩新]元|英镑|欧元|卢布|卢比|泰铢|元(?![素件宵旦月帅首老器古代组]))"

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_YEAR = r"(?:19|20)\d\d(?![\d,.]*\d|s\b)"
_PART = (
    rf"(?:(?:the\s+)?(?:end|start|beginning|close|middle|spring|summer|autumn|fall|winter|early|late|mid|"
    rf"(?:first|second)\s+half|(?:first|second|third|fourth)\s+quarter|Q[1-4]|(?:\d{{1,2}}\s+)?{_MONTH})(?:\s+of)?[\s-]+)"
)
_HAN_YEAR = r"(?<![\d.])(?:(?:19|20)\d\d|二[〇零○][一二三四五六七八九〇零○]{2})"

# Words that belong to a figure where they stand right before it.
_AT_LEAST = (
    r"(?:at least|at most|up to|more than|over|less than|fewer than|about|around|approximately|nearly)"
)
_CHANGE = (
    r"(?:(?:reduc|increas|cut|lower|rais|sav|improv|grow|fall|ris|boost|declin|decreas)\w*\s+(?:by|to)\s+|by\s+)?"
    rf"(?:{_AT_LEAST}\s+)?"
)
_HAN_CHANGE = (
    r"(?:(?:降低|减少|下降|压减|节约|节省|减排|提高|提升|增长|增加|新增|扩大|达到|达|培训|培养|培育|引进|建设|建成|新建|改造|"
    r"服务|带动|惠及|覆盖|申请|授权|获得|完成|形成|推广|吸纳|安置|孵化)[了到至]?)?"
    r"(?:不少于|不低于|不超过|不高于|超过|达到|至少|累计|大约|约|近|超)?"
)
_COUNT = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|eighty"
    r"|(?:a|one|two|three|four|five)\s+(?:hundred|thousand|million)|dozens\s+of|hundreds\s+of|thousands\s+of)"
)
_UNITS = (
    r"(?:[kMGT]W(?:h|p)?(?:/(?:year|a|yr))?|kVA|MVA|TWh|tonnes?|tons?|tCO2e?|Mt|kt|t|kg|km2|km²|km|m2|m²|m3|m³|ha|hectares?|acres?|"
    r"square\s+(?:met(?:re|er)s|kilomet(?:re|er)s|feet)|cubic\s+met(?:re|er)s|kilomet(?:re|er)s|lit(?:re|er)s|"
    r"[MGT]bps|[GTP]B|[TPE]FLOPS|[MG]Hz|nm|mm|dB|°C)"
)
_COUNTED = (
    r"(?:patents?|jobs?|posts?|places?|trainees?|apprentices?|participants?|people|persons?|workers?|employees?|residents?|"
    r"students?|pupils?|teachers?|nurses?|doctors?|patients?|beds|engineers?|researchers?|scientists?|farmers?|households?|"
    r"families|homes?|beneficiaries|users?|customers?|publications?|papers?|prototypes?|demonstrators?|pilots|datasets?|"
    r"standards?|SMEs?|firms?|companies|enterprises?|start-?ups?|businesses|villages?|towns?|schools?|hospitals?|clinics?|"
    r"factories|plants?|production\s+lines?|machines?|robots?|sensors?|turbines?|panels?|vehicles?|buses|trains?|"
    r"charging\s+(?:points?|stations?)|stations?|wells?|pumps?|buildings?|courses?|workshops?|training\s+(?:days?|courses?)|"
    r"person-(?:days?|months?))"
)
_HAN_UNITS = (
    r"(?:人次|人日|人|名|户|家|项|件|个(?!月|年|小时|工作日|交易日|星期|方面|领域|环节|部分|阶段|层面|原则|问题|维度|重点)|台|套|座|条|所|篇|款|辆|"
    r"间|栋|艘|架|头|株|亩|公顷|平方公里|平方千米|平方米|立方米|公里|千米|米|吨标准煤|吨标煤|吨(?!级)|公斤|千克|"
    r"兆瓦时|千瓦时|兆瓦|千瓦|万?千伏安|场次|场|门|期|批次|课时|学时|学分|张床位|张|个百分点|百分点)"
)

_RULES: tuple[tuple[str, int, Kind], ...] = (
    # € 2.3 million, US$5m, RMB 3,000; ¥1,200万
    (
        rf"(?<![A-Za-z]){_CURRENCY}\s?(?:{_NUMBER})(?:{_DASH}(?:{_NUMBER}))?(?:\s?{_SCALE}\b|\s?[十百千万亿]+元?)?",
        0,
        "amount",
    ),
    # 2.3 million euros, 500 yuan, 12m EUR
    (
        rf"{_DIGITS}(?:{_DASH}(?:{_NUMBER}))?\s?(?:{_SCALE}\s?)?(?:\s?{_MONEY})(?![A-Za-z])",
        re.I,
        "amount",
    ),
    # 1,200万元, 人民币三百万元, 300余万美元
    (
        rf"(?:人民币\s?)?(?:{_DIGITS}(?:{_DASH}(?:{_NUMBER}))?\s?{_HAN_SCALE}|{_HAN_NUMBER}[余多]?[万亿]*)\s?{_HAN_MONEY}",
        0,
        "amount",
    ),
    # 总投资1200万
    (
        rf"(?:投资|资金|预算|经费|补助|补贴|贷款|融资|产值|收入|利润|税收)约?(?:{_NUMBER})\s?[余多]?[万亿]+(?!元|[^\W\d_])",
        0,
        "amount",
    ),
    # by the end of 2027, in June 2026, from 2024 to 2027
    (
        rf"\b(?:by|before|until|till|from|in|since|after|during|through|between)\s+{_PART}*{_YEAR}"
        rf"(?:(?:{_DASH}|\s+and\s+){_PART}*{_YEAR})?\b(?!\s*年)",
        re.I,
        "date",
    ),
    # 30 June 2026, June 30, 2026, June 2026, Q3 2026, the end of 2026, 2024-2027, 2026-06-30
    (rf"(?<![\w.])(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}\s+(?:\d{{1,2}},?\s+)?{_YEAR}", 0, "date"),
    (rf"(?<!\w){_PART}{_YEAR}", re.I, "date"),
    (rf"(?<![\w.-]){_YEAR}\s?[-–—]\s?{_YEAR}(?![-–\w])(?!\s*年)", 0, "date"),
    (r"(?<![\w.-])(?:19|20)\d\d[-/](?:0?[1-9]|1[0-2])[-/](?:0?[1-9]|[12]\d|3[01])(?![-/\w])", 0, "date"),
    # within three years, over the next 18 months
    (
        rf"\b(?:within|over the next|in the next)\s+(?:the\s+)?(?:{_NUMBER}|{_COUNT})"
        r"[\s-]+(?:weeks?|months?|years?)\b",
        re.I,
        "date",
    ),
    # 2026年底前, 到2027年, 2024—2026年, 2026年6月30日前, 2026年第三季度
    (
        rf"(?:截至|截止|到|至|自|从|于)?(?:{_HAN_YEAR}\s?年?\s?[-–—~至到]\s?)?{_HAN_YEAR}\s?年"
        r"(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号])?)?(?:[上下]半年|第?[一二三四1-4]季度|[上中下]旬|年?[底末初]|中期|度)?"
        r"(?:之前|以前|之后|以后|前|起)?(?!\s?(?:[)]?\s?(?:修订|修正|[新老旧]?版)|第?\d+号))",
        0,
        "date",
    ),
    # 三年内, 18个月内, “十四五”末
    (r"(?<![\d.第])(?:\d{1,2}|[一二两三四五六七八九十]{1,2})\s?(?:年|个月)(?:之内|以内|内)", 0, "date"),
    (r"[“\"]?十[三四五六]五[”\"]?(?:期间|时期|[期]?末)", 0, "date"),
    # reduce by 15%, 10-15 per cent, 提高15个百分点, 百分之十五
    (
        rf"{_CHANGE}{_DIGITS}(?:\s?%)?(?:{_DASH}(?:{_NUMBER}))?\s?(?:%|‰|per\s?cent\b|percentage\s+points?\b|pp\b)",
        re.I,
        "figure",
    ),
    (rf"{_HAN_CHANGE}{_DIGITS}(?:\s?%)?(?:{_DASH}(?:{_NUMBER}))?\s?(?:[%‰]|个?百分点)", 0, "figure"),
    (rf"{_HAN_CHANGE}百分之[一二三四五六七八九十百零点\d.]+", 0, "figure"),
    # 12 MW, 3,000 tonnes
    (
        rf"{_CHANGE}{_DIGITS}(?:{_DASH}(?:{_NUMBER}))?\s?(?:{_SCALE}\s)?{_UNITS}(?![A-Za-z0-9])",
        0,
        "figure",
    ),
    # 3 patents, 120 new jobs, three hundred trained teachers
    (
        rf"(?:{_AT_LEAST}\s+)?(?:{_DIGITS}|(?<![\w-]){_COUNT})\s(?:{_SCALE}\s)?"
        rf"(?:(?!(?:in|of|by|to|and|or|for|the)\b)[a-z-]+\s){{0,2}}{_COUNTED}\b",
        re.I,
        "figure",
    ),
    # 培训300人次, 3万吨, 新建12座
    (
        rf"{_HAN_CHANGE}(?:{_DIGITS}(?:{_DASH}(?:{_NUMBER}))?\s?{_HAN_SCALE}|{_HAN_NUMBER}[余多]?)\s?{_HAN_UNITS}",
        0,
        "figure",
    ),
)
_PATTERNS = tuple((re.compile(pattern, flags), kind) for pattern, flags, kind in _RULES)

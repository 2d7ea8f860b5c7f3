"""How many made resubmissions are found, how many different projects are taken for one, and how fast.

``python -m benchmarks.resubmissions`` makes 400 projects of about four pages, English and Chinese, by filling
two forms with texts of the corpora; 200 of them come again with a tenth of what was filled in changed. It does
so once more with short answers, where most of each text is the form, and with the form left in.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from classifier.projects.common import CommonCounter
from classifier.projects.same import Finder

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
WAYS = ("words replaced", "words deleted", "words inserted", "sentences replaced", "sentences deleted",
        "sentences inserted", "paragraphs reordered and words replaced", "all of these")  # fmt: skip

FORM = {
    "en": """REGIONAL DEVELOPMENT FUND
Application for support, call {n}
Please complete every part of this form in type. Applications that are incomplete or that exceed the stated length will be returned without assessment.
Name of the applicant: {a}
Legal form: [ ] company  [ ] public body  [ ] research organisation  [ ] association
Part A. Summary of the proposal
Describe the proposal in no more than one page. Say what is to be done, for whom, by when and at what cost. Do not repeat the title.
{0}
Part B. Objectives and expected results
List the objectives in order of importance and state for each how its achievement will be measured. Indicators must be quantified.
{1}
Part C. Work programme
Divide the work into work packages. Name for each the partner that leads it and the month in which it begins and ends.
{2}
Part D. Contribution to innovation and to the digital and green transitions
The managing authority is required to report on the contribution of every supported proposal to innovation, digitalisation and the reduction of emissions.
{3}
Part E. Energy saving and environmental protection
Every applicant must state the annual consumption of energy before and after the investment and the measures taken against noise, dust and waste water.
{4}
Part F. Declarations
The undersigned declares that the information given in this application is complete and correct and that no other public support has been received for the same costs.
The undersigned accepts that data will be stored and passed on to auditors for as long as the law requires.
Place and date, signature and stamp of the applicant
""",
    "zh": """专项资金项目申报书（第{n}批）
填表说明：请按要求逐项如实填写，字迹清楚，文字简练，不得空缺；没有内容的栏目请填写“无”。
申报单位：{a}
单位性质：□企业 □事业单位 □高等院校 □社会组织
一、项目摘要
简要说明项目的必要性、主要建设内容、投资规模和实施期限，不超过八百字。
{0}
二、项目目标和预期成果
分条列出项目的总体目标、年度目标和考核指标，考核指标应当可量化、可核查。
{1}
三、建设内容和技术路线
说明主要建设任务、关键技术、实施步骤和各参加单位的分工。
{2}
四、对科技创新、数字化转型和绿色发展的贡献
按照主管部门统计要求，所有项目均须说明对科技创新、数字化转型和节能减排的贡献。
{3}
五、节能与环境保护
说明项目实施前后的年综合能耗、主要污染物排放情况以及所采取的节能环保措施。
{4}
六、经费预算和资金来源
{5}
七、申报单位承诺
本单位承诺所提交的材料真实、完整、有效，未就同一内容重复申请财政资金，如有不实，愿意承担相应的法律责任。
申报单位负责人（签字）： 申报单位（盖章）： 年 月 日
""",
}
_PARTS = {"en": 5, "zh": 6}
_UNIT = {"en": re.compile(r"\S+\s*"), "zh": re.compile(r"[^\s]\s*")}
_SENTENCE = re.compile(r".+?(?:[。！？；]+|[.!?](?=\s)|\n+|$)\s*", re.S)


@dataclass(frozen=True)
class Case:
    """A project as it was first sent in, and as it came again, if it did."""

    id: str
    lang: str
    text: str
    again: str | None = None
    way: str = ""


@dataclass(frozen=True)
class Measured:
    """Counts of one run; ``seconds`` are for counting, skipping and finding over both rounds."""

    n_again: int
    n_found: int
    n_false: int
    n_pairs: int
    n_projects: int
    seconds: float
    missed: dict[str, int]


def make_cases(
    n_projects: int, n_again: int, *, n_texts: tuple[int, int] = (6, 8), seed: int = 1
) -> list[Case]:
    """``n_projects`` different projects, half of them Chinese as far as there are texts.

    ``n_texts`` English and Chinese texts of the corpora are the answers of each.
    """
    rng = random.Random(seed)
    texts = {lang: _texts(lang, rng) for lang in FORM}
    n_chinese = min(n_projects // 2, len(texts["zh"]) // n_texts[1])
    cases: list[Case] = []
    for lang, size, n in (("en", n_texts[0], n_projects - n_chinese), ("zh", n_texts[1], n_chinese)):
        for i in range(n):
            own = texts[lang][i * size : (i + 1) * size]
            parts = ["\n\n".join(own[k :: _PARTS[lang]]) for k in range(_PARTS[lang])]
            way = WAYS[i % len(WAYS)] if i < n_again // 2 else ""
            again = None
            if way:
                other = rng.choice(texts[lang])
                again = _filled(lang, [changed(part, way, other, lang, rng) for part in parts], i, rng)
            cases.append(Case(f"{lang}-{i}", lang, _filled(lang, parts, i, rng), again, way))
    return cases


def _texts(lang: str, rng: random.Random) -> list[str]:
    rows = (CORPORA / lang / "train.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(row)["text"] for row in rows]
    rng.shuffle(texts)
    return texts


def _filled(lang: str, parts: list[str], number: int, rng: random.Random) -> str:
    return FORM[lang].format(
        *parts, n=rng.randrange(2020, 2030), a=f"{'Applicant' if lang == 'en' else '单位'} {number}"
    )


def changed(text: str, way: str, other: str, lang: str, rng: random.Random, share: float = 0.1) -> str:
    """``text`` with ``share`` of its words (characters, if Chinese) changed in the ``way`` named."""
    if way == "all of these":
        for part in WAYS[:6]:
            text = changed(text, part, other, lang, rng, share / 6)
        return _reordered(text, rng)
    if way.startswith("paragraphs"):
        return changed(_reordered(text, rng), "words replaced", other, lang, rng, share)
    what, how = way.split()
    pattern = _UNIT[lang] if what == "words" else _SENTENCE
    units, others = pattern.findall(text), pattern.findall(other)
    left = share * len(text)
    for at in rng.sample(range(len(units)), len(units)):
        if left <= 0:
            break
        new = rng.choice(others)
        left -= len(new) if how == "inserted" else len(units[at])
        units[at] = {"replaced": new, "deleted": "", "inserted": units[at] + new}[how]
    return "".join(units)


def _reordered(text: str, rng: random.Random) -> str:
    paragraphs = text.split("\n\n")
    rng.shuffle(paragraphs)
    return "\n\n".join(paragraphs)


def measure(cases: list[Case], remove_form: bool = True) -> Measured:
    """Find among all projects, first and again, the pairs that are the same, and compare with what was made."""
    texts = {case.id: case.text for case in cases} | {
        f"{case.id}+": case.again for case in cases if case.again
    }
    begin = time.perf_counter()
    forms = {lang: CommonCounter() for lang in FORM}
    for id, text in texts.items():
        forms[id[:2]].add(text)
    common = {lang: counter.finish() for lang, counter in forms.items()}
    finder = Finder()
    pairs = {
        (id, match.id)
        for id, text in texts.items()
        for match in finder.add(id, text, common[id[:2]].skips(text) if remove_form else ()).matches
    }
    seconds = time.perf_counter() - begin
    made = {(f"{case.id}+", case.id): case.way for case in cases if case.again}
    missed = Counter(way for pair, way in made.items() if pair not in pairs)
    return Measured(len(made), len(made.keys() & pairs), len(pairs - made.keys()),
                    len(texts) * (len(texts) - 1) // 2 - len(made), len(texts), seconds, dict(missed))  # fmt: skip


def main() -> None:
    """See above."""
    for what, options in (("four pages", {}), ("short answers", {"n_texts": (2, 2)})):
        cases = make_cases(400, 200, **options)
        for remove_form in (True, False):
            got = measure(cases, remove_form)
            print(
                f"{what}, form {'removed' if remove_form else 'left in'}: {got.n_found} of {got.n_again} resubmissions"
                f" found (missed: {got.missed or 'none'}); {got.n_false} false of {got.n_false + got.n_found} pairs"
                f" found and {got.n_pairs:,} possible; {got.n_projects} texts in {got.seconds:.1f} s"
            )


if __name__ == "__main__":
    main()

"""Names that chapters of proposals have, in English and Chinese, and what kind of chapter each is."""

from __future__ import annotations

import re

_KINDS = (
    ("annex", re.compile(r"^附\s*[件录表錄]|^(?:annex|appendix|appendices|attachment)", re.IGNORECASE)),
    ("budget", re.compile(r"预算|經費|经费|资金|投资估算|概算", re.IGNORECASE)),
    ("budget", re.compile(r"\b(?:budget|costs?|funding|financ\w*|expenditure)\b", re.IGNORECASE)),
    ("objectives", re.compile(r"目标|目標|(?<![项項])目的")),
    ("objectives", re.compile(r"\b(?:objectives?|aims?|goals?|purpose)\b", re.IGNORECASE)),
    ("abstract", re.compile(r"摘要|概要|提要|简介|\b(?:abstract|summary|synopsis)\b", re.IGNORECASE)),
)
_ENGLISH = (
    "abstract;executive summary;summary;introduction;background;context;rationale;need;"
    "problem statement;objective;objectives;aim;aims;aims and objectives;goals;goals and objectives;"
    "purpose;scope;project title;project summary;project description;project objectives;"
    "project overview;overview;methodology;methods;approach;technical approach;work plan;workplan;"
    "activities;implementation;implementation plan;timeline;timetable;milestones;budget;"
    "budget and financing;budget summary;project budget;costs;financing;funding;expected results;"
    "expected outcomes;expected outputs;results;outcomes;outputs;impact;expected impact;benefits;"
    "risks;risk management;risks and mitigation;monitoring;monitoring and evaluation;evaluation;"
    "sustainability;environment;environmental impact;energy saving;energy efficiency;gender equality;"
    "safeguards;team;project team;partners;management;governance;procurement;conclusion;conclusions;"
    "references;bibliography;acknowledgements;annex;annexes;appendix;appendices;attachments;"
    "declaration;declarations;certification;general information;applicant information;"
    "applicant details;terms and conditions;privacy notice"
)
_CHINESE = (
    "摘要|内容摘要|中文摘要|前言|引言|绪论|概述|概况|背景|目标|总则|附则|结论|结语|参考文献|附件|附录|附表|目标任务|"
    "项目(?:名称|概况|概述|简介|背景|目标|摘要|意义|内容|必要性|基本情况|实施方案|预算|团队|组织|进度)|基本(?:情况|信息)|"
    "单位(?:概况|简介|基本情况)|(?:建设|研究|主要|工作)(?:背景|目标|内容|方案|方法|规模|必要性|条件|任务|基础)|"
    "(?:总体|绩效|考核)(?:目标|要求|思路|指标)|技术(?:路线|方案)|创新点|可行性分析|(?:市场|需求|效益|风险)(?:分析|评估)|"
    "(?:经费|资金|项目)?(?:预算|概算)|经费(?:预算|来源)|资金(?:筹措|来源|使用计划|安排)|投资[估概]算|"
    "(?:实施|工作|进度)(?:方案|计划|进度|安排|步骤)|预期(?:成果|效益|目标)|(?:社会|经济|环境|生态)效益|风险(?:管理|防控|及对策)|"
    "(?:组织|保障|政策)(?:实施|管理|保障|措施)|节能(?:审查|措施|分析|评估|篇|降耗|减排)?|环境(?:保护|影响(?:评价|分析)?)|"
    "(?:安全生产|劳动安全|消防)(?:.{0,6})?|(?:申请|申报)单位(?:承诺|意见|声明|基本情况)|承诺书?|声明|推荐单位意见|专家意见|审批意见"
)
_NAMED = re.compile(rf"(?:{'|'.join(re.escape(name) for name in _ENGLISH.split(';'))})", re.IGNORECASE)
_NAMED_CHINESE = re.compile(_CHINESE)


def kind_of(title: str) -> str:
    """Kind of the chapter with this title: annex, budget, objectives, abstract or body."""
    return next((kind for kind, pattern in _KINDS if pattern.search(title)), "body")


def names_a_chapter(line: str) -> bool:
    """Whether a line without a number is, all of it, a name that chapters have."""
    if _NAMED_CHINESE.fullmatch(re.sub(r"\s", "", line)):
        return True
    return line[:1].isupper() and _NAMED.fullmatch(line) is not None

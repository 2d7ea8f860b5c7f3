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
# Chapters that every form has, whatever the project is about: safeguards and their like, all of a title.
_COMPULSORY = re.compile(
    r"(?:节能|節能)(?:专篇|專篇|篇章?|审查|審查|措施|分析|评估|評估|降耗|减排|減排|与环保|方案)*"
    r"|(?:环境|環境|生态环境|生態環境)(?:保护|保護|影响|影響)(?:评价|評價|評估|分析|专篇|專篇|措施|说明|說明|及|与|和|水土保持|对策|對策)*"
    r"|(?:水土保持|劳动安全|勞動安全|职业|職業|安全生产|安全|卫生|衛生|消防|健康)(?:与|及|和|、|劳动安全|卫生|衛生|安全|健康|消防|专篇|措施)*"
    r"|(?:人员|人員|员工|員工|职工)(?:培训|培訓|訓練|训练)(?:计划|計畫|方案|安排)?"
    r"|社会(?:稳定)?风险(?:分析|评估)?"
    r"|对?国家.{0,6}战略的?(?:贡献|支撑)(?:说明)?"
    r"|energy (?:saving|savings|efficiency|conservation)(?: (?:statement|measures|plan))?"
    r"|environment(?:al)?(?: and social)? (?:safeguards?|impacts?|management|protection|statement|measures)"
    r"(?: (?:assessment|statement|plan|and .{1,30}))?|(?:occupational )?health(?:,| and) safety.{0,25}"
    r"|staff (?:and \w+ )?training(?: plan)?|gender (?:equality|mainstreaming|action plan)"
    r"|contribution to (?:the )?national .{0,25}strategy",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:chapter|section|part)?\s*(?:第?\s*[一二三四五六七八九十百\d]+\s*[章节節]|[\dIVX]+(?:[.．]\d+)*[.．、)）]?"
    r"|[一二三四五六七八九十百]+[、.．]|[（(][一二三四五六七八九十百\d]+[）)])\s*[:：、.]?\s*",
    re.IGNORECASE,
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
    """Kind of the chapter with this title: compulsory, annex, budget, objectives, abstract or body."""
    number = _NUMBER.match(title)
    if _COMPULSORY.fullmatch(title[number.end() if number else 0 :].strip(" :：")):
        return "compulsory"
    return next((kind for kind, pattern in _KINDS if pattern.search(title)), "body")


def names_a_chapter(line: str) -> bool:
    """Whether a line without a number is, all of it, a name that chapters have."""
    if _NAMED_CHINESE.fullmatch(re.sub(r"\s", "", line)):
        return True
    return line[:1].isupper() and _NAMED.fullmatch(line) is not None

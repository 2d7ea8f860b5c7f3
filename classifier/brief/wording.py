"""Headings and sentences of the brief, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass

from classifier.errors import UsageError


@dataclass(frozen=True)
class Phrases:
    """The brief's words in one language; ``{name}`` stands where a value goes."""

    lang: str
    space: str
    title: str
    came_in: str
    projects: str
    none: str
    copies: str
    pages: str
    unread: str
    measures: str
    measure: str
    counted: str
    total: str
    submeasures: str
    submeasure: str
    strongest: str
    no_strongest: str
    doubtful: str
    no_doubtful: str
    uncertain: str
    part_read: str
    weak: str
    more: str
    footer: str


_ALL = (
    Phrases(
        lang="en",
        space=" ",
        title="Projects and measures: a brief",
        came_in="What came in",
        projects="{count} projects in {files} files were judged.",
        none="{count} of them were given no measure.",
        copies="{count} more are copies, revisions or resubmissions and are not counted again.",
        pages="{read} of {pages} pages were read.",
        unread="{count} files could not be read or not as a whole; the spreadsheet names each with its "
        "reason.",
        measures="What each measure got",
        measure="measure",
        counted="Projects a measure by degree. Main aim: what a project is for. Component: one objective "
        "among several. Named only: mentioned, with no action, amount, date or indicator behind it. A "
        "project may count under several measures.",
        total="all",
        submeasures="of these",
        submeasure="{name} {count}",
        strongest="The {count} strongest",
        no_strongest="No project was given a measure.",
        doubtful="What wants a reader",
        no_doubtful="Nothing stands out: no label was left open, and every file was read.",
        uncertain="neither given nor denied: {labels}",
        part_read="{share} of its pages read",
        weak="{label}: of 100 tagged at this level about {count} are right",
        more="… and {count} more: see the spreadsheet.",
        footer="Made by policytag, model {models}. It says what texts speak of, not whether a project is any "
        "good. Shares of 100 come from labelled texts that the model had not read, most of them shorter than "
        "a proposal.",
    ),
    Phrases(
        lang="zh",
        space="",
        title="项目与举措简报",
        came_in="收到的材料",
        projects="共判断{count}个项目，{files}份文件。",
        none="其中{count}个项目未标注任何举措。",
        copies="另有{count}个为副本、修订稿或再次申报，不重复计数。",
        pages="共{pages}页，读取{read}页。",
        unread="{count}份文件未能读取或未能全部读取，电子表格中逐一列出原因。",
        measures="各项举措的情况",
        measure="举措",
        counted="按程度统计的项目数。主要目标：项目就是为此而设；组成部分：几项目标之一；仅提及：没有行动、金额、日期或指标支撑。"
        "一个项目可计入多项举措。",
        total="合计",
        submeasures="其中",
        submeasure="{name}{count}个",
        strongest="最有力的{count}个项目",
        no_strongest="没有项目被标注举措。",
        doubtful="需要人工判断的项目",
        no_doubtful="没有突出的疑点：没有悬而未决的标签，所有文件均已读取。",
        uncertain="未肯定也未否定：{labels}",
        part_read="页数只读取了{share}",
        weak="{label}：每标注100份约{count}份正确",
        more="……另有{count}个，见电子表格。",
        footer="由 policytag 生成，模型 {models}。它只说明文本谈到什么，不评价项目优劣。"
        "所列比例来自模型未读过的标注文本，多数比申报书短。",
    ),
)


def phrases_of(lang: str) -> Phrases:
    """The brief's words in ``lang``; raises UsageError for a language that has none."""
    for phrases in _ALL:
        if phrases.lang == lang:
            return phrases
    known = ", ".join(phrases.lang for phrases in _ALL)
    raise UsageError(f"no words in the language {lang!r}", remedy=f"choose one of {known}")

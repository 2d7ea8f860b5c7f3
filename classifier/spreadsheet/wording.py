"""Headings of the result's columns, and sentences that explain them, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from classifier.errors import UsageError

Key = Literal[
    "id",
    "labels",
    "degree",
    "confidence",
    "evidence",
    "place",
    "indicators",
    "sub",
    "uncertain",
    "warnings",
    "share",
    "group",
    "correction",
    "digest",
]


@dataclass(frozen=True)
class Sheets:
    """Words of one language: names of sheets, headings with their explanations, and longer passages."""

    lang: str
    projects: str
    unread: str
    explanation: str
    columns: dict[Key, tuple[str, str]]
    unread_columns: tuple[str, str, str]
    titled: str
    column: str
    meaning: str
    confidence: str
    from_to: tuple[str, str]
    texts: str
    not_known: str
    made_by: str
    colours: str
    colour_names: tuple[str, str, str, str]
    calibration: str
    calibration_note: str
    few_positives: str
    correcting: str
    correcting_note: str
    hidden_note: str
    label_columns: tuple[str, str, str]


_ENGLISH = Sheets(
    lang="en",
    projects="Projects",
    unread="Not read",
    explanation="Explanation",
    columns={
        "id": (
            "project",
            "The project's own id, kept as text. An apostrophe stands before an id or a sentence that a "
            "spreadsheet program would else take for a formula.",
        ),
        "labels": (
            "measures",
            "The measures that the project was given, in the order of the policy document.",
        ),
        "degree": (
            "degree",
            "main aim: what the project is for. component: one objective or component among several. named "
            "only: the measure is mentioned, but no action, amount, date or indicator stands behind it.",
        ),
        "confidence": (
            "confidence",
            "The probability that a reader would give the project this measure, 0 to 1. What a number is "
            "worth is said below, measure by measure.",
        ),
        "evidence": (
            "best sentence",
            "The sentence that speaks most for the measure, as it stands in the file.",
        ),
        "place": ("where", "File, page and chapter of that sentence. Formats without pages have no page."),
        "indicators": ("figures", "Amounts, dates and target figures that stand in that sentence."),
        "sub": (
            "sub-measures",
            "Sub-measures given, each with its confidence, or “not measured” where fewer than 20 texts of "
            "the kind stood in the evaluation: nobody knows how often such a tag is right.",
        ),
        "uncertain": (
            "wants a reader",
            "Labels that were neither given nor denied: a person should decide. Empty unless the run "
            "asked for a third answer.",
        ),
        "warnings": ("warnings", "What went less than well in reading the files, such as poor scans."),
        "share": ("share read", "The share of the project's pages that could be read and were judged."),
        "group": (
            "copy of",
            "The first project of which this one is a copy, a revision or a resubmission. Empty for the "
            "first.",
        ),
        "correction": (
            "correction",
            "For you: the right labels, if they differ from those given or if you want to confirm them.",
        ),
        "digest": ("text digest", "Hidden. Joins the row to the project's text."),
    },
    unread_columns=("project", "file", "reason"),
    titled="{}: {}",
    column="column",
    meaning="what it says",
    confidence="What a confidence means",
    from_to=("from", "up to"),
    texts="texts",
    not_known="There is no evaluation that fits this run (a model without held-out texts, or a prior of "
    "your own), so no confidence is explained here.",
    made_by="Made by policytag, model {}.",
    colours="Colours of confidence",
    colour_names=("0.9 and above", "0.7 to 0.9", "tagged, under 0.7", "not tagged"),
    calibration="Shares are those of texts that the model had not read when it judged them.",
    calibration_note="Those texts are labelled passages and articles, most of them shorter than a whole "
    "proposal, and count by how like your texts they are; so for whole proposals a share is a guide, not "
    "a promise. The interval is what chance alone allows with so many texts.",
    few_positives="not measured: only {} texts of the evaluation carry it, fewer than 20",
    correcting="Corrections",
    correcting_note="Write the right labels into the column “{}”, by name or by id, with ; between them, "
    "or “none” where the project has no measure. A row left empty is not read. A measure written without "
    "one of its sub-measures says nothing of these. Then: policytag train --corpus THIS-FILE.xlsx",
    hidden_note="The hidden sheet “{}” holds the projects' texts (the first {:,} characters of each), "
    "which training needs. Delete the sheet before you pass the file on to someone who should not see "
    "them.",
    label_columns=("name", "id", "definition"),
)

_CHINESE = Sheets(
    lang="zh",
    projects="项目",
    unread="未读文件",
    explanation="说明",
    columns={
        "id": (
            "项目编号",
            "项目自己的编号，按文本保存。凡会被表格软件误认作公式的编号或句子，前面加了一个撇号。",
        ),
        "labels": ("举措", "项目被标注的举措，顺序与政策文件一致。"),
        "degree": (
            "程度",
            "主要目标：项目就是为此而设；组成部分：几项目标或内容之一；仅提及：提到了该举措，但没有行动、金额、日期或指标支撑。",
        ),
        "confidence": ("置信度", "读者会给该项目标注此举措的概率，0至1。每项举措的数值意味着什么，见下文。"),
        "evidence": ("最有力的句子", "最能说明该举措的一句话，与文件原文一致。"),
        "place": ("出处", "该句所在的文件、页码和章节。没有页码的格式不写页码。"),
        "indicators": ("数据", "该句中的金额、日期和指标数值。"),
        "sub": (
            "子举措",
            "被标注的子举措及其置信度；评测中此类文本不足20份的写“未测定”：这种标注有多少是对的，无人知道。",
        ),
        "uncertain": (
            "需要人工判断",
            "既未肯定也未否定的标签，应由人来决定。运行时未要求第三种答案的，此列为空。",
        ),
        "warnings": ("提示", "读取文件时不够理想之处，例如扫描质量差。"),
        "share": ("已读比例", "项目全部页数中能够读取并已判断的比例。"),
        "group": ("重复于", "本项目是哪一项目的副本、修订稿或再次申报；每组第一份为空。"),
        "correction": ("更正", "由您填写：标注有误时，或您愿意确认时，写上正确的标签。"),
        "digest": ("文本摘要", "隐藏列，把该行与项目文本对应起来。"),
    },
    unread_columns=("项目编号", "文件", "原因"),
    titled="{}：{}",
    column="列",
    meaning="含义",
    confidence="置信度意味着什么",
    from_to=("从", "至"),
    texts="文本数",
    not_known="没有与本次运行相符的评测（模型不带留出文本，或您自设了先验），因此这里无法解释置信度。",
    made_by="由 policytag 生成，模型 {}。",
    colours="置信度的颜色",
    colour_names=("0.9及以上", "0.7至0.9", "已标注，低于0.7", "未标注"),
    calibration="所列比例来自模型判断时从未读过的文本。",
    calibration_note="这些文本是人工标注的段落和文章，多数比整份申报书短，并按其与您的文本相近的程度加权；"
    "因此对整份申报书而言，比例只作参考，并非保证。区间是这么多文本下偶然性所允许的范围。",
    few_positives="未测定：评测中只有{}份文本带有该标签，不足20份",
    correcting="更正",
    correcting_note="把正确的标签写入“{}”列，用名称或编号均可，之间用分号隔开；项目不含任何举措时写“无”。留空的行不读取。"
    "只写举措而不写其子举措的，视为对子举措未作判断。然后运行：policytag train --corpus 本文件.xlsx",
    hidden_note="隐藏工作表“{}”保存各项目的文本（每份前{:,}个字符），训练时要用。若把文件转给不应看到这些文本的人，"
    "请先删除该工作表。",
    label_columns=("名称", "编号", "定义"),
)

ALL = (_ENGLISH, _CHINESE)


def sheets_of(lang: str) -> Sheets:
    """The words of ``lang``; raises UsageError for a language that has none."""
    for words in ALL:
        if words.lang == lang:
            return words
    known = ", ".join(words.lang for words in ALL)
    raise UsageError(f"no words in the language {lang!r}", remedy=f"choose one of {known}")

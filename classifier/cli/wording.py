"""The words of tables for people, in English and Chinese: the Chinese ones as data, by the English ones.

JSON, JSON Lines and CSV, help and error messages are in English whatever the language.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("en", "zh")
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides, as POSIX has it

CHINESE: Mapping[str, str] = {
    # classify
    "measure": "举措",
    "confidence": "置信度",
    "sub-measures": "子项",
    "evidence": "依据",
    "{name} (uncertain)": "{name}（不确定）",
    "{name} (not given)": "{name}（未标注）",
    "none (highest: {name} {score})": "无（最高：{name} {score}）",
    "warning: {warning}": "警告：{warning}",
    "failed: {message}": "失败：{message}",
    "failed: {message} ({remedy})": "失败：{message}（{remedy}）",
    "{terms}; rest {rest}, base {base} = {value}": "{terms}；其余 {rest}，基准 {base}，合计 {value}",
    "{total} texts: {tagged} with a measure, {none} with none, {failed} failed": (
        "共 {total} 篇：{tagged} 篇有举措，{none} 篇没有，{failed} 篇失败"
    ),
    # taxonomy
    "label": "标签",
    "name": "名称",
    "definition": "定义",
    "{title} (version {version})": "{title}（版本 {version}）",
    "Source: {source}": "来源：{source}",
    # evaluate
    "{rows} rows, model {model}": "{rows} 行，模型 {model}",
    "pos": "正例",
    "seen": "已标",
    "precision": "精确率",
    "recall": "召回率",
    "F1": "F1",
    "avg precision": "平均精确率",
    "Brier": "Brier 分数",
    "ECE": "ECE",
    "ECE by chance": "偶然 ECE",
    "not measured": "未测",
    "ece by chance": "偶然 ECE",
    "of a perfectly calibrated model": "（完全校准的模型也会有）",
    "without its first evidence sentence the score falls for {share} of {tags} tags": (
        "去掉第一句依据后，{tags} 个标注中有 {share} 分数下降"
    ),
    "macro and mean figures are over the measures; intervals: 95%, bootstrap over rows": (
        "宏平均和均值按各项举措计算；区间为 95%，按行自助抽样"
    ),
    "seen: rows in which somebody looked for the label; the others do not count for it": (
        "已标：有人查看过该标签的行；其余的行不计入该标签"
    ),
    "promised: at most {risk} of each kind of error": "承诺：每类错误至多 {risk}",
    "with it, denied it": "应有而判无",
    "without it, given it": "应无而判有",
    "uncertain": "不确定",
    "promise": "承诺",
    "{count} of {of}: {share}": "{of} 中 {count}：{share}",
    "kept": "兑现",
    "broken": "未兑现",
    "kept: no error's 95% interval (Clopper-Pearson) lies wholly above the risk": (
        "兑现：没有一类错误的 95% 区间（Clopper-Pearson）整个高于该风险"
    ),
    # models
    "model": "模型",
    "date": "日期",
    "languages": "语言",
    "rows": "行数",
    "shipped": "随附",
    "store: {store}   *: the default": "模型库：{store}   *：默认模型",
    "{rows} rows, models {old} -> {new}": "{rows} 行，模型 {old} -> {new}",
    "new less old": "新减旧",
    "intervals: 95%, paired bootstrap over rows; one that holds nil cannot tell the models apart": (
        "区间为 95%，按行配对自助抽样；区间含零则分不出两个模型的优劣"
    ),
    "{count} rows to which the models give different labels": "两个模型标注不同的有 {count} 行",
    "none": "无",
    "{old} -> {new}; truth: {truth}": "{old} -> {new}；人工标注：{truth}",
    "... and {count} more (--all)": "……还有 {count} 行（--all）",
    # whole projects
    "degree": "程度",
    "not readable": "无法读取",
    "shared with {id}: {passage}": "与 {id} 相同：{passage}",
    "{file}: not read: {reason}": "{file}：未读取：{reason}",
    "{total} projects: {tagged} with a measure, {none} with none, {unread} not readable": (
        "共 {total} 个项目：{tagged} 个有举措，{none} 个没有，{unread} 个无法读取"
    ),
    "{known} known to the register left out": "登记册已有的 {known} 个略去",
    "{read} of {files} files read": "{files} 个文件中读取了 {read} 个",
    "{seconds} s; seconds of work: reading {reading}, OCR {ocr}, classifying {classifying}": (
        "历时 {seconds} 秒；各项用时（秒）：读取 {reading}，文字识别 {ocr}，分类 {classifying}"
    ),
}

# Warnings are English in every output for programs; a table shows what these patterns make of them.
_WARNINGS = [
    (re.compile(pattern), chinese)
    for pattern, chinese in (
        (r"no words", "没有文字"),
        (r"mostly in (.+); the model was trained on (.+)", "文本主要为{0}；模型以{1}训练"),
        (
            r"not running English, or most words unknown to the model",
            "不是成段英文，或多数词语为模型所不识",
        ),
        (r"very short: scores of a few words are weak", "文本很短：寥寥数词的分数不可靠"),
        (r"read as ([\w-]+)", "按 {0} 编码读取"),
        (r"some characters could not be decoded", "有些字符无法解码"),
        (r"no main part found, whole page read", "未找到正文，已读取整页"),
        (r"(\d+) of (\d+) pages have no text", "共 {1} 页，其中 {0} 页没有文字"),
        (r"copy of (.+): (\d+%) of this text stands there", "与 {0} 相同：本文 {1} 见于该处"),
        (r"reprint of (.+): (\d+%) of this text stands there", "{0} 的重印：本文 {1} 见于该处"),
        (r"revision of (.+): (\d+%) of this text stands there", "{0} 的修订稿：本文 {1} 见于该处"),
        (r"resubmission of (.+): (\d+%) of this text stands there", "{0} 的再次申报：本文 {1} 见于该处"),
        (
            r"(\d+%) of this text is common to most projects and was left out",
            "本文 {0} 为多数项目共有，未计入",
        ),
    )
]
_NAMES = {"another script": "其他文字", "English": "英文", "Chinese": "中文", " and ": "和"}


@dataclass(frozen=True)
class Wording:
    """Says in ``lang`` what is given in English; what has no translation stays English."""

    lang: str

    @classmethod
    def of(cls, lang: str | None, environment: Mapping[str, str] = os.environ) -> Wording:
        """The language asked for, or where none is, the locale's: Chinese, else English."""
        locale = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
        return cls(lang or ("zh" if locale.lower().startswith("zh") else "en"))

    def __call__(self, english: str, **values: object) -> str:
        """The text, with ``values`` in its braces."""
        return (CHINESE.get(english, english) if self.lang == "zh" else english).format(**values)

    def warning(self, warning: str) -> str:
        """A warning about a text, with its frame."""
        for pattern, chinese in _WARNINGS if self.lang == "zh" else ():
            if found := pattern.fullmatch(warning):
                warning = chinese.format(*map(_named, found.groups()))
                break
        return self("warning: {warning}", warning=warning)


def _named(part: str) -> str:
    for english, chinese in _NAMES.items():
        part = part.replace(english, chinese)
    return part


def add_language(parser: argparse._ActionsContainer) -> None:
    """Declare the option for the language of tables."""
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        help="language of tables; default: zh in a Chinese locale, else en; other formats do not change",
    )

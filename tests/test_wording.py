import ast
import csv
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from classifier.cli.wording import CHINESE, Wording
from classifier.cli.wrapping import Flowing
from classifier.taxonomy import Taxonomy
from tests.conftest import ROOT, Run

CLI = ROOT / "classifier" / "cli"
EXAMPLES = str(ROOT / "examples" / "documents")
GREEN = "全市关停燃煤锅炉，改用余热供暖，推进碳达峰碳中和，今年可减少碳排放三万吨，并支持企业研发热泵新技术，加快绿色转型。"
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("asked", "environment", "lang"),
    [
        (None, {}, "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "zh_TW"}, "zh"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        (None, {"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ("en", {"LC_ALL": "zh_CN.UTF-8"}, "en"),
        ("zh", {"LC_ALL": "en_GB.UTF-8"}, "zh"),
    ],
)
def test_the_language_is_what_is_asked_or_the_locale_s(
    asked: str | None, environment: dict[str, str], lang: str
) -> None:
    assert Wording.of(asked, environment).lang == lang


def texts_in_code() -> tuple[set[str], set[str]]:
    """Texts given to a Wording at its call, and all texts, of the command's modules."""
    said, every = set(), set()
    for path in CLI.glob("*.py"):
        if path.name == "wording.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                every.add(node.value)
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "say":
                said |= {n.value for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant)} - {
                    True,
                    False,
                }
    return said, every


def test_every_text_that_is_said_has_its_chinese_and_no_other() -> None:
    said, every = texts_in_code()
    assert len(said) > 20
    assert said <= set(CHINESE)
    assert set(CHINESE) - {"warning: {warning}"} <= every  # which Wording itself says
    for english, chinese in CHINESE.items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", chinese)), english


@pytest.mark.parametrize(
    "warning",
    [
        "no words",
        "mostly in Chinese; the model was trained on English",
        "mostly in another script; the model was trained on English and Chinese",
        "not running English, or most words unknown to the model",
        "very short: scores of a few words are weak",
        "read as gb18030",
        "some characters could not be decoded",
        "no main part found, whole page read",
        "2 of 9 pages have no text",
    ],
)
def test_warnings_are_shown_in_chinese(warning: str) -> None:
    assert Wording("en").warning(warning) == f"warning: {warning}"
    shown = Wording("zh").warning(warning)
    assert shown.startswith("警告：") and not re.search(r"[A-Za-z]{3}", shown.replace("gb18030", ""))
    assert re.findall(r"\d+", shown) in (re.findall(r"\d+", warning), ["9", "2"])


def test_an_unknown_warning_is_shown_as_it_is() -> None:
    assert Wording("zh").warning("the moon is full") == "警告：the moon is full"


def table_of(out: str, heading: str) -> list[str]:
    """The lines of the table under the line that holds ``heading``, that line first, its rule left out."""
    lines = out.splitlines()
    first = next(i for i, line in enumerate(lines) if heading in line)
    found = lines[first : next(i for i, line in enumerate(lines) if i > first and not line.strip())]
    return [found[0], *found[2:]]


def below(table: list[str], heading: str) -> list[str]:
    """What stands in each line of a table from where ``heading`` begins, by cells on the screen."""
    column = cell_len(table[0][: table[0].index(heading)])
    out = []
    for line in table[1:]:
        at = next(i for i in range(len(line)) if cell_len(line[:i]) >= column)
        assert cell_len(line[:at]) == column and line[:at].endswith("  "), line
        out.append(line[at:].strip())
    return out


def test_classify_in_chinese(run: Run) -> None:
    done = run("classify", "-", "--lang", "zh", "--all", "--explain", "3", stdin=GREEN.encode())
    table = table_of(done.stdout, "置信度")
    assert table[0].split() == ["举措", "置信度", "子项", "依据"]
    assert {cell_len(line) for line in table} == {120}
    bars = [line[:10] for line in below(table, "置信度") if line[:1] in ("█", "░")]
    assert len(bars) == 4 and all(re.fullmatch("█*░*", one) for one in bars)
    subs = "\n".join(line.split("  ")[0] for line in below(table, "子项"))
    assert re.search(r"碳达峰碳中和 [01]\.", subs) and re.search(r"人才培养 [01]\.", subs)
    evidence = "".join(below(table, "依据"))
    for part in (GREEN, "；其余", "，基准", "，合计"):
        assert part in evidence.replace(" ", ""), part
    for name in ("绿色转型", "科技创新", "（未标注）"):
        assert name in done.stdout, name
    assert not re.search(r"[A-Za-z]{3}", done.stdout.replace("<stdin>", ""))


def test_none_warnings_and_failures_in_chinese(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A choir sang.")
    done = run("classify", "a.txt", "b.txt", "--lang", "zh")
    assert re.search(r"  无（最高：[\u4e00-\u9fff、]+ 0\.\d\d）\n  警告：文本很短", done.stdout)
    assert "  失败：cannot be read (No such file or directory)" in done.stdout
    assert "policytag: 共 2 篇：0 篇有举措，1 篇没有，1 篇失败" in done.stderr
    assert (
        "2 texts: 0 with a measure"
        in run("classify", "a.txt", "b.txt", "--lang", "zh", "--format", "csv").stderr
    )


@pytest.mark.parametrize("variable", ["LC_ALL", "LC_MESSAGES", "LANG"])
def test_the_locale_chooses(run: Run, variable: str) -> None:
    environment = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "", variable: "zh_CN.UTF-8"}
    assert "置信度" in run("classify", "-", stdin=GREEN.encode(), env=environment).stdout
    assert "confidence" in run("classify", "-", "--lang", "en", stdin=GREEN.encode(), env=environment).stdout
    assert not HAN.search(run("--help", env=environment).stdout)
    assert not HAN.search(run("classify", "--help", env=environment).stdout)


def test_other_formats_do_not_change_with_the_language(run: Run) -> None:
    for form in ("json", "jsonl", "csv"):
        args = ("classify", EXAMPLES, "--format", form)
        plain = run(*args)
        assert run(*args, "--lang", "zh").stdout == plain.stdout
        assert run(*args, env={"LC_ALL": "zh_CN.UTF-8"}).stdout == plain.stdout
        assert not HAN.search(plain.stdout + plain.stderr)
    rows = list(csv.DictReader(io.StringIO(plain.stdout)))
    assert len(rows) == 5


def test_taxonomy_in_chinese(run: Run, taxonomy: Taxonomy) -> None:
    done = run("taxonomy", "--lang", "zh")
    table = table_of(done.stdout, "定义")
    assert table[0].split() == ["标签", "名称", "定义"]
    assert {cell_len(line) for line in table} == {120}
    names = "\n".join(line.split("  ")[0] for line in below(table, "名称"))
    definitions = "".join(below(table, "定义"))
    for label in taxonomy.labels:
        assert label.title("zh") in names
        assert label.definition_in("zh") in definitions
    assert (
        "加快发展新质生产力的举措（版本" in done.stdout
        and "本项目的解读" in done.stdout
        and "来源：" in done.stdout
    )
    assert run("taxonomy", env={"LC_ALL": "zh_CN.UTF-8"}).stdout == done.stdout
    assert not HAN.search(run("taxonomy").stdout)
    both = json.loads(run("taxonomy", "--json", "--lang", "zh").stdout)
    assert both == json.loads(run("taxonomy", "--json").stdout) == taxonomy.as_dict()


def test_models_and_evaluate_in_chinese(run: Run, tmp_path: Path) -> None:
    listed = run("models", "list", "--lang", "zh").stdout
    assert listed.split("─")[0].split() == ["名称", "模型", "日期", "语言", "行数"] and "随附" in listed
    (tmp_path / "t.jsonl").write_text(
        json.dumps({"id": "1", "text": GREEN, "labels": ["green-transformation"]})
        + "\n"
        + json.dumps({"id": "2", "text": "市民合唱团周日演出。", "labels": []})
    )
    told = run("evaluate", "t.jsonl", "--resamples", "20", "--lang", "zh").stdout
    lines = told.splitlines()
    heading = next(line for line in lines if "召回率" in line)
    assert heading.split()[:4] == ["标签", "正例", "已标", "精确率"]
    table = [line for line in lines if line.startswith(("  sci", "  green", "  production", "  talent"))]
    assert len(table) == 4 and {cell_len(line) for line in table} == {cell_len(heading)}
    assert "区间为 95%" in told and "label" not in told
    third = run("evaluate", "t.jsonl", "--uncertain", "0.1", "--lang", "zh").stdout
    assert "应有而判无" in third and "承诺" in third
    compared = run(
        "models", "compare", "default", "default", "t.jsonl", "--resamples", "20", "--lang", "zh"
    ).stdout
    assert "新减旧" in compared and "两个模型标注不同的有 0 行" in compared


ANY = st.text(st.sampled_from("abcAI 12“”‘’（）《》，。、！新质生产力发展…\n\t"), max_size=80)


def lines_of(text: str, width: int) -> list[str]:
    return [line.plain for line in Flowing(text).wrap(Console(width=width), width)]


@given(ANY, st.integers(8, 30))
def test_wrapping_keeps_every_character_and_the_width(text: str, width: int) -> None:
    lines = lines_of(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_chinese_marks_stay_with_their_characters() -> None:
    assert lines_of("加快发展新质生产力。", 18) == ["加快发展新质生产", "力。"]
    assert lines_of("提出“新质生产力”", 6) == ["提出", "“新质", "生产", "力”"]
    assert lines_of("深化改革（AI）试点", 10) == ["深化改革", "（AI）试点"]
    assert lines_of("running English wraps at spaces", 15) == ["running English", "wraps at spaces"]
    assert lines_of("a verylongwordwithoutspaces", 10) == ["a", "verylongwo", "rdwithouts", "paces"]

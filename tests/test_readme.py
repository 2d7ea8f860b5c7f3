"""README.zh.md says what README.md says: the same commands, code, tables and figures, in the same order."""

import ast
import re
import shlex
from collections import Counter

import pytest

from classifier.cli.main import build_parser
from tests.conftest import ROOT

ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
NUMBER = re.compile(r"[-+]?\d[\d.,]*\d|\d")
CODE = re.compile(r"`[^`\n]+`")


def commands(body: str) -> list[list[str]]:
    """The words of each line of a shell block, comments left out."""
    return [shlex.split(line, comments=True) for line in body.splitlines()]


def meaning(kind: str, body: str) -> object:
    """What a block has to have in both languages: commands, statements, or figures of an output."""
    if kind in ("bash", "console"):
        return commands(body)
    return ast.dump(ast.parse(body)) if kind == "python" else NUMBER.findall(body)


def cells(text: str) -> list[list[object]]:
    """A table's rows: of each cell its code and its figures."""
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[(CODE.findall(cell), NUMBER.findall(cell)) for cell in row] for row in rows]


def prose(text: str) -> str:
    return "\n".join(line for line in BLOCK.sub("", text).splitlines() if not line.startswith("|"))


def parts(text: str) -> dict[str, object]:
    """All that a translation must not change."""
    return {
        "headings": re.findall(r"^#+", BLOCK.sub("", text), re.M),
        "blocks": [(kind, meaning(kind, body)) for kind, body in BLOCK.findall(text)],
        "tables": cells(BLOCK.sub("", text)),
        # In prose the order may differ, and the Chinese one says how its own table comes about.
        "code in prose": set(CODE.findall(prose(text))) - {"`--lang zh`"},
        "figures in prose": Counter(re.findall(r"\d+\.\d+%?", prose(text))),
    }


def differences(english: str, chinese: str) -> list[str]:
    one, two = parts(english), parts(chinese)
    return [name for name in one if one[name] != two[name]]


def test_both_readmes_say_the_same() -> None:
    assert differences(ENGLISH, CHINESE) == []
    assert "(README.zh.md)" in ENGLISH and "(README.md)" in CHINESE
    kinds = Counter(kind for kind, _ in BLOCK.findall(ENGLISH))
    assert kinds["bash"] == kinds["console"] == 3 and kinds["python"] == 2
    assert len(cells(ENGLISH)) > 15


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("policytag classify p/ --prior auto ", "policytag classify p/ --prior some.txt ", "blocks"),
        ("policytag models rollback  ", "policytag models list  ", "blocks"),
        ("policytag corpus check corpora/en ", "# policytag corpus check corpora/en ", "blocks"),
        ("clf = Classifier.load()", "clf = Classifier.load('x')", "blocks"),
        ("0.89   碳", "0.90   碳", "blocks"),
        ("| macro-F1 | 0.75 [0.72, 0.78]", "| macro-F1 | 0.75 [0.72, 0.79]", "tables"),
        ("`green-growth`, `carbon-goals`", "`carbon-goals`, `green-growth`", "tables"),
        ("0.802", "0.812", "figures in prose"),
        ("97.2%", "97.3%", "figures in prose"),
        ("`benchmarks/GROWTH.md`", "`benchmarks/MORE.md`", "code in prose"),
        ("## 局限", "### 局限", "headings"),
    ],
)
def test_what_differs_is_found(old: str, new: str, part: str) -> None:
    assert CHINESE.count(old) == 1
    assert differences(ENGLISH, CHINESE.replace(old, new)) == [part]


def test_blocks_in_another_order_are_found() -> None:
    first, second, _ = [f"```{kind}\n{body}```" for kind, body in BLOCK.findall(CHINESE) if kind == "console"]
    swapped = CHINESE.replace(first, "@").replace(second, first).replace("@", second)
    assert differences(ENGLISH, swapped) == ["blocks"]


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["README.md", "README.zh.md"])
def test_the_command_knows_every_command(text: str) -> None:
    lines = [
        line for kind, body in BLOCK.findall(text) if kind in ("bash", "console") for line in commands(body)
    ]
    called = 0
    for line in lines:
        for start in [
            i
            for i, word in enumerate(line)
            if word == "policytag" and line[i - 1] not in ("REPOSITORY", "cd")
        ]:
            stop = next((i for i in range(start, len(line)) if line[i] in ("&&", "|")), len(line))
            build_parser().parse_args(line[start + 1 : stop])
            called += 1
    assert called > 15

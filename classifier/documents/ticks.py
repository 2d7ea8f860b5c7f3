"""Options of a form: which are not ticked, and the words that belong to each.

The words are those after the box up to the next box, the cell's or the line's end; on a line that ends with
a box they are those before it (是□ 否☑). A hollow circle or an empty pair of brackets is an option only
beside others or before a short label, since both also stand in lists and in sentences.
"""

from __future__ import annotations

import re

_EMPTY = "□☐❏❑◻⬜▢\uf06f\uf0a8\uf0a3"
_HOLLOW = "○◯〇"
_FULL = "☑☒√■✓✔⊠◼⬛●◉⦿🗹\uf0fe\uf052\uf053\uf0fd\uf078\uf0fc"
_BRACKETS = r"[(（\[【][ \t\u3000]{0,4}[)）\]】]"
_TICK_IN_BRACKETS = r"[(（\[【][ \t\u3000]?[xX×√✓✔][ \t\u3000]?[)）\]】]"
# A box with a tick typed behind it (□√) is ticked.
_OPTION = re.compile(
    rf"(?P<ticked>{_TICK_IN_BRACKETS}|[{_EMPTY}][ \t]?[√✓✔]|[{_FULL}])"
    rf"|(?P<empty>[{_EMPTY}])|(?P<hollow>[{_HOLLOW}])|(?P<brackets>{_BRACKETS})"
)
_SEGMENT = re.compile(r"[^\n\t|]+")
_LABEL_ENDS = re.compile(r"[:：;；]")
_SHORT = 30  # characters of a label that makes a lone hollow circle an option


def unticked(text: str) -> list[tuple[int, int]]:
    """Stretches ``(start, end)`` of options that are not ticked, box and label, in order."""
    spans: list[tuple[int, int]] = []
    segments = [
        (m.start(), m.end(), list(_OPTION.finditer(text, m.start(), m.end())))
        for m in _SEGMENT.finditer(text)
    ]
    for at, (start, end, options) in enumerate(segments):
        if not options:
            continue
        near = [option for _, _, others in segments[max(0, at - 2) : at + 3] for option in others]
        options = [option for option in options if _counts(option, text, start, end, options, near)]
        if options:
            spans += _of_segment(text, start, end, options)
    return spans


def _counts(
    option: re.Match[str],
    text: str,
    start: int,
    end: int,
    beside: list[re.Match[str]],
    near: list[re.Match[str]],
) -> bool:
    if option.lastgroup in ("ticked", "empty"):
        return True
    before = text[start : option.start()].strip(" \t\u3000-*•·")
    after = text[option.end() : end].strip()
    if option.lastgroup == "brackets" and before and text[option.start() - 1] not in " \t\u3000:：":
        # f( ) and 选择（ ）: brackets right behind a word, unless a line of them is an option each
        return not after and len(beside) > 1 and beside[-1] is option
    if len(beside) > 1 or any(other.lastgroup == "ticked" for other in near):
        return True
    return not before and 0 < len(after) <= _SHORT and after[-1] not in "。.;；"


def _of_segment(text: str, start: int, end: int, options: list[re.Match[str]]) -> list[tuple[int, int]]:
    head = text[start : options[0].start()].strip()
    tail = text[options[-1].end() : end].strip(" \u3000。.;；,，")
    spans = []
    if head and not tail and head[-1] not in ":：":  # labels stand before their boxes
        labels = list(_LABEL_ENDS.finditer(text, start, options[0].start()))
        begin = labels[-1].end() if labels else start
        for option in options:
            if option.lastgroup != "ticked":
                spans.append((begin, option.end()))
            begin = option.end()
        return spans
    ends = [option.start() for option in options[1:]] + [end]
    for option, stop in zip(options, ends, strict=True):
        if option.lastgroup != "ticked":
            spans.append((option.start(), stop))
    return spans

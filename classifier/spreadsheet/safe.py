"""Text that no spreadsheet program takes for a formula."""

from __future__ import annotations

import re

MOST = 16_000  # characters of a cell: Excel's limit is 32,767 units of UTF-16, and a character has up to two
_FORMULA = re.compile(r"'*(?:[\s\ufeff\u200b]*[=+\-@＝＋－＠]|[\t\r\n])")
# XML 1.0 has no control characters, surrogates or non-characters.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """``text`` with one kind of line break, and a question mark for each character that no file can hold."""
    return _UNWRITABLE.sub("?", text.replace("\r\n", "\n").replace("\r", "\n"))


def neutral(text: str) -> str:
    """``text`` cleaned, with an apostrophe before it where a program would read a formula.

    Those are texts that begin with ``=``, ``+``, ``-``, ``@`` or their wide forms, with white space before
    them or not, and texts that begin with a tab or a line break (OWASP, CSV injection). So are texts which
    would look neutralised, so that ``original`` always finds back.
    """
    text = clean(text)
    return f"'{text}" if _FORMULA.match(text) else text


def original(cell: str) -> str:
    """The text that ``neutral`` made ``cell`` of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def shorten(text: str, most: int) -> str:
    """White space made single, and what goes beyond ``most`` characters cut off behind a mark."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"

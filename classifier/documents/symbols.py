"""Characters of symbol fonts (Wingdings), which forms draw their check boxes with."""

from __future__ import annotations

EMPTY, TICKED = "☐", "☑"
# Code points of the fonts, by the last byte; Word stores them as F0xx.
_WINGDINGS = {0x6F: EMPTY, 0xA8: EMPTY, 0x78: TICKED, 0xFD: TICKED, 0xFE: TICKED, 0xFC: "✓"}
_WINGDINGS_2 = {0xA3: EMPTY, 0x2A: EMPTY, 0x52: TICKED, 0x53: TICKED, 0x54: TICKED, 0x50: "✓"}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def symbol(font: str, code: str) -> str:
    """The character that ``code`` (hexadecimal) of a symbol font stands for, a space where it is unknown."""
    try:
        return _FONTS.get(font.strip().lower(), {}).get(int(code, 16) & 0xFF, " ")
    except ValueError:
        return " "

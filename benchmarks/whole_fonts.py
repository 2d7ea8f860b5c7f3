"""Fonts for the whole documents: DejaVu Sans of Matplotlib, and for Chinese what there is.

A text layer needs no font file in Chinese: PDF readers have the fonts of Adobe's character collections, which
ReportLab names. A picture of a page does: Noto Sans SC (SIL Open Font License) comes in the package
``pylopdf-fonts-zh-cn``. ReportLab takes TrueType outlines only, so its cubic ones are turned into quadratic ones.
"""

from __future__ import annotations

import importlib.util
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

_NOTO = "pylopdf_fonts_zh_cn"
_ERROR = 1.0  # thousandths of an em that an outline may be off


def has_chinese_font() -> bool:
    """Whether pages in Chinese can be drawn as pictures."""
    return importlib.util.find_spec(_NOTO) is not None


@dataclass(frozen=True)
class Fonts:
    """Names of ReportLab fonts, the first that has a character draws it, and the bold one of the first."""

    names: tuple[str, ...]
    bold: str
    knows: tuple[Callable[[str], bool], ...]

    def markup(self, runs: list[tuple[str, bool]]) -> str:
        """``runs`` of text and whether each is bold, as a ReportLab paragraph's text."""
        parts: list[tuple[str, str]] = []
        for text, bold in runs:
            for character in text:
                name = self._name(character, bold)
                if parts and parts[-1][0] == name:
                    parts[-1] = (name, parts[-1][1] + character)
                else:
                    parts.append((name, character))
        return "".join(f'<font name="{name}">{escape(text)}</font>' for name, text in parts)

    def _name(self, character: str, bold: bool) -> str:
        for name, knows in zip(self.names, self.knows, strict=True):
            if knows(character):
                return self.bold if bold and name == self.names[0] else name
        return self.names[-1]


def fonts_for(lang: str, traditional: bool, texts: str, embedded: bool, folder: Path) -> Fonts:
    """Fonts for ``texts`` of one document; ``embedded`` ones may be drawn as pictures.

    ``folder`` takes the font file made for a document.
    """
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    _register_dejavu()
    latin = "DejaVuSans"
    if lang == "en":
        return Fonts((latin,), f"{latin}-Bold", (lambda character: True,))
    if embedded:
        own = f"Noto-{zlib.crc32(texts.encode()):08x}"
        path = folder / f"{own}.ttf"
        known = _write_truetype(texts, own, path)
        pdfmetrics.registerFont(TTFont(own, str(path)))
        return Fonts((own, latin), own, (known.__contains__, lambda character: True))
    name, coding = ("MSung-Light", "big5") if traditional else ("STSong-Light", "gb2312")
    pdfmetrics.registerFont(UnicodeCIDFont(name))
    return Fonts((name, latin), name, (lambda ch: _encodes(ch, coding), lambda ch: True))


@cache
def _register_dejavu() -> None:
    from matplotlib import get_data_path
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in ("DejaVuSans", "DejaVuSans-Bold"):
        pdfmetrics.registerFont(TTFont(name, f"{get_data_path()}/fonts/ttf/{name}.ttf"))


@cache
def _encodes(character: str, coding: str) -> bool:
    try:
        return bool(character.encode(coding))
    except UnicodeEncodeError:
        return False


def _write_truetype(texts: str, name: str, path: Path) -> set[str]:
    """Write Noto Sans SC with the characters of ``texts`` that it has to ``path``; those characters."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont

    module = importlib.util.find_spec(_NOTO)
    assert module is not None and module.origin is not None
    source = TTFont(Path(module.origin).with_name("NotoSansSC-Regular.otf"))
    whole = source.getBestCmap()
    cmap = {ord(ch): whole[ord(ch)] for ch in sorted(set(texts) | {" "}) if ord(ch) in whole}
    names = list(dict.fromkeys([".notdef", *cmap.values()]))
    outlines = source.getGlyphSet()
    glyphs = {}
    for glyph in names:
        pen = TTGlyphPen(None)
        outlines[glyph].draw(Cu2QuPen(pen, _ERROR, reverse_direction=True))
        glyphs[glyph] = pen.glyph()
    builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({glyph: source["hmtx"][glyph] for glyph in names})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    builder.save(path)
    return {chr(code) for code in cmap}

"""Word documents: tables in place, text boxes, headers and footers once, tracked changes as accepted.

The XML is walked by local names, so that transitional and strict files, .docx, .docm and .dotx read alike.
Insertions are text, deletions are not; hidden text is left out; check boxes become ☐ or ☑.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from classifier.documents.containers import open_zip
from classifier.documents.extracted import Extracted, TextBuilder
from classifier.documents.symbols import EMPTY, TICKED, symbol
from classifier.errors import DocumentError, MissingExtraError

_LARGEST = 200_000_000  # bytes a .docx may unpack to
# Properties, field codes, what was deleted or moved away, and the fallback of what was drawn already.
_SILENT = frozenset(
    "del moveFrom delText delInstrText instrText rPr pPr sdtPr sdtEndPr tblPr trPr tcPr Fallback".split()
)
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_PAGE_NUMBER = re.compile(r"(?:第|页|共|page|of|[\W\d_])+", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True)
class _Block:
    text: str
    level: int | None = None


def read_docx(data: bytes) -> Extracted:
    """Headers, body, notes and footers of a Word document."""
    try:
        from docx.opc.exceptions import PackageNotFoundError
        from docx.opc.package import OpcPackage
        from docx.oxml import parse_xml
    except ImportError:
        raise MissingExtraError.of("python-docx", "documents", "reading .docx") from None
    open_zip(data, "Word document", max_unpacked=_LARGEST).close()
    try:
        main = OpcPackage.open(io.BytesIO(data)).main_document_part
        parts: dict[str, list[Any]] = {}
        for relation in main.rels.values():
            if not relation.is_external:
                kind = relation.reltype.rsplit("/", 1)[-1]
                parts.setdefault(kind, []).append(relation.target_part)
        body = parse_xml(main.blob)
    except (KeyError, PackageNotFoundError):
        raise DocumentError("is not a readable Word document", remedy="save it anew") from None
    levels = _heading_levels(parse_xml(parts["styles"][0].blob)) if "styles" in parts else {}
    builder = TextBuilder()
    for kinds in (("header",), (), ("footnotes", "endnotes", "footer")):
        if not kinds:
            for block in _Walk(levels).blocks(body):
                builder.add(block.text, block.level)
        for text in _once(parse_xml(part.blob) for kind in kinds for part in parts.get(kind, ())):
            builder.add(text)
    warnings = ("a part kept in another format was not read",) if "aFChunk" in parts else ()
    return builder.build(warnings=warnings)


def _once(roots: Iterator[Any]) -> Iterator[str]:
    """Text of headers, footers and notes, each only the first time, without bare page numbers."""
    seen: set[str] = set()
    for root in roots:
        for block in _Walk({}).blocks(root):
            text = block.text.strip()
            if text not in seen and not _PAGE_NUMBER.fullmatch(text):
                seen.add(text)
                yield text


def _name(node: Any) -> str:
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def _child(node: Any, *path: str) -> Any:
    for name in path:
        node = next((child for child in node if _name(child) == name), None)
        if node is None:
            return None
    return node


def _value(node: Any, name: str = "val") -> str | None:
    for key, value in node.attrib.items():
        if key.rsplit("}", 1)[-1] == name:
            return str(value)
    return None


def _is_on(node: Any) -> bool:
    return node is not None and (_value(node) or "1").lower() not in _OFF


def _heading_levels(styles: Any) -> dict[str, int]:
    """Level of each paragraph style that makes a heading, by its id; ``Title`` is of level 0."""
    own: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in styles:
        identity = _value(style, "styleId")
        if _name(style) != "style" or identity is None:
            continue
        named, outline = _child(style, "name"), _child(style, "pPr", "outlineLvl")
        name = "" if named is None else (_value(named) or "").strip().lower()
        found = re.fullmatch(r"(?:heading|标题|標題)\s*(\d)", name)
        if found:
            own[identity] = int(found[1])
        elif name in ("title", "标题", "標題"):
            own[identity] = 0
        elif outline is not None and (_value(outline) or "9") < "9":
            own[identity] = int(_value(outline) or 0) + 1
        if (node := _child(style, "basedOn")) is not None:
            based[identity] = _value(node) or ""
    levels = dict(own)
    for identity in based:
        parent, seen = identity, set()
        while parent not in own and parent in based and parent not in seen:
            seen.add(parent)
            parent = based[parent]
        if parent in own:
            levels[identity] = own[parent]
    return levels


class _Walk:
    """One walk through a part: what its paragraphs, tables and text boxes say, in reading order."""

    def __init__(self, levels: dict[str, int]) -> None:
        self._levels = levels
        self._carried = ""  # text of paragraphs whose end was deleted: it belongs to the next one

    def blocks(self, container: Any) -> Iterator[_Block]:
        """Blocks of a body, cell, text box, header or note."""
        for node in container:
            name = _name(node)
            if name == "p":
                yield from self._paragraph(node)
            elif name == "tbl":
                yield from self._table(node)
            elif name == "sdt" and (glyph := _check_box(node)):
                yield _Block(glyph)
            elif name == "AlternateContent":
                yield from self.blocks(_drawn(node))
            elif name not in _SILENT:
                yield from self.blocks(node)

    def _paragraph(self, node: Any) -> Iterator[_Block]:
        pieces: list[str] = []
        boxes: list[Any] = []
        _inline(node, pieces, boxes)
        text = self._carried + "".join(pieces)
        self._carried = ""
        if _child(node, "pPr", "rPr", "del") is not None:
            self._carried = text
        elif text.strip():
            yield _Block(text.strip(), self._level(node))
        for box in boxes:
            yield from _Walk(self._levels).blocks(box)

    def _level(self, paragraph: Any) -> int | None:
        outline = _child(paragraph, "pPr", "outlineLvl")
        if outline is not None and (_value(outline) or "9").isdigit():
            level = int(_value(outline) or 9) + 1
            return level if level < 10 else None
        style = _child(paragraph, "pPr", "pStyle")
        return None if style is None else self._levels.get(_value(style) or "")

    def _table(self, table: Any) -> Iterator[_Block]:
        for row in _inside(table, "tr"):
            if _child(row, "trPr", "del") is not None:
                continue
            cells = [self._cell(cell) for cell in _inside(row, "tc")]
            filled = [cell for cell in cells if cell]
            if all(len(cell) == 1 and cell[0].level is None for cell in filled):
                yield _Block(" | ".join(cell[0].text for cell in filled))
            else:
                for cell in filled:
                    yield from cell

    def _cell(self, cell: Any) -> list[_Block]:
        merged = _child(cell, "tcPr", "vMerge")
        if merged is not None and _value(merged) != "restart":
            return []  # goes on from the cell above
        return list(_Walk(self._levels).blocks(cell))


def _inside(node: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also those wrapped in content controls or insertions."""
    for child in node:
        name = _name(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _inside(child, wanted)


def _inline(node: Any, pieces: list[str], boxes: list[Any]) -> None:
    for child in node:
        name = _name(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name in _MARKS:
            pieces.append(_MARKS[name])
        elif name == "sym":
            pieces.append(symbol(_value(child, "font") or "", _value(child, "char") or ""))
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "AlternateContent":
            _inline(_drawn(child), pieces, boxes)
        elif name in ("sdt", "fldChar") and (glyph := _check_box(child)):
            pieces.append(glyph)
        elif name not in _SILENT and not (name == "r" and _is_on(_child(child, "rPr", "vanish"))):
            _inline(child, pieces, boxes)


def _drawn(alternate: Any) -> Any:
    """The one of several renderings of a drawing that is shown."""
    choice = _child(alternate, "Choice")
    fallback = _child(alternate, "Fallback")
    return choice if choice is not None else fallback if fallback is not None else ()


def _check_box(node: Any) -> str | None:
    """☐ or ☑ for a check box, as a content control or as a field of old forms; None for anything else."""
    box = _child(node, "sdtPr", "checkbox")
    if box is not None:
        checked = _child(box, "checked")
        return TICKED if checked is not None and _is_on(checked) else EMPTY
    box = _child(node, "ffData", "checkBox")
    if box is None:
        return None
    state = _child(box, "checked")
    state = _child(box, "default") if state is None else state
    return TICKED if _is_on(state) else EMPTY

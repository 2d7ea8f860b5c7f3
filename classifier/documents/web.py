"""Web pages."""

from __future__ import annotations

import re

from classifier.documents.encoding import decode
from classifier.documents.extracted import Extracted
from classifier.errors import MissingExtraError

_BLOCKS = ("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "br", "section", "article", "td")


def read_html(data: bytes) -> Extracted:
    """Main text of a web page, without navigation; whole text when no main part is found."""
    try:
        import lxml.html
        import trafilatura
    except ImportError:
        raise MissingExtraError.of("trafilatura", "documents", "reading .html") from None
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", data[:4096])
    text, warnings = _declared(data, declared.group(1).decode("ascii") if declared else "")
    main = trafilatura.extract(text, include_comments=False, include_tables=True, favor_recall=True)
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, ValueError):
        return Extracted("", warnings)
    for tag in list(tree.iter("script", "style", "noscript", "template", "head")):
        tag.drop_tree()
    for tag in tree.iter(*_BLOCKS):
        tag.tail = "\n" + (tag.tail or "")
    whole = re.sub(r"\n[ \t\r\n]*\n", "\n\n", re.sub(r"[ \t]+", " ", tree.text_content())).strip()
    if not main or len(main) < 0.2 * len(whole):
        return Extracted(whole, (*warnings, "no main part found, whole page read"))
    return Extracted(main, warnings)


def _declared(data: bytes, charset: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(charset), ()
    except (LookupError, UnicodeDecodeError):
        return decode(data)

"""Plain text and Markdown."""

from __future__ import annotations

from classifier.documents.encoding import decode
from classifier.documents.extracted import Extracted


def read_text(data: bytes) -> Extracted:
    """Text in any encoding; the headings of Markdown are found with all others in ``structure``."""
    text, warnings = decode(data)
    return Extracted(text, warnings)

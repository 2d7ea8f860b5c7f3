"""Presentations."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from classifier.documents.containers import open_zip
from classifier.documents.extracted import Extracted, TextBuilder
from classifier.errors import DocumentError, MissingExtraError

_LARGEST = 1_000_000_000  # bytes a .pptx may unpack to: pictures are most of it


def read_pptx(data: bytes) -> Extracted:
    """Titles, text, tables and notes of each slide that is not hidden; a slide is a page."""
    try:
        import pptx
        from pptx.exc import PackageNotFoundError
    except ImportError:
        raise MissingExtraError.of("python-pptx", "documents", "reading .pptx") from None
    open_zip(data, "presentation", max_unpacked=_LARGEST).close()
    try:
        show = pptx.Presentation(io.BytesIO(data))
    except (KeyError, ValueError, PackageNotFoundError):
        raise DocumentError("is not a readable presentation", remedy="save it anew") from None
    builder = TextBuilder()
    slides = [slide for slide in show.slides if slide.element.get("show", "1") not in ("0", "false")]
    for number, slide in enumerate(slides, 1):
        builder.page(number)
        title = slide.shapes.title
        if title is not None:
            builder.add(title.text_frame.text.replace("\v", " "), level=1)
        for text in _texts(slide.shapes, None if title is None else title.shape_id):
            builder.add(text)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            builder.add(slide.notes_slide.notes_text_frame.text.replace("\v", "\n"))
    return builder.build(n_pages=len(slides))


def _texts(shapes: Any, title: int | None) -> Iterator[str]:
    for shape in shapes:
        if shape.shape_id == title:
            continue
        if hasattr(shape, "shapes"):
            yield from _texts(shape.shapes, title)
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                yield " | ".join(cell.text.strip() for cell in row.cells if cell.text.strip())
        elif shape.has_text_frame:
            yield shape.text_frame.text.replace("\v", "\n")

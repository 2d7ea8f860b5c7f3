"""Zip containers, which .docx, .xlsx, .ofd and archives all are: opened only when they are no bomb."""

from __future__ import annotations

import io
import zipfile

from classifier.errors import DocumentError

MAX_FILES = 10_000
MAX_UNPACKED = 1_000_000_000  # bytes, all members together
MAX_RATIO = 200  # unpacked to packed, for a container that unpacks to over 10 MB
_SMALL = 10_000_000


def open_zip(data: bytes, what: str, *, max_unpacked: int = MAX_UNPACKED) -> zipfile.ZipFile:
    """Open a container that unpacks to a bearable size; ``what`` names it in the error.

    ``zipfile`` never gives more of a member than the directory declares, so declared sizes bound memory.
    Raises DocumentError for a damaged container and for a bomb.
    """
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, EOFError):
        raise DocumentError(f"is not a readable {what}", remedy="save it anew") from None
    entries = container.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_FILES:
        raise DocumentError(f"holds {len(entries):,} files, more than {MAX_FILES:,}", remedy="split it")
    if unpacked > max_unpacked:
        raise DocumentError(
            f"unpacks to {unpacked // 1_000_000:,} MB, more than {max_unpacked // 1_000_000:,} MB",
            remedy="split it or save it without pictures",
        )
    if unpacked > _SMALL and unpacked > MAX_RATIO * max(len(data), 1):
        raise DocumentError(
            f"unpacks to {unpacked // max(len(data), 1):,} times its size: it looks like a zip bomb",
            remedy="unpack it by hand if you trust it",
        )
    return container

"""Archives (.zip): each member becomes a file of its own, named ``outer.zip!inner/name.docx``.

Names that are not marked as UTF-8 are read as UTF-8 where they are that, else as GBK, which Windows in
Chinese writes. Nothing is unpacked onto the disk.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from classifier.documents.containers import MAX_UNPACKED, open_zip
from classifier.documents.document import Failure, Source
from classifier.documents.sniff import sniff
from classifier.errors import DocumentError

MAX_DEPTH = 3  # archives inside archives; the outermost is the first
_UTF8_NAME = 0x800  # bits of the general-purpose flag
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field with the name in UTF-8
_HIDDEN = (".", "~$", "__MACOSX", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Member:
    """One file inside an archive: its path through all archives, and its bytes."""

    path: str
    data: bytes


def is_archive(data: bytes, suffix: str) -> bool:
    """Whether ``data`` is a zip of files, not an Office document, which is a zip, too."""
    try:
        return data[:2] == b"PK" and sniff(data, suffix) == "zip"
    except DocumentError:
        return False


def members(data: bytes, path: str) -> Iterator[Member | Failure]:
    """Files of an archive in the order of their names, archives inside it opened to ``MAX_DEPTH``.

    What cannot be read (encrypted, damaged, a bomb, nested too deep) is a Failure in its place. All levels
    together unpack to ``MAX_UNPACKED`` bytes at most.
    """
    yield from _members(data, path, 1, [MAX_UNPACKED])


def _members(data: bytes, path: str, depth: int, left: list[int]) -> Iterator[Member | Failure]:
    try:
        container = open_zip(data, "archive", max_unpacked=left[0])
    except DocumentError as error:
        yield _failure(path, error.message, error.remedy)
        return
    with container:
        entries = [(_name(entry), entry) for entry in container.infolist() if not entry.is_dir()]
        entries = [(name, entry) for name, entry in sorted(entries, key=lambda e: e[0]) if not _hidden(name)]
        if not entries:
            yield _failure(path, "is an empty archive", "")
        for name, entry in entries:
            place = f"{path}!{name}"
            if entry.flag_bits & _ENCRYPTED:
                yield _failure(place, "is encrypted", "unpack the archive with its password")
                continue
            try:
                inner = container.read(entry)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
                yield _failure(place, "is damaged in its archive", "pack it anew as .zip")
                continue
            left[0] -= len(inner)
            if not is_archive(inner, _suffix(name)):
                yield Member(place, inner)
            elif depth == MAX_DEPTH:
                yield _failure(place, f"is nested more than {MAX_DEPTH} archives deep", "unpack it")
            else:
                yield from _members(inner, place, depth + 1, left)


def _failure(path: str, message: str, remedy: str) -> Failure:
    return Failure(Source(path), DocumentError(message, path=path, remedy=remedy))


def _suffix(name: str) -> str:
    return "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""


def _hidden(name: str) -> bool:
    return any(part.startswith(_HIDDEN) for part in name.split("/"))


def _name(entry: zipfile.ZipInfo) -> str:
    """Name of a member as its packer meant it, with ``/`` between folders."""
    if not entry.flag_bits & _UTF8_NAME:
        if (extra := _unicode_path(entry.extra)) is not None:
            return extra.replace("\\", "/")
        try:
            raw = entry.orig_filename.encode("cp437")  # undo what zipfile takes for granted
        except UnicodeEncodeError:
            return entry.filename.replace("\\", "/")
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding).split("\0")[0].replace("\\", "/")
            except UnicodeDecodeError:
                continue
    return entry.filename.replace("\\", "/")


def _unicode_path(extra: bytes) -> str | None:
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == _UNICODE_PATH and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return None

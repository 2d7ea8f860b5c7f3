"""From a stream of documents to projects: by folder, by file or by a column of a table."""

from __future__ import annotations

import glob
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Literal

from classifier.documents.document import Document, Failure, Skip, Source
from classifier.projects.result import FileRead

By = Literal["folder", "file", "column"]

# "!" parts a container from what is in it; a folder's own name may hold one, but not after a suffix.
_INSIDE = re.compile(r"\.[A-Za-z]\w{0,7}!")
_IN_MAIL = re.compile(r"\.(?:eml|mht|mhtml)!", re.I)
_ARCHIVE = re.compile(r"\.zip$", re.I)
_ANNEX = re.compile(
    r"(?:annex(?:e?s)?|appendix|appendices|attachments?|enclosures?|supporting[ _-]documents?"
    r"|附件(?:材料)?|附表|附录|佐证(?:材料)?|证明材料)[ _.-]*[\dA-Za-z一二三四五六七八九十]{0,2}",
    re.I,
)


@dataclass(frozen=True)
class Project:
    """What is classified as one: the documents that were read, and every file, read or not, in order.

    ``id`` is unique in a batch; ``path`` is the absolute path of the folder, archive, file or table
    it was found in. ``documents`` is empty where none of its files could be read.
    """

    id: str
    documents: tuple[Document, ...]
    files: tuple[FileRead, ...]
    path: str

    def joined(self) -> tuple[str, tuple[Skip, ...]]:
        """The texts of all documents, an empty line between two, and their skips in that text."""
        skips: list[Skip] = []
        begin = 0
        for document in self.documents:
            skips += (Skip(s.start + begin, s.end + begin, s.reason) for s in document.skips)
            begin += len(document.text) + len(_BETWEEN)
        return _BETWEEN.join(document.text for document in self.documents), tuple(skips)

    @property
    def text_digest(self) -> str:
        """SHA-256 of all text read, in hexadecimal."""
        text = _BETWEEN.join(document.text for document in self.documents)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def share_read(self) -> float:
        """Share of pages read, 0 to 1; a file whose pages cannot be known counts as one page."""
        return sum(file.pages_read for file in self.files) / sum(max(file.pages, 1) for file in self.files)


_BETWEEN = "\n\n"


@dataclass
class _Open:
    """A project that more files may belong to."""

    id: str
    path: str
    documents: list[Document] = field(default_factory=list)
    files: list[FileRead] = field(default_factory=list)

    def add(self, item: Document | Failure) -> None:
        if isinstance(item, Document):
            self.documents.append(item)
        self.files.append(file_read(item))

    def close(self, id: str) -> Project:
        return Project(
            id, tuple(self.documents), tuple(self.files), PurePath(os.path.abspath(self.path)).as_posix()
        )


def file_read(item: Document | Failure) -> FileRead:
    """How much of one input was read, or why nothing was; a row is named by its table and number."""
    source = item.source
    path = source.path if source.row is None else f"{source.path}:{source.row}"
    if isinstance(item, Failure):
        remedy = f"; {item.error.remedy}" if item.error.remedy else ""
        return FileRead(path, pages=0, pages_read=0, reason=item.error.message + remedy)
    if not item.n_pages:
        return FileRead(path)
    return FileRead(path, pages=item.n_pages, pages_read=len(item.pages))


def group_projects(
    items: Iterable[Document | Failure], by: By = "folder", inputs: Sequence[str] = ()
) -> Iterator[Project]:
    """Projects, each as soon as no more of its files can come.

    ``inputs`` are the files, folders and globs that ``items`` were read from; ids are paths relative to the
    one folder or glob given. Several count as sub-folders of one, and ids are paths as given. By ``folder``,
    each folder or archive that directly holds files is one project, together with its sub-folders named as
    annexes; files at the top level of the input are one each.
    By ``file``, each file is one. A mail holds its attachments. Rows of tables are one each, except by
    ``column``: there rows of one table whose ``Source.id`` (what ``ReadOptions.id_column`` names) is the same
    are one, and every file that is no table is one.

    Folders are expected in the order of their names, as ``read_inputs`` gives them: then what is held is one
    project for each level of nesting. By ``column`` the text of one table is held, since its rows may be in
    any order. A folder that comes again after others makes a second project, named with "(2)".
    """
    roots = _Roots(inputs)
    names = _Names()
    open_: dict[str, _Open] = {}
    for item in items:
        key, id, path = _place(item.source, by, roots)
        for other in [other for other in open_ if not _within(key, other, by)]:
            done = open_.pop(other)
            yield done.close(names.unique(done.id))
        open_.setdefault(key, _Open(id, path)).add(item)
    for done in open_.values():
        yield done.close(names.unique(done.id))


def _within(key: str, other: str, by: By) -> bool:
    """May files of the project ``other`` still come when one of ``key`` has?"""
    if by == "column" and "\n" in other:
        return key.split("\n")[0] == other.split("\n")[0]
    return key == other or key.startswith((f"{other}/", f"{other}!"))


def _place(source: Source, by: By, roots: _Roots) -> tuple[str, str, str]:
    """Key, id and path of the project that a source belongs to."""
    path = PurePath(source.path).as_posix()
    rooted, relative = roots.relative(path)
    if source.row is not None:
        if by == "column" and source.id:
            return f"{path}\n{source.id}", source.id, source.path
        return f"{path}\n\n{source.row}", source.id or f"{relative}:{source.row}", source.path
    mail = _IN_MAIL.search(relative)
    name = relative[: mail.end() - 1] if mail else relative
    if by == "folder":
        name = _folder(name, rooted)
    whole = path[: len(path) - len(relative) + len(name)]
    return whole, name, whole


def _folder(name: str, rooted: bool) -> str:
    """The folder or archive that a file lies in, the file itself at the top level of an input."""
    if _ARCHIVE.search(name):  # an archive that could not be opened stands in its own place
        return name
    inside = [found.end() for found in _INSIDE.finditer(name)]
    # Folders above a file that was named itself do not count.
    cuts = [
        found.start() for found in re.finditer("/", name) if rooted or (inside and found.start() > inside[0])
    ]
    cuts = sorted(cuts + [at - 1 for at in inside])
    while len(cuts) > 1 and _ANNEX.fullmatch(name[cuts[-2] + 1 : cuts[-1]]):
        cuts.pop()
    return name[: cuts[-1]] if cuts else name


class _Roots:
    """The folders that inputs stand for: a folder, or the fixed beginning of a glob."""

    def __init__(self, inputs: Sequence[str]) -> None:
        folders = {folder for path in inputs if (folder := _root(path)) is not None}
        self.folders = sorted(folders, key=len, reverse=True)

    def relative(self, path: str) -> tuple[bool, str]:
        """Whether a folder was given that holds ``path``, and ``path`` as ids show it."""
        for folder in self.folders:
            if folder == "." and not path.startswith(("/", "../")):
                return True, path
            if path.startswith(folder if folder.endswith("/") else f"{folder}/"):
                short = path[len(folder) :].lstrip("/")
                return True, short if len(self.folders) == 1 else path
        return False, path


def _root(path: str) -> str | None:
    here = Path(path)
    if here.is_dir():
        return here.as_posix()
    if here.exists() or not glob.has_magic(path):
        return None
    parts = here.parts
    fixed = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    return PurePath(*parts[:fixed]).as_posix()


class _Names:
    """Makes ids unique."""

    def __init__(self) -> None:
        self.given: set[str] = set()

    def unique(self, name: str) -> str:
        """``name``, or the first of ``name (2)``, ``name (3)`` and so on that is free."""
        found, number = name, 1
        while found in self.given:
            number += 1
            found = f"{name} ({number})"
        self.given.add(found)
        return found

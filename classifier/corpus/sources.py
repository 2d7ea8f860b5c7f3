"""Raw rows of a corpus with the place of each: files, folders of text files, and sets of the hub."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from classifier.corpus.columns import Columns
from classifier.corpus.workbook import workbook_rows
from classifier.errors import CorpusError, DocumentError

Raw = tuple[str, int, Mapping[str, Any] | CorpusError]
_KINDS = {
    ".jsonl": "json",
    ".ndjson": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".xlsx": "xlsx",
}
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "big5")


def raw_rows(spec: str | Path, columns: Columns) -> Iterator[Raw]:
    """Rows of ``spec`` (see ``load.load_corpus``) as they are; CorpusError where it cannot be read at all."""
    if isinstance(spec, str) and spec.startswith("hf:"):
        yield from _hub(spec)
        return
    path = Path(spec)
    if path.is_dir() and not (path / "train.jsonl").is_file():
        yield from _folder(path, columns)
        return
    if path.is_dir():
        path = path / "train.jsonl"
    if not path.is_file():
        remedy = "name a file, or a folder that holds train.jsonl"
        raise CorpusError("no corpus here", path=path, remedy=remedy)
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(_KINDS)
        raise CorpusError(
            f"is of no corpus format ({path.suffix or 'no suffix'})", path=path, remedy=f"use {known}"
        )
    if kind == "json":
        yield from _json_lines(path)
    elif kind == "xlsx":
        yield from ((str(path), number, row) for number, row in workbook_rows(path, columns))
    else:
        yield from _table(path, kind)


def _json_lines(path: Path) -> Iterator[Raw]:
    """Line by line: `datasets` names no line when one is wrong, and reads dates as timestamps."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            yield str(path), number, _json_line(line, path, number)


def _json_line(line: bytes, path: Path, number: int) -> dict[str, Any] | CorpusError:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return CorpusError("is not UTF-8", path=path, line=number, remedy="save the file as UTF-8")
    except (ValueError, RecursionError) as error:
        what = error.msg if isinstance(error, json.JSONDecodeError) else "too deep or too long"
        return CorpusError(f"is not valid JSON ({what})", path=path, line=number)
    if not isinstance(row, dict):
        return CorpusError("is not a JSON object", path=path, line=number, remedy='write {"text": ...}')
    return row


def _table(path: Path, kind: str) -> Iterator[Raw]:
    options: dict[str, Any] = {}
    lines: list[int] | None = None
    if kind == "csv":
        from datasets import Features, Value

        encoding = _encoding(path)
        separator = "\t" if path.suffix.lower() == ".tsv" else _separator(path, encoding)
        header, lines = _csv_lines(path, separator, encoding)
        if not lines:
            raise CorpusError("has no rows", path=path)
        texts = Features({name: Value("string") for name in header})  # an id such as 007 stays as it is
        options = {"sep": separator, "keep_default_na": False, "features": texts, "encoding": encoding}
    for number, row in enumerate(_load(kind, path, options)):
        yield str(path), lines[number] if lines and number < len(lines) else number + 1, row


def _encoding(path: Path) -> str:
    """Encoding of a table; one that could be several is refused, since a wrong guess would go unseen."""
    from classifier.documents.encoding import detect

    data = path.read_bytes()
    try:
        found = detect(data)
        data.decode(found)
    except (DocumentError, UnicodeDecodeError):
        found = ""
    if found in _ENCODINGS:
        return found
    try:
        data.decode("utf-8")
        line = 1
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    raise CorpusError("is not UTF-8", path=path, line=line, remedy="save the file as UTF-8")


def _separator(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline()
    return max(",;\t", key=lambda mark: (first.count(mark), mark == ","))


def _csv_lines(path: Path, separator: str, encoding: str) -> tuple[list[str], list[int]]:
    """Column names, and the line at which each record begins: quoted cells may hold line breaks."""
    out: list[int] = []
    try:
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, delimiter=separator)
            header = next(reader, [])
            at = reader.line_num + 1
            for cells in reader:
                if cells and len(cells) != len(header):
                    message = f"has {len(cells)} cells where the header has {len(header)}"
                    raise CorpusError(
                        message, path=path, line=at, remedy="quote cells that hold the separator"
                    )
                if cells:
                    out.append(at)
                at = reader.line_num + 1
    except csv.Error as error:
        raise CorpusError(f"is not valid CSV ({error})", path=path) from None
    if not header:
        raise CorpusError("is empty", path=path)
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise CorpusError(f"has the column {twice[0]!r} twice", path=path, line=1, remedy="rename one")
    return header, out


def _load(kind: str, path: Path, options: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
    from datasets import disable_progress_bars, load_dataset

    disable_progress_bars()
    with tempfile.TemporaryDirectory() as cache:
        try:
            table = load_dataset(
                kind, data_files=str(path), split="train", cache_dir=cache, keep_in_memory=True, **options
            )
            rows = table.to_list()
        except Exception as error:  # the library wraps every parser's own errors
            cause = error.__cause__ or error
            what = str(cause).splitlines()[0][:160] if str(cause) else type(cause).__name__
            raise CorpusError(f"cannot be read ({what})", path=path) from None
    yield from rows


def _folder(path: Path, columns: Columns) -> Iterator[Raw]:
    """Text files in a folder a label, and in ``none``; a text may stand in several.

    Labels that have no folder were not looked for.
    """
    from classifier.documents.encoding import detect

    folders = {one: _folder_labels(one.name, columns) for one in sorted(path.iterdir()) if one.is_dir()}
    for one, labels in folders.items():
        if labels is None and (meant := columns.meant(one.name.replace("__", "/"))):
            remedy = f"is {meant!r} meant? rename it, or say --alias '{one.name}={meant}'"
            raise CorpusError("is named by no label", path=one, remedy=remedy)
    folders = {one: labels for one, labels in folders.items() if labels is not None}
    files = [(file, labels) for one, labels in folders.items() for file in sorted(one.rglob("*.txt"))]
    if not files:
        raise CorpusError(
            "no corpus here",
            path=path,
            remedy="a folder holds train.jsonl, or folders named by labels (and none) with .txt files",
        )
    looked_for = {label for labels in folders.values() for label in labels or ()}
    unknown = [label for label in columns.taxonomy.ids if label not in looked_for]
    texts: dict[str, tuple[Path, set[str]]] = {}
    for file, labels in files:
        try:
            data = file.read_bytes()
            text = data.decode(detect(data)).removeprefix("\ufeff").strip()
        except (DocumentError, UnicodeDecodeError) as error:
            what = error.message if isinstance(error, DocumentError) else "cannot be decoded"
            yield str(file), 0, CorpusError(what, path=file, remedy="save it as UTF-8")
            continue
        if not text:
            yield str(file), 0, CorpusError("has no text", path=file, remedy="remove it")
            continue
        texts.setdefault(text, (file, set()))[1].update(labels or ())
    for text, (file, given) in texts.items():
        missing = [label for label in unknown if label not in given]
        yield str(file), 0, {"text": text, "labels": sorted(given), "unknown": missing, "id": str(file)}


def _folder_labels(name: str, columns: Columns) -> tuple[str, ...] | None:
    """The label that a folder is named by, with its measure; () for none; None for another folder."""
    if name.lower() == "none":
        return ()
    label = columns.names.get(name.lower().replace("__", "/"))
    if label is None:
        return None
    parent = columns.taxonomy.parents[label]
    return (parent, label) if parent else (label,)


def _hub(spec: str) -> Iterator[Raw]:
    """``hf:org/name[:config=...][:split=...]``"""
    name, *extras = spec.removeprefix("hf:").split(":")
    given = dict(part.partition("=")[::2] for part in extras)
    if not name or set(given) - {"config", "split"} or not all(given.values()):
        raise CorpusError(
            "is no name of a hub's dataset", path=spec, remedy="write hf:org/name:config=...:split=..."
        )
    from datasets import load_dataset

    try:
        table = load_dataset(name, given.get("config"), split=given.get("split", "train"))
    except Exception as error:  # network, missing set, wrong split: many kinds
        what = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
        raise CorpusError(f"cannot be loaded ({what})", path=spec, remedy="is there a network?") from None
    for number, row in enumerate(table, 1):
        yield spec, number, row

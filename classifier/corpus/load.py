"""Reading corpora: files, folders and hub ids, checked row by row before anything is learnt."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from classifier.corpus.rows import Row, parse_row
from classifier.errors import CorpusError
from classifier.taxonomy import Taxonomy

_KINDS = {".jsonl": "json", ".ndjson": "json", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet"}
MOST_ERRORS = 20


def load_corpora(specs: Iterable[str | Path], taxonomy: Taxonomy) -> list[Row]:
    """Rows of several corpora, in order; raises CorpusError."""
    return [row for spec in specs for row in load_corpus(spec, taxonomy)]


def load_corpus(spec: str | Path, taxonomy: Taxonomy) -> list[Row]:
    """Rows of one corpus.

    ``spec`` is a JSON Lines, CSV, TSV or Parquet file, a folder (its ``train.jsonl``), or
    ``hf:org/name`` or ``hf:org/name:split=test`` for a dataset of the hub, which needs a network.
    Raises CorpusError; when rows are wrong its message lists the first of them by file and line.
    """
    rows, errors = read_corpus(spec, taxonomy)
    if errors:
        shown = [str(error) for error in errors[:MOST_ERRORS]]
        more = len(errors) - len(shown)
        tail = [f"... and {more} more"] if more else []
        raise CorpusError("\n".join([f"{len(errors)} wrong rows", *shown, *tail]), path=spec)
    if not rows:
        raise CorpusError("has no rows", path=spec)
    return rows


def read_corpus(spec: str | Path, taxonomy: Taxonomy) -> tuple[list[Row], list[CorpusError]]:
    """All good rows of a corpus and an error for each wrong one; raises CorpusError if unreadable."""
    rows: list[Row] = []
    errors: list[CorpusError] = []
    for origin, line, raw in _raw(spec):
        try:
            if isinstance(raw, CorpusError):
                raise raw
            rows.append(parse_row(raw, taxonomy.parents, origin, line))
        except CorpusError as error:
            errors.append(error)
    return rows, errors


def _raw(spec: str | Path) -> Iterator[tuple[str, int, Mapping[str, Any] | CorpusError]]:
    if isinstance(spec, str) and spec.startswith("hf:"):
        yield from _hub(spec)
        return
    path = Path(spec)
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
    else:
        yield from _table(path, kind)


def _json_lines(path: Path) -> Iterator[tuple[str, int, Mapping[str, Any] | CorpusError]]:
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


def _table(path: Path, kind: str) -> Iterator[tuple[str, int, Mapping[str, Any] | CorpusError]]:
    options: dict[str, Any] = {}
    lines: list[int] | None = None
    if kind == "csv":
        from datasets import Features, Value

        separator = "\t" if path.suffix.lower() == ".tsv" else ","
        header, lines = _csv_lines(path, separator)
        texts = Features({name: Value("string") for name in header})  # an id such as 007 stays as it is
        options = {"sep": separator, "keep_default_na": False, "features": texts}
    for number, row in enumerate(_load(kind, path, options)):
        yield str(path), lines[number] if lines and number < len(lines) else number + 1, row


def _csv_lines(path: Path, separator: str) -> tuple[list[str], list[int]]:
    """Column names, and the line at which each record begins: quoted cells may hold line breaks."""
    out: list[int] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
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
    except UnicodeDecodeError:
        raise CorpusError("is not UTF-8", path=path, remedy="save the file as UTF-8") from None
    except csv.Error as error:
        raise CorpusError(f"is not valid CSV ({error})", path=path) from None
    if not header:
        raise CorpusError("is empty", path=path)
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


def _hub(spec: str) -> Iterator[tuple[str, int, Mapping[str, Any] | CorpusError]]:
    name, *extras = spec.removeprefix("hf:").split(":")
    given = dict(part.split("=", 1) for part in extras if "=" in part)
    from datasets import load_dataset

    try:
        table = load_dataset(name, given.get("config"), split=given.get("split", "train"))
    except Exception as error:  # network, missing set, wrong split: many kinds
        what = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
        raise CorpusError(f"cannot be loaded ({what})", path=spec, remedy="is there a network?") from None
    for number, row in enumerate(table, 1):
        yield spec, number, row

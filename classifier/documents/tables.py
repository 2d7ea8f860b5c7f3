"""Tables as streams of documents, one a row: JSON Lines, CSV, TSV and Parquet of any size."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from classifier.documents.document import Document, Failure, Source
from classifier.documents.encoding import detect
from classifier.documents.read import make_document
from classifier.errors import DocumentError

_SAMPLE = 1 << 20
Progress = Callable[[int], None]  # told how many bytes have been read


def read_table(
    stream: IO[bytes],
    name: str,
    format: str,
    *,
    text_column: str = "text",
    id_column: str | None = None,
    progress: Progress | None = None,
) -> Iterator[Document | Failure]:
    """One Document, or Failure, a row, in order, with memory that does not grow with the file.

    ``row`` of a source is the line for JSON Lines, CSV and TSV, and the row counted from 1 for Parquet.
    """
    rows = {"jsonl": _jsonl, "csv": _csv, "tsv": _csv, "parquet": _parquet}[format]
    count = 0
    try:
        for line, row in rows(stream, name, format, progress):
            count += 1
            source = Source(name, line)
            if isinstance(row, DocumentError):
                yield Failure(source, row)
                continue
            item = row_document(row, source, text_column, id_column)
            if (
                format != "jsonl"
                and isinstance(item, Failure)
                and not {text_column, id_column} - {None} <= row.keys()
            ):
                yield Failure(Source(name), item.error)  # the same for every row: said once
                return
            yield item
    except DocumentError as error:
        yield Failure(Source(name), error)
        return
    if not count:
        yield Failure(Source(name), DocumentError("has no rows", path=name))


def row_document(
    row: Mapping[str, Any], source: Source, text_column: str, id_column: str | None
) -> Document | Failure:
    """The document that one row holds, its id that of ``id_column`` or of a column ``id``, as text."""
    wanted = id_column or "id"
    value = row.get(wanted)
    if value is not None and value != "":
        source = Source(source.path, source.row, str(value))
    try:
        if id_column and id_column not in row:
            raise _no_column(id_column, "--id-column", row, source)
        if text_column not in row:
            raise _no_column(text_column, "--text-column", row, source)
        text = row[text_column]
        if text is None:
            text = ""
        if not isinstance(text, str):
            raise DocumentError(
                f"column {text_column!r} holds {type(text).__name__}, not text",
                path=source.path,
                line=source.row,
            )
        if any("\udc80" <= ch <= "\udcff" for ch in text):
            raise DocumentError("is not valid in the file's encoding", path=source.path, line=source.row)
        return make_document(text, source, max_chars=sys.maxsize)
    except DocumentError as error:
        return Failure(source, error)


def _no_column(column: str, option: str, row: Mapping[str, Any], source: Source) -> DocumentError:
    has = ", ".join(str(key) for key in list(row)[:12] if key) or "none"
    return DocumentError(
        f"has no column {column!r}",
        path=source.path,
        line=source.row,
        remedy=f"columns are: {has}; choose with {option}",
    )


def _jsonl(
    stream: IO[bytes], name: str, format: str, progress: Progress | None
) -> Iterator[tuple[int, dict[str, Any] | DocumentError]]:
    for number, line in enumerate(stream, 1):
        if progress:
            progress(len(line))
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        yield number, _json_row(line, name, number)


def _json_row(line: bytes, name: str, number: int) -> dict[str, Any] | DocumentError:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return DocumentError("is not UTF-8", path=name, line=number, remedy="JSON Lines must be UTF-8")
    except (json.JSONDecodeError, RecursionError) as error:
        what = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
        return DocumentError(f"is not valid JSON ({what})", path=name, line=number)
    except ValueError:  # an integer of thousands of digits
        return DocumentError("holds a number too long to read", path=name, line=number)
    if not isinstance(row, dict):
        return DocumentError("is not a JSON object", path=name, line=number, remedy='write {"text": "..."}')
    return row


def _csv(
    stream: IO[bytes], name: str, format: str, progress: Progress | None
) -> Iterator[tuple[int, dict[str, Any] | DocumentError]]:
    if stream.seekable():
        sample = stream.read(_SAMPLE)
        stream.seek(0)
    else:
        stream = io.BytesIO(stream.read())  # a pipe: held whole, to find its encoding first
        sample = stream.getvalue()[:_SAMPLE]
    if not sample.strip():
        raise DocumentError("is empty", path=name)
    try:
        encoding = detect(sample)
    except DocumentError as error:
        raise DocumentError(error.message, path=name, remedy=error.remedy) from None
    if encoding == "utf-8":
        encoding = "utf-8-sig"
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
    lines = _counted(text, progress)
    reader = csv.reader(lines, delimiter=_delimiter(sample, encoding, format))
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, DocumentError(f"is not valid CSV ({error})", path=name, line=line)
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
            _check_header(header, name)
        elif not cells:
            continue
        elif len(cells) != len(header):
            yield (
                line,
                DocumentError(
                    f"has {len(cells)} cells where the header has {len(header)}",
                    path=name,
                    line=line,
                    remedy="quote cells that hold the separator",
                ),
            )
        else:
            yield line, dict(zip(header, cells, strict=True))


def _check_header(header: list[str], name: str) -> None:
    twice = sorted({cell for cell in header if cell and header.count(cell) > 1})
    if twice:
        raise DocumentError(f"has the column {twice[0]!r} twice", path=name, line=1, remedy="rename one")


def _delimiter(sample: bytes, encoding: str, format: str) -> str:
    if format == "tsv":
        return "\t"
    first = sample.decode(encoding, "replace").split("\n", 1)[0]
    return max(",;\t", key=lambda mark: (first.count(mark), mark == ","))


def _counted(text: io.TextIOWrapper, progress: Progress | None) -> Iterator[str]:
    for line in text:
        if progress:
            progress(len(line.encode("utf-8", "surrogatepass")))
        yield line


def _parquet(
    stream: IO[bytes], name: str, format: str, progress: Progress | None
) -> Iterator[tuple[int, dict[str, Any] | DocumentError]]:
    import pyarrow as pa  # 200 ms to import: only for those who read Parquet
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(stream if stream.seekable() else io.BytesIO(stream.read()))
        size, rows = Path(name).stat().st_size if Path(name).exists() else 0, file.metadata.num_rows
        number = 0
        for batch in file.iter_batches(batch_size=1024):
            for row in batch.to_pylist():
                number += 1
                yield number, row
            if progress and rows:
                progress(int(size * batch.num_rows / rows))
    except (pa.ArrowException, OSError, ValueError) as error:
        what = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise DocumentError(f"is not readable Parquet ({what})", path=name) from None

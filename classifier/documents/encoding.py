"""From bytes to text: byte-order marks, UTF-8, then detection; binary junk is refused."""

from __future__ import annotations

import codecs

from classifier.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The most frequent characters of running Chinese: a wrong decoding has few of them.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年這個為國時來們於對會發與企業经经济技工业"
)
_SAMPLE = 1 << 16


def detect(data: bytes) -> str:
    """Name the encoding of ``data``.

    Raises DocumentError when the bytes are no text in any encoding known.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(data)
        return "utf-8"
    except UnicodeDecodeError:
        pass
    sample = data[:_SAMPLE]
    nulls = sample.count(0)
    if nulls:
        if nulls > len(sample) * 0.3:
            return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
        raise DocumentError("is binary, not text", remedy="convert it to text, .docx or .pdf")
    chinese = _best_chinese(sample)
    if chinese:
        return chinese
    from charset_normalizer import from_bytes  # 20 ms to import, rarely needed

    best = from_bytes(sample).best()
    if best is None:
        raise DocumentError("is binary or in an unknown encoding", remedy="save it as UTF-8")
    return str(best.encoding)


def _best_chinese(sample: bytes) -> str | None:
    best, best_share = None, 0.08
    for name in ("gb18030", "big5"):
        try:
            text = codecs.getincrementaldecoder(name)("strict").decode(sample)
        except UnicodeDecodeError:
            continue
        wide = [ch for ch in text if ch > "\x7f"]
        share = sum(ch in _COMMON for ch in wide) / len(wide) if wide else 0.0
        if share > best_share:
            best, best_share = name, share
    return best


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Text of ``data`` and warnings about how it was decoded.

    Raises DocumentError for binary data.
    """
    encoding = detect(data)
    text = data.decode(encoding, "replace")
    warnings: tuple[str, ...] = () if encoding in ("utf-8", "utf-8-sig") else (f"read as {encoding}",)
    sample = text[:_SAMPLE]
    junk = sum(ch < " " and ch not in "\t\n\r\x0b\x0c\x1b\x1c\x1d\x1e" for ch in sample)
    if junk > 8 and junk > 0.02 * len(sample):
        raise DocumentError("is binary, not text", remedy="convert it to text, .docx or .pdf")
    if "\ufffd" in text:
        warnings = (*warnings, "some characters could not be decoded")
    return text, warnings

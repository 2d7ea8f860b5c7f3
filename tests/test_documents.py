import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.documents import Document, Failure, ReadOptions, read_bytes, read_inputs
from classifier.documents.encoding import decode
from classifier.documents.tables import read_table
from classifier.errors import DocumentError, PolicytagError

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "documents"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030", "cp1252"]
)
def test_encodings(encoding: str) -> None:
    english = "The café's naïve façade cost £5 – “too much”, said Zoë. " * 5
    chinese = "企业的技术改造项目得到了国家和地方政府的支持，经济发展在这一年中取得了新的成绩。" * 3
    text = {"gb18030": chinese, "cp1252": english}.get(encoding, english + chinese)
    found, _ = decode(text.encode(encoding))
    if encoding == "cp1252":  # single-byte code pages cannot be told apart to the last character
        assert "said Zo" in found and "cost" in found
    else:
        assert found == text


def test_big5() -> None:
    text = "這個國家的經濟發展與企業的技術有關，我們在這裡說明他們的工作。" * 3
    assert decode(text.encode("big5"))[0] == text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ceramics-kiln-proposal.docx", "Roller kiln"),
        ("reef-school-proposal.pdf", "Kei Islands"),
        ("port-permits-news.html", "Ognyan Petkov"),
    ],
)
def test_examples_are_read(name: str, words: str) -> None:
    document = read_bytes((EXAMPLES / name).read_bytes(), name)
    assert words in document.text


def test_html_leaves_navigation_out() -> None:
    text = read_bytes((EXAMPLES / "port-permits-news.html").read_bytes(), "a.html").text
    assert "Sport" not in text and "Privacy" not in text


def test_short_html_is_read_whole() -> None:
    page = b"<html><body><script>var x</script><p>A bridge.</p><p>A road.</p></body></html>"
    text = read_bytes(page, "x.html").text
    assert "A bridge." in text and "A road." in text and "var" not in text


def pdf_without_text() -> bytes:
    import pypdfium2 as pdfium

    pdf = pdfium.PdfDocument.new()
    pdf.new_page(200, 200)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t ", "is empty"),
        ("a.txt", bytes(range(256)) * 40, "binary"),
        ("a.pdf", b"%PDF-1.7 nonsense", "not a readable PDF"),
        ("a.pdf", b"just text", "not a pdf file"),
        ("scan.pdf", None, "scan without text"),
        ("a.docx", b"PK\x03\x04 broken word/", "not a readable Word document"),
        ("a.docx", b"plain", "not a docx file"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office file"),
        ("a.zip", b"PK\x03\x04stuff", "archive"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "picture"),
        ("a.html", b"<html><body></body></html>", "no text"),
    ],
)
def test_bad_files_are_named(name: str, data: bytes | None, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as caught:
        read_bytes(pdf_without_text() if data is None else data, name)
    assert caught.value.path == name


def test_encrypted_pdf(tmp_path: Path) -> None:
    # The smallest file that pdfium takes for encrypted: an /Encrypt entry whose password is not empty.
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"3 0 obj<</Filter/Standard/V 1/R 2/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">/P -44>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>\n%%EOF"
    )
    with pytest.raises(DocumentError, match="encrypted"):
        read_bytes(data, "locked.pdf")


def test_too_long_documents() -> None:
    with pytest.raises(DocumentError, match="101 characters, more than 100") as caught:
        read_bytes(b"a" * 101, "long.txt", max_chars=100)
    assert "--max-chars" in caught.value.remedy


def test_mislabelled_documents_are_read_as_what_they_are() -> None:
    data = (EXAMPLES / "reef-school-proposal.pdf").read_bytes()
    assert "Kei Islands" in read_bytes(data, "report.docx").text


def names(items: "list[Document | Failure]") -> list[str]:
    return [item.source.name for item in items]


def test_folders_globs_and_missing_files(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.txt").write_text("text one")
    (tmp_path / "a.md").write_text("text two")
    (tmp_path / ".hidden").write_text("no")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    found = list(read_inputs([str(tmp_path)]))
    assert [Path(name).name for name in names(found)] == ["a.md", "x.txt", "photo.jpg"]
    assert isinstance(found[2], Failure)
    assert len(list(read_inputs([str(tmp_path / "**" / "*.txt")]))) == 1
    for path in ("missing.txt", "*.nothing", "bad\0name"):
        (failure,) = read_inputs([path])
        assert isinstance(failure, Failure)
    (tmp_path / "empty").mkdir()
    (failure,) = read_inputs([str(tmp_path / "empty")])
    assert isinstance(failure, Failure) and "empty folder" in str(failure.error)


def table(data: bytes, format: str, **options: str) -> list[Document | Failure]:
    return list(read_table(io.BytesIO(data), "t", format, **options))  # type: ignore[arg-type]


def test_json_lines_rows() -> None:
    lines = [
        b'\xef\xbb\xbf{"id": 7, "text": "good"}',
        b"{broken",
        b"",
        b'["a"]',
        b'{"body": "x"}',
        b'{"text": ""}',
        b'{"text": 5}',
        b'{"text": "\xff"}',
        b'{"text": "last"}',
    ]
    found = table(b"\n".join(lines), "jsonl")
    assert names(found) == ["7", "t:2", "t:4", "t:5", "t:6", "t:7", "t:8", "t:9"]
    assert [isinstance(item, Document) for item in found] == [True, *[False] * 6, True]
    errors = [str(item.error) for item in found if isinstance(item, Failure)]
    assert "t:2: is not valid JSON" in errors[0]
    assert "columns are: body; choose with --text-column" in errors[2]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ('id,text\n1,"a, b\nc"\n2,d\n', "utf-8"),
        ("id;text\n1;项目的建设在这个地方有了发展\n", "gb18030"),
        ("id\ttext\n1\tx y\n", "utf-16"),
    ],
)
def test_csv_dialects(data: str, encoding: str) -> None:
    found = table(data.encode(encoding), "csv")
    assert all(isinstance(item, Document) for item in found), found
    assert names(found)[0] == "1"


def test_csv_wrong_rows() -> None:
    found = table(b"id,text\n1,a\n2,b,c\n3\n\n4,\xff\xfe\n5,e\n", "csv")
    good = [item.source.id for item in found if isinstance(item, Document)]
    bad = [str(item.error) for item in found if isinstance(item, Failure)]
    assert good[0] == "1" and good[-1] == "5"
    assert "t:3: has 3 cells where the header has 2" in bad[0]
    (failure,) = table(b"text,text\na,b\n", "csv")
    assert isinstance(failure, Failure) and "twice" in str(failure.error)


def test_csv_columns() -> None:
    (item,) = table(b"nr,body\n9,hello there\n", "csv", text_column="body", id_column="nr")
    assert isinstance(item, Document) and item.source.id == "9" and item.text == "hello there"


def test_a_missing_column_is_said_once() -> None:
    (failure,) = table(b"nr,body\n9,hello\n10,there\n", "csv")
    assert isinstance(failure, Failure) and "columns are: nr, body; choose with --text-column" in str(
        failure.error
    )


def test_parquet(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"id": ["a", "b"], "text": ["one", None]}), path)
    good, bad = read_inputs([str(path)])
    assert isinstance(good, Document) and isinstance(bad, Failure)
    path.write_bytes(path.read_bytes()[:-9])
    (failure,) = read_inputs([str(path)])
    assert isinstance(failure, Failure) and "Parquet" in str(failure.error)


@given(st.binary(max_size=600), st.sampled_from(["", ".txt", ".html", ".docx", ".pdf", ".md"]))
def test_any_bytes_give_a_document_or_a_clear_error(data: bytes, suffix: str) -> None:
    try:
        document = read_bytes(data, "x" + suffix)
    except PolicytagError as error:
        assert str(error).startswith("x" + suffix)
    else:
        assert document.text.strip()


@given(st.binary(max_size=400), st.sampled_from(["jsonl", "csv", "tsv", "parquet"]))
def test_any_bytes_as_a_table(data: bytes, format: str) -> None:
    for item in table(data, format):
        assert isinstance(item, (Document, Failure))


cells = st.one_of(st.none(), st.text(max_size=30), st.integers(), st.lists(st.text(max_size=3), max_size=2))


@given(st.lists(st.dictionaries(st.sampled_from(["id", "text", "x"]), cells), max_size=6))
def test_any_json_rows_keep_their_order(rows: list[dict[str, object]]) -> None:
    data = "\n".join(json.dumps(row) for row in rows).encode()
    found = table(data, "jsonl")
    if rows:
        assert [item.source.row for item in found] == list(range(1, len(rows) + 1))
    assert sum(isinstance(item, Document) for item in found) == sum(
        isinstance(row.get("text"), str) and bool(str(row["text"]).strip()) for row in rows
    )


def test_options_force_a_format(tmp_path: Path) -> None:
    path = tmp_path / "odd.dat"
    path.write_text('{"text": "one"}\n{"text": "two"}\n')
    assert len(list(read_inputs([str(path)], ReadOptions(format="jsonl")))) == 2

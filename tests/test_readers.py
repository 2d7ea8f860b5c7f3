"""Readers of Office files, mails, OFD and what LibreOffice converts; each test makes its file."""

import io
import os
import stat
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from classifier.documents import Document, ReadOptions, read_bytes, read_inputs
from classifier.documents.deadline import time_limit
from classifier.documents.libreoffice import convert
from classifier.documents.members import read_member
from classifier.errors import DocumentError

W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def docx_bytes(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def body(document: Any, xml: str) -> None:
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))


def test_tables_stay_in_place_and_nested_ones_too() -> None:
    document = docx.Document()
    document.add_paragraph("Before.")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Applicant", "Town of Halvik"
    merged = table.cell(1, 0).merge(table.cell(1, 1))
    merged.text = "Costs"
    inner = merged.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Kiln", "900"
    document.add_paragraph("After.")
    text = read_bytes(docx_bytes(document), "a.docx").text
    assert text.split("\n\n") == ["Before.", "Applicant | Town of Halvik", "Costs", "Kiln | 900", "After."]


def test_cells_merged_downwards_are_read_once() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Years"
    table.cell(0, 1).text, table.cell(1, 1).text = "2025", "2026"
    assert read_bytes(docx_bytes(document), "a.docx").text == "Years | 2025\n\n2026"


def test_tracked_changes_are_read_as_accepted() -> None:
    document = docx.Document()
    w = nsdecls("w")
    body(
        document,
        f'<w:p {w}><w:r><w:t xml:space="preserve">We heat </w:t></w:r><w:del w:id="1" w:author="a"><w:r>'
        f'<w:delText>coal</w:delText></w:r></w:del><w:ins w:id="2" w:author="a"><w:r><w:t>solar</w:t></w:r></w:ins>'
        f'<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:t xml:space="preserve"> now.</w:t></w:r></w:p>',
    )
    body(
        document, f'<w:p {w}><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr><w:r><w:t>One </w:t></w:r></w:p>'
    )
    body(document, f"<w:p {w}><w:r><w:t>line.</w:t></w:r></w:p>")
    table = document.add_table(2, 1)
    table.cell(0, 0).text, table.cell(1, 0).text = "kept", "removed"
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {w} w:id="4"/>'))
    assert read_bytes(docx_bytes(document), "a.docx").text == "We heat solar now.\n\nOne line.\n\nkept"


def test_check_boxes_of_all_kinds() -> None:
    document = docx.Document()
    w = nsdecls("w")

    def control(checked: int) -> str:
        return (
            f'<w:sdt {W14}><w:sdtPr><w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox></w:sdtPr>'
            "<w:sdtContent><w:r><w:t>?</w:t></w:r></w:sdtContent></w:sdt>"
        )

    def field(state: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{state}</w:checkBox></w:ffData></w:fldChar></w:r>'

    def said(word: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{word} </w:t></w:r>'

    body(
        document,
        f"<w:p {w}>{control(1)}{said('a')}{control(0)}{said('b')}{field('<w:checked/>')}{said('c')}"
        f"{field('<w:default w:val=' + chr(34) + '0' + chr(34) + '/>')}{said('d')}"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
        f"{said('e')}"
        '<w:r><w:sym w:font="Wingdings 2" w:char="F0A3"/></w:r>'
        f"{said('f')}</w:p>",
    )
    document_read = read_bytes(docx_bytes(document), "a.docx")
    assert document_read.text == "☑a ☐b ☑c ☐d ☑e ☐f"
    assert [document_read.text[s.start : s.end] for s in document_read.skips] == ["☐b ", "☐d ", "☐f"]


def test_text_boxes_headers_and_footers_are_read_once() -> None:
    document = docx.Document()
    w = nsdecls("w")
    box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
    body(
        document,
        f'<w:p {w} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><w:t>Body.</w:t></w:r>'
        f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    document.sections[0].header.paragraphs[0].text = "Fund for harbours"
    document.sections[0].footer.paragraphs[0].text = "第 1 页 共 9 页"
    document.add_section()
    document.sections[1].header.is_linked_to_previous = False
    document.sections[1].header.paragraphs[0].text = "Fund for harbours"
    text = read_bytes(docx_bytes(document), "a.docx").text
    assert text.split("\n\n") == ["Fund for harbours", "Body.", "In a box."]


def test_headings_of_styles_make_sections() -> None:
    document = docx.Document()
    document.add_heading("Harbour heat", 0)
    document.add_heading("What we want", 1)
    document.add_paragraph("Heat 900 flats.")
    document.add_heading("How", 2)
    document.add_paragraph("With the sea.")
    read = read_bytes(docx_bytes(document), "a.docx")
    assert [(s.title, s.level) for s in read.sections] == [
        ("Harbour heat", 1),
        ("What we want", 1),
        ("How", 2),
    ]
    assert read.sections[0].kind == "title"


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FORM = {"Form": [["Project", "Sea heat"], [], ["Cost", 900.0]], "Annex": [["Pumps", 3]]}


def test_a_form_in_a_spreadsheet_is_one_document() -> None:
    read = read_bytes(workbook(FORM), "form.xlsx")
    assert read.text.split("\n\n") == ["Form", "Project | Sea heat", "Cost | 900", "Annex", "Pumps | 3"]
    assert [section.title for section in read.sections] == ["Form", "Annex"]


def test_hidden_sheets_are_left_out() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook(FORM)))
    book["Annex"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert "Pumps" not in read_bytes(out.getvalue(), "form.xlsx").text


def items(path: Path, **options: Any) -> list[Any]:
    return list(read_inputs([str(path)], ReadOptions(**options)))


def test_a_register_is_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    rows = [
        ["Register of 2024"],
        ["nr", "id", "body"],
        [1, "007", "Sea heat"],
        [],
        [2, 8.0, None],
        [3, 9, "Kiln"],
    ]
    path.write_bytes(workbook({"2024": rows}))
    found = items(path, text_column="body")
    assert [(item.source.id, item.source.row) for item in found] == [("007", 3), ("8", 5), ("9", 6)]
    assert [getattr(item, "text", None) for item in found] == ["Sea heat", None, "Kiln"]
    assert len(items(path, text_column="summary")) == 1  # no such column: a form
    assert len(items(path)) == 1
    path.write_bytes(workbook({"a": rows, "b": rows}))
    assert [Path(item.source.path).name for item in items(path, text_column="body")][::3] == [
        "register.xlsx!a",
        "register.xlsx!b",
    ]
    path.write_bytes(workbook({"a": [["body", "x", "x"], ["a", "b", "c"]]}))
    (failure,) = items(path, text_column="body")
    assert "has the column 'x' twice" in str(failure.error) and str(path) in str(failure.error)


def test_old_and_open_spreadsheets() -> None:
    import xlwt
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    old, out = xlwt.Workbook(), io.BytesIO()
    old.add_sheet("Form").write(0, 0, "海水供暖")
    old.save(out)
    assert read_bytes(out.getvalue(), "a.xls").text == "海水供暖"
    book, table, row, cell, out = (
        OpenDocumentSpreadsheet(),
        Table(name="F"),
        TableRow(),
        TableCell(valuetype="string"),
        io.BytesIO(),
    )
    cell.addElement(P(text="Sea heat"))
    row.addElement(cell)
    table.addElement(row)
    book.spreadsheet.addElement(table)
    book.write(out)
    assert read_bytes(out.getvalue(), "a.ods").text == "Sea heat"


def test_slides() -> None:
    import pptx
    from pptx.util import Inches

    show, out = pptx.Presentation(), io.BytesIO()
    for title in ("Sea heat", "Hidden", "Costs"):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = f"About {title}"
    show.slides[1].element.set("show", "0")
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "grouped"
    table = slide.shapes.add_table(1, 2, 0, 0, Inches(3), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Pump", "3"
    slide.notes_slide.notes_text_frame.text = "Say thanks."
    show.save(out)
    read = read_bytes(out.getvalue(), "a.pptx")
    blocks = ["Sea heat", "About Sea heat", "Costs", "About Costs", "grouped", "Pump | 3", "Say thanks."]
    assert read.text.split("\n\n") == blocks
    assert read.n_pages == 2 and read.page_at(read.text.index("Pump")) == 2


def mail() -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = "申报材料", "a@example.org"
    message.set_content("Please find our proposal for sea heat.")
    message.add_attachment(
        workbook(FORM), maintype="application", subtype="octet-stream", filename="预算.xlsx"
    )
    return message


def test_mail_and_its_attachments(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    outer = EmailMessage()
    outer["Subject"], outer["From"] = "Fwd", "b@example.org"
    outer.set_content("See below.")
    outer.add_attachment(mail())
    path.write_bytes(outer.as_bytes())
    alone = read_bytes(mail().as_bytes(), "m.eml")
    assert alone.text.startswith("Subject: 申报材料") and "sea heat" in alone.text
    assert alone.warnings == ("attachment '预算.xlsx' is not part of this text",)
    found = items(path)
    assert [Path(item.source.path).name for item in found] == [
        "a.eml",
        "a.eml!1.eml",
        "a.eml!1.eml!预算.xlsx",
    ]
    assert all(isinstance(item, Document) for item in found)


def test_mail_without_plain_text() -> None:
    message = EmailMessage()
    message["Subject"], message["From"] = "Heat", "a@example.org"
    message.set_content("<html><body><p>Sea heat for 900 flats.</p></body></html>", subtype="html")
    assert "900 flats" in read_bytes(message.as_bytes(), "m.eml").text
    with pytest.raises(DocumentError, match="not a mail"):
        read_bytes(b"just words", "m.eml")


def ofd(text: str = "海水供暖") -> bytes:
    out = io.BytesIO()
    name = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    objects = "".join(
        f'<ofd:TextObject Boundary="20 {20 + 8 * at} {40 + 60 * at} 6"><ofd:TextCode X="0" Y="5">{line}</ofd:TextCode></ofd:TextObject>'
        for at, line in enumerate([text, "为900户供暖。"])
    )
    with zipfile.ZipFile(out, "w") as container:
        container.writestr(
            "OFD.xml",
            f"<ofd:OFD {name}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        pages = '<ofd:Page ID="1" BaseLoc="Pages/0.xml"/><ofd:Page ID="2" BaseLoc="/Doc_0/Pages/1.xml"/>'
        container.writestr(
            "Doc_0/Document.xml", f"<ofd:Document {name}><ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
        )
        container.writestr(
            "Doc_0/Pages/0.xml",
            f"<ofd:Page {name}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>",
        )
        container.writestr(
            "Doc_0/Pages/1.xml", f"<ofd:Page {name}><ofd:Content><ofd:ImageObject/></ofd:Content></ofd:Page>"
        )
    return out.getvalue()


def test_ofd() -> None:
    read = read_bytes(ofd(), "a.ofd")
    assert read.text == "海水供暖\n为900户供暖。"
    assert (read.n_pages, read.page_numbers) == (2, (1,)) and "1 of 2 pages are pictures" in read.warnings[0]
    with pytest.raises(DocumentError, match="not a readable OFD file"):
        read_bytes(ofd()[:200], "a.ofd")


RTF = rb"{\rtf1\ansi Sea heat for 900 flats.}"


def fake_soffice(folder: Path, script: str) -> None:
    """A program named soffice that checks how it is called and does as ``script`` says."""
    program = folder / "soffice"
    program.write_text(f"#!{sys.executable}\nimport sys, shutil, time, os\nargs = sys.argv[1:]\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)


needs_scripts = pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a script")


@needs_scripts
def test_old_formats_go_through_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = docx.Document()
    document.add_paragraph("Converted.")
    (tmp_path / "made.docx").write_bytes(docx_bytes(document))
    fake_soffice(
        tmp_path,
        "assert args[0].startswith('-env:UserInstallation=file:///') and '--headless' in args\n"
        "assert args[args.index('--convert-to') + 1] == 'docx'\n"
        "assert open(args[-1], 'rb').read(5) == b'{\\\\rtf'\n"
        f"shutil.copy({str(tmp_path / 'made.docx')!r}, args[-1].replace('.rtf', '.docx'))",
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_bytes(RTF, "a.rtf").text == "Converted."
    assert read_bytes(RTF, "a.doc").warnings == ("read as rtf, whatever its name says",)


@needs_scripts
def test_a_libreoffice_that_fails_or_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    fake_soffice(tmp_path, "sys.exit(1)")
    with pytest.raises(DocumentError, match="LibreOffice cannot read"):
        read_bytes(RTF, "a.rtf")
    fake_soffice(tmp_path, "time.sleep(60)")
    with pytest.raises(DocumentError, match="took LibreOffice more than 1 seconds"), time_limit(0.5):
        convert(RTF, ".rtf", "docx")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (RTF, "a.rtf", ".rtf"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument\0".encode("utf-16-le"),
            "a.wps",
            ".doc",
        ),
    ],
)
def test_without_libreoffice_it_is_asked_for(
    data: bytes, name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classifier.documents.libreoffice.find_soffice", lambda: None)
    with pytest.raises(DocumentError, match=rf"is a \{kind} file, which needs LibreOffice") as caught:
        read_bytes(data, name)
    assert "install LibreOffice" in caught.value.remedy


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + f"{stream}\0".encode("utf-16-le")


def zipped(**names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, text in names.items():
            container.writestr(name.replace("__", "/"), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words", "remedy"),
    [
        (ole("EncryptedPackage"), "is encrypted", "without a password"),
        (ole("__substg1.0_0037001F"), "Outlook message", ".eml"),
        (ole("Workbook"), "not a readable spreadsheet", ".xlsx"),
        (b"Rar!\x1a\x07\0", r"archive \(.rar\)", ".zip"),
        (b"7z\xbc\xaf\x27\x1c", r"archive \(.7z\)", ".zip"),
        (b"PAR1abc", "Parquet", ".parquet"),
        (zipped(mimetype="application/epub+zip"), "e-book", ".pdf"),
        (zipped(Index__Document_iwa="x").replace(b"_iwa", b".iwa"), "iWork", "export"),
        (b"PK\x03\x04nothing", "readable Word document", "anew"),
        (b"%PDF-1.4 nothing", "readable PDF", "anew"),
        (b"plain words", "is not a docx file", "anew"),
    ],
)
def test_what_cannot_be_read_has_a_reason_and_a_remedy(data: bytes, words: str, remedy: str) -> None:
    with pytest.raises(DocumentError, match=words) as caught:
        read_bytes(data, "a.docx")
    assert remedy in caught.value.remedy


def test_a_mislabelled_file_is_read_as_what_it_is_with_a_warning() -> None:
    document = docx.Document()
    document.add_paragraph("Sea heat.")
    read = read_bytes(docx_bytes(document), "a.pdf")
    assert read.text == "Sea heat." and read.warnings == ("read as docx, whatever its name says",)
    assert read_bytes(docx_bytes(document), "a.docm").warnings == ()


def test_a_word_file_that_unpacks_to_too_much_is_refused() -> None:
    data = docx_bytes(docx.Document())
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr("word/media/big.bin", b"\0" * 30_000_000)
    with pytest.raises(DocumentError, match="zip bomb"):
        read_bytes(out.getvalue(), "a.docx")


@given(
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"PK\x03\x04", b"%PDF-1.7 ", b"{\\rtf1", b"From: a\r\nSubject: b\r\n\r\n", ole("Book")]
    ),
    st.sampled_from([".xlsx", ".xls", ".ods", ".pptx", ".eml", ".ofd", ".doc", ".zip", ".png", ".tif"]),
)
def test_any_bytes_of_any_kind_give_a_document_or_a_clear_error(
    data: bytes, magic: bytes, suffix: str
) -> None:
    for item in read_member(magic + data, "x" + suffix, ReadOptions(text_column="text")):
        if isinstance(item, Document):
            assert item.text.strip() and all(0 <= start <= len(item.text) for start in item.pages)
        else:
            assert str(item.error).startswith("x" + suffix)

"""A quarter's folder as an office has it: 120 files of all formats, 20 of which are a trouble to read.

``python -m benchmarks.folder TARGET`` makes it of texts in ``corpora/``, ``corpora/whole`` among them, and prints
what is in it. Needs the extra ``dev``.
"""

from __future__ import annotations

import io
import itertools
import random
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.resubmissions import make_cases
from benchmarks.whole_files import render
from classifier.documents.libreoffice import convert, find_soffice
from classifier.documents.ocr import is_installed

ROOT = Path(__file__).resolve().parent.parent
WHOLE = ROOT / "corpora" / "whole" / "documents"
CONVERTED = (".doc", ".wps", ".rtf", ".odt")
FORMS = ("docx", "pdf", "odt", "docx", "rtf", "pdf", "doc", "docx", "wps", "pdf")
ANNEXES = ("xlsx", "xls", "ods", "pptx", "html", "txt", "md", "docx", "pdf")


@dataclass(frozen=True)
class Made:
    """One file or member of an archive: its name in the folder, its project, and whether it can be read."""

    name: str
    project: str
    readable: bool


@dataclass
class Folder:
    """What was made: all files and members, and the number of files on the disk."""

    path: Path
    made: list[Made] = field(default_factory=list)

    @property
    def n_files(self) -> int:
        """Files on the disk."""
        return sum(path.is_file() for path in self.path.rglob("*"))

    def put(self, name: str, data: bytes, readable: bool | None = None) -> None:
        """Write one file; ``readable`` None goes by its format and what is installed here."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        if not name.endswith(".zip"):
            self._note(name, _project(name), path.suffix in CONVERTED, readable)

    def note(self, name: str, project: str, readable: bool = True) -> None:
        """Remember a member of an archive."""
        self._note(name, project, Path(name).suffix in CONVERTED, readable)

    def _note(self, name: str, project: str, converted: bool, readable: bool | None) -> None:
        if readable is None:
            readable = find_soffice() is not None if converted else True
        self.made.append(Made(name, project, readable))


def _project(name: str) -> str:
    parts = name.split("/")
    kept = [part for part in parts[:-1] if part not in ("Annexes", "附件")]
    return "/".join(kept) if kept else name


def make_folder(target: Path) -> Folder:
    """Make the folder ``target``, which must not exist yet."""
    folder = Folder(target)
    rng = random.Random(9)
    texts = {lang: [c.text for c in make_cases(120, 0, seed=9) if c.lang == lang] for lang in ("en", "zh")}
    supply = {lang: itertools.cycle(own) for lang, own in texts.items()}
    _projects(folder, supply, rng)
    _singles(folder, supply)
    _archives(folder, supply)
    _troubles(folder, supply)
    return folder


def _projects(folder: Folder, supply: dict[str, Iterator[str]], rng: random.Random) -> None:
    """36 folders with a form and an annex, some of these in a sub-folder; names are long and Chinese, too."""
    for i in range(36):
        lang = ("en", "zh")[i % 2]
        form, annex = FORMS[i // 2 % len(FORMS)], ANNEXES[i // 2 % len(ANNEXES)]
        name = (
            f"Harbour works {i:02} " + "and all that belongs to it " * 6
            if lang == "en"
            else f"二〇二五年度第{i:02}号" + "重点专项项目申报" * 7
        )
        name = f"{('2025 spring', '乡镇')[i % 4 // 2]}/{name.strip()}"
        inner = ("", "Annexes/", "", "附件/")[i % 4] if i % 3 else ""
        text = next(supply[lang])
        folder.put(f"{name}/{('application', '申报书（终稿）')[i % 2]}.{form}", document(form, text, lang))
        share = text[: rng.randrange(300, 1200)]
        folder.put(f"{name}/{inner}{('budget', '预算表')[i % 2]}.{annex}", document(annex, share, lang))


def _singles(folder: Folder, supply: dict[str, Iterator[str]]) -> None:
    """18 files at the top, two whole documents and two scans among them."""
    for i, kind in enumerate(
        ("docx", "pdf", "rtf", "wps", "txt", "md", "html", "pptx", "eml", "ofd", "xlsx", "odt", "pdf", "docx")
    ):
        lang = ("zh", "en")[i % 2]
        folder.put(f"{('新报', 'late ')[i % 2]}{i:02}.{kind}", document(kind, next(supply[lang]), lang))
        if kind == "eml":
            folder.note(f"新报{i:02}.eml!预算.xlsx", f"新报{i:02}.eml")
    for name, kind in (("e01", "docx"), ("c01", "pdf")):
        markdown = (WHOLE / f"{name}.md").read_text(encoding="utf-8")
        folder.put(f"whole {name}.{kind}", render(markdown, kind) or b"")
    folder.put("scan.pdf", scanned_pdf(next(supply["en"])), is_installed())
    folder.put("盖章扫描件.png", (ROOT / "tests" / "data" / "scan-zh.png").read_bytes(), is_installed())


def _archives(folder: Folder, supply: dict[str, Iterator[str]]) -> None:
    """10 archives: names in UTF-8 and in GBK, folders inside parted by back slashes, an archive inside."""
    for i in range(8):
        lang, name = ("en", "zh")[i % 2], f"{('sent', '报送')[i % 2]} {i}.zip"
        inner = (
            {"form.docx": "docx", "table.xls": "xls"}
            if lang == "en"
            else {"申报书.pdf": "pdf", "预算.ods": "ods"}
        )
        files = {key: document(kind, next(supply[lang])[:2500], lang) for key, kind in inner.items()}
        folder.put(name, packed(files, "gbk" if i % 4 == 1 else "utf-8"))
        for key in inner:
            folder.note(f"{name}!{key}", name)
    deep = packed({"inner.zip": packed({"form.docx": document("docx", next(supply["en"]), "en")})})
    folder.put("forwarded.zip", deep)
    folder.note("forwarded.zip!inner.zip!form.docx", "forwarded.zip!inner.zip")
    windows = packed({"申报\\正文.docx": document("docx", next(supply["zh"]), "zh")}, "gbk")
    folder.put("来自视窗.zip", windows)
    folder.note("来自视窗.zip!申报/正文.docx", "来自视窗.zip!申报")


def _troubles(folder: Folder, supply: dict[str, Iterator[str]]) -> None:
    """20 files: damaged, encrypted, empty, mislabelled and nested, alone or beside a form that can be read."""
    text = next(supply["en"])
    good = {kind: document(kind, text, "en") for kind in ("docx", "pdf", "xlsx", "pptx", "ofd")}
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    damaged = {kind: data[: len(data) // 3] for kind, data in good.items()}
    beside = sorted({made.project for made in folder.made if "/" in made.project and "!" not in made.project})
    troubles: list[tuple[str, bytes, bool]] = [
        *((f"damaged.{kind}", data, False) for kind, data in damaged.items()),
        ("damaged.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 200, False),
        ("noise.docx", random.Random(1).randbytes(5000), False),
        ("encrypted.docx", ole + "EncryptedPackage\0".encode("utf-16-le"), False),
        ("encrypted.pdf", pdf("Secret.", "en", password="secret"), False),
        ("empty.docx", b"", False),
        ("empty.txt", b" \n\n ", False),
        ("nothing in it.docx", document("docx", "", "en"), False),
        ("a picture of nothing.pdf", pdf("", "en"), False),
        ("Word file.pdf", good["docx"], True),
        ("PDF file.docx", good["pdf"], True),
        ("workbook.docx", good["xlsx"], True),
    ]  # fmt: skip
    for i, (name, data, readable) in enumerate(troubles):
        folder.put(f"{beside[i]}/{name}" if i % 2 else name, data, readable)
    folder.put("damaged.zip", good["docx"][:3000])
    folder.note("damaged.zip", "damaged.zip", False)
    folder.put("empty.zip", packed({}))
    folder.note("empty.zip", "empty.zip", False)
    locked = bytearray(packed({"form.docx": good["docx"]}))
    locked[6] |= 1  # the flag that says encrypted, in the member's head and in the directory
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    folder.put("encrypted.zip", bytes(locked))
    folder.note("encrypted.zip!form.docx", "encrypted.zip", False)
    nested = packed({"form.docx": good["docx"]})
    for name in ("3.zip", "2.zip", "1.zip"):
        nested = packed({name: nested})
    folder.put("too deep.zip", nested)
    folder.note("too deep.zip!1.zip!2.zip!3.zip", "too deep.zip!1.zip!2.zip!3.zip", False)


def document(kind: str, text: str, lang: str) -> bytes:
    """``text`` as a file of ``kind``, the suffix of its name."""
    return _MAKERS[kind](text, lang)


def packed(files: dict[str, bytes], encoding: str = "utf-8") -> bytes:
    """A zip; names in another encoding than UTF-8 are written as Windows does, with no word of it."""
    out = io.BytesIO()
    names = {
        name: name if encoding == "utf-8" else f"{i:n<{len(name.encode(encoding))}}"
        for i, name in enumerate(files)
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in files.items():
            container.writestr(names[name], data)
    packed_bytes = out.getvalue()
    for name, other in names.items():  # zipfile itself writes no names but ASCII and marked UTF-8
        if other != name:
            packed_bytes = packed_bytes.replace(other.encode(), name.encode(encoding))
    return packed_bytes


def pdf(text: str, lang: str, password: str | None = None) -> bytes:
    """Text on as many A4 pages as it needs."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    if lang == "zh":
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    font = {"en": ("Times-Roman", None), "zh": ("STSong-Light", "CJK")}[lang]
    style = ParagraphStyle("body", fontName=font[0], wordWrap=font[1], fontSize=11, leading=15)
    out = io.BytesIO()
    flow = [Paragraph(escape(line), style) for line in text.splitlines() if line.strip()]
    SimpleDocTemplate(out, pagesize=A4, encrypt=password).build(flow or [Spacer(1, 1)])
    return out.getvalue()


def scanned_pdf(text: str, n_pages: int = 1, words: int = 120) -> bytes:
    """The beginning of an English ``text`` as pictures of pages, 150 dots an inch."""
    import textwrap

    from matplotlib import get_data_path
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf", 22)
    pages = []
    all_words = text.split()
    for number in range(n_pages):
        page = Image.new("L", (1240, 1754), 255)
        lines = textwrap.wrap(" ".join(all_words[number * words : (number + 1) * words]), 84)
        for at, line in enumerate(lines):
            ImageDraw.Draw(page).text((110, 110 + 34 * at), line, 0, font)
        pages.append(page)
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return out.getvalue()


def _docx(text: str, lang: str) -> bytes:
    """With a header, the first lines in a table, and chapters as they stand."""
    import docx

    made = docx.Document()
    lines = text.splitlines()
    if lines:
        made.sections[0].header.paragraphs[0].text = {"en": "Regional fund", "zh": "专项资金"}[lang]
        table = made.add_table(0, 2)
        for line in lines[:3]:
            table.add_row().cells[0].text = line
    for line in lines[3:]:
        made.add_paragraph(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _rtf(text: str, lang: str) -> bytes:
    said = "".join(ch if ch.isascii() else f"\\u{ord(ch) - (ord(ch) > 32767) * 65536}?" for ch in text)
    return ("{\\rtf1\\ansi " + said.replace("\n", "\\par\n") + "}").encode("ascii")


def _doc(text: str, lang: str) -> bytes:
    """A Word file of 1997, where LibreOffice can make one; else RTF by that name, which Word opens as well."""
    return convert(_docx(text, lang), ".docx", "doc") if find_soffice() else _rtf(text, lang)


def _odt(text: str, lang: str) -> bytes:
    from odf.opendocument import OpenDocumentText
    from odf.text import P

    made = OpenDocumentText()
    for line in text.splitlines():
        made.text.addElement(P(text=line))
    return _saved(made)


def _cells(text: str) -> list[list[str]]:
    """Rows of a form: a label and what stands beside it."""
    return [[head, rest] for head, _, rest in (line.partition(": ") for line in text.splitlines()) if head]


def _xlsx(text: str, lang: str) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in _cells(text):
        book.active.append([f"'{cell}" if cell.startswith("=") else cell for cell in row])
    return _saved(book)


def _xls(text: str, lang: str) -> bytes:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("1")
    for i, row in enumerate(_cells(text)):
        for j, cell in enumerate(row):
            sheet.write(i, j, cell[:30_000])
    return _saved(book)


def _ods(text: str, lang: str) -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    made = OpenDocumentSpreadsheet()
    table = Table(name="1")
    for row in _cells(text):
        line = TableRow()
        for cell in row:
            one = TableCell(valuetype="string")
            one.addElement(P(text=cell))
            line.addElement(one)
        table.addElement(line)
    made.spreadsheet.addElement(table)
    return _saved(made)


def _pptx(text: str, lang: str) -> bytes:
    from pptx import Presentation

    made = Presentation()
    lines = [line for line in text.splitlines() if line.strip()]
    for at in range(0, len(lines), 8):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = lines[at][:80]
        slide.placeholders[1].text = "\n".join(lines[at + 1 : at + 8])
    return _saved(made)


def _saved(made: object) -> bytes:
    out = io.BytesIO()
    made.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def _html(text: str, lang: str) -> bytes:
    said = "".join(f"<p>{escape(line)}</p>\n" for line in text.splitlines() if line)
    head = f'<html lang="{lang}"><head><meta charset="utf-8"></head>'
    return f"<!DOCTYPE html>{head}<body><article>{said}</article></body></html>".encode()


def _eml(text: str, lang: str) -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "申报材料", "office@example.org", "fund@example.org"
    mail.set_content(text)
    table = _xlsx(text[:800], lang)
    mail.add_attachment(table, maintype="application", subtype="octet-stream", filename="预算.xlsx")
    return mail.as_bytes()


def _ofd(text: str, lang: str) -> bytes:
    name = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    lines = [line[at : at + 40] for line in text.splitlines() for at in range(0, len(line), 40)]
    pages = [lines[at : at + 30] for at in range(0, len(lines), 30)]
    listed = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/{i}.xml"/>' for i in range(len(pages)))
    root = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    files = {
        "OFD.xml": f"<ofd:OFD {name}>{root}</ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {name}><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for i, page in enumerate(pages):
        said = "".join(
            f'<ofd:TextObject Boundary="20 {20 + 8 * at} 170 6"><ofd:TextCode X="0" Y="5">{escape(line)}</ofd:TextCode></ofd:TextObject>'
            for at, line in enumerate(page)
        )
        content = f"<ofd:Content><ofd:Layer>{said}</ofd:Layer></ofd:Content>"
        files[f"Doc_0/Pages/{i}.xml"] = f"<ofd:Page {name}>{content}</ofd:Page>"
    return packed({key: value.encode() for key, value in files.items()})


_MAKERS: dict[str, Callable[[str, str], bytes]] = {
    "docx": _docx,
    "pdf": pdf,
    "odt": _odt,
    "rtf": _rtf,
    "doc": _doc,
    "wps": _rtf,
    "xlsx": _xlsx,
    "xls": _xls,
    "ods": _ods,
    "pptx": _pptx,
    "html": _html,
    "eml": _eml,
    "ofd": _ofd,
    "txt": lambda text, lang: text.encode("gb18030" if lang == "zh" else "utf-8"),
    "md": lambda text, lang: text.encode(),
}


def main() -> None:
    """See above."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    target = Path(sys.argv[1])
    shutil.rmtree(target, ignore_errors=True)
    folder = make_folder(target)
    projects = {made.project for made in folder.made if made.readable}
    unread = [made.name for made in folder.made if not made.readable]
    print(f"{folder.n_files} files, {len(projects)} projects that can be read")
    print("cannot be read:", *unread, sep="\n  ")


if __name__ == "__main__":
    main()

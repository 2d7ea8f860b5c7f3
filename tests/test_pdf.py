"""PDF and scans: order of columns, running heads, hyphens, OCR; each test draws its file."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from matplotlib import get_data_path
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from classifier.documents import ocr, read_bytes
from classifier.documents.deadline import time_limit
from classifier.errors import DocumentError, MissingExtraError
from tests.conftest import ROOT

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
WIDTH, HEIGHT = A4
LEFT = [
    "The harbour town of Halvik will heat nine",
    "hundred flats with water from the sea, as a",
    "pump lifts its warmth to the pipes below the",
    "streets. The old boiler burned coal for sixty",
    "years and will be taken down by the spring.",
]
RIGHT = [
    "Its workers are trained as fitters of pumps by",
    "the college, which has taught the trade since",
    "the yard was closed. Two of three have found",
    "work already, and the college will train forty",
    "more in the second year of this project here.",
]


def pdf(*pages: Callable[[Canvas], Any]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for draw in pages:
        canvas.setFont("Times-Roman", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def lines(*texts: str, x: float = 60, top: float = 760, pitch: float = 14) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for at, text in enumerate(texts):
            canvas.drawString(x, top - pitch * at, text)

    return draw


def test_two_columns_are_read_one_after_the_other() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(
            60, 790, "A title that runs across both columns of the page, as titles of papers often do"
        )
        for at in range(5):  # drawn row by row, as some programs do
            canvas.drawString(60, 760 - 14 * at, LEFT[at])
            canvas.drawString(320, 760 - 14 * at, RIGHT[at])

    text = read_bytes(pdf(page), "a.pdf").text
    left, right = " ".join(LEFT), " ".join(RIGHT)
    assert text.index(left) < text.index(right)
    assert text.startswith("A title that runs across")


def test_columns_of_a_table_stay_beside_each_other() -> None:
    def page(canvas: Canvas) -> None:
        for at in range(6):
            canvas.drawString(60, 760 - 20 * at, f"Item {at}")
            canvas.drawString(400, 760 - 20 * at, f"{at}00 euros")

    assert "Item 3 300 euros" in read_bytes(pdf(page), "a.pdf").text


def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart() -> None:
    read = read_bytes(pdf(lines(*LEFT, "", "", *RIGHT)), "a.pdf")
    assert read.text.split("\n\n") == [" ".join(LEFT), " ".join(RIGHT)]


def test_chinese_lines_are_joined_without_space() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 12)
        lines(
            "哈尔维克镇将用海水为九百户居民供暖，水泵从海水",
            "中取热送入街道下的管网。旧的燃煤锅炉将在春天拆",
            "除。",
        )(canvas)

    text = read_bytes(pdf(page), "a.pdf").text
    assert (
        text
        == "哈尔维克镇将用海水为九百户居民供暖，水泵从海水中取热送入街道下的管网。旧的燃煤锅炉将在春天拆除。"
    )


def test_running_heads_and_page_numbers_are_removed() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(60, 810, f"Fund for harbours, call 7, page {number}")
            words = ["heat", "pumps", "fitters", "boilers"][number - 1]
            texts = [
                f"Chapter text of page {number} says this of {words}.",
                *(f"{words} {line}" for line in LEFT),
            ]
            lines(*texts)(canvas)
            canvas.drawString(300, 30, str(number))

        return draw

    read = read_bytes(pdf(*(page(number) for number in range(1, 5))), "a.pdf")
    assert "Fund for harbours" not in read.text
    assert read.text.count("Chapter text of") == 4 and read.n_pages == 4 and len(read.pages) == 4
    for number in range(1, 5):
        at = read.text.index(f"text of page {number}")
        assert read.page_at(at) == number
        assert not read.text[read.pages[number - 1] :].split("\n\n")[0].rstrip().endswith(f" {number}")


@pytest.mark.parametrize("number", ["- 3 -", "Page 3 of 9", "第 3 页 共 9 页", "3/9", "iv"])
def test_page_numbers_of_one_page(number: str) -> None:
    def page(canvas: Canvas) -> None:
        lines(*LEFT)(canvas)
        canvas.setFont("STSong-Light", 11)
        canvas.drawString(300, 30, number)

    assert read_bytes(pdf(page), "a.pdf").text == " ".join(LEFT)


def test_hyphens_at_the_end_of_lines() -> None:
    texts = [
        "The low-carbon harbour is heated by water of the sea; the pipes are insu-",
        "lated against the frost, and a new and very much more modern low-",
        "carbon boiler stands by. A pre- and a post-war boiler are both gone now.",
    ]
    text = read_bytes(pdf(lines(*texts)), "a.pdf").text
    assert "are insulated against" in text
    assert "modern low-carbon boiler" in text
    assert "A pre- and a post-war" in text


def test_a_blank_page_counts_as_read() -> None:
    read = read_bytes(pdf(lines(*LEFT), lambda canvas: None, lines(*RIGHT)), "a.pdf")
    assert read.n_pages == 3 and read.page_numbers == (1, 2, 3)
    assert read.page_at(read.text.index("Its workers")) == 3 and read.page_at(0) == 1
    assert read.warnings == ()


def scan(*texts: str, size: tuple[int, int] = (1240, 700)) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    font = ImageFont.truetype(f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf", 34)
    for at, text in enumerate(texts):
        ImageDraw.Draw(picture).text((80, 60 + 60 * at), text, "black", font)
    return picture


def encoded(picture: Image.Image, format: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, format, **options)
    return out.getvalue()


def scanned(*texts: str) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        from reportlab.lib.utils import ImageReader

        canvas.drawImage(ImageReader(scan(*texts)), 0, 300, WIDTH, WIDTH * 700 / 1240)

    return draw


SCANNED = ("The town will heat nine hundred flats", "with water from the sea.")


def test_scanned_pages_are_read_by_ocr() -> None:
    read = read_bytes(pdf(lines(*LEFT), scanned(*SCANNED)), "a.pdf")
    words = read.text[read.pages[1] :].split()
    assert words == " ".join(SCANNED).split()
    (warning,) = read.warnings
    assert warning.startswith("page 2 read by OCR, confidence ")


def test_scans_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    read = read_bytes(pdf(lines(*LEFT), scanned(*SCANNED), lines(*RIGHT)), "a.pdf")
    assert (read.n_pages, read.page_numbers) == (3, (1, 3))
    assert read.page_at(read.text.index("Its workers")) == 3
    assert read.warnings == ("page 2 of 3: a scan, not read: pip install 'policytag[ocr]'",)
    with pytest.raises(
        MissingExtraError, match=r"a scan without text needs rapidocr; pip install 'policytag\[ocr\]'"
    ):
        read_bytes(pdf(scanned(*SCANNED)), "a.pdf")
    with pytest.raises(MissingExtraError, match="reading a picture"):
        read_bytes(encoded(scan("x"), "PNG"), "a.png")


def test_pages_are_left_when_the_time_is_up() -> None:
    with time_limit(0.001):
        read = read_bytes(pdf(scanned(*SCANNED), scanned(*SCANNED)), "a.pdf")
    assert read.page_numbers == (1,) and read.n_pages == 2
    assert read.warnings[-1] == "page 2 of 2: a scan, not read: the time was up"


def test_a_page_that_would_not_fit_into_the_time_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    real = ocr.read_scan

    def slow(image: Any) -> Any:
        monkeypatch.setattr(ocr, "_spent", ocr.seconds_spent() + 10)
        return real(image)

    monkeypatch.setattr(ocr, "read_scan", slow)
    with time_limit(10):
        read = read_bytes(pdf(scanned(*SCANNED), scanned(*SCANNED)), "a.pdf")
    assert read.page_numbers == (1,) and "the time was up" in read.warnings[-1]


def test_pictures() -> None:
    for format, name in (("PNG", "a.png"), ("JPEG", "a.jpg")):
        assert read_bytes(encoded(scan(*SCANNED), format), name).text.split() == " ".join(SCANNED).split()
    see_through = scan(*SCANNED).convert("RGBA")
    see_through.putalpha(scan(*SCANNED).convert("L").point(lambda shade: 255 - shade))
    assert "nine hundred" in read_bytes(encoded(see_through, "PNG"), "a.png").text
    two = encoded(scan(SCANNED[0]), "TIFF", save_all=True, append_images=[scan(SCANNED[1])])
    read = read_bytes(two, "a.tif")
    assert read.n_pages == 2 and read.page_at(read.text.index("with water")) == 2
    assert (
        read.warnings[0].startswith("pages 1-2 read by OCR, confidence ") and "(lowest " in read.warnings[0]
    )
    with pytest.raises(DocumentError, match="picture that cannot be decoded"):
        read_bytes(two[:300], "a.tif")
    with pytest.raises(DocumentError, match="no text"):
        read_bytes(encoded(Image.new("RGB", (400, 300), "white"), "PNG"), "a.png")


def test_boxes_on_a_scan() -> None:
    read = read_bytes(encoded(scan("Kind:  ☐ new   ☑ rebuilt   ☐ larger"), "PNG"), "a.png")
    gone = "".join(read.text[skip.start : skip.end] for skip in read.skips)
    assert "new" in gone and "larger" in gone and "rebuilt" not in gone


def test_a_chinese_scan_that_is_a_little_turned() -> None:
    read = read_bytes((ROOT / "tests" / "data" / "scan-zh.png").read_bytes(), "scan-zh.png")
    assert "三所学校每年用煤九百吨，拟拆除燃煤锅炉三台" in read.text
    assert read.sections[-1].title == "一、项目概况"
    assert read.warnings[0].startswith("page 1 read by OCR, confidence ")


def test_a_text_layer_of_unknown_letters_is_read_by_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classifier.documents.pdf._JUNK", re.compile("[a-z]"))
    read = read_bytes(pdf(lines(*LEFT)), "a.pdf")
    assert read.warnings[0].startswith("page 1 read by OCR") and "Halvik" in read.text

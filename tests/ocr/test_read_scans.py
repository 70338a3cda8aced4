"""Pictures in, documents out: text, tables, places, doubts, markings of secrecy."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

import luoshi.ocr
from luoshi.ocr import read_scans
from luoshi.reading.errors import ReadError
from luoshi.reading.model import LoadedDocument
from sheets_drawn import RED, blank_sheet, draw_stamp, draw_table, need_recognition, to_bytes, to_pdf, write_lines

LINES = [
    "一、强化思想引领，凝聚科技工作者",
    "（一）抓实理论学习。县科协党组全年学习不少于12次，",
    "机关党员每人讲党课1次以上。6月底前举办培训班1期，",
    "培训80人左右。",
]
TABLE = [["地区", "总额（亿元）", "增长（%）"], ["芷川市", "38.62", "12.1"], ["岚溪县", "5.37", "14.8"]]


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    need_recognition()


def page(*lines: str, **more: int) -> Image.Image:
    return write_lines(blank_sheet(), lines or LINES, **more)


def without_blanks(document: LoadedDocument) -> str:
    return document.text.replace(" ", "").replace("\n", "")


@pytest.fixture(scope="module")
def scanned() -> LoadedDocument:
    """Two pages, tilted and stamped as a scanner gives them: text, then a table."""
    first = draw_stamp(page(*LINES, "", "青崖县科学技术协会。"), 420, 690)
    sheets = [first, draw_table(page("附表地区经费情况"), TABLE)]
    tilted = [sheet.rotate(0.6, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255)) for sheet in sheets]
    return read_scans([("scan.pdf", to_pdf(tilted))])


def test_a_scan_is_read_in_paragraphs_and_table_rows(scanned: LoadedDocument) -> None:
    lines = [line.replace(" ", "") for line in scanned.text.splitlines()]
    assert lines[0] == LINES[0]
    assert "".join(LINES[1:]) in "".join(lines)
    assert [line for line in lines if "|" in line] == ["|".join(cells) for cells in TABLE]
    assert "青崖县科学技术协会。" in lines
    assert (scanned.name, scanned.format, len(scanned.pages)) == ("scan.pdf", "pdf", 2)


def test_it_says_that_it_was_recognised_and_names_the_stamp(scanned: LoadedDocument) -> None:
    (note,) = [note for note in scanned.notes if note.code == "load.recognised"]
    assert note.values == {"pages": 2, "unsure": len(scanned.unsure)}
    (stamp,) = [place for place in scanned.unsure if place.code == "ocr.stamp"]
    assert (stamp.page, stamp.start) == (0, stamp.end) and stamp.right - stamp.left > 10_000


def test_each_line_has_its_place_on_its_page(scanned: LoadedDocument) -> None:
    text = scanned.text
    assert scanned.places and all(text[place.start : place.end].strip() for place in scanned.places)
    covered = {at for place in scanned.places for at in range(place.start, place.end)}
    missing = [char for at, char in enumerate(text) if at not in covered and not char.isspace() and char != "|"]
    assert not missing
    (cell,) = [place for place in scanned.places if text[place.start : place.end] == "38.62"]
    assert cell.page == 1 and cell.left > 20_000
    first = scanned.places[0]
    assert first.page == 0 and abs(first.left - 220 * 36) < 1_000 and abs(first.top - 300 * 36) < 1_500


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_lay_on_its_side_or_head_is_turned(degrees: int) -> None:
    document = read_scans([("a.jpg", to_bytes(page().rotate(degrees, expand=True)))])
    assert "".join(LINES[1:]) in without_blanks(document)


def test_several_pictures_are_the_pages_of_one_document_in_their_order() -> None:
    first, second = to_bytes(page("第一页有3项。"), "PNG"), to_bytes(page("第二页有5项。"))
    document = read_scans([("b.png", first), ("a.jpg", second)])
    assert without_blanks(document) == "第一页有3项。第二页有5项。"
    assert document.name == "b.png" and len(document.pages) == 2


def test_the_pictures_of_one_tiff_are_its_pages() -> None:
    sheets = [page("第一页内容有3项"), page("第二页内容有5项")]
    document = read_scans([("a.tif", to_bytes(sheets[0], "TIFF", save_all=True, append_images=sheets[1:]))])
    assert len(document.pages) == 2 and "第二页内容有5项" in without_blanks(document)


def test_pages_with_text_of_their_own_are_not_recognised() -> None:
    import pypdfium2 as pdfium
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.setFont("STSong-Light", 16)
    canvas.drawString(80, 700, "这一页本来就有文字层，共7项任务")
    canvas.showPage()
    canvas.save()
    both, joined = pdfium.PdfDocument.new(), io.BytesIO()
    for data in (out.getvalue(), to_pdf([page("这一页是扫描的共5项任务")])):
        both.import_pages(pdfium.PdfDocument(data))
    both.save(joined)
    document = read_scans([("mixed.pdf", joined.getvalue())])
    assert "共7项任务" in document.text and "共5项任务" in without_blanks(document)
    (note,) = [note for note in document.notes if note.code == "load.recognised"]
    assert note.values["pages"] == 1


@pytest.mark.parametrize(("mark", "ink"), [("机密★1年", (20, 20, 20)), ("秘密", (20, 20, 20)), ("绝密★长期", RED)])
def test_a_marked_page_is_refused(mark: str, ink: tuple[int, int, int]) -> None:
    sheet = write_lines(page(top=600), [mark], top=200, ink=ink)
    for cleared in (False, True):  # it is legible: nobody need look, and nobody may wave it through
        with pytest.raises(ReadError) as refused:
            read_scans([("a.jpg", to_bytes(sheet))], cleared=cleared)
        assert refused.value.code == "load.secret"


def test_a_red_mark_of_a_stamp_on_a_later_page_is_refused_too() -> None:
    later = write_lines(page(top=600), ["机密"], top=1200, left=700, ink=RED, size=80)
    with pytest.raises(ReadError) as refused:
        read_scans([("scan.pdf", to_pdf([page(), later]))])
    assert refused.value.code == "load.secret"


def test_red_writing_in_the_text_is_read_and_named_and_that_of_a_stamp_is_not() -> None:
    sheet = write_lines(
        page("各乡镇报送材料。", "", "", "请于3月15日前反馈。"), ["逾期不报的通报5次。"], top=700, ink=RED
    )
    document = read_scans([("a.jpg", to_bytes(draw_stamp(sheet, 900, 1600)))])
    assert "逾期不报的通报5次" in without_blanks(document) and "3月15日" in without_blanks(document)
    codes = {place.code for place in document.unsure}
    assert "ocr.stamp" in codes and "ocr.unread" not in codes
    later = read_scans([("scan.pdf", to_pdf([page("第一页有3项。"), sheet]))])
    assert "逾期不报的通报5次" in without_blanks(later)
    assert [place.page for place in later.unsure if place.code == "ocr.red"] == [1]


def test_secrets_of_trade_and_the_duty_to_keep_secrets_refuse_nothing() -> None:
    words = ["加强商业秘密保护，开展检查2次", "各单位要保守秘密，落实责任"]
    assert "商业秘密保护" in without_blanks(read_scans([("a.jpg", to_bytes(page(*words)))]))


def test_a_mark_that_is_not_legible_stops_for_a_person_who_may_go_on() -> None:
    sheet = write_lines(page(top=600), ["机密★1年"], top=200)
    sheet.paste((90, 90, 90), (266, 205, 305, 260))  # a blot on 密
    with pytest.raises(ReadError) as stopped:
        read_scans([("a.jpg", to_bytes(sheet))])
    assert stopped.value.code == "load.secret_unclear"
    assert "全年学习不少于12次" in without_blanks(read_scans([("a.jpg", to_bytes(sheet))], cleared=True))


def test_ink_that_is_no_character_is_a_doubt_at_its_place() -> None:
    sheet = page()
    scrawl = [(300 + 31 * (at * 7 % 13), 1500 + 23 * (at * 5 % 11)) for at in range(40)]
    ImageDraw.Draw(sheet).line(scrawl, fill=(20, 20, 90), width=6)
    document = read_scans([("a.jpg", to_bytes(sheet))])
    assert any(
        place.top > 40_000 and place.bottom < 70_000 for place in document.unsure if place.code.startswith("ocr.")
    )


def test_ink_that_the_detector_misses_is_read_or_a_doubt_at_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    from luoshi.ocr.images import open_picture
    from luoshi.ocr.models import load_models
    from luoshi.ocr.page import read_page

    sheet = page("举办培训班12期", top=400)
    ImageDraw.Draw(sheet).line(
        [(300 + 37 * (at * 7 % 13), 1500 + 29 * (at * 5 % 11)) for at in range(60)], (9, 9, 9), 5
    )
    monkeypatch.setattr("luoshi.ocr.page.find_text_boxes", lambda *_given: [])
    found = read_page(open_picture(to_bytes(sheet)), load_models(), first=True)
    assert "举办培训班12期" in [line.text for line in found.lines]
    assert [doubt.code for doubt in found.doubts if doubt.box.top < 600] == ["ocr.outside"]
    assert "ocr.unread" in [doubt.code for doubt in found.doubts if 1_400 < doubt.box.top < 1_900]


def test_a_thin_dash_in_no_box_is_read_or_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    from luoshi.ocr.images import open_picture
    from luoshi.ocr.models import load_models
    from luoshi.ocr.page import read_page

    sheet = blank_sheet()
    ImageDraw.Draw(sheet).line((700, 601, 744, 601), fill=(20, 20, 20), width=3)
    monkeypatch.setattr("luoshi.ocr.page.find_text_boxes", lambda *_given: [])
    found = read_page(open_picture(to_bytes(sheet)), load_models(), first=True)
    assert [doubt.box.top < 601 < doubt.box.bottom for doubt in found.doubts] == [True]


def test_without_recognition_the_sentence_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(luoshi.ocr, "can_read_scans", lambda: False)
    with pytest.raises(ReadError) as refused:
        read_scans([("a.jpg", to_bytes(page()))])
    assert refused.value.code == "load.needs_ocr"


def test_more_pages_than_are_read_are_refused_before_any_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(luoshi.ocr, "PAGES", 1)
    with pytest.raises(ReadError) as refused:
        read_scans([("a.jpg", to_bytes(page())), ("b.jpg", to_bytes(page()))])
    assert (refused.value.code, refused.value.values["what"]) == ("load.too_large", "pages")


def test_a_page_that_takes_too_long_is_an_empty_page_with_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    recognise = luoshi.ocr.call_in_worker

    def slow(call: str, data: bytes, limits: object, given: dict[str, object]) -> object:
        if call.endswith("recognise_page") and given["number"] == 0:
            raise ReadError("load.too_slow", format="pdf", seconds=20)
        return recognise(call, data, limits, given)  # type: ignore[arg-type]

    monkeypatch.setattr(luoshi.ocr, "call_in_worker", slow)
    document = read_scans([("scan.pdf", to_pdf([page("第一页内容有3项"), page("第二页内容有5项")]))])
    assert without_blanks(document) == "第二页内容有5项"
    assert [(place.code, place.page) for place in document.unsure] == [("ocr.page_unread", 0)]


def test_each_page_is_reported_as_it_is_done() -> None:
    told: list[tuple[int, int]] = []
    read_scans([("scan.pdf", to_pdf([page("甲"), page("乙")]))], report_page=lambda *done: told.append(done))
    assert told == [(0, 2), (1, 2)]


def test_only_the_first_pages_are_read_if_no_more_are_asked_for() -> None:
    sheets = [page("第一页共5项任务"), page("第二页共7项任务")]
    read = read_scans([("scan.pdf", to_pdf(sheets))], most=1)
    assert "5项" in read.text and "7项" not in read.text and len(read.pages) == 1
    assert [note.values["pages"] for note in read.notes if note.code == "load.recognised"] == [1]


@pytest.mark.parametrize(
    ("words", "last"), [("培训科技辅导员45人", ""), ("培训科技辅导员和教师45人", "ocr.beside_rule")]
)
def test_what_a_rule_cuts_off_a_cell_is_a_doubt(words: str, last: str) -> None:
    document = read_scans(
        [("a.png", to_bytes(draw_table(page("附表"), [["任务", "单位"], [words, "科普部"]], left=418)))]
    )
    cell = document.text.splitlines()[-1].split(" |")[0]
    end = document.text.index(cell) + len(cell)
    found = {place.code for place in document.unsure if place.start < end <= place.end}
    assert found == ({last} if last else set())

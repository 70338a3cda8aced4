"""PDF: paragraphs come back from lines, page furniture goes, ruled tables become rows."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

import luoshi
import making
from luoshi.reading.errors import ReadError
from luoshi.reading.load import FileLimits, load_document, workers
from making import pdf, pdf_table
from pdfs import endless

PARAGRAPHS = ["关于印发二〇二四年工作要点的通知"] + [
    f"（{at}）" + "到2025年全县建成高标准农田3.5万亩以上，新培育高新技术企业10家，" * (at % 5 + 1) + "GDP增长6.5%。"
    for at in range(1, 40)
]


def test_lines_become_the_paragraphs_they_were_and_pages_are_known() -> None:
    document = load_document("a.pdf", pdf(PARAGRAPHS, header="平棠县人民政府文件"))
    assert document.text.splitlines() == PARAGRAPHS
    assert len(document.pages) > 5
    assert document.pages[0] == 0
    assert list(document.pages) == sorted(document.pages)
    assert [note.code for note in document.notes] == ["load.furniture"]
    assert document.notes[0].values == {"lines": 2 * len(document.pages)}


def test_a_page_begins_where_its_first_words_stand() -> None:
    document = load_document("a.pdf", pdf(PARAGRAPHS))
    single = [load_document("a.pdf", pdf(PARAGRAPHS[:3])).text, document.text]
    assert len(load_document("a.pdf", pdf(["第一页。"] * 22 + ["第二页。"])).pages) == 2
    assert load_document("a.pdf", pdf(["第一页。"] * 22 + ["第二页。"])).pages[1] == 22 * len("第一页。\n")
    assert single[1].startswith(single[0])


@pytest.mark.parametrize("turned", [False, True])
def test_turned_pages_and_watermarks_do_not_matter(turned: bool) -> None:
    assert (
        load_document("a.pdf", pdf(PARAGRAPHS[:9], watermark="内部资料", turned=turned)).text.splitlines()
        == PARAGRAPHS[:9]
    )


def test_headings_stay_lines_of_their_own() -> None:
    words = ["一、总体要求", "正文" * 40 + "。", "二、目标任务", "（一）经济发展", "正文" * 30 + "。", "1.甲", "2.乙"]
    assert load_document("a.pdf", pdf(words)).text.splitlines() == words


def test_a_ruled_table_becomes_rows_with_merged_cells_repeated() -> None:
    rows = [
        ["序号", "任务", "牵头单位"],
        ["1", "新培育高新技术企业10家，建成高标准农田3万亩以上", "县工业和信息化局"],
        ["2", "甲", ""],
        ["一、农业", "", ""],
    ]
    spans = [("SPAN", (2, 1), (2, 2)), ("SPAN", (0, 3), (2, 3))]
    document = load_document("a.pdf", pdf_table(rows, spans))
    assert document.text.splitlines() == [
        "任务分解表",
        "序号 | 任务 | 牵头单位",
        "1 | 新培育高新技术企业10家，建成高标准农田3万亩以上 | 县工业和信息化局",
        "2 | 甲 | 县工业和信息化局",
        "一、农业",
        "说明如上。",
    ]
    assert [document.text[start:end] for start, end in document.joined] == ["县工业和信息化局"]


def test_a_table_over_several_pages_has_one_head() -> None:
    rows = [["序号", "任务"]] + [[str(at), f"任务{at}"] for at in range(1, 90)]
    lines = load_document("a.pdf", pdf_table(rows)).text.splitlines()
    assert lines == ["任务分解表", "序号 | 任务", *(f"{at} | 任务{at}" for at in range(1, 90)), "说明如上。"]


def test_footnotes_stand_at_the_end_and_their_signs_go() -> None:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    making.register()
    for page in (1, 2):
        for at, (words, x) in enumerate([("全县公民具备科学素质的比例", 111), ("达到百分之十三以上，面积3000m", 79)]):
            canvas.setFont("STSong-Light", 16)
            canvas.drawString(x, 700 - 29 * at, words)
            end = x + canvas.stringWidth(words, "STSong-Light", 16)
            canvas.setFont("STSong-Light", 8)
            canvas.drawString(end, 708 - 29 * at, str(page) if at == 0 else "2")
            canvas.setFont("STSong-Light", 16)
            canvas.drawString(end + 4, 700 - 29 * at, "稳步提高。" if at else "力争在三年内每年")
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(79, 120, f"{page}抽样调查的结果。")
        canvas.showPage()
    canvas.save()
    body = "全县公民具备科学素质的比例力争在三年内每年达到百分之十三以上，面积3000m2稳步提高。"
    assert load_document("a.pdf", out.getvalue()).text.splitlines() == [
        body,
        body,
        "抽样调查的结果。",
        "抽样调查的结果。",
    ]


def test_titles_of_several_lines_are_one_line() -> None:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    making.register()
    canvas.setFont("STSong-Light", 22)
    canvas.drawCentredString(303, 740, "平棠县人民政府办公室")
    canvas.drawCentredString(303, 705, "关于印发年度工作要点的通知")
    canvas.setFont("STSong-Light", 16)
    canvas.drawCentredString(303, 670, "（平政办发〔2024〕3号）")
    canvas.drawCentredString(303, 641, "（二〇二四年三月）")
    for at, (indent, words) in enumerate(making.broken("到二〇二五年全县建成高标准农田三万亩以上。" * 5)):
        canvas.drawString(79 + indent, 580 - 29 * at, words)
    canvas.save()
    assert load_document("a.pdf", out.getvalue()).text.splitlines() == [
        "平棠县人民政府办公室关于印发年度工作要点的通知",
        "（平政办发〔2024〕3号）",
        "（二〇二四年三月）",
        "到二〇二五年全县建成高标准农田三万亩以上。" * 5,
    ]


def picture_pdf(words: str = "") -> bytes:
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for _ in range(3):
        canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)
        canvas.drawString(50, 20, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("words", ["", "CamScanner"])
def test_a_scan_is_called_scanned_also_with_the_scanners_own_line(words: str) -> None:
    with pytest.raises(ReadError) as caught:
        load_document("a.pdf", picture_pdf(words))
    assert (caught.value.code, caught.value.values) == ("load.scanned", {"format": "pdf", "pages": 3})


def test_a_locked_pdf_is_encrypted_and_one_that_opens_is_read() -> None:
    with pytest.raises(ReadError) as caught:
        load_document("a.pdf", pdf(["通知"], password="x"))
    assert (caught.value.code, caught.value.values) == ("load.encrypted", {"format": "pdf"})
    assert load_document("a.pdf", pdf(["通知"], password="")).text == "通知\n"


def test_more_pages_than_the_limit_are_refused() -> None:
    with pytest.raises(ReadError) as caught:
        load_document("a.pdf", pdf(PARAGRAPHS), limits=FileLimits(pages=3))
    assert (caught.value.code, caught.value.values) == ("load.too_large", {"what": "pages", "limit": 3})


def test_a_pdf_that_keeps_the_parser_busy_is_given_up() -> None:
    with pytest.raises(ReadError) as caught:
        load_document("a.pdf", endless(), limits=FileLimits(seconds=3))
    assert caught.value.code == "load.too_slow"


@pytest.mark.skipif(sys.platform == "win32", reason="the clock is the only bound there")
def test_a_good_file_is_not_refused_because_the_machine_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process gets no turn for longer than it may compute; what computes as long is ended well before the clock."""
    monkeypatch.setattr(workers, "_START", "import time; time.sleep(4); " + workers._START)
    workers.end_all()
    assert load_document("a.pdf", pdf(PARAGRAPHS[:3]), limits=FileLimits(seconds=3)).text
    monkeypatch.setattr(workers, "PATIENCE", 200)
    with pytest.raises(ReadError) as caught:
        load_document("a.pdf", endless(), limits=FileLimits(seconds=3))
    assert caught.value.code == "load.too_slow"


def test_the_process_that_reads_ends_with_the_one_that_asked() -> None:
    """However it ended: all that is left of it is the end of a pipe."""
    data = endless()
    given = {"format": "pdf", "given": {}}
    order = {
        "call": "luoshi.reading.load.isolation:answer",
        "limits": asdict(FileLimits()),
        "size": len(data),
        "given": given,
    }
    said = json.dumps(order).encode()
    command = [sys.executable, "-c", "from luoshi.reading.load.workers import serve; serve()"]
    environment = os.environ | {"PYTHONPATH": str(Path(luoshi.__file__).parent.parent)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        told, _ = process.communicate(len(said).to_bytes(8, "big") + said + data, timeout=60)
    assert (process.returncode, told) == (1, b"")

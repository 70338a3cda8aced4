"""Answers as a workbook, read back."""

import io
import subprocess
import zipfile
from functools import partial

import pytest
from openpyxl import load_workbook

from gold_readings import values_of
from luoshi.cli.language import translate_message
from luoshi.writing.pair_sheets import QUOTES, build_pair_workbook
from pairs import PAIRS, compared, hostile, large, matched

ZH = partial(translate_message, "zh")
HEAD = 3


def opened(pair):
    return load_workbook(io.BytesIO(build_pair_workbook(pair, ZH)))


def table(sheet):
    """Rows as dicts by the words of the head row."""
    lines = list(sheet.iter_rows(min_row=HEAD, values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def test_every_answer_has_its_row_with_the_words_figures_and_places_of_both_sides():
    book, pair = opened(matched()), matched()
    answers, tasks, left, loose, sources = (table(book[name]) for name in book.sheetnames)
    assert book.sheetnames == ["目标对照", "任务对照", "没有当作目标的数字", "没有对应的数字", "文件"]
    first = answers[0]
    assert (first["结果"], first["把握"], first["目标值"], first["达到数"], first["达到数值"]) == (
        "▲ 超过目标", "确定", "8家", "9家", 9,
    )  # fmt: skip
    assert first["理由"] == "报告 9家 ≥ 目标 8家。" and first["核对意见"] is None
    assert first["报告原文"].split("\n") == ["新建企业科协5家。", "全年新建企业科协9家，总数达到30家。"]
    assert first["出自"].split("\n") == ["小结.docx", "总结.docx"]
    assert first["报告位置"].split("\n") == ["小结.docx 24–26", "总结.docx 28–30"]
    assert pair.sources[0].text[first["起"] : first["止"]] == "8家"
    assert [row["序号"] for row in answers] == [1, 2, 3, 4, 5] and [row["序号"] for row in tasks] == [6, 7]
    assert [(row["出处原文"], row["为什么没当目标"]) for row in left] == [("12个", "读作现状或已完成数")]
    assert [(row["出处原文"], row["出自"]) for row in loose][:1] == [("28期", "小结.docx")]
    assert [(row["用途"], row["文件"]) for row in sources] == [
        ("计划", "要点.docx"), ("报告", "小结.docx"), ("报告", "总结.docx"),
    ]  # fmt: skip


def test_a_comparison_is_one_sheet_of_commitments():
    book = opened(compared())
    rows = table(book["承接对照"])
    assert [(row["结果"], row["上级数字"], row["本级数字"]) for row in rows] == [
        ("＝ 一致", "8家", "8家"), ("▼ 低于上级", "1.2亿元以上", "1亿元"), ("▲ 高于上级", "4500人次", "5000人次"),
        ("✓ 已承接", None, None), ("○ 未承接", "95%", None),
    ]  # fmt: skip
    assert rows[3]["上级原文"] == "开展科普进校园。" and rows[3]["本级原文"] == "组织科普进校园活动。"


@pytest.mark.parametrize("name", PAIRS)
def test_each_sheet_is_ready_to_filter_and_to_print_on_a4(name):
    for sheet in opened(PAIRS[name]()):
        assert sheet.freeze_panes is not None and int(sheet.freeze_panes[1:]) == HEAD + 1
        assert sheet.auto_filter.ref.startswith(f"A{HEAD}:")
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
        assert sheet.print_title_rows == f"${HEAD}:${HEAD}" and sheet.print_area and sheet["A1"].value


def test_no_cell_is_a_formula_and_none_breaks_the_file():
    data = build_pair_workbook(hostile(), ZH)
    for sheet in load_workbook(io.BytesIO(data)):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f"
            if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                assert cell.quotePrefix
    xml = zipfile.ZipFile(io.BytesIO(data))
    assert not any(b"<f>" in xml.read(name) for name in xml.namelist())
    assert len(values_of(data, "目标对照")) == HEAD + 1


def test_of_very_many_quotes_the_first_are_shown_and_the_rest_counted():
    row = table(opened(large(60))["目标对照"])[0]
    places = row["报告位置"].split("\n")
    assert len(places) == QUOTES + 1 and places[-1] == f"另有 {40 - QUOTES} 处"


def test_libreoffice_opens_it_and_keeps_the_words(tmp_path, need_tool):
    need_tool("soffice", "apt-get install libreoffice-calc")
    as_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    for name, pair in (("good", matched()), ("hostile", hostile())):
        (tmp_path / f"{name}.xlsx").write_bytes(build_pair_workbook(pair, ZH))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    done = subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", as_csv, "--outdir", str(tmp_path),
         str(tmp_path / "good.xlsx"), str(tmp_path / "hostile.xlsx")],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    texts = [(tmp_path / f"{name}.csv").read_text(encoding="utf-8") for name in ("good", "hostile")]
    assert done.returncode == 0 and "举办培训班约59期，培训4685人次。" in texts[0]
    assert all("Err:" not in text for text in texts) and "=cmd()" in texts[1]

import io
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial

import pytest
from openpyxl import load_workbook

from gold_readings import NAMES, gold, hostile, values_of
from luoshi.cli.compose import compose_ledger_report
from luoshi.cli.language import translate_message
from luoshi.writing.cells import LONGEST, cell_safe_text
from luoshi.writing.sheets import build_ledger_workbook

ZH = partial(translate_message, "zh")
HEAD = 3


def opened(*documents):
    made = [compose_ledger_report(*document) for document in documents]
    return load_workbook(io.BytesIO(build_ledger_workbook(made, ZH))), made


def table(sheet):
    """Rows as dicts by the words of the head row."""
    lines = list(sheet.iter_rows(min_row=HEAD, values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


@pytest.mark.parametrize("name", NAMES)
def test_every_statement_and_every_quantity_is_in_the_workbook(name):
    book, (made,) = opened(gold(name))
    ledger, figures, left = (table(book[title]) for title in ("台账", "全部数字", "未列入"))
    assert len(ledger) == len(made.items) and len(figures) == len(made.figures)
    spans = {(row["起"], row["止"]) for row in [*ledger, *left]}
    assert {(passage.start, passage.end) for passage in made.passages} <= spans
    assert all(row["未列入原因"] for row in left)


def test_a_row_says_what_the_office_wrote_and_the_exact_number():
    book, _ = opened(gold("d03"))
    row = next(row for row in table(book["台账"]) if row["目标值"] == "6.5亿元")
    assert row["数值"] == 650000000
    assert row["牵头单位"] == "县科技局" and row["配合单位"] == "县税务局"
    assert row["完成时限"] == datetime(2024, 11, 30)
    assert row["任务内容"] == row["出处原文"] and isinstance(row["起"], int)


def test_numbers_are_exact_in_the_file():
    document, reading = gold("d01")
    reading.quantities[0].value = Decimal("0.1")
    reading.quantities[1].value = Decimal("12345678901234567890")
    book, _ = opened((document, reading))
    values = [row["数值"] for row in table(book["全部数字"])]
    assert values[:2] == [0.1, "12345678901234567890"]  # Excel would round the second


def test_no_cell_is_a_formula_and_none_breaks_the_file():
    document, reading = hostile()
    data = build_ledger_workbook([compose_ledger_report(document, reading)], ZH)
    for sheet in load_workbook(io.BytesIO(data)):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f"
            if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                assert cell.quotePrefix
    xml = zipfile.ZipFile(io.BytesIO(data))
    assert not any(b"<f>" in xml.read(name) for name in xml.namelist())
    assert "_x0041_" in values_of(data, "台账")[HEAD][2]


def test_a_cell_holds_no_more_than_excel_takes():
    cut = cell_safe_text("𠮷" * LONGEST)
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST and cut.endswith("…")


@pytest.mark.parametrize("title", ["台账", "全部数字", "未列入", "文件"])
def test_a_sheet_is_ready_to_filter_and_to_print_on_a4(title):
    book, _ = opened(gold("d01"))
    sheet = book[title]
    assert sheet.freeze_panes is not None and int(sheet.freeze_panes[1:]) == HEAD + 1
    assert sheet.auto_filter.ref.startswith(f"A{HEAD}:")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (
        "landscape",
        9,
        1,
    )
    assert sheet.page_setup.fitToHeight == 0 and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${HEAD}:${HEAD}" and sheet.print_area
    assert sheet["A1"].value and "SHA-256" in sheet["A2"].value


def test_of_several_documents_each_row_names_its_own():
    first, second = gold("d01"), gold("d03")
    second = (replace(second[0], name="附件/d03.txt"), second[1])
    book, made = opened(first, second)
    assert [row["文件"] for row in table(book["台账"])] == [report.source for report in made for _ in report.items]
    assert [row["事项"] for row in table(book["文件"])] == [report.counts["matters"] for report in made]


def test_dates_and_numbers_are_read_as_such():
    made = compose_ledger_report(*gold("d03"))
    rows = values_of(build_ledger_workbook([made], ZH), "台账")
    due, value = (rows[HEAD - 1].index(name) for name in ("完成时限", "数值"))
    assert rows[HEAD][due] == date(2024, 12, 31) and rows[HEAD][value] == 8


def test_an_empty_ledger_is_still_a_workbook():
    document, reading = gold("d01")
    reading.statements, reading.quantities, reading.assignments = [], [], []
    book, _ = opened((document, reading))
    assert table(book["台账"]) == []


def test_libreoffice_opens_it_and_keeps_the_words(tmp_path, need_tool):
    need_tool("soffice", "apt-get install libreoffice-calc")
    path = tmp_path / "台账.xlsx"
    path.write_bytes(
        build_ledger_workbook([compose_ledger_report(*gold("d01")), compose_ledger_report(*hostile())], ZH)
    )
    as_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    done = subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", as_csv, "--outdir", str(tmp_path), str(path)],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    text = (tmp_path / "台账.csv").read_text(encoding="utf-8")
    assert done.returncode == 0 and "县科协党组集中学习不少于12次" in text and "Err:" not in text


def test_a_workbook_needs_no_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert build_ledger_workbook([compose_ledger_report(*gold("d01"))], ZH)

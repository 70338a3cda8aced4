"""The reader of imports: each value as it was typed, whatever program stored it; what a file claims costs nothing."""

from __future__ import annotations

import io
import random
import string
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from luoshi.reading.errors import ReadError
from luoshi.reading.load.cells import read_old_values
from luoshi.reading.load.limits import DEFAULT, FileLimits
from luoshi.reading.load.ods_workbook import list_ods_values
from luoshi.reading.load.sheet import CellError, SheetValues
from luoshi.reading.load.sheet_values import read_csv_values, read_workbook_values
from making import ods, ods_cell, ods_row, packed, xls, xlsx

SAMPLES = Path(__file__).parents[3] / "samples"
# Formats by their place: as WPS writes them, 31 is a day in Chinese, 171 its own format.
FORMATS = (0, 14, 31, 171, 10, 46, 22, 20, 49)
STYLES = (
    '<numFmts><numFmt numFmtId="171" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>'
    + "<cellXfs>"
    + "".join(f'<xf numFmtId="{number}"/>' for number in FORMATS)
    + "</cellXfs>"
)
STRINGS = (
    "<si><t>共享</t></si><si><r><t>分</t></r><r><t>段</t></r><rPh sb='0' eb='1'><t>fen</t></rPh></si>"
    "<si><t xml:space='preserve'> _x0041_ _x005F_x0041_</t></si><si/>"
)


def style(number: int) -> str:
    return f's="{FORMATS.index(number)}"'


def one_cell(cell: str) -> list[SheetValues]:
    return read_workbook_values(xlsx(f'<sheetData><row r="1">{cell}</row></sheetData>', styles=STYLES, strings=STRINGS))


@pytest.mark.parametrize(
    ("attributes", "inside", "value"),
    [
        ("", "<v>45000</v>", 45000),
        ("", "<v>7.0</v>", 7),
        ("", "<v>1E5</v>", 100_000),
        ("", "<v>0.1</v>", Decimal("0.1")),
        ("", "<v>-12.30</v>", Decimal("-12.3")),
        ("", "<v>638022.87042100006</v>", Decimal("638022.870421")),
        ("", "<v>0.30000000000000004</v>", Decimal("0.30000000000000004")),
        ("", "<v>110101199003070018</v>", 110101199003070018),  # an identity number, typed as a number
        ("", "<v>1.2345678901234501E+17</v>", 123456789012345010),
        ("", "<v>-110101199003070018</v>", -110101199003070018),
        (style(10), "<v>0.455</v>", Decimal("0.455")),
        (style(49), "<v>13800138000</v>", 13800138000),
        (style(14), "<v>45000</v>", date(2023, 3, 15)),
        (style(31), "<v>45000</v>", date(2023, 3, 15)),
        (style(171), "<v>45000</v>", date(2023, 3, 15)),
        (style(22), "<v>45000.354166666664</v>", datetime(2023, 3, 15, 8, 30)),
        (style(20), "<v>0.5</v>", time(12)),
        (style(46), "<v>1.5</v>", timedelta(days=1.5)),
        (style(14), "<v>-5</v>", -5),  # no day: as a time it would be midnight
        (style(14), "<v>59</v>", date(1900, 2, 28)),
        (style(14), "<v>61</v>", date(1900, 3, 1)),  # Excel counts a 29 February between
        (style(14), "<v>2958466</v>", 2958466),  # after 9999
        (style(22), "<v>45000.99999999999</v>", date(2023, 3, 16)),  # midnight, as a float
        ("", "<v>1E400</v>", Decimal("1E400")),
        ("", "<v>no number</v>", "no number"),
        ('t="d"', "<v>2026-13-20</v>", "2026-13-20"),
        ('t="d"', "<v>2026-03-20</v>", date(2026, 3, 20)),
        ('t="b"', "<v>1</v>", True),
        ('t="b"', "<v>0</v>", False),
        ('t="e"', "<v>#N/A</v>", CellError("#N/A")),
        ('t="e"', "<f>1/0</f><v>#DIV/0!</v>", CellError("#DIV/0!")),
        ("", "<f>1+1</f><v>2</v>", 2),
        ('t="str"', "<f>A2</f><v>算得</v>", "算得"),
        ('t="str"', "<v>007</v>", "007"),
        ('t="inlineStr"', "<is><t>行内</t></is>", "行内"),
        ('t="inlineStr"', "<is><r><t>行</t></r><r><t>内</t></r></is>", "行内"),
        ('t="s"', "<v>0</v>", "共享"),
        ('t="s"', "<v>1</v>", "分段"),
        ('t="s"', "<v>2</v>", " A _x0041_"),
    ],
)
def test_a_cell_has_the_value_that_is_stored(attributes: str, inside: str, value: Any) -> None:
    (sheet,) = one_cell(f'<c r="A1" {attributes}>{inside}</c>')
    assert sheet.lines == [(1, [value])] and type(sheet.lines[0][1][0]) is type(value)


@pytest.mark.parametrize("cell", ['<c r="A1"/>', '<c r="A1"><f>1+1</f></c>', '<c r="A1" t="s"><v>3</v></c>'])
def test_a_cell_without_a_value_is_none(cell: str) -> None:
    assert one_cell(cell)[0].lines == []


def before(data: bytes) -> list[tuple[int, list[Any]]]:
    """The rows as openpyxl reads them, which was the reader of imports: the same values in their exact types."""
    sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
    found = []
    for number, cells in enumerate(sheet.iter_rows(), 1):
        values = [exact(cell) for cell in cells]
        while values and values[-1] is None:
            values.pop()
        if values:
            found.append((number, values))
    return found


def exact(cell: Any) -> Any:
    value = cell.value
    if cell.data_type == "e":
        return CellError(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else Decimal(repr(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return None if value == "" else value


def drawn(chance: random.Random) -> Any:
    words = "".join(chance.choices("云岭县督查室" + string.ascii_letters + " 0\n", k=chance.randrange(1, 9))).strip()
    return chance.choice(
        [
            None,
            words or "甲",
            "0" + str(chance.randrange(10**9)),
            chance.randrange(-(10**15), 10**15),
            round(chance.uniform(-1e6, 1e6), chance.randrange(1, 9)),
            chance.random(),
            chance.random() < 0.5,
            date(1904, 1, 3) + timedelta(chance.randrange(70_000)),
            datetime(2000, 1, 1) + timedelta(minutes=chance.randrange(10**7)),
            "#N/A",
        ]
    )


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
@pytest.mark.parametrize("seed", range(6))
def test_a_workbook_reads_as_it_was_read_before(seed: int, epoch: datetime | None) -> None:
    chance, book = random.Random(seed), Workbook()
    if epoch:
        book.epoch = epoch
    page: Any = book.active
    for _row in range(40):
        page.append([drawn(chance) if chance.random() < 0.8 else None for _column in range(12)])
    page.merge_cells("N3:P5")
    file = io.BytesIO()
    book.save(file)
    (sheet,) = read_workbook_values(file.getvalue(), first=True)
    assert sheet.lines == before(file.getvalue())
    assert [[type(value) for value in cells] for _at, cells in sheet.lines] == [
        [type(value) for value in cells] for _at, cells in before(file.getvalue())
    ]
    assert sheet.merged == [(2, 13, 4, 15)]


def test_the_workbooks_that_come_with_the_program_read_as_they_were_read_before() -> None:
    books = sorted(SAMPLES.glob("*.xlsx"))
    assert books
    for book in books:
        assert read_workbook_values(book.read_bytes())[0].lines == before(book.read_bytes())


def test_rows_and_cells_without_an_address_follow_each_other() -> None:
    rows = '<row r="3"><c r="C3"><v>1</v></c><c r="E3"/></row><row><c><v>2</v></c><c t="e"><v>#REF!</v></c></row>'
    (sheet,) = read_workbook_values(xlsx(f"<sheetData>{rows}</sheetData>"))
    assert sheet.lines == [(3, [None, None, 1]), (4, [2, CellError("#REF!")])]


def test_the_first_visible_sheet_is_taken_and_others_have_their_names() -> None:
    book = Workbook()
    hidden: Any = book.active
    hidden.title, hidden.sheet_state = "藏", "hidden"
    hidden.append(["别的"])
    book.create_sheet("表").append(["甲"])
    file = io.BytesIO()
    book.active = 1
    book.save(file)
    assert read_workbook_values(file.getvalue(), first=True) == [SheetValues("表", True, [(1, ["甲"])])]
    assert [(value.name, value.visible) for value in read_workbook_values(file.getvalue())] == [
        ("藏", False),
        ("表", True),
    ]


def far(last: str) -> bytes:
    row = last.lstrip(string.ascii_uppercase)
    return xlsx(
        f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{last}"><v>2</v></c></row></sheetData>'
    )


def test_cells_far_apart_are_refused_before_memory_is_reserved_for_all_between() -> None:
    with pytest.raises(ReadError) as caught:
        read_workbook_values(far("XFD1048576"))
    assert (caught.value.code, caught.value.values["what"]) == ("load.too_large", "cells")
    assert read_workbook_values(far("D100000"))[0].lines[-1] == (100_000, [None, None, None, 2])


def test_cells_that_are_not_in_their_order_are_refused_too() -> None:
    hidden = '<row r="1048576"><c r="XFD1048576"><v>2</v></c><c r="A1048576"><v>1</v></c></row>'
    with pytest.raises(ReadError) as caught:
        read_workbook_values(xlsx(f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{hidden}</sheetData>'))
    assert (caught.value.code, caught.value.values["what"]) == ("load.too_large", "cells")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "load.damaged"),
        (b"PK\x03\x04 no workbook", "load.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "load.damaged"),
        (packed({"a.txt": b"x"}), "load.damaged"),
        (packed({"a.txt": b"0" * 60_000_000}), "load.too_large"),
        (xlsx("<sheetData><row r='1'>"), "load.damaged"),
        (xlsx('<sheetData><row r="1"><c r="A1" t="s"><v>9</v></c></row></sheetData>'), "load.damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_what_is_no_workbook_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_workbook_values(data)
    assert caught.value.code == code


def test_text_with_commas_is_a_table_too() -> None:
    text = '指标,数值\r\n\r\n"甲,乙",1\n007,"两\n行"\n'
    lines = [(1, ["指标", "数值"]), (3, ["甲,乙", "1"]), (4, ["007", "两\n行"])]
    assert read_csv_values(text.encode("utf-8-sig"), most=9) == lines
    assert read_csv_values(text.encode(), most=1) == lines[:2]
    with pytest.raises(ReadError, match=r"load\.not_text"):
        read_csv_values("指标".encode("gb18030"), most=9)


def test_an_old_workbook_has_the_values_that_it_stores() -> None:
    rows = [["名称", 0.12345, 13800138000, None, True], [46086.0, 46086.5, 7.0]]
    (sheet, hidden) = read_old_values(xls(rows[:1], form="0%"))
    assert sheet.lines == [(1, ["名称", Decimal("0.12345"), 13800138000, None, True])] and not hidden.visible
    (sheet, _hidden) = read_old_values(xls([["甲", None], [46086, 46086.5]], [(0, 0, 0, 1)], form="yyyy-mm-dd"))
    assert sheet.lines == [(1, ["甲"]), (2, [date(2026, 3, 5), datetime(2026, 3, 5, 12)])]
    assert sheet.merged == [(0, 0, 0, 1)]
    with pytest.raises(ReadError):
        read_old_values(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


def test_formulas_without_a_stored_value_are_counted() -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet["A1"], sheet["B1"], sheet["C1"] = "甲", "=1+1", 3
    file = io.BytesIO()
    book.save(file)
    (read,) = read_workbook_values(file.getvalue())
    assert (read.unvalued, read.lines) == (1, [(1, ["甲", None, 3])])


def test_an_open_workbook_has_the_values_that_it_stores() -> None:
    def stored(words: str, kind: str, value: str = "", name: str = "value") -> str:
        return ods_cell(words, f'office:value-type="{kind}" office:{name}="{value}"')

    cells = [
        stored("12%", "percentage", "0.12345"),
        stored("1.4e10", "float", "13800138000"),
        stored("3月5日", "date", "2026-03-05", "date-value"),
        stored("3月5日 12:30", "date", "2026-03-05T12:30:00", "date-value"),
        stored("9:15", "time", "PT09H15M00S", "time-value"),
        stored("是", "boolean", "true", "boolean-value"),
        stored("甲", "string"),
        ods_cell("", 'table:formula="of:=1+1"'),
        stored("37小时", "time", "PT37H00M00S", "time-value"),  # no time of a day: its words
        stored("无穷", "float", "INF"),
    ]
    rows = ods_row(*cells) + ods_row(ods_cell("")) + ods_row(ods_cell("乙", 'table:number-columns-repeated="2"'))
    (sheet, hidden) = list_ods_values(ods({"登记": rows, "旧": ods_row(ods_cell("丙"))}, hidden=["旧"]), DEFAULT)
    values = [Decimal("0.12345"), 13800138000, date(2026, 3, 5), datetime(2026, 3, 5, 12, 30), time(9, 15), True, "甲"]
    assert sheet.lines == [(1, [*values, CellError("#VALUE!"), "37小时", "无穷"]), (3, ["乙", "乙"])]
    assert isinstance(sheet.lines[0][1][7], CellError) and sheet.visible and not hidden.visible


@pytest.mark.parametrize("value", ["", "kein", "1e999999999", "2026-13-45", "PT", "\u0665"])
@pytest.mark.parametrize("kind", ["float", "date", "time", "boolean", "currency"])
def test_a_value_of_an_open_workbook_that_means_nothing_is_its_words(kind: str, value: str) -> None:
    named = " ".join(f'office:{name}="{value}"' for name in ("value", "date-value", "time-value"))
    (sheet,) = list_ods_values(ods({"甲": ods_row(ods_cell("原样", f'office:value-type="{kind}" {named}'))}), DEFAULT)
    ((_row, (found,)),) = sheet.lines
    assert found == "原样" or (kind == "boolean" and found is False) or isinstance(found, (Decimal, int, time))


def test_rows_that_an_open_workbook_repeats_without_end_are_refused() -> None:
    row = ods_row(ods_cell("甲", 'table:number-columns-repeated="9999"'), more='table:number-rows-repeated="999999"')
    with pytest.raises(ReadError, match="too_large"):
        list_ods_values(ods({"甲": row}), FileLimits(cells=100_000))

"""Sheets as offices make them: titles, heads on two lines, merged cells, totals, notes and several tables."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook


def contents(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def appeals_sheet(unit: str | None = None) -> Any:
    """A register of appeals: a title, heads on two lines, a part's heading, two rows, a total, a note, a signature."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "登记表"
    sheet["A1"] = "云岭县群众诉求登记表"
    sheet.merge_cells("A1:F1")
    for column, head in zip("ABCEF", ["序号", "事项名称", "诉求人", "来源渠道", "主要内容"], strict=True):
        sheet[f"{column}2"] = head
    sheet.merge_cells("C2:D2")
    sheet["C3"], sheet["D3"] = "姓名", "联系电话"
    for column in "ABEF":
        sheet.merge_cells(f"{column}2:{column}3")
    sheet.append(["一、青石镇"])
    sheet.append([1, "建议延长开放时间", "王小明", 13800138000, "热线电话", "周末没有去处"])
    sheet.append([2, "路灯不亮", "李四", 13800138001, "网站", "巷口"])
    sheet.append(["合计", "2件"])
    sheet.append(["注：以上为一季度数据"])
    sheet.append(["填表人：赵五", None, "审核人：钱六"])
    if unit:
        sheet["G2"] = "承办单位"
        sheet.merge_cells("G2:G3")
        sheet["G5"] = sheet["G6"] = unit
    return book


def old_workbook(rows: Sequence[Sequence[Any]], forms: Mapping[tuple[int, int], str] | None = None) -> bytes:
    """An Excel 97 workbook, as old WPS writes it; ``forms``: the number formats of cells, by row and column from 0."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for at, line in enumerate(rows):
        for column, value in enumerate(line):
            if value is not None:
                form = (forms or {}).get((at, column), "General")
                sheet.write(at, column, value, xlwt.easyxf(num_format_str=form))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()

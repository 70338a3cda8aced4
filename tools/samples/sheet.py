"""Samples as .xlsx: the task table as offices send it round, with merged cells and full-width section rows."""

import io
import re
import zipfile
from pathlib import Path

import package
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from source import Source, spans

CLOCK = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def write(source: Source, path: Path) -> None:
    """Write the sample's lines and its one table as a sheet, titled and ready to print."""
    book = Workbook()
    sheet = book.active
    sheet.title = "任务分解表"
    widths = [int(width) for width in source.settings["widths"].split()]
    for column, width in zip("ABCDEFGHIJ", widths, strict=False):
        sheet.column_dimensions[column].width = width
    line = 1
    for block in source.blocks:
        if block.kind == "table":
            edge = Side(style="thin")
            for top, left, down, right, text in spans(block.rows):
                cell = sheet.cell(line + top, left + 1, int(text) if text.isdigit() else text.removeprefix("@"))
                if down > 1 or right > 1:
                    last = {"end_row": line + top + down - 1, "end_column": left + right}
                    sheet.merge_cells(start_row=line + top, start_column=left + 1, **last)
                side = "left" if 2 <= left <= 3 or right > 1 else "center"
                cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
                cell.font = Font(name="仿宋", size=11, bold=top == 0 or right > 1)
            for row in sheet.iter_rows(line, line + len(block.rows) - 1, 1, len(widths)):
                for cell in row:
                    cell.border = Border(left=edge, right=edge, top=edge, bottom=edge)
            for top, row in enumerate(block.rows):
                # Merged or wrapped cells do not make their row grow by themselves: count the lines that words need.
                lines = [-(-2 * len(text) // width) for text, width in zip(row, widths, strict=True) if "<<" not in row]
                sheet.row_dimensions[line + top].height = 8 + 15 * max(lines, default=1)
            sheet.print_title_rows = f"{line}:{line}"
            sheet.freeze_panes = f"A{line + 1}"
            line += len(block.rows)
            continue
        title = block.kind == "title"
        cell = sheet.cell(line, 1, block.text)
        cell.font = Font(name="黑体" if title else "仿宋", size=18 if title else 11)
        cell.alignment = Alignment(horizontal="center" if title else "left", vertical="center")
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=len(widths))
        line += 1
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as made_at_some_time:
        parts = {name: made_at_some_time.read(name) for name in made_at_some_time.namelist()}
    parts["docProps/core.xml"] = CLOCK.sub(rb"\g<1>2025-01-01T00:00:00Z", parts["docProps/core.xml"])
    package.write(path, parts)

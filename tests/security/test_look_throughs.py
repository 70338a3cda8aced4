"""Files that are small to send and dear to open: refused soon and in words, with the memory given back."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from luoshi.base.record_errors import RecordError
from luoshi.evidence.received import files
from luoshi.evidence.received.files import looked_through
from luoshi.reading.errors import ReadError
from luoshi.reading.load import load_document
from making import docx, p, xlsx

ROWS = 7000
PACKED = 205_000  # bytes


def dear_workbook(rows: int = ROWS) -> bytes:
    """Some 200 kB that hold ``600 * rows`` cells, packed no denser than a workbook may be."""
    row = "<row>" + "<c><v>1</v></c>" * 600 + "</row>"
    dense = 20 * rows
    ballast = random.Random(17).randbytes(max(0, PACKED - dense) // 2).hex()  # a byte of it is packed into one
    return xlsx(f"<sheetData>{row * rows}</sheetData><!--{ballast}-->")


def wide_table(rows: int) -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="1024"/></w:tcPr></w:tc>'
    return docx(f"<w:tbl>{('<w:tr>' + cell * 2 + '</w:tr>') * rows}</w:tbl>")


def merged_table(rows: int) -> bytes:
    """A cell of as many words as the table has rows, merged over all of them."""
    first = '<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("字") * rows + "</w:tc>"
    below = "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>"
    return docx(f"<w:tbl><w:tr>{first}<w:tc>{p('甲')}</w:tc></w:tr>{below * rows}</w:tbl>")


def resident() -> int:
    """Megabytes that this process keeps."""
    told = Path("/proc/self/status").read_text()
    return int(told.split("VmRSS:")[1].split()[0]) // 1000


@pytest.mark.control("8.1.4.4", "Eight workbooks of 200 kB with millions of cells: refused in words, memory given back")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told by Linux")
def test_eight_dear_workbooks_are_refused_and_their_memory_given_back() -> None:
    book = dear_workbook()
    assert len(book) < 219_000
    looked_through(ContentFile(docx(p("通知")), "a.docx"))  # what is there once
    before, started, said = resident(), time.monotonic(), list[str]()

    def send() -> None:
        found = looked_through(ContentFile(book, "a.xlsx"))
        said.append(found.code if isinstance(found, RecordError) else "taken")

    senders = [threading.Thread(target=send) for _each in range(8)]
    for sender in senders:
        sender.start()
    turns = 0
    while any(sender.is_alive() for sender in senders):  # others are answered meanwhile
        time.sleep(0.01)
        turns += 1
    took = time.monotonic() - started
    assert set(said) <= {"file.cells", "file.bomb", "busy"} and "busy" in said and len(set(said)) > 1
    assert took < 30 and turns > took * 20
    assert resident() - before < 60


@pytest.mark.control("8.1.4.4", "Tables of a document cost in proportion to the size of the file, or are refused")
@pytest.mark.parametrize("table", [wide_table, merged_table])
def test_a_table_costs_as_its_file_is_large(table: Any) -> None:
    def cost(rows: int) -> float:
        data = table(rows)
        started = time.process_time()
        try:
            load_document("a.docx", data)
        except ReadError as error:
            assert error.code == "load.too_large"
        return time.process_time() - started

    once, twice, four = (min(cost(rows), cost(rows)) for rows in (5_000, 10_000, 20_000))
    assert four < 3 and twice < 3 * once and four < 3 * twice


@pytest.mark.control("8.1.4.4", "A cell at the far end of a sheet costs nothing")
def test_a_far_cell_costs_nothing() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    found = looked_through(
        ContentFile(xlsx(f"<dimension ref='A1:XFD1048576'/><sheetData>{rows}</sheetData>"), "a.xlsx")
    )
    assert isinstance(found, files.Received)

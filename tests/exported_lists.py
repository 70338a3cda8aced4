"""What the tests of exported lists share: the list of appeals as a workbook, cells changed in it, and its way back."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook


def export(client: Client, query: str = "") -> bytes:
    return b"".join(client.post(f"/appeals/export/{query}").streaming_content)


def changed(data: bytes, *cells: tuple[str, str, Any], without: str = "") -> bytes:
    """Return the workbook with cells set, each by the number of its record and the head of its column."""
    book = load_workbook(io.BytesIO(data))
    sheet: Any = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[3]}
    rows = {row[0].value: row[0].row for row in sheet.iter_rows(min_row=4)}
    for number, head, value in cells:
        sheet.cell(rows[number], heads[head]).value = value
    if without:
        sheet.delete_cols(heads[without])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(client: Client, data: bytes) -> str:
    answer = client.post("/appeals/import/", {"file": SimpleUploadedFile("诉求.xlsx", data)})
    assert answer.status_code == 302, answer.content.decode().split("<main")[1][:3000]
    return str(answer["Location"])

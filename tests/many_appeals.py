"""What the tests of lists share: a signed-in browser, workbooks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.test import Client
from openpyxl import Workbook, load_workbook

from office import Office


def signed_in(office: Office, who: str, language: str = "zh-hans") -> Client:
    client = Client()
    client.force_login(office.people[who].user)
    client.cookies["django_language"] = language
    return client


def workbook(lines: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for line in lines:
        sheet.append(list(line))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def lines_of(data: bytes, sheet: int = 0) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(data))
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]

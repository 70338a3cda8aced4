"""What the tests of lists share: many appeals, a signed-in browser, workbooks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.test import Client
from openpyxl import Workbook, load_workbook

from luoshi.records.actions.bulk import begin_many
from luoshi.records.kinds import kind
from luoshi.records.models import Record
from office import NOW, Office


def rows(office: Office, count: int, **more: Any) -> list[dict[str, Any]]:
    unit = office.units["desk"].pk
    given = {
        "words": "周末孩子没有去处",
        "channel": "hotline",
        "speaker": "王小明",
        "contact": "13800138000",
        "unit": str(unit),
    }
    return [{"title": f"建议增设科普活动室（{number}）", **given, **more} for number in range(1, count + 1)]


def filed(office: Office, count: int, **more: Any) -> list[Record]:
    return begin_many(kind("appeals"), office.actor("supervisor"), rows(office, count, **more), at=NOW)


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

"""What the tests of sheets share: workbooks of offices, a plan to fill, and the way of a file through the pages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.plans.base.models.plan import Plan
from office import NOW, Office

HEAD = ["序号", "类别", "工作任务", "年度目标", "牵头单位", "配合单位", "完成时限", "备注"]
ROWS: list[list[Any]] = [
    ["云岭县2026年科普重点工作任务分解台账"],
    HEAD,
    [1, "科普阵地", "新建科普示范基地，完善设施", "3个", "县科协", "青石镇、县科技局", "9月底前", ""],
    [2, None, "开展科技下乡", "培训农民1000人次以上", "县科协", "", "每季度", "重点"],
    [3, "队伍", "建立科普志愿服务队", "", "不存在的单位", "", "长期坚持", ""],
    ["合计", None, "3项"],
]


def workbook(rows: Sequence[Sequence[Any]] = ROWS, *, merged: Sequence[str] = ("A1:H1", "B3:B4")) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "台账"
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    return saved(book)


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def plan_of(office: Office, who: str = "clerk", unit: str = "kexie") -> Plan:
    values = {"title": "2026年科普工作计划", "origin": "ledger", "year": "2026", "rhythm": "quarters",
              "unit": str(office.units[unit].pk), "mark": "云科协〔2026〕3号"}  # fmt: skip
    return Plan.objects.get(pk=begin(get_kind("plans"), office.actor(who), values, at=NOW).record.pk)


def sent(client: Client, plan: Plan, data: bytes, name: str = "台账.xlsx") -> Any:
    return client.post(f"/plans/{plan.pk}/sheet/", {"file": SimpleUploadedFile(name, data)})


def chosen(client: Client, plan: Plan, data: bytes, name: str = "台账.xlsx", **columns: str) -> str:
    """The address of the dry run of a workbook, its columns as they were recognised but for those given."""
    there = sent(client, plan, data, name)["Location"]
    form = client.get(there).context["form"]
    given = {name: field.initial for name, field in form.fields.items()} | columns
    answer = client.post(there, given)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def brought_in(client: Client, plan: Plan, data: bytes) -> Any:
    there = chosen(client, plan, data)
    return client.post(there, {"agreed": client.get(there).context["agreed"]})


def ledger_of(client: Client, plan: Plan) -> bytes:
    return b"".join(client.get(f"/plans/{plan.pk}/ledger.xlsx").streaming_content)


def edited(data: bytes, *cells: tuple[str, Any], without: Sequence[int] = ()) -> bytes:
    """The workbook with cells changed and whole rows taken out, as in WPS."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for place, words in cells:
        sheet[place] = words
    for row in sorted(without, reverse=True):
        sheet.delete_rows(row)
    return saved(book)

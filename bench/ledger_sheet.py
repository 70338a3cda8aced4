"""The section ``bring`` of ledger.py: a sheet of thousands of rows brought in, page after page, then by the worker."""

from __future__ import annotations

import io
import re
import time
from typing import Any

import ledger_made

HEADS = ("序号", "任务来源", "类别", "工作任务", "年度目标", "完成时限", "牵头单位", "配合单位", "责任领导", "联系人",
         "进展情况", "备注")  # fmt: skip
MEANT = ("number", "source", "category", "task", "target", "due", "lead", "support", "leader", "contact", "progress",
         "remark")  # fmt: skip
THINGS = ("科普馆", "文化广场", "农家书屋", "养老食堂", "健身步道", "应急仓库", "便民菜店", "充电车棚")


def sheet_of(rows: int) -> bytes:
    """A workbook of this many rows: categories in blocks, targets, dates, names whole and short."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(["云岭县2026年度重点工作台账"])
    sheet.append(HEADS)
    for at in range(rows):
        village = f"试验第{at % 997 + 1}村"
        lead = ("县科协", "云岭县科学技术局", f"青石镇测试村{at % 4000}号")[at % 3]
        sheet.append([
            at + 1, "县政府第3次常务会议", f"板块{at // 50 + 1}",
            f"在{village}新建{THINGS[at % 8]}{at % 7 + 1}处，完善设施",
            f"{at % 9 + 1}处", ("9月底前", "每季度", "2026年12月31日前")[at % 3], lead, "青石镇、县科技局",
            "程示范", "苗样例", "已完成选址，进度30%", "按月更新",
        ])  # fmt: skip
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring(built: Any, asked: Any) -> None:
    """Print what each page on the way takes, from the file to the rows in the plan, wall and CPU."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from luoshi.base.database import batched_writes
    from luoshi.plans.editions.models.sheet_work import SheetWork
    from luoshi.plans.sheets.actions import work as sheet_work

    held: list[float] = []
    took = batched_writes.StepPace.took

    def noted(pace: Any, seconds: float) -> None:
        held.append(seconds)
        took(pace, seconds)

    batched_writes.StepPace.took = noted  # type: ignore[method-assign]
    plan = ledger_made.plan_of(built, "云岭县2026年度工作\n一、总体\n新建科普馆1座。（牵头单位：县科协）")
    client = Client(HTTP_HOST="localhost")
    client.force_login(built.people["supervisor"].user)
    data = sheet_of(min(asked.rows, 4998))
    print(f"  bring: {asked.rows:,} rows, {len(data) / 1e3:.0f} kB")
    file = SimpleUploadedFile("台账.xlsx", data)
    sent = _timed("file looked through", lambda: client.post(f"/plans/{plan.pk}/sheet/", {"file": file}))
    there = sent["Location"]
    _timed("page of columns", lambda: client.get(there))
    given = {f"column_{at}": name for at, name in enumerate(MEANT)}
    trial = _timed("columns agreed", lambda: client.post(there + "?sheet=0&head=2", {**given, "sheet": 0, "head": 2}))
    there = trial["Location"]
    page = _timed("page of the trial", lambda: client.get(there))
    before = plan.rows.count()
    answer = _timed("agreed to", lambda: client.post(there, {"agreed": agreed(page)}))
    assert answer.status_code == 302, answer.content[:500]
    works = SheetWork.objects.filter(plan=plan)
    for work in works:
        _timed("the worker's task", lambda: sheet_work.work_later.call(work.pk, work.run))  # noqa: B023
        work.refresh_from_db()
        assert work.state == work.DONE, work.said
    print(f"  the longest of its {len(held)} steps takes {max(held):.2f} s")
    print(f"  rows: {plan.rows.count() - before:,}")


def agreed(page: Any) -> str:
    return re.findall(r'name="agreed" value="([0-9a-f]+)"', page.content.decode())[0]


def _timed(name: str, work: Any) -> Any:
    cpu, start = time.process_time(), time.perf_counter()
    out = work()
    print(f"  {name:28} {time.perf_counter() - start:6.2f} s, CPU {time.process_time() - cpu:6.2f} s", flush=True)
    return out

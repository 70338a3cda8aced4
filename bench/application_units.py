"""The section ``units`` of application.py: a workbook of 20,000 units tried, read and imported through its pages.

The goal is a minute for all of it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from unittest import mock

UNITS = 20_000
BRANCH = 20  # units right under one


def units(built: Any, kind: str) -> None:
    """Import, then export, as the administrator does it: each request's wall and CPU time."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    import office
    from luoshi.org.tree.models import Placement, Unit
    from luoshi.org.unit_import import sheets
    from luoshi.org.unit_import.actions.staged import UNITS as UNITS_STAGED
    from luoshi.org.unit_import.models import UnitRun
    from luoshi.org.unit_import.rules import UnitSheetRow

    lines = [
        UnitSheetRow(n, f"N{n:05d}", f"第{n}号示例单位", "", "county" if n < BRANCH else f"N{n // BRANCH:05d}")
        for n in range(UNITS)
    ]
    start = time.perf_counter()
    book = sheets.export_unit_workbook(lines, office.TODAY)
    print(f"  {UNITS:,} units in a workbook of {len(book) // 1024:,} KB, made in {time.perf_counter() - start:.1f} s")
    client = Client(headers={"accept-language": "zh-hans", "host": "localhost"})
    client.force_login(built.people["admin"].user)
    day = office.TODAY.isoformat()
    now = mock.patch("django.utils.timezone.now", lambda: office.NOW)
    with now, mock.patch("luoshi.site.signin.factors.is_second_factor_required", lambda actor: False):
        sent = {"file": SimpleUploadedFile("单位.xlsx", book), "day": day}
        answer, spent = timed(lambda: client.post("/units/import/", sent))
        print(f"  tried     {spent}")
        report, spent = timed(lambda: client.get(answer["Location"]))
        agreed = re.search(r'name="agreed" value="(\w+)"', report.content.decode())
        assert agreed, "the report has rows that are wrong"
        print(f"  read      {spent}")
        done, spent = timed(lambda: client.post(answer["Location"], {"agreed": agreed[1]}))
        assert done["Location"].startswith("/units/import/run/"), done
        print(f"  agreed to {spent}")
        _done, spent = timed(lambda: UNITS_STAGED.carry_on(UnitRun.objects.get().pk))
        print(f"  imported  {spent}  {Unit.objects.count():,} units, {Placement.objects.count():,} places")
        out, spent = timed(lambda: client.get("/units/export.xlsx"))
        print(f"  exported  {spent}  {len(b''.join(out) if out.streaming else out.content) // 1024:,} KB")


def timed(work: Callable[[], Any]) -> tuple[Any, str]:
    """What it gives, and how long it took in words."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, f"{time.perf_counter() - wall:6.1f} s, {time.process_time() - cpu:6.1f} s CPU in Python"

"""Sheets of platforms and of tenants, as a park keeps them: five hundred lines, and lines that are refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from asked_columns import chosen, told
from luoshi.desk.bulk.actions.staged import carry_on
from luoshi.desk.lists.views.models import ImportRun
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.platforms.models import Platform, Tenant
from many_appeals import signed_in, workbook
from office import NOW, Office
from trying_rows import Trying

COUNT = 500


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def brought(office: Office, kind: str, lines: list[list[Any]], step: str = "") -> tuple[Client, str]:
    """A sheet uploaded by the clerk, its columns as proposed: the client and the address of the trial."""
    client = signed_in(office, "clerk")
    address = f"/{kind}/import/" + (f"?step={step}" if step else "")
    there = str(client.post(address, {"file": SimpleUploadedFile("登记表.xlsx", workbook(lines))})["Location"])
    if "/columns/" in there:
        answer = client.post(there, chosen(client.get(there)) | {"same_unit": "云岭县科学技术协会"})
        assert answer.status_code == 302, told(answer)[-300:]
        there = str(answer["Location"])
    return client, there


def written(client: Client, run: str) -> None:
    """The sheet written as the worker does, which takes long ones."""
    assert client.post(run, {}).status_code == 302, told(client.get(run))[-300:]
    assert carry_on(ImportRun.objects.order_by("-pk")[0].pk)


def test_five_hundred_platforms_come_from_one_sheet(office: Office) -> None:
    head = ["名称", "类别", "级别", "投入运行日期"]
    sorts = ("园区", "实验室", "众创空间", "公共服务平台", "刊物")
    rows = [[f"示例平台{n:03}", sorts[n % 5], "市级", "2025-03-01"] for n in range(COUNT)]
    client, run = brought(office, "platforms", [head, *rows])
    assert "500 行正确" in told(client.get(run))
    written(client, run)
    assert Platform.objects.count() == COUNT and Platform.objects.filter(sort="park").count() == 100


def test_five_hundred_tenants_come_from_one_sheet_and_a_barred_sector_is_named(office: Office) -> None:
    trying = Trying(office)
    park = trying.opens("platforms", title="示例园", sort="park", from_day="2025-01-01")
    firms = get_firms(office)
    head = ["平台载体", "单位", "迁入或新设", "行业", "入驻日期"]
    rows = [[park.number, firm, "新设（增量）", "电子信息", "2026-01-15"] for firm in firms]
    wrong = [*rows[:1], [park.number, firms[1], "新设（增量）", "房地产", "2026-01-15"]]
    client, run = brought(office, "tenants", [head, *wrong], "enter")
    assert "不得入驻" in told(client.get(run)) and not Tenant.objects.exists()
    client, run = brought(office, "tenants", [head, *rows], "enter")
    written(client, run)
    assert Tenant.objects.filter(state="admitted", platform=park).count() == COUNT
    assert trying.counts("tenants", "entered") == {"": str(COUNT)}


def get_firms(office: Office) -> list[str]:
    """Five hundred firms of the register, by number."""
    model = get_kind("organisations").record
    made = [
        model(kind="organisations", state="active", title=f"示例企业{n:03}", number=f"企2026-{n:04}", opened=NOW,
              unit=office.units["kexie"], sort="enterprise")
        for n in range(COUNT)
    ]  # fmt: skip
    for firm in made:
        firm.save()
    return [firm.number for firm in made]

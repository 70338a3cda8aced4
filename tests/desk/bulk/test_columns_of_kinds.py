"""Heads and units of the sheets that offices have for several kinds: what is proposed, and what the cells come to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from openpyxl import Workbook

from asked_columns import chosen, imported, told, upload
from luoshi.base.sheets.tables import find_tables
from luoshi.desk.bulk.columns.proposals import known_heads, list_import_fields, propose_columns
from luoshi.desk.bulk.import_sheets import asked_columns
from luoshi.figures.style import decimal_text
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.contracts.models import Contract, ContractParty
from luoshi.reading.load.sheet import SheetValues
from many_appeals import signed_in, workbook
from office import NOW, Office
from office_sheets import contents


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


REAL = {
    "persons": (
        {"序号": "", "姓名": "title", "性别": "sex", "身份证号": "identity", "手机号": "phone",
         "工作单位": "organisation", "职务": "position", "政治面貌": ""},
        [1, "王小明", "男", "110101199001011234", "13800138000", "云岭县茶叶研究所", "站长", "群众"],
    ),
    "organisations": (
        {"企业名称": "title", "统一社会信用代码": "credit", "注册地址": "address", "法定代表人": "head",
         "联系电话": "phone", "专业技术人员（人）": "professionals", "主管部门": "unit"},
        ["绿源茶业", "91370100MA3C123456", "青石镇", "李四", "13800138000", 12, "县科协"],
    ),
    "activities": (
        {"序号": "", "活动时间": "held", "活动地点": "place", "活动名称": "theme", "参加人数（人）": "attendance",
         "承办单位": "unit"},
        [1, "2026.3.5", "文化广场", "科普日", 120, "县科协"],
    ),
    "contracts": (
        {"序号": "", "合同名称": "title", "合同编号": "", "甲方": "signatories.org@part=client",
         "乙方": "signatories.org@part=provider", "合同金额（万元）": "amount",
         "起始日期": "from_day", "终止日期": "to_day", "联系方式": "", "附件": "", "份数": "", "保管": ""},
        [1, "茶园改造", "甲1", "甲", "乙", 3, "2026.1.1", "2026.12.31", "1", "无", 2, "王"],
    ),
    "places": (
        {"村（社区）名称": "title", "行政区划代码": "division", "管理单位": "unit"},
        ["青石村", "530102", "青石镇"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_sheets_that_offices_have_are_proposed_as_they_mean(office: Office, name: str) -> None:
    means, row = REAL[name]
    kind = get_kind(name)
    fields = list_import_fields(asked_columns(kind))
    with translation.override("en"):
        sheet = SheetValues("表", True, [(1, [*means]), (2, row), (3, row)])
        (table,) = find_tables(sheet, *known_heads(fields, {}))
        found = propose_columns(table, fields, {})
    assert {head: found.get(place, "") for place, head in enumerate(means)} == means


class TestContracts:
    """Units in heads count exactly, days may be written in any way, rows inside stand in merged lines."""

    TEA, RESEARCH = "云岭县绿源茶业有限公司", "云岭县茶叶研究所"
    HEADS = ("序号", "合同名称", "合同类型", "合同价款（万元）", "签订单位", "合同方", "角色")

    @pytest.fixture(autouse=True)
    def firms(self, office: Office) -> None:
        unit = office.units["kexie"].pk
        for title in (self.TEA, self.RESEARCH):
            given = {"unit": unit, "title": title, "sort": "enterprise"}
            begin(get_kind("organisations"), office.actor("clerk"), given, at=NOW)

    def take(self, client: Client, *rows: Sequence[Any], heads: Sequence[str] = HEADS) -> str:
        there = upload(client, workbook([list(heads), *map(list, rows)]), kind="contracts")["Location"]
        page = client.get(there)
        sent = chosen(page)
        assert sent["column_1"] == "title" and sent["column_3"] == "amount", sent
        fields = {f"same_{name}": "kexie" for name in re.findall(r'name="same_(unit)"', page.content.decode())}
        answer = client.post(there, sent | fields)
        assert answer.status_code == 302, told(answer)
        return str(answer["Location"])

    def test_amounts_are_converted_exactly_into_the_fields_unit(self, office: Office) -> None:
        client = signed_in(office, "clerk", "en")
        run = self.take(
            client,
            [1, "茶园改造", "合作协议", 12.5, "kexie", self.TEA, "成员方"],
            [2, "果品加工", "合作协议", "1,200.05", "kexie", self.TEA, "成员方"],
            [3, "种苗", "合作协议", "3000元", "kexie", self.TEA, "成员方"],
            [4, "不明", "合作协议", "3万", "kexie", self.TEA, "成员方"],
            ["合计", None, None, 1212.55],
        )
        assert "“3万” says a size that the head says too." in told(client.get(run))
        imported(client, run)
        found = [(contract.title, decimal_text(contract.amount)) for contract in Contract.objects.order_by("pk")]
        assert found == [("茶园改造", "125000"), ("果品加工", "12000500"), ("种苗", "3000")]

    def test_a_unit_that_is_none_of_the_fields_is_refused(self, office: Office) -> None:
        client = signed_in(office, "clerk", "en")
        heads = ["合同名称", "合同类型", "合同价款（亩）", "签订单位"]
        data = workbook([heads, ["茶园改造", "合作协议", 3, "kexie"]])
        there = upload(client, data, kind="contracts")["Location"]
        sent = chosen(client.get(there))
        assert sent["column_2"] == ""
        answer = client.post(there, sent | {"column_2": "amount", "same_unit": "kexie"})
        assert answer.status_code == 422 and "is in 亩, but “" in told(answer)

    def test_the_unit_above_the_table_counts_where_a_head_says_none(self, office: Office) -> None:
        client = signed_in(office, "clerk", "en")
        heads = ["合同名称", "合同类型", "合同价款", "签订单位"]
        data = workbook([["合同台账", None, None, "单位：万元"], heads, ["茶园改造", "合作协议", 3, "kexie"]])
        there = upload(client, data, kind="contracts")["Location"]
        page = client.get(there)
        assert "1 万元 = 10000 元" in told(page)
        client_sent = chosen(page)
        fields = {f"same_{name}": "kexie" for name in re.findall(r'name="same_(\w+)"', page.content.decode())}
        imported(client, client.post(there, client_sent | fields)["Location"])
        assert Contract.objects.get().amount == 30000

    def test_a_contract_over_merged_lines_has_its_parties(self, office: Office) -> None:
        book = Workbook()
        sheet: Any = book.active
        sheet.append(list(self.HEADS))
        sheet.append([1, "茶园改造", "合作协议", 1, "kexie", self.TEA, "成员方"])
        sheet.append([None, None, None, None, None, self.RESEARCH, "成员方"])
        for column in "ABCDE":
            sheet.merge_cells(f"{column}2:{column}3")
        client = signed_in(office, "clerk", "en")
        there = upload(client, contents(book), kind="contracts")["Location"]
        page = client.get(there)
        sent = chosen(page)
        assert (sent["column_5"], sent["column_6"]) == ("signatories.org", "signatories.part"), sent
        imported(client, client.post(there, sent)["Location"])
        contract = Contract.objects.get()
        assert [row.org.title for row in ContractParty.list_rows(contract)] == [self.TEA, self.RESEARCH]

"""Columns for each role of rows inside: 甲方 and 乙方 are parties of a contract, proposed, confirmed and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook

from asked_columns import chosen, imported, told, upload
from luoshi.base.sheets.names import split_cell_names
from luoshi.desk.bulk.nested_lines import CONTINUES, join_lines
from luoshi.desk.lists.views.models import ColumnMeaning
from luoshi.kernel.code_lists.actions import ListItemInput, set_version
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.contracts.models import LISTS, Contract, ContractParty
from many_appeals import signed_in, workbook
from office import NOW, TODAY, Office
from office_sheets import contents

TEA, RESEARCH, FRUIT = "云岭县绿源茶业有限公司", "云岭县茶叶研究所", "云岭县猕猴桃合作社"
HEADS = ("合同名称", "合同类型", "签订单位", "甲方", "乙方", "丙方")
ROLES = {"column_3": "client", "column_4": "provider", "column_5": "member"}


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(autouse=True)
def _firms(office: Office) -> None:
    unit = office.units["kexie"].pk
    for title in (TEA, RESEARCH, FRUIT):
        given = {"unit": unit, "title": title, "sort": "enterprise"}
        begin(get_kind("organisations"), office.actor("clerk"), given, at=NOW)


def take(client: Client, *rows: Sequence[Any], heads: Sequence[str] = HEADS, **changed: str) -> str:
    """Upload a sheet, confirm its columns as proposed but for ``changed``, and return the address of its trial."""
    there = upload(client, workbook([list(heads), *map(list, rows)]), kind="contracts")["Location"]
    answer = client.post(there, chosen(client.get(there)) | changed)
    assert answer.status_code == 302, told(answer)
    return str(answer["Location"])


def parties() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (contract.title, [(row.org.title, row.part) for row in ContractParty.list_rows(contract)])
        for contract in Contract.objects.order_by("pk")
    ]


def test_parties_in_columns_of_their_roles_are_rows_with_these_roles_and_remembered(office: Office) -> None:
    client = signed_in(office, "clerk", "en")
    data = workbook([list(HEADS), ["茶园改造", "技术服务", "kexie", TEA, RESEARCH, None]])
    there = upload(client, data, kind="contracts")["Location"]
    page = client.get(there)
    sent = chosen(page)
    assert {name: sent[name] for name in ROLES} == {
        name: f"signatories.org@part={code}" for name, code in ROLES.items()
    }
    assert "Parties·Client" in told(page)
    imported(client, client.post(there, sent)["Location"])
    assert parties() == [("茶园改造", [(TEA, "client"), (RESEARCH, "provider")])]
    assert ["甲方", "signatories.org@part=client"] in ColumnMeaning.objects.get().columns
    run = upload(client, workbook([list(HEADS), ["果品", "技术服务", "kexie", FRUIT, TEA, None]]), kind="contracts")
    assert "/columns/" not in run["Location"]  # nothing is asked again
    assert "Parties·Provider" in told(client.get(run["Location"]))
    imported(client, run["Location"])
    assert parties()[1] == ("果品", [(FRUIT, "client"), (TEA, "provider")])


def test_several_names_in_a_cell_are_several_parties_and_an_unknown_one_is_asked(office: Office) -> None:
    client = signed_in(office, "clerk", "en")
    run = take(client, ["茶园改造", "技术服务", "kexie", TEA, f"{RESEARCH}、没有的公司；{FRUIT}", None])
    (question,) = client.get(run).context["names"].questions
    assert (question.field, question.word) == ("signatories.org", "没有的公司")
    known = take(client, ["茶园改造", "技术服务", "kexie", TEA, f"{RESEARCH}\n{FRUIT}", None])
    imported(client, known)
    assert parties() == [("茶园改造", [(TEA, "client"), (RESEARCH, "provider"), (FRUIT, "provider")])]


def test_both_columns_may_be_one_role_and_two_contracts_of_one_title_stay_two(office: Office) -> None:
    client = signed_in(office, "clerk", "en")
    member = "signatories.org@part=member"
    run = take(
        client,
        ["合作", "合作协议", "kexie", TEA, RESEARCH, None],
        ["合作", "合作协议", "kexie", TEA, FRUIT, None],
        column_3=member,
        column_4=member,
    )
    imported(client, run)
    assert parties() == [
        ("合作", [(TEA, "member"), (RESEARCH, "member")]),
        ("合作", [(TEA, "member"), (FRUIT, "member")]),
    ]


def test_a_merged_contract_has_the_parties_of_all_its_lines_each_once(office: Office) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(list(HEADS[:5]))
    sheet.append(["茶园改造", "技术服务", "kexie", TEA, RESEARCH])
    sheet.append([None, None, None, None, FRUIT])
    for column in "ABCD":
        sheet.merge_cells(f"{column}2:{column}3")
    client = signed_in(office, "clerk", "en")
    there = upload(client, contents(book), kind="contracts")["Location"]
    imported(client, client.post(there, chosen(client.get(there)))["Location"])
    assert parties() == [("茶园改造", [(TEA, "client"), (RESEARCH, "provider"), (FRUIT, "provider")])]


@pytest.mark.parametrize(
    ("heads", "means"),
    [
        (("甲方（委托方）", "乙方(受托方)"), ("client", "provider")),
        (("委托单位", "承包方"), ("client", "provider")),
        (("Client", "Provider"), ("client", "provider")),
        (("甲方联系人", "乙方电话"), ("", "")),  # of a party, and no party
    ],
)
def test_roles_are_known_by_their_words_and_what_means_the_same(
    office: Office, heads: tuple[str, str], means: tuple[str, str]
) -> None:
    client = signed_in(office, "clerk", "en")
    data = workbook([[*HEADS[:3], *heads], ["茶园改造", "技术服务", "kexie", TEA, RESEARCH]])
    sent = chosen(client.get(upload(client, data, kind="contracts")["Location"]))
    assert (sent["column_3"], sent["column_4"]) == tuple(code and f"signatories.org@part={code}" for code in means)


def test_a_role_that_the_office_adds_to_its_list_has_a_column(office: Office) -> None:
    words = {"client": "委托方", "provider": "受托方", "member": "成员方", "guarantor": "担保方"}
    words |= {"building": "社会建设方", "governance": "社区管理方", "education": "社区教育方"}
    wanted = [ListItemInput(code, word) for code, word in words.items()]
    set_version(
        LISTS["contracts.parts"], None, wanted, TODAY, "云科协〔2026〕3号", office.actor("admin"), at=NOW, seen=0
    )
    client = signed_in(office, "clerk", "en")
    data = workbook([[*HEADS[:4], "担保方"], ["茶园改造", "技术服务", "kexie", TEA, RESEARCH]])
    assert chosen(client.get(upload(client, data, kind="contracts")["Location"]))["column_4"].endswith("=guarantor")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("甲公司、乙公司", ["甲公司", "乙公司"]),
        ("甲公司，乙公司;丙公司\n甲公司", ["甲公司", "乙公司", "丙公司"]),
        ("绿源（茶叶、果品）公司、乙公司", ["绿源（茶叶、果品）公司", "乙公司"]),
        ("Tea Co., Ltd., Fruit Co.,Ltd", ["Tea Co., Ltd.", "Fruit Co.,Ltd"]),
        ("半个（括号、乙公司", ["半个（括号", "乙公司"]),
        (" 、 ", []),
    ],
)
def test_a_cell_lists_names_between_marks_but_not_in_brackets(cell: str, names: list[str]) -> None:
    assert split_cell_names(cell) == names


def test_lines_with_roles_alone_are_records_unless_they_continue_one() -> None:
    lines = [
        (2, {"title": "甲", "p.a@r=x": "1", "p.a@r=y": "2"}),
        (3, {"title": "甲", "p.a@r=x": "1"}),
        (4, {"title": "甲", "p.a@r=x": "1、3", CONTINUES: "1"}),
        (5, {"p.a@r=y": "4"}),
    ]
    found = join_lines(lines, "title", "%(row)d", parts=["p.a@r=x", "p.a@r=y"])
    assert found == [
        (2, {"title": "甲", "p": [{"a": "1", "r": "x"}, {"a": "2", "r": "y"}]}),
        (3, {"title": "甲", "p": [{"a": "1", "r": "x"}, {"a": "3", "r": "x"}, {"a": "4", "r": "y"}]}),
    ]

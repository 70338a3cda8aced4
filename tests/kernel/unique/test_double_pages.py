"""Doubles on lists, pages, sheets and in the API: marked, found by a filter, ruled on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.desk.api.rows import detail_of, serialize_records
from luoshi.desk.declarations.registration import check_declarations
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.unique.models import Ruling
from many_appeals import workbook
from office import TODAY, Office
from sample_line import one_kind
from unique_kinds import founded, kind

LIKELY = Unique("sort card", clash="doubt", who="desk")
MARK = "疑与 团2026-0001 重复"


@pytest.fixture
def of() -> Iterator[CompiledKind]:
    with one_kind(kind(LIKELY)) as declared:
        check_declarations()
        yield declared


@pytest.fixture
def two(of: CompiledKind, office: Office) -> list[Any]:
    return [founded(office, of, "12"), founded(office, of, "１2")]


def page(client: Any, office: Office, who: str, address: str, **more: Any) -> Any:
    client.force_login(office.people[who].user)
    return client.get(address, **more)


def test_list_and_page_mark_a_possible_double_and_the_filter_finds_both(client, office, of, two):
    third = founded(office, of, "13")
    first, second = (f"/bodies/{record.pk}/" for record in two)
    assert page(client, office, "clerk", "/bodies/").text.count(MARK) == 1
    assert MARK in page(client, office, "clerk", second).text
    shown = page(client, office, "clerk", first).text
    assert MARK not in shown and "疑有重复" in shown and "团2026-0002" in shown
    found = page(client, office, "supervisor", "/bodies/?double=open").text
    assert [body.number in found for body in (*two, third)] == [True, True, False]
    assert "团2026-0002" not in page(client, office, "supervisor", "/bodies/?double=ruled").text


def test_one_rules_on_the_page_and_anew(client, office, two):
    address = f"/bodies/{two[1].pk}/double/"
    assert "认定是否重复" in page(client, office, "supervisor", f"/bodies/{two[1].pk}/").text
    assert "认定是否重复" not in page(client, office, "clerk", f"/bodies/{two[1].pk}/").text
    assert page(client, office, "clerk", address).status_code == 404
    assert page(client, office, "supervisor", f"/bodies/{two[0].pk}/double/").status_code == 404
    asked = page(client, office, "supervisor", address)
    assert f'name="first" value="{two[0].pk}"' in asked.text and "data-draft" in asked.text
    given = {"double": "no", "reason": "两个学会", "first": two[0].pk}
    assert client.post(address, {**given, "reason": ""}).status_code == 422
    assert client.post(address, {**given, "first": two[1].pk}).status_code == 409
    assert client.post(address, given).status_code == 302
    assert MARK not in client.get("/bodies/").text
    assert "已认定不重复" in client.get(f"/bodies/{two[1].pk}/").text
    assert client.post(address, {**given, "double": "yes"}).status_code == 302
    assert "与 团2026-0001 重复" in client.get("/bodies/?double=ruled").text
    assert Ruling.objects.get().double is True
    timeline = client.get(f"/bodies/{two[1].pk}/").text
    assert "认定不重复" in timeline and "两个学会" in timeline


def test_more_doubles_need_no_more_queries(client, office, of, two, django_assert_max_num_queries):
    client.force_login(office.people["supervisor"].user)
    client.get("/bodies/")
    counts = []
    for card in ("12", "12", "12"):
        with django_assert_max_num_queries(60) as made:
            client.get("/bodies/")
        counts.append(len(made.captured_queries))
        founded(office, of, card)
    assert len(set(counts)) == 1


def test_programs_are_told(office, of, two):
    assert "double" in detail_of(of).model_json_schema()["properties"]
    assert [record["double"] for record in serialize_records(two, [], office.actor("clerk"), TODAY)] == [
        None,
        {"number": "团2026-0001", "ruled": False},
    ]


def test_a_sheet_says_what_may_be_a_double_before_its_yes(client, office, of):
    founded(office, of, "12")
    client.force_login(office.people["supervisor"].user)
    heads = ["单位", "Sort", "Card", "From", "Size"]
    lines = [["云岭县科学技术协会", "Farm", card, "2026-03-02", "3"] for card in ("7", "12", "７")]
    sent = SimpleUploadedFile("学会.xlsx", workbook([heads, *lines]))
    asked = client.post("/bodies/import/", {"file": sent}, follow=True).text
    assert "疑似重复：团2026-0001 已有相同内容" in asked and "疑似重复：第 2 行已有相同内容" in asked

"""The panel beside a list: what one may read of a row, the steps one may take, and nothing else."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from appeal_factory import filed
from asked import queries
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from many_appeals import signed_in
from office import NOW, Office

PART = {"HX-Request": "true", "X-Part": "1"}


def panel(client: Client, address: str) -> str:
    answer = client.get(address, headers=PART)
    assert (answer.status_code, answer["Vary"].count("HX-Request")) == (200, 1)
    return answer.text


def test_a_panel_shows_the_row_its_steps_and_what_happened_and_no_frame(office: Office) -> None:
    (record,) = filed(office, 1, title="路灯不亮")
    said = panel(signed_in(office, "supervisor", "en"), f"/appeals/{record.pk}/panel/")
    assert "<html" not in said and '<h2 class="panel__title">路灯不亮</h2>' in said and record.number in said
    assert re.findall(r'class="button button--main"\s+href="([^"]+)" hx-get="([^"]+)" hx-target="#dialog"', said) == [
        (f"/appeals/{record.pk}/assign/",) * 2
    ]
    assert re.findall(r"<dt>([^<]+)</dt>", said)[:2] == ["With", "State"] and "Enter an appeal" in said


def test_protected_fields_are_not_in_it(office: Office) -> None:
    (record,) = filed(office, 1, speaker="王小明", contact="13800138000")
    said = panel(signed_in(office, "supervisor"), f"/appeals/{record.pk}/panel/")
    assert not any(word in said.split("panel__events")[0] for word in ("王小明", "138", "***"))
    assert "王小明" not in said and "13800138000" not in said


def test_who_may_not_read_a_record_gets_no_panel(office: Office) -> None:
    (record,) = filed(office, 1, unit=str(office.units["bureau"].pk))
    address = f"/appeals/{record.pk}/panel/"
    assert "建议" in panel(signed_in(office, "stranger"), address)
    for who in ("clerk", "admin", "collector", "outside"):
        assert signed_in(office, who).get(address, headers=PART).status_code == 404
    client = signed_in(office, "supervisor")
    for wrong in (f"/copies/{record.pk}/panel/", f"/appeals/{record.pk + 99}/panel/", f"/nothing/{record.pk}/panel/"):
        assert client.get(wrong, headers=PART).status_code == 404
    assert Client().get(address, headers=PART).status_code == 401
    assert client.post(address, headers=PART).status_code == 405


def test_who_reads_and_may_do_nothing_sees_no_step(office: Office) -> None:
    (record,) = filed(office, 1)
    said = panel(signed_in(office, "auditor"), f"/appeals/{record.pk}/panel/")
    assert "button--main" not in said and f"/appeals/{record.pk}/assign/" not in said


def test_without_scripts_the_address_leads_to_the_page(office: Office) -> None:
    (record,) = filed(office, 1)
    answer = signed_in(office, "supervisor").get(f"/appeals/{record.pk}/panel/")
    assert (answer.status_code, answer["Location"]) == (302, f"/appeals/{record.pk}/")


def test_each_row_of_a_list_names_its_panel_and_paper_does_not(office: Office) -> None:
    records = filed(office, 3)
    client = signed_in(office, "supervisor")
    page = client.get("/appeals/").text
    assert sorted(re.findall(r'data-panel="([^"]+)"', page)) == sorted(f"/appeals/{r.pk}/panel/" for r in records)
    assert "data-panel" not in client.get("/appeals/print/").text


def test_an_open_panel_is_remembered(office: Office) -> None:
    filed(office, 1)
    client = signed_in(office, "supervisor")
    assert " paned" not in client.get("/appeals/").text.split("<body")[0]
    client.cookies["luoshi-panel"] = "1"
    assert " paned" in client.get("/appeals/").text.split("<body")[0]
    assert " paned" not in client.get("/appeals/?q=没有的").text.split("<body")[0]


@pytest.mark.parametrize("steps", [1, 6])
def test_a_longer_history_needs_no_more_queries(office: Office, steps: int) -> None:
    record = filed(office, 1)[0]
    for _round in range(steps):
        take(record, "assign", office.actor("supervisor"), {"grade": "urgent", "unit": record.unit_id}, at=NOW)
        take(record, "recall", office.actor("supervisor"), {"reason": "分错"}, at=NOW)
    client = signed_in(office, "supervisor")
    assert queries(lambda: client.get(f"/appeals/{record.pk}/panel/", headers=PART)) <= 14


def test_a_record_of_another_kind_names_what_it_is_linked_to(office: Office) -> None:
    copy = {"paper": "云办〔2026〕12号", "serial": 1, "owner": str(office.posts["clerk"])}
    record = begin(get_kind("copies"), office.actor("supervisor"), copy, at=NOW).record
    said = panel(signed_in(office, "supervisor"), f"/copies/{record.pk}/panel/")
    assert "云办〔2026〕12号" in said

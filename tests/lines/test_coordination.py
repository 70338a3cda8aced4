"""What is particular to coordination: contacts counted both ways, units that read theirs, what counties lack."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.desk.figures.queries.coverage import ALL, count_coverage, coverage_entries, coverages_of
from luoshi.desk.figures.queries.figures import FigureSpan
from luoshi.desk.figures.queries.figures import compute_figures as figures
from luoshi.desk.figures.rules import Answered
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.coordination.models import Item
from office import NOW, TODAY, Office
from programs import program

BATCHES = get_kind("batches")
CONTACTS = get_kind("contacts")

YEAR = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))


def told(office: Office, of: CompiledKind, *names: str, **more: Any) -> dict[Any, list[Any]]:
    found = figures(of, names, YEAR, office.actor("supervisor"), TODAY, **more)
    return {key: [figure[name].exact for name in names if name in figure] for key, figure in found.items()}


def entry(office: Office, name: str, **given: Any) -> Any:
    asked = {"unit": office.units["kexie"].pk, **given}
    return begin(get_kind(name), office.actor("clerk"), asked, at=NOW).record


def contact(office: Office, step: str = "contact", **more: Any) -> Any:
    usual = {"direction": "up", "way": "out", "topic": "科普工作半年情况", "unit": office.units["kexie"].pk}
    given = {**usual, **({"day": TODAY} if step == "contact" else {}), **more}
    if "partner" not in given:
        given.setdefault("organisation", province(office).number)
    return begin(CONTACTS, office.actor("clerk"), given, at=NOW, step=step).record


def province(office: Office) -> Any:
    found = get_kind("organisations").record._default_manager.filter(title="示例省科学技术协会").first()
    return found or entry(office, "organisations", title="示例省科学技术协会", sort="society")


def test_a_report_upwards_is_drafted_sent_and_answered(office: Office) -> None:
    clerk = office.actor("clerk")
    report = contact(office, "draft")
    report = take(report, "send", clerk, {"day": TODAY}, at=NOW).record
    with pytest.raises(RecordError):  # that is of contacts with others
        take(report, "agree", clerk, {"answered": TODAY, "result": "同意"}, at=NOW)
    with pytest.raises(RecordError):  # nobody answers tomorrow
        take(report, "answer", clerk, {"answered": TODAY + timedelta(1), "result": "同意"}, at=NOW)
    report = take(report, "answer", clerk, {"answered": TODAY, "result": "同意，列入全省计划。"}, at=NOW).record
    assert (report.state, report.title, report.closed is not None) == ("answered", "科普工作半年情况", True)


def test_it_is_said_with_whom(office: Office) -> None:
    with pytest.raises(RecordError, match="请写明联络的机构或者单位"):
        contact(office, organisation="")


def test_the_unit_that_is_guided_reads_it_and_says_what_came_of_it_and_no_other_unit_does(office: Office) -> None:
    office.person("township", "青小雨", "town", Role.CLERK)
    office.person("tea", "茶干事", "society", Role.CLERK)
    town, tea, clerk = (office.actor(unit_key) for unit_key in ("township", "tea", "clerk"))
    made = contact(office, direction="down", topic="农技协规范化建设", partner=office.units["town"].pk)
    made = take(made, "agree", clerk, {"answered": TODAY, "result": "先建台账，再评星级。"}, at=NOW).record
    with pytest.raises(RecordError):
        take(made, "follow", tea, {"followed": TODAY, "learned": "已建。"}, at=NOW)
    with pytest.raises(RecordError):
        take(made, "end", town, {"reason": "不办"}, at=NOW)
    done = take(made, "follow", town, {"followed": TODAY, "learned": "已建台账，共十二户。"}, at=NOW).record
    assert (done.state, done.learned) == ("followed", "已建台账，共十二户。")


def test_contacts_are_counted_both_ways_by_direction_and_what_was_entered_by_mistake_is_not(office: Office) -> None:
    for direction, way, times in (("up", "out", 3), ("up", "in", 1), ("down", "out", 2), ("down", "in", 4)):
        for _ in range(times):
            contact(office, direction=direction, way=way)
    contact(office, "draft")  # nobody was contacted yet
    contact(office, day=date(2025, 12, 31))
    mistaken, ended = contact(office, direction="across"), contact(office, direction="across", way="in")
    take(mistaken, "withdraw", office.actor("clerk"), {"reason": "重复登记"}, at=NOW)
    take(ended, "end", office.actor("clerk"), {"reason": "对方没有回音"}, at=NOW)
    names = ("contacts", "out", "into")
    assert told(office, CONTACTS, *names) == {(): [11, 5, 6]}
    assert told(office, CONTACTS, *names, by=["direction"]) == {
        ("up",): [4, 3, 1],
        ("down",): [6, 2, 4],
        ("across",): [1, 0, 1],
    }
    assert told(office, CONTACTS, "contacts", by=["direction", "way"])[("down", "in")] == [4]


def county(office: Office, title: str) -> Any:
    return entry(office, "places", title=title, sort="county")


def batch(office: Office, of: Any, sort: str, *names: str) -> Any:
    asked = {"listed": TODAY, "county": of.number, "sort": sort, "unit": office.units["kexie"].pk}
    return begin(BATCHES, office.actor("clerk"), {**asked, "items": [{"name": name} for name in names]}, at=NOW).record


def test_which_county_lacks_which_of_the_four_is_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    whole, part, none = (county(office, name) for name in ("甲示例县", "乙示例县", "丙示例县"))
    entry(office, "places", title="丁示例村", sort="village")
    for sort in ("parks", "firms", "projects", "services"):
        batch(office, whole, sort, "示例一", "示例二")
    batch(office, part, "parks", "示例园区")
    gone = batch(office, part, "firms", "示例企业")
    take(gone, "withdraw", office.actor("clerk"), {"reason": "企业已迁出"}, at=NOW)
    four = coverages_of(BATCHES)["four"]
    found = count_coverage(BATCHES, four, office.actor("supervisor"), TODAY, TODAY)[None]
    assert (found.entries, found.unsure) == (3, 0)
    assert found.cells == {
        "parks": Answered(2, 1, 0),
        **dict.fromkeys(("firms", "projects", "services"), Answered(1, 2, 0)),
        ALL: Answered(1, 2, 0),
    }
    lacking = coverage_entries(BATCHES, four, office.actor("supervisor"), TODAY, TODAY)
    assert [project.pk for project in lacking] == [part.pk, none.pk]
    rows = program(office, "supervisor").get("batches/coverage/four").data["rows"]
    assert rows[0]["cells"] == {"parks": True, "firms": False, "projects": False, "services": False}
    assert told(office, BATCHES, "batches", "items", by=["sort"])[("parks",)] == [2, 3]


def test_an_item_names_its_organisation_or_none_to_people_and_programs(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    made, firm = batch(office, county(office, "甲示例县"), "firms", "示例公司"), province(office)
    row = {"id": Item.list_rows(made).get().pk, "name": "示例公司", "organisation": firm.number}
    take(made, "items", office.actor("clerk"), {"items": [row, {"name": "另一公司"}]}, at=NOW)
    items = program(office, "clerk").get(f"batches/{made.pk}").data["rows"]["items"]
    assert [line["organisation"] for line in items] == [firm.number, None]
    client.force_login(office.people["clerk"].user)
    assert f"{firm.number} {firm.title}" in client.get(f"/batches/{made.pk}/").text


def test_a_batch_has_items_and_a_county_one_running_batch_of_a_sort(office: Office) -> None:
    place, clerk, desk = county(office, "甲示例县"), office.actor("clerk"), office.actor("supervisor")
    with pytest.raises(RecordError):  # a batch of nothing
        batch(office, place, "firms")
    made = batch(office, place, "firms", "示例茶业有限公司")
    with pytest.raises(RecordError, match="已有相同内容"):
        batch(office, place, "firms", "另一示例公司")
    who = entry(office, "persons", title="甲示例")
    row = {"id": Item.list_rows(made).get().pk, "name": "示例茶业有限公司", "contact": who.number}
    made = take(made, "items", clerk, {"items": [row, {"name": "示例果业有限公司"}]}, at=NOW).record
    assert [(line.name, line.contact_id) for line in Item.list_rows(made)] == [
        ("示例茶业有限公司", who.pk),
        ("示例果业有限公司", None),
    ]
    made = take(made, "serve", clerk, {"served": TODAY, "service": "专家上门两次。"}, at=NOW).record
    made = take(made, "assess", desk, {"assessed": TODAY, "result": "两家都已改进工艺。"}, at=NOW).record
    assert (made.state, made.title) == ("assessed", "甲示例县 一批企业")
    batch(office, place, "firms", "示例三公司")  # the next one


def test_the_pages_show_contacts_gaps_and_figures(office: Office, client: Client) -> None:
    contact(office, direction="down", way="in", topic="乡镇反映缺少展板")
    place = county(office, "甲示例县")
    client.force_login(office.people["supervisor"].user)
    assert "乡镇反映缺少展板" in client.get("/contacts/?face=down").text
    assert "乡镇反映缺少展板" not in client.get("/contacts/?face=up").text
    page = client.get("/contacts/figures/?first=2026-01-01&last=2026-12-31&by=direction").text
    assert "向下" in page and "对方联系" in page
    page = client.get("/batches/coverage/four/").text
    assert place.title in page and "/batches/new/" in page

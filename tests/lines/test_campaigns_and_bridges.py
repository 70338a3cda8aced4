"""Farm projects by their gates, model campaigns until their title, bridges with their benefit, plans with trips."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from examples import posted
from luoshi.desk.figures.queries.coverage import ALL, coverage_entries, coverages_of
from luoshi.desk.figures.queries.figures import compute_figures
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.projects.line import VALUES
from luoshi.lines.projects.models import Project
from luoshi.papers.models import Issued
from office import NOW, TODAY, Office
from test_projects import DAY, YEAR, contracted, filed, refusal, step, summary

PROJECTS = get_kind("projects")
FARM = ("reserve", "selection", "papers", "execution", "final")
CAMPAIGN = ("declared", "selfcheck", "requested", "inspected", "announced")


def value_of(office: Office, name: str, value: str) -> None:
    set_value(VALUES[name], None, value, date(2026, 1, 1), "管理办法", office.actor("admin"), at=NOW)


def entry(office: Office, kind: str, **given: Any) -> Any:
    return begin(get_kind(kind), office.actor("clerk"), {"unit": office.units["kexie"].pk, **given}, at=NOW).record


def holder(office: Office, name: str = "青石茶叶协会（示例）", sort: str = "society") -> Any:
    return entry(office, "organisations", title=name, sort=sort)


def passed(office: Office, record: Any, *gates: str) -> Any:
    for gate in gates:
        record = step(office, record, "pass", gates=[{"gate": gate, "day": TODAY}])
    return record


def figure(name: str, **more: Any) -> dict[Any, Any]:
    found = compute_figures(PROJECTS, [name], YEAR, None, TODAY, **more)
    return {key: values[name].exact for key, values in found.items() if name in values}


def lacking(office: Office, name: str, cell: str = ALL) -> set[int]:
    part = coverages_of(PROJECTS)[name]
    return {row.pk for row in coverage_entries(PROJECTS, part, office.actor("supervisor"), TODAY, TODAY, cell=cell)}


def built_up(office: Office, sort: str = "campaign", **more: Any) -> Any:
    """A campaign that was examined."""
    record = filed(office, sort=sort, title="全国科普示范县创建", holder=holder(office).number, **more)
    return step(office, record, "examine", "supervisor", examined_on=TODAY)


def criteria(office: Office, record: Any, met: str = "yes") -> Any:
    """The same after its self-check and the inspection, of which one criterion is met or not."""
    step(office, record, "self_check", self_checked=[{"item": "group", "met": "yes"}, {"item": "money", "met": "yes"}])
    found = [{"item": "group", "met": "yes"}, {"item": "money", "met": met, "words": "人均一元二角"}]
    return step(office, record, "inspect", "supervisor", inspected=found)


def test_a_farm_project_passes_five_gates_in_order_by_page(office: Office, client: Client) -> None:
    """S002-94: reserve, recommend, apply, execute, summarise; a gate that is skipped is named, by page."""
    body = holder(office)
    record = contracted(office, sort="farm", holder=body.number, holder_kind="association", programme="village")
    record = step(office, record, "start")
    client.force_login(office.people["clerk"].user)
    for place, gate in enumerate(FARM):
        for skipped, name in zip(FARM[place + 1 :], ("储备", "遴选", "立项", "实施")[place:], strict=False):
            answer = post_gate(client, record, skipped)
            assert answer.status_code in (200, 409, 422) and name in answer.text
        assert post_gate(client, record, gate).status_code == 302, gate
        if gate == "execution":
            assert "总结" in refusal(lambda: step(office, record, "summarise", files=summary()))
    assert step(office, record, "summarise", files=summary()).state == "summary"
    assert figure("approved", by=["sort"]) == {("farm",): 1}


def post_gate(client: Client, record: Any, gate: str) -> Any:
    version = Project.objects.get(pk=record.pk).version
    given = {**posted({"gates": {"gate": gate, "day": TODAY.isoformat()}}), "seen": version}
    return client.post(f"/projects/{record.pk}/pass/", given, HTTP_ACCEPT_LANGUAGE="zh-hans")


def test_a_campaign_is_named_only_after_self_check_inspection_and_all_gates(office: Office) -> None:
    """S002-38: declared, self-checked, applied, inspected, published, named."""
    record = built_up(office)
    assert "自查" in refusal(lambda: name(office, record))
    criteria(office, record, met="no")
    passed(office, record, *CAMPAIGN)
    said = refusal(lambda: name(office, record))
    assert "未达到" in said and "人均一元二角" in said
    step(office, record, "inspect", "supervisor", inspected=[{"item": "group", "met": "yes"}])
    named = name(office, record)
    assert (named.state, named.named_on) == ("named", TODAY)
    assert Issued.objects.get(record=record.pk).number.startswith("命证")
    assert figure("named") == {(): 1}
    step(office, record, "unname", "leader", reason="复查不合格")
    assert Project.objects.get(pk=record.pk).to_day == TODAY


def name(office: Office, record: Any, who: str = "leader") -> Any:
    return step(office, record, "name", who, from_day=TODAY, to_day=TODAY + 1000 * DAY)


def test_a_campaign_without_its_gates_is_not_named_and_names_them(office: Office) -> None:
    record = criteria(office, built_up(office))
    assert "公示" in refusal(lambda: name(office, passed(office, record, *CAMPAIGN[:4])))
    assert refusal(lambda: name(office, record, "clerk"))
    assert Project.objects.get(pk=record.pk).state == "examined"


def test_other_projects_are_not_named_and_a_campaign_has_no_contract(office: Office) -> None:
    other = step(office, filed(office), "examine", "supervisor", examined_on=TODAY)
    assert refusal(lambda: name(office, other))
    assert refusal(lambda: step(office, built_up(office), "contract", from_day=TODAY, to_day=TODAY + DAY, amount="1"))


def test_county_and_town_give_a_group_and_money_or_the_gap_is_named(office: Office) -> None:
    """S002-38: group and money at both levels; each of the four is a cell of its own."""
    record = built_up(office)
    group = entry(office, "groups", title="创建领导小组", sort="leading", founded=TODAY)
    rows = [{"level": "county", "group": group.number, "amount": "200000"}, {"level": "town", "group": group.number}]
    step(office, record, "back", backing=rows)
    cells = ("county_group", "county_amount", "town_group", "town_amount")
    assert [record.pk in lacking(office, "backing", cell) for cell in cells] == [False, False, False, True]


def test_what_was_named_is_checked_again_by_the_offices_interval(office: Office) -> None:
    value_of(office, "projects.recheck", "12")
    record = criteria(office, built_up(office, "title"))
    name(office, passed(office, record, *CAMPAIGN))
    owed = Occurrence.objects.filter(duty__record=record.pk, duty__name="recheck")
    assert [row.due for row in owed] == [date(2027, 3, 20)]
    later = NOW + 300 * DAY
    step(office, record, "recheck", "supervisor", later, inspected=[{"item": "group", "met": "yes"}])
    assert owed.order_by("due").first().settled == later.date()


def test_titles_are_read_by_everybody_once_the_office_opens_them(office: Office) -> None:
    cache.clear()  # of a test before, with as many entries in its journal
    record = criteria(office, built_up(office, "title"))
    name(office, passed(office, record, *CAMPAIGN))
    assert Client().get("/open/projects/").status_code == 404
    value_of(office, "projects.open", "是")
    page = Client().get("/open/projects/").text
    assert "全国科普示范县创建" in page and "青石茶叶协会" in page and TODAY.isoformat() in page
    step(office, record, "unname", "leader", reason="复查不合格")
    assert "全国科普示范县创建" not in Client().get("/open/projects/").text


def test_bridges_count_by_level_and_field_and_bring_a_benefit_in_yuan(office: Office) -> None:
    """S002-11, S002-96: three levels, three fields, the society; benefit is exact and of the year it was put to use."""
    value_of(office, "projects.bridges", ">=2")
    body = holder(office)
    society = entry(office, "societies", organisation=body.number, sort="society", founded=TODAY)
    more = {"sort": "bridge", "society": society.number, "holder": holder(office, "青石机械厂（示例）").number}
    first = contracted(office, title="茶园防霜", level="province", field="farming", **more)
    contracted(office, title="铸件打磨", level="county", field="industry", **more)
    contracted(office, title="厂会协作", sort="plant", society=society.number)
    step(office, step(office, first, "start"), "summarise", files=summary())
    step(office, first, "accept", "supervisor")
    step(office, first, "apply", applied_on=TODAY, benefit="120000.55")
    assert figure("approved", by=["level", "field"]) == {
        ("province", "farming"): 1, ("county", "industry"): 1, ("county", None): 1
    }  # fmt: skip
    assert figure("benefit", by=["society"]) == {(society.pk,): Fraction("120000.55")}
    assert figure("approved", by=["sort"]) == {("bridge",): 2, ("plant",): 1}


def test_two_plans_of_support_count_and_owe_trips_by_the_offices_interval(office: Office) -> None:
    """S002-12: two plans; a trip to the countryside is due by ⟨months⟩, and a trip meets it."""
    value_of(office, "projects.trips", "3")
    record = step(office, contracted(office, sort="support", programme="village"), "start")
    contracted(office, title="种植技术推广", sort="support", programme="support")
    assert figure("approved", by=["programme"]) == {("village",): 1, ("support",): 1}
    owed = Occurrence.objects.filter(duty__record=record.pk, duty__name="trip").order_by("due")
    assert owed.first().due == date(2026, 6, 20)
    village = entry(office, "places", title="青石村", sort="village")
    day = TODAY + 40 * DAY
    trip = {"day": day, "village": village.number, "words": "指导春茶修剪"}
    step(office, record, "trip", at=NOW + 40 * DAY, trips=[trip])
    assert owed.first().settled == day and figure("trips", by=["programme"]) == {("village",): 1}


def test_every_approved_project_is_visited_within_the_year(office: Office) -> None:
    """A check that is only planned is no visit; nor is one of the year before."""
    record = step(office, contracted(office), "start")
    given = {"unit": record.unit_id, "project": record.number, "sort": "visit", "day": TODAY}
    check = begin(get_kind("sitechecks"), office.actor("clerk"), given, at=NOW).record
    assert lacking(office, "visits") == {record.pk}
    step(office, check, "check", day=TODAY, findings=[{"sort": "progress", "text": "按期"}])
    assert lacking(office, "visits") == set()
    part = coverages_of(PROJECTS)["visits"]
    later = TODAY + timedelta(days=365)
    assert [row.pk for row in coverage_entries(PROJECTS, part, office.actor("supervisor"), later, later)] == [record.pk]


@pytest.mark.parametrize("who", ["stranger", "collector"])
def test_others_neither_inspect_nor_find_a_campaign(office: Office, who: str) -> None:
    record = built_up(office)
    refused = refusal(lambda: step(office, record, "inspect", who, inspected=[{"item": "group", "met": "yes"}]))
    assert "无权" in refused

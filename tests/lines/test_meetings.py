"""Meetings of groups and others; what a leading group is to have: its head's rank, its goal in a plan, a meeting."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.coverage import ALL, coverage_entries, coverages_of
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.leading.line import VALUES
from luoshi.lines.leading.models import GroupMember, Meeting
from luoshi.papers.models import Issued
from luoshi.plans.base.models.plan import Plan
from office import NOW, TODAY, Office

GROUPS, MEETINGS = get_kind("groups"), get_kind("meetings")
YEAR = FigureSpan(date(TODAY.year, 1, 1), date(TODAY.year, 12, 31))
DAY = timedelta(days=1)


def refusal(act: Any) -> str:
    with pytest.raises(RecordError) as refused:
        act()
    return str(refused.value)


def person(office: Office, name: str) -> Any:
    asked = {"unit": office.units["kexie"].pk, "title": name}
    return begin(get_kind("persons"), office.actor("clerk"), asked, at=NOW).record


def group(office: Office, title: str = "全民科学素质工作领导小组", rank: str = "", sort: str = "leading") -> Any:
    """A group; with a rank, one with a head of this rank."""
    given = {"unit": office.units["kexie"].pk, "title": title, "sort": sort, "founded": TODAY - DAY}
    record = begin(GROUPS, office.actor("clerk"), given, at=NOW).record
    if rank:
        row = {"part": "head", "person": person(office, "骆云岚").number, "rank": rank, "from_day": TODAY - DAY}
        record = take(record, "join", office.actor("clerk"), {"members": [row]}, at=NOW).record
    return record


def meeting(office: Office, who: str = "clerk", **more: Any) -> Any:
    given = {"unit": office.units["kexie"].pk, "title": "成员单位会议", "sort": "group", "planned": TODAY, **more}
    return begin(MEETINGS, office.actor(who), given, at=NOW).record


def step(office: Office, record: Any, name: str, who: str = "clerk", files: Any = None, **given: Any) -> Any:
    now = type(record).objects.get(pk=record.pk)
    return take(now, name, office.actor(who), given, at=NOW, files=files or {}).record


def lacking(office: Office, cell: str = ALL) -> set[int]:
    part = coverages_of(GROUPS)["roster"]
    found = coverage_entries(GROUPS, part, office.actor("supervisor"), TODAY, TODAY, cell=cell)
    return {entry.pk for entry in found}


def document() -> Any:
    made = io.BytesIO()
    Document().save(made)
    return {"minutes": [SimpleUploadedFile("纪要.docx", made.getvalue())]}


def figure(name: str, **more: Any) -> dict[Any, Any]:
    found = compute_figures(MEETINGS, [name], YEAR, None, TODAY, **more)
    return {key: values[name].exact for key, values in found.items() if name in values}


def test_a_leading_group_has_a_leader_of_the_government_at_its_head(office: Office) -> None:
    """S002-13: a head of a bureau is a gap; so is one whose tenure is over; technical groups are not asked."""
    led, other, technical = group(office, rank="government"), group(office, "镇领导小组", "bureau"), None
    technical = group(office, "测土配方技术小组", sort="technical")
    assert lacking(office, "head") == {other.pk} and technical.pk not in lacking(office)
    row = {"id": GroupMember.objects.get(record=led.pk).pk, "to_day": TODAY - DAY}
    step(office, led, "leave", members=[row])
    assert lacking(office, "head") == {led.pk, other.pk}


def test_the_goal_stands_in_a_plan_and_a_meeting_was_held_this_year(office: Office) -> None:
    """S002-13, S002-89: goal in the local plan, meeting in the year: what lacks is named by the roster check."""
    record = group(office, rank="government")
    assert record.pk in lacking(office, "goal") and record.pk in lacking(office, "meeting")
    plan = Plan.objects.create(
        kind="plans", title="云岭县“十五五”规划", number="规1", unit=office.units["county"], year=2026, opened=NOW
    )
    assert refusal(lambda: step(office, record, "aim", plan=plan.pk))  # the words of the goal lack
    step(office, record, "aim", "supervisor", plan=plan.number, goal="公民具备科学素质比例达到15%")
    assert record.pk not in lacking(office, "goal")
    held = meeting(office, body=record.number)
    assert record.pk in lacking(office, "meeting")  # it is only planned
    step(office, held, "hold", held=TODAY, people="23")
    assert record.pk not in lacking(office) and figure("meetings", by=["body"]) == {(record.pk,): 1}


def test_the_meeting_of_a_group_is_owed_by_the_offices_interval(office: Office) -> None:
    """Unset, the duty has no date and names the value; set, a meeting held meets the period."""
    bare = group(office, "无期限小组")
    assert not Occurrence.objects.filter(duty__record=bare.pk).exists()
    set_value(VALUES["groups.meets"], None, "6", date(2026, 1, 1), "工作规则", office.actor("admin"), at=NOW)
    record = group(office)
    first = Occurrence.objects.filter(duty__record=record.pk, duty__name="meeting").earliest("due")
    assert (first.due, first.settled) == (date(2026, 6, 30), None)
    step(office, meeting(office, body=record.number), "hold", held=TODAY)
    first.refresh_from_db()
    assert first.settled == TODAY


def test_a_meeting_that_was_held_is_entered_at_once_and_needs_no_group(office: Office) -> None:
    given = {"unit": office.units["kexie"].pk, "title": "座谈会", "sort": "consultation", "held": TODAY, "people": "14"}
    talks = [{"person": person(office, "冯志强").number, "words": "建议把检测点设到村。"}]
    record = begin(MEETINGS, office.actor("clerk"), {**given, "talks": talks}, at=NOW, step="enter").record
    assert record.state == "held"
    assert (figure("meetings"), figure("present"), figure("talks")) == ({(): 1}, {(): 14}, {(): 1})
    ahead = {**given, "held": TODAY + DAY}
    assert refusal(lambda: begin(MEETINGS, office.actor("clerk"), ahead, at=NOW, step="enter"))
    assert Meeting.objects.count() == 1


def test_a_meeting_is_closed_with_its_minutes_and_dropped_with_a_reason(office: Office) -> None:
    record = step(office, meeting(office), "hold", held=TODAY)
    assert refusal(lambda: step(office, record, "close"))
    assert step(office, record, "close", files=document()).state == "closed"
    other = meeting(office, title="秘书长会议")
    assert refusal(lambda: step(office, other, "drop"))
    step(office, other, "drop", reason="合并")
    assert figure("meetings") == {(): 1}  # of those that were dropped, none


def test_a_plan_writes_the_notice_with_the_agenda_and_a_change_writes_it_anew(office: Office) -> None:
    record = meeting(office, agenda=[{"words": "任务分工"}])
    first = Issued.objects.get(record=record.pk, ended=None)
    step(office, record, "edit", title="成员单位会议", sort="group", planned=TODAY + DAY)
    assert Issued.objects.get(record=record.pk, ended=None).pk != first.pk


def test_who_has_nothing_to_do_with_it_neither_plans_nor_finds_a_meeting(office: Office) -> None:
    record = meeting(office)
    refusal(lambda: meeting(office, "stranger"))
    with pytest.raises(RecordError) as refused:
        step(office, record, "hold", "stranger", held=TODAY)
    assert refused.value.code == "missing"

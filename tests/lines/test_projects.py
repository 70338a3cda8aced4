"""Projects: gates in their order, nodes before the summary, rates of entry, money by way, checks that lead on."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.projects.line import VALUES
from luoshi.lines.projects.models import Project, ProjectNode, SiteCheck, SiteFinding
from office import NOW, TODAY, Office

YEAR = FigureSpan(date(TODAY.year, 1, 1), date(TODAY.year, 12, 31))
DAY = timedelta(days=1)


def refusal(act: Any) -> str:
    """What an act is refused with."""
    with pytest.raises(RecordError) as refused:
        act()
    return str(refused.value)


def filed(office: Office, at: datetime = NOW, title: str = "茶树选育", **more: Any) -> Any:
    """A project that was filed."""
    given = {"unit": office.units["kexie"].pk, "title": title, "sort": "demonstration", "level": "county", "key": "no"}
    return begin(get_kind("projects"), office.actor("clerk"), {**given, **more}, at=at).record


def step(office: Office, record: Any, name: str, who: str = "clerk", at: datetime = NOW, **given: Any) -> Any:
    """The record after a step."""
    files = given.pop("files", {})
    now = type(record).objects.get(pk=record.pk)
    return take(now, name, office.actor(who), given, at=at, files=files).record


def contracted(office: Office, at: datetime = NOW, contract: dict[str, Any] | None = None, **more: Any) -> Any:
    """A project with a contract from its day on."""
    record = step(office, filed(office, at, **more), "examine", "supervisor", at, examined_on=at.date())
    given = {"from_day": at.date(), "to_day": at.date() + 300 * DAY, "amount": "100000", **(contract or {})}
    return step(office, record, "contract", at=at, **given)


def summary() -> dict[str, Any]:
    """The file that a summary needs."""
    made = io.BytesIO()
    Document().save(made)
    return {"summary": [SimpleUploadedFile("总结.docx", made.getvalue())]}


def figure(name: str, **more: Any) -> dict[Any, Any]:
    """The exact values of a figure of this year, by key."""
    found = compute_figures(get_kind("projects"), [name], YEAR, None, TODAY, **more)
    return {key: values[name].exact for key, values in found.items() if name in values}


def test_a_farmers_project_names_the_open_gate_when_it_hands_in_its_summary(office: Office) -> None:
    """Example L1.4: gates in their order; with “execution” open it is refused, and the gate is named."""
    record = step(office, contracted(office, sort="support"), "start")
    assert "储备" in refusal(lambda: step(office, record, "pass", gates=[{"gate": "papers", "day": TODAY}]))
    for gate in ("reserve", "selection", "papers"):
        step(office, record, "pass", gates=[{"gate": gate, "day": TODAY}])
    assert "实施" in refusal(lambda: step(office, record, "summarise", files=summary()))
    for gate in ("execution", "final"):
        step(office, record, "pass", gates=[{"gate": gate, "day": TODAY}])
    assert step(office, record, "summarise", files=summary()).state == "summary"


def test_the_summary_waits_for_the_nodes_and_names_them(office: Office) -> None:
    """Open nodes are named; each is owed by its day; once they are reached the summary is taken and accepted."""
    nodes = [{"node": "亲本筛选", "due": TODAY + DAY}, {"node": "区域试验", "due": TODAY + 90 * DAY}]
    record = step(office, contracted(office, contract={"nodes": nodes}), "start")
    assert Project.objects.get(pk=record.pk).due == TODAY + DAY
    said = refusal(lambda: step(office, record, "summarise", files=summary()))
    assert "亲本筛选" in said and "区域试验" in said
    rows = ProjectNode.objects.filter(record=record.pk).order_by("place")
    step(
        office, record, "reach", nodes=[{"id": row.pk, "node": row.node, "due": row.due, "done": TODAY} for row in rows]
    )
    step(office, record, "summarise", files=summary())
    accepted = step(office, record, "accept", "supervisor")
    assert (accepted.state, accepted.accepted_on) == ("accepted", TODAY)


def test_every_project_is_examined_before_its_contract(office: Office) -> None:
    """S002-43: a contract is signed only after the examination; contribution of members makes 100 %."""
    record = filed(office)
    term = {"from_day": TODAY, "to_day": TODAY + DAY, "amount": "1"}
    assert refusal(lambda: step(office, record, "contract", **term))
    person = begin(
        get_kind("persons"), office.actor("clerk"), {"unit": record.unit_id, "title": "幻立山"}, at=NOW
    ).record
    members = [{"person": person.number, "percent": "95"}]
    assert "100" in refusal(lambda: filed(office, title="另一项", members=members))
    back = {"from_day": TODAY, "to_day": TODAY - DAY, "amount": "1"}
    examined = step(office, record, "examine", "supervisor", examined_on=TODAY)
    assert "执行期限" in refusal(lambda: step(office, examined, "contract", **back))


def test_money_won_counts_by_way_and_the_share_of_loans_in_points(office: Office) -> None:
    """S002-41, S000-75: 100 000 as grant and 60 000 as loan: 37.5 %; the year before none: not computable."""
    contracted(office, title="补助项目", mode="grant")
    contracted(office, title="贷款项目", mode="loan", contract={"amount": "60000"})
    assert figure("won", by=["mode"]) == {("grant",): 100000, ("loan",): 60000}
    assert float(figure("lent_share")[()]) == 37.5
    assert figure("approved") == {(): 2}


def test_a_check_on_site_closes_when_faults_are_put_right_and_advice_is_taken_up(office: Office) -> None:
    """S001-23, S002-44: the open finding is named; the project notes the check, from which the next is due."""
    set_value(VALUES["sitechecks.months"], None, "3", TODAY, "项目管理办法", office.actor("admin"), at=NOW)
    record = step(office, contracted(office, key="yes"), "start")
    given = {"unit": record.unit_id, "project": record.number, "sort": "check", "day": TODAY}
    check = begin(get_kind("sitechecks"), office.actor("clerk"), given, at=NOW).record
    findings = [{"sort": "fault", "text": "记录不全", "due": TODAY + DAY}, {"sort": "advice", "text": "增设试验点"}]
    step(office, check, "check", day=TODAY, findings=findings)
    assert Entry.objects.filter(record=record.pk, step="visited").exists()
    step(office, check, "send")
    said = refusal(lambda: step(office, check, "close", "supervisor"))
    assert "记录不全" in said
    fault, advice = SiteFinding.objects.filter(record=check.pk).order_by("place")
    rows = [{"id": fault.pk, "sort": "fault", "text": "记录不全", "due": fault.due, "put_right": TODAY}]
    rows.append({"id": advice.pk, "sort": "advice", "text": "增设试验点"})
    step(office, check, "follow", findings=rows)
    assert "增设试验点" in refusal(lambda: step(office, check, "close", "supervisor"))
    assert SiteCheck.objects.get(pk=check.pk).state == "sent"

"""Supervisory checks: about any matter, findings with a unit and a day, corrected by their unit, verified, closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.coverage import coverage_entries, coverages_of
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.supervision.line import VALUES
from luoshi.lines.supervision.models import CheckFinding, SupervisoryCheck
from luoshi.papers.models import Issued
from office import NOW, TODAY, Office

CHECKS = get_kind("supervisions")
YEAR = FigureSpan(date(TODAY.year, 1, 1), date(TODAY.year, 12, 31))
DAY = timedelta(days=1)


def refusal(act: Any) -> str:
    with pytest.raises(RecordError) as refused:
        act()
    return str(refused.value)


def planned(office: Office, sort: str = "safety", who: str = "supervisor", **more: Any) -> Any:
    given = {"unit": office.units["kexie"].pk, "title": "科技馆安全检查", "sort": sort, "planned": TODAY, **more}
    return begin(CHECKS, office.actor(who), given, at=NOW).record


def step(office: Office, record: Any, name: str, who: str = "supervisor", at: Any = NOW, **given: Any) -> Any:
    return take(SupervisoryCheck.objects.get(pk=record.pk), name, office.actor(who), given, at=at).record


def finding(office: Office, unit: str = "bureau", due: date = TODAY + DAY, words: str = "消防通道堆物") -> Any:
    return {"words": words, "unit": office.units[unit].pk, "due": due}


def visited(office: Office, *findings: Any, sort: str = "safety", **more: Any) -> Any:
    said = {"progress": "主体完工", "effect": "覆盖六个村"} if sort == "project" else {}
    return step(office, planned(office, sort, **more), "visit", day=TODAY, findings=list(findings), **said)


def demanded(office: Office, *findings: Any, **more: Any) -> Any:
    return step(office, visited(office, *(findings or (finding(office),)), **more), "demand")


def correct(office: Office, record: Any, who: str, day: date = TODAY, place: int = 0, at: Any = NOW) -> Any:
    rows = CheckFinding.objects.filter(record=record.pk).order_by("place")
    return step(office, record, "correct", who, at, findings=[{"id": rows[place].pk, "corrected": day}])


def rows_of(record: Any, **more: Any) -> list[dict[str, Any]]:
    found = CheckFinding.objects.filter(record=record.pk).order_by("place")
    return [
        {"id": row.pk, "words": row.words, "unit": row.unit_id, "due": row.due, "corrected": row.corrected, **more}
        for row in found
    ]


def figure(name: str, **more: Any) -> dict[Any, Any]:
    found = compute_figures(CHECKS, [name], YEAR, None, TODAY, **more)
    return {key: values[name].exact for key, values in found.items() if name in values}


def test_a_check_runs_from_plan_to_closing_and_closes_only_when_all_is_verified(office: Office) -> None:
    record = demanded(office, finding(office), finding(office, "kexie", words="台账不全"))
    assert (record.state, record.due) == ("correcting", TODAY + DAY)
    said = refusal(lambda: step(office, record, "close"))
    assert "尚未整改" in said and "消防通道堆物" in said and "台账不全" in said
    correct(office, record, "stranger")
    correct(office, record, "clerk", place=1)
    said = refusal(lambda: step(office, record, "close"))
    assert "尚未核实" in said and "尚未整改" not in said
    step(office, record, "verify", findings=rows_of(record, verified=TODAY))
    assert step(office, record, "close").state == "closed"


def test_the_unit_that_corrects_reads_the_check_from_the_demand_on_and_others_never(office: Office) -> None:
    """The bureau stands beside the checked unit: it finds the check once a finding is its own."""
    record = visited(office, finding(office))
    with pytest.raises(RecordError) as refused:
        correct(office, record, "stranger")
    assert refused.value.code == "missing"
    step(office, record, "demand")
    with pytest.raises(RecordError) as refused:
        correct(office, record, "collector")
    assert refused.value.code == "missing"
    refusal(lambda: step(office, record, "verify", "stranger", findings=rows_of(record, verified=TODAY)))
    assert correct(office, record, "stranger").state == "correcting"
    step(office, record, "hand", findings=[{**rows_of(record)[0], "unit": office.units["kexie"].pk}], reason="职责调整")
    with pytest.raises(RecordError) as refused:  # handed to others, it is no longer the bureau's
        correct(office, record, "stranger")
    assert refused.value.code == "missing"


def test_a_check_of_a_project_says_progress_and_effect(office: Office) -> None:
    record = planned(office, "project")
    assert "进展" in refusal(lambda: step(office, record, "visit", day=TODAY, findings=[]))
    assert step(office, record, "visit", day=TODAY, findings=[], progress="过半", effect="两村受益").state == "visited"


def test_nothing_found_closes_and_something_found_does_not(office: Office) -> None:
    assert step(office, visited(office), "pass").state == "closed"
    other = visited(office, finding(office))
    assert "消防通道堆物" in refusal(lambda: step(office, other, "pass"))
    empty = visited(office)
    assert refusal(lambda: step(office, empty, "demand"))
    with pytest.raises(RecordError):  # who is checked does not say that nothing was found
        step(office, empty, "pass", "clerk")


def test_each_finding_is_due_on_its_day_and_what_comes_later_stays_late(office: Office) -> None:
    record = demanded(office, finding(office, due=TODAY), finding(office, "kexie", TODAY + 9 * DAY, "台账不全"))
    later, day = NOW + 4 * DAY, TODAY + 4 * DAY
    correct(office, record, "stranger", day, at=later)
    correct(office, record, "clerk", day, 1, later)
    owed = Occurrence.objects.filter(duty__record=record.pk, duty__name="correction").order_by("due")
    assert [(occurrence.due, occurrence.settled) for occurrence in owed] == [(TODAY, day), (TODAY + 9 * DAY, day)]
    assert figure("in_time") == {(): 50} and figure("findings") == {(): 2} and figure("corrected") == {(): 2}


def test_what_is_not_corrected_yet_is_part_of_the_base_and_unverified_is_a_gap(office: Office) -> None:
    record = demanded(office)
    assert figure("in_time") == {(): 0}
    part = coverages_of(CHECKS)["followed"]
    entries = coverage_entries(CHECKS, part, office.actor("supervisor"), TODAY, TODAY)
    assert [entry.pk for entry in entries] == [record.pk]


def test_leaks_are_held_against_the_offices_target(office: Office) -> None:
    set_value(VALUES["supervisions.leaks"], None, "=0", TODAY, "保密目标", office.actor("admin"), at=NOW)
    visited(office, sort="leak")
    found = compute_figures(CHECKS, ["leaks"], YEAR, None, TODAY)[()]["leaks"]
    assert found.exact == 1
    step(office, planned(office, "leak"), "cancel", reason="误报")
    assert figure("leaks") == {(): 1}


def test_a_demand_writes_a_notice_that_names_each_finding(office: Office) -> None:
    record = demanded(office)
    paper = Issued.objects.get(record=record.pk)
    assert paper.name == "notice" and paper.number.startswith("督改")


def test_the_register_of_accountability_is_about_a_society(office: Office, client: Any) -> None:
    """S003-22: somebody is held accountable about a society; the register lists it, and the society's page says so."""
    given = {"unit": office.units["society"].pk, "title": "云岭县茶叶学会", "sort": "society"}
    body = begin(get_kind("organisations"), office.actor("supervisor"), given, at=NOW).record
    given = {"unit": office.units["society"].pk, "organisation": body.number, "sort": "society", "founded": TODAY - DAY}
    society = begin(get_kind("societies"), office.actor("supervisor"), given, at=NOW).record
    record = planned(office, "accountability", title="会费公开不及时", about=society.number)
    other = planned(office, "safety")
    client.force_login(office.people["supervisor"].user)
    listed = client.get("/supervisions/?face=accountability").text
    assert record.number in listed and society.number in listed and other.number not in listed
    assert record.number in client.get(society.get_absolute_url()).text

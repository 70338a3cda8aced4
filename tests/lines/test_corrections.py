"""A correction is no way around a gate: what a step asked when it was taken is asked of the corrected field again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from luoshi.evidence.journal.models import Entry
from luoshi.lines.societies.models import Evaluation
from office import NOW, TODAY, Office
from test_experts_in_use import decided, told
from trying_rows import Trying

DAY = timedelta(days=1)
PROJECT = {"title": "茶园物联网", "sort": "key", "level": "county", "key": "no"}


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch) -> Trying:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def corrects(trying: Trying, record: Any, **given: Any) -> str:
    """Correct a record by the API; the words of the refusal, or "" if it was done."""
    answer = trying.asks(record, "put_right", "supervisor", {"reason": "误填", **given})
    assert answer.status_code in (200, 422), answer.data
    return "" if answer.status_code == 200 else answer.text


def barred(trying: Trying, name: str) -> Any:
    """An organisation under a finding in effect."""
    firm = trying.firm(name)
    told(trying, decided(trying, organisation=firm.number))
    return firm


def test_an_organisation_that_is_barred_does_not_come_in_by_a_correction(trying: Trying) -> None:
    """Once a project is examined, whoever takes it over must have been admissible; before that nobody has asked yet."""
    good, other, bad = trying.firm("幻溪公司"), trying.firm("幻河公司"), barred(trying, "幻失信公司")
    project = trying.opens("projects", holder=bad.number, **PROJECT)
    assert corrects(trying, project, holder=good.number) == ""
    project = trying.does(project, "examine", "supervisor", examined_on=TODAY)
    before = Entry.objects.filter(record=project.pk).count()
    assert "失信处理" in corrects(trying, project, holder=bad.number)
    project.refresh_from_db()
    assert (project.holder_id, Entry.objects.filter(record=project.pk).count()) == (good.pk, before)
    assert corrects(trying, project, holder=other.number) == ""
    assert corrects(trying, project, title="茶园物联网示范") == ""


def test_a_need_is_asked_again_for_the_day_of_the_step_that_it_belongs_to(trying: Trying) -> None:
    """Of what was evaluated in January no function is one that was agreed on in March, though it is in force."""

    def running(sort: str, first: date, last: date) -> Any:
        function = trying.opens(
            "functions", sort=sort, giver=trying.firm(f"幻厅{sort}").number, basis="云政发〔2024〕1号"
        )
        function = trying.does(
            function,
            "offer",
            body=trying.opens(
                "societies", organisation=trying.firm(f"幻会{sort}").number, sort="society", founded="2020-01-01"
            ).number,
        )
        function = trying.does(function, "check", "supervisor")
        return trying.does(trying.does(function, "agree", from_day=first, to_day=last), "start")

    early = running("results", TODAY - 400 * DAY, TODAY + 30 * DAY)
    late = running("projects", TODAY - 9 * DAY, TODAY + 300 * DAY)
    given = {"function": early.number, "client": trying.firm("幻客户").number, "topic": "新品鉴定"}
    answer = trying.api("clerk").post("evaluations/begin/assign", {"given": {**given, "asked": "2026-01-20"}})
    assert answer.status_code == 201, answer.data
    asked = Evaluation.objects.get(pk=answer.data["id"])
    assert "协议在这一天无效" in corrects(trying, asked, function=late.number)
    assert corrects(trying, asked, topic="新产品鉴定") == ""


def test_a_term_cannot_be_corrected_to_end_before_it_begins(trying: Trying) -> None:
    project = trying.opens("projects", **PROJECT)
    project = trying.does(project, "examine", "supervisor", examined_on=TODAY)
    project = trying.does(project, "contract", from_day=TODAY, to_day=TODAY + 90 * DAY, amount="1000")
    assert "终止日期不早于开始日期" in corrects(trying, project, to_day=TODAY - DAY)
    assert corrects(trying, project, to_day=TODAY + 60 * DAY) == ""

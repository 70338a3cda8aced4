"""What stands beside a form that is filled in: how its values went, who receives it and by when it is due."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from figures_told import defined
from forms_issued import LATER, MONTH, NAMES, form_of, sent, task_of
from luoshi.dates.periods import period_containing
from luoshi.facts.returns.lately import periods_lately
from luoshi.facts.returns.models import Task
from many_appeals import signed_in
from office import Office


def test_the_six_periods_before_one_are_of_its_kind_and_oldest_first() -> None:
    found = periods_lately(period_containing("month", date(2026, 3, 9)))
    assert [span.first for span in found] == [
        date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)
    ]  # fmt: skip
    assert [span.kind for span in periods_lately(period_containing("quarter", date(2026, 3, 9)), 2)] == ["quarter"] * 2


@pytest.fixture
def task(office: Office, monkeypatch: pytest.MonkeyPatch) -> Task:
    NAMES.update({name: unit.name for name, unit in office.units.items()})
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER + timedelta(days=62))
    return task_of(form_of(office, defined(office, "活动", measure="元")))


MONTHS = [period_containing("month", MONTH + timedelta(days=days)).first for days in (0, 31, 62)]


def side_of(office: Office, task: Task, first: date) -> str:
    page = signed_in(office, "clerk", "en").get(f"/fill/?task={task.pk}&period={first.isoformat()}").text
    (found,) = re.findall(r'<aside class="formside".*?</aside>', page, re.S)
    return re.sub(r"\s+", " ", str(found))


def test_it_shows_the_amounts_of_the_months_before_without_this_one(office: Office, task: Task) -> None:
    months = MONTHS
    first = side_of(office, task, months[0])
    assert "<b>" not in first and "Who checks it" in first and "杜察云" in first
    for month, amount in zip(months[:2], ("300", "450"), strict=True):
        sent(office, task, month, at=LATER + timedelta(days=62), 活动=amount)
    said = side_of(office, task, months[2])
    assert "<b>450 元</b>" in said and "300 元、450 元" in said and said.count("<polyline") == 1
    assert "Last six months" in said and str(office.units["desk"]) in said


def test_of_totals_to_date_it_shows_each_months_own_amount(office: Office, task: Task) -> None:
    totals = task_of(form_of(office, defined(office, "累计活动", measure="元", period="ytd"), title="累计月报"))
    for month, amount in zip(MONTHS[:2], ("300", "750"), strict=True):
        sent(office, totals, month, at=LATER + timedelta(days=62), 累计活动累计=amount)
    said = side_of(office, totals, MONTHS[2])
    assert "<b>450 元</b>" in said and "750" not in said  # of March nobody knows what was before it

"""The money of soil testing: a budget, and seven uses."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.lines.funding.line import VALUES as FUNDING
from office import NOW, TODAY, Office
from trying_rows import Trying


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Trying:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def test_the_money_of_soil_testing_is_spent_within_its_budget_on_seven_uses(trying: Trying) -> None:
    """L6.4: 60,000 where 150,000 of 200,000 is spent is refused; a car is none of the seven uses."""
    unit = trying.office.units["kexie"].pk
    uses = [{"use": use} for use in ("demo", "guidance", "training", "formula", "supply", "testing", "effects")]
    fund = trying.opens(
        "funds", title="测土配方施肥经费", sort="project", way="budget", from_day="2026-01-01", uses=uses
    )
    fund = trying.does(fund, "allot", year=2026, sum="200000", basis="年初预算")
    for value in ("expenses.big", "changes.big"):
        set_value(FUNDING[value], None, "999999999", TODAY, "云财〔2026〕1号", trying.office.actor("admin"), at=NOW)

    def asked(amount: str, use: str, title: str) -> Any:
        given = {"title": title, "use": use, "fund": fund.number, "amount": amount, "unit": unit}
        return trying.api("clerk").post("expenses", {"given": given})

    first = asked("150000", "testing", "取样化验")
    assert first.status_code == 201, first.data
    spent = get_kind("expenses").record.objects.get(pk=first.data["id"])
    spent = trying.does(spent, "approve_head", "head")
    trying.does(spent, "pay", paid=TODAY)
    car = asked("100", "cars", "买车")
    assert car.status_code == 422 and "不允许用于此项" in car.data["what"]
    more = asked("60000", "demo", "示范补助")
    if more.status_code == 201:  # it is bound when it is approved
        second = get_kind("expenses").record.objects.get(pk=more.data["id"])
        said = trying.refused(second, "approve_head", "head")
    else:
        said = more.data["what"]
    assert "10000" in said.replace(",", "")  # so much would be missing of the 200,000

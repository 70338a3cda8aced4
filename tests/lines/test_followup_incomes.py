"""Incomes of households are protected: seen for a reason, and counted only as means of enough households."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.small_numbers import SMALL
from luoshi.lines.followups.models import Followup
from many_appeals import signed_in
from office import NOW, TODAY, Office
from test_followups import asked_again, household, report
from trying_rows import Trying


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def told(at: Trying, name: str, who: str = "supervisor") -> dict[str, Any]:
    """A figure of this year as the API gives it."""
    answer = at.api(who).get(f"followups/figures?first={TODAY.year}-01-01&last={TODAY.year}-12-31")
    assert answer.status_code == 200, answer.data
    return next(figure for figure in answer.data["total"] if figure["name"] == name)


def test_incomes_are_masked_and_shown_for_a_reason(office: Office) -> None:
    """S000-66: who reads a survey sees no income; the unit and the office see it for a reason, leaders never."""
    at = Trying(office)
    record = household(at, "甲", "yes", "41234.5")
    asked_again(at, asked_again(at, record, "43111", day="2026-03-01"), "45678")
    address, incomes = f"/followups/{record.pk}/", ("41234.5", "43111", "45678", "4443.5")
    for who in ("clerk", "supervisor", "leader", "auditor"):
        pages = at.reads(address, who) + at.reads("/followups/", who) + at.reads("/followups/?face=trainings", who)
        assert [income for income in incomes if income in pages.replace(",", "")] == [], who
    data = str(at.api("clerk").get(f"followups/{record.pk}").data) + str(at.api("clerk").get("followups").data)
    data += "".join(entry.payload.data for entry in Entry.objects.filter(record=record.pk).select_related("payload"))
    assert [income for income in incomes if income in data] == []
    look = f"followups/{record.pk}/look"
    shown = at.api("clerk").post(look, {"reason": "核对"}).data["protected"]
    assert {name: value.replace(",", "") for name, value in shown.items()} == {
        "base_income": "41234.5", "income": "45678", "change": "4443.5",
        "visits.income": "2026-03-01 43111; 2026-03-20 45678",
    }  # fmt: skip
    assert at.api("leader").post(look, {"reason": "核对"}).status_code == 403
    assert at.api("clerk").post(look, {"reason": " "}).status_code == 422
    assert signed_in(office, "stranger").post(f"{address}look/", {"reason": "核对"}).status_code == 404
    page = signed_in(office, "clerk").post(f"{address}look/", {"reason": "核对", "part": "0"}).text
    assert "43111" in page.replace(",", "")


def test_means_of_incomes_are_told_of_enough_households_to_everybody(office: Office) -> None:
    """Who may read the records, too, learns no income by a figure; the effect is told where both of its means are."""
    at = Trying(office)
    people = [household(at, f"参训{n}", "yes", "40000") for n in range(3)]
    others = [household(at, f"未训{n}", "no", "40000") for n in range(2)]
    for record in people:
        asked_again(at, record, "41800", day="2026-03-10")
    assert told(at, "trained_change")["value"] is None  # nobody has set of how many
    set_value(SMALL, None, "3", TODAY, "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    for who in ("clerk", "supervisor", "leader"):
        assert told(at, "trained_change", who)["value"] == "1800", who
    for record in others:
        asked_again(at, record, "40700")
    for name in ("untrained_change", "effect"):
        assert told(at, name)["value"] is None, name
    assert told(at, "untrained_new")["value"] is None  # nobody told
    assert told(at, "households")["value"] == "0" and told(at, "training")["value"] == "5"  # who reads them counts them
    assert "700" not in at.reads("/followups/figures/", first="2026-01-01", last="2026-12-31")
    asked_again(at, household(at, "未训2", "no", "40000"), "40700")
    assert (told(at, "untrained_change")["value"], told(at, "effect")["value"]) == ("700", "1100")
    told_by_unit = at.counts("followups", "effect", "unit")
    assert set(told_by_unit.values()) == {"1100"}
    extra = household(at, "参训3", "yes", "0")
    asked_again(at, extra, "99999")
    assert told(at, "trained_change")["value"] == "1800"  # of one more alone it would tell the income
    assert Followup.objects.get(pk=extra.pk).change == 99999


def test_a_report_tells_no_mean_of_fewer_households_than_a_figure_would(office: Office) -> None:
    at = Trying(office)
    set_value(SMALL, None, "2", TODAY, "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    for trained in ("yes", "no"):
        asked_again(at, household(at, f"甲{trained}", trained, "40000"), "41000")
    asked_again(at, household(at, "乙", "yes", "40000"), "42000")
    draft = report(at)
    assert "1户" in at.refused(draft, "issue", finding="有效")
    asked_again(at, household(at, "丙", "no", "40000"), "40500")
    issued = at.does(draft, "issue", finding="有效")
    assert (issued.trained_change, issued.untrained_change) == (1500, 750)

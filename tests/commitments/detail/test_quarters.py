"""What is there of each quarter: missing, supplied late, whole. REQUIREMENTS K, example 2."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assigned import act, at, finished, running
from luoshi.commitments.progress.queries import reports_due_by_quarter
from luoshi.commitments.progress.rules import group_reports_by_quarter
from luoshi.kernel.duties.rules.due import Due, DutyAct
from luoshi.kernel.duties.rules.states import counts_for, occurrence_states
from luoshi.plans.base.models.commitment import Commitment
from many_appeals import signed_in
from office import Office
from plans import published
from programs import program

TEXT = "云岭县2026年工作要点\n县科协建设科普示范基地4个，12月底前完成。\n"
ENDS = [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]


def told(office: Office, one: Commitment, when: Any, value: str, period: str = "") -> Commitment:
    target = one.targets.get(ended=None)
    given = {"words": "按季推进。", "obstacles": "无", "following": "继续", "period": period}
    return act(office, one, "report", "clerk", when, **given, **{f"value_{target.pk}": value})


def test_a_missing_quarter_is_named_and_supplied_late_it_is_told_as_late(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = running(office, published(office, TEXT), "示范基地", at(3, 23))
    one = told(office, one, at(3, 27), "1")
    one = told(office, one, at(6, 25), "2")
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(9, 28))
    page = signed_in(office, "leader").get(one.get_absolute_url()).content.decode()
    assert "按季填报：2/4" in page and "缺报" not in page  # the third is not over
    told(office, one, at(12, 25), "4", "2026-10-01")

    monkeypatch.setattr("django.utils.timezone.now", lambda: at(12, 28))
    page = signed_in(office, "leader").get(one.get_absolute_url()).content.decode()
    assert "按季填报：3/4，第三季度缺报" in page
    asks = program(office, "leader", at=at(12, 28))
    found = asks.get(f"commitments/{one.pk}").data["quarters"]
    assert [(row["quarter"], row["missing"], row["late"]) for row in found] == [
        (1, False, False), (2, False, False), (3, True, False), (4, False, False),
    ]  # fmt: skip

    given = {"words": "补报第三季度。", "period": "2026-07-01", "obstacles": "无", "following": "继续"}
    target = one.targets.get(ended=None)
    clerk = signed_in(office, "clerk")
    seen = Commitment.objects.get(pk=one.pk).version
    sent = clerk.post(f"/commitments/{one.pk}/report/", {"seen": seen, **given, f"value_{target.pk}": "3"})
    assert sent.status_code == 302, sent.content.decode()
    page = clerk.get(one.get_absolute_url()).content.decode()
    assert "按季填报：4/4" in page and "缺报" not in page and page.count("补报") >= 2
    third = asks.get(f"commitments/{one.pk}").data["quarters"][2]
    assert (third["owed"], third["reported"], third["missing"], third["late"]) == (1, 1, False, True)


def test_done_before_its_date_what_was_missed_stays_missing(office: Office) -> None:
    one = running(office, published(office, TEXT), "示范基地", at(3, 23))
    one = told(office, one, at(3, 27), "1")
    one = finished(office, one, at(8, 20))
    found = reports_due_by_quarter(one, at(12, 28).date())
    assert [(row.number, row.whole, row.missing) for row in found] == [
        (1, True, False), (2, False, True), (3, True, False),
    ]  # fmt: skip
    assert found[1].days_late == (at(8, 20).date() - ENDS[1]).days  # and grows no later


def test_a_quarter_of_three_months_is_whole_only_with_all_of_them() -> None:
    dues = [Due(date(2026, month, 28), date(2026, month, 1), date(2026, month, 28)) for month in (1, 2, 3, 4)]
    acts = [DutyAct(date(2026, 1, 5), date(2026, 1, 1)), DutyAct(date(2026, 3, 20), date(2026, 3, 1))]
    found = occurrence_states(dues, acts, date(2026, 4, 10), soon_working_days=5)
    first, second = group_reports_by_quarter(
        [(occurrence, [at for at, act in enumerate(acts) if counts_for(act, occurrence.due)]) for occurrence in found]
    )
    assert (first.owed, first.reported, first.whole, first.missing, first.told) == (3, 2, False, True, (0, 1))
    assert (second.number, second.owed, second.whole, second.missing) == (2, 1, False, False)


@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 4, 1), date(2026, 8, 2), date(2027, 2, 1)])
@pytest.mark.parametrize("named", [None, date(2026, 4, 1), date(2026, 7, 1)])
def test_a_report_counts_for_the_date_that_it_makes_whole(day: date, named: date | None) -> None:
    from luoshi.kernel.duties.rules.duties import OnDates, occurrences_until

    dues = occurrences_until(OnDates(tuple(ENDS)), date(2026, 3, 20), date(2026, 12, 31))
    act = DutyAct(day, named)
    whole = [occurrence.count for occurrence in occurrence_states(dues, [act], date(2027, 3, 1), soon_working_days=5)]
    assert [int(counts_for(act, due)) for due in dues] == whole

"""A plan says which type of supervision it is and on which designation; an edition keeps both as they were printed."""

from __future__ import annotations

import pytest

from luoshi.base.record_errors import RecordError
from luoshi.plans.base.models.plan import Plan
from many_appeals import signed_in
from office import NOW, Office
from plans import PUBLISH, TEXT, decided, received, step
from programs import program, said

DESIGNATED = "县政府2026年3月指定：对科普经费使用开展专项督查，2026年4月至6月"


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def described(office: Office, plan: Plan, **given: str) -> Plan:
    same = {"title": plan.title, "origin": plan.origin, "rhythm": plan.rhythm, "year": str(plan.year)}
    return step(office, plan, "describe", **same, **given)


def test_the_type_and_the_designation_are_kept_and_printed_with_the_edition(office: Office) -> None:
    plan = decided(office, received(office, TEXT))
    assert (plan.supervision, plan.designated) == ("", "")
    plan = described(office, plan, supervision="special", designated=DESIGNATED)
    plan = step(office, plan, "publish", **PUBLISH)
    head = plan.editions.get().head
    assert (head["supervision"], head["designated"]) == ("special", DESIGNATED)
    step(office, plan, "amend", reason="更正")
    plan = described(office, Plan.objects.get(pk=plan.pk), supervision="daily", designated="")
    assert (plan.supervision, plan.designated) == ("daily", "")
    assert plan.editions.get().head["supervision"] == "special"


def test_there_are_the_five_types_of_the_regulation_and_no_other(office: Office) -> None:
    plan = received(office, TEXT)
    for sort in ("general", "special", "event", "daily", "lead"):
        assert described(office, Plan.objects.get(pk=plan.pk), supervision=sort).supervision == sort
    with pytest.raises(RecordError) as refused:
        described(office, Plan.objects.get(pk=plan.pk), supervision="spot")
    assert list(refused.value.fields) == ["supervision"]


def test_page_list_and_api_say_them(office: Office) -> None:
    plan = received(office, TEXT)
    browser, asks = signed_in(office, "supervisor"), program(office, "supervisor")
    given = {"title": plan.title, "origin": plan.origin, "rhythm": plan.rhythm, "year": plan.year}
    answer = asks.post(
        f"plans/{plan.pk}/steps/describe",
        {"seen": plan.version, "given": {**given, "supervision": "special", "designated": DESIGNATED}},
    )
    assert said(answer) == (200, "")
    fields = asks.get(f"plans/{plan.pk}").data["fields"]
    assert (fields["supervision"], fields["designated"]) == ("special", DESIGNATED)
    page = browser.get(f"/plans/{plan.pk}/").content.decode()
    assert "专项督查" in page and DESIGNATED in page
    assert (
        asks.get("plans?supervision=special").data["total"] == 1
        and asks.get("plans?supervision=daily").data["total"] == 0
    )

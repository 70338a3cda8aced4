"""Tags on plans: given like those of commitments, from the same lists of the plan's year, and apart from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from commitments_tags import FIVE, FOUR, GROUPS, SERVICES, THREE, codes_of, set_list
from luoshi.base.record_errors import RecordError
from luoshi.commitments.tags.models import RecordTag
from luoshi.plans.base.models.plan import Plan
from many_appeals import lines_of, signed_in
from office import Office
from plans import published, step
from programs import program, said


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def plan(office: Office) -> Plan:
    """A published plan of 2026, with both lists set for that year."""
    set_list(office, SERVICES, THREE)
    set_list(office, GROUPS, FIVE)
    return published(office)


def test_who_manages_the_plan_tags_it_and_its_commitments_stay_as_they_are(office: Office, plan: Plan) -> None:
    step(office, plan, "tag", services=["public"], groups="农民、未成年人")
    assert codes_of(plan) == {"services": ["public"], "groups": ["minors", "farmers"]}
    assert not any(codes_of(commitment) for commitment in plan.commitments.all())
    plan.refresh_from_db()
    assert (plan.state, plan.edition) == ("published", 1)
    page = signed_in(office, "supervisor", "en").get(f"/plans/{plan.pk}/").content.decode()
    assert "服务全民科学素质" in page and "未成年人、农民" in page
    step(office, plan, "tag", groups="-")
    assert codes_of(plan) == {"services": ["public"]}
    with pytest.raises(RecordError, match="It already has exactly these tags"):
        step(office, plan, "tag", services=["public"])


def test_who_only_reads_the_plan_does_not_tag_it(office: Office, plan: Plan) -> None:
    with pytest.raises(RecordError) as refused:
        step(office, plan, "tag", who="leader", services=["public"])
    assert refused.value.code in ("refused", "missing") and not RecordTag.objects.exists()


def test_a_plan_has_the_list_of_its_year(office: Office, plan: Plan) -> None:
    set_list(office, GROUPS, FOUR, date(2027, 1, 1))
    later = published(office, year=2027)
    step(office, plan, "tag", groups=["residents"])
    with pytest.raises(RecordError, match="“residents” is not in the list “Key groups” of 2027"):
        step(office, later, "tag", groups=["residents"])
    assert (codes_of(plan), codes_of(later)) == ({"groups": ["residents"]}, {})


def test_plans_are_filtered_shown_exported_and_read_by_their_tags(office: Office, plan: Plan) -> None:
    other = published(office, year=2027)
    step(office, plan, "tag", services=["public"])
    desk = signed_in(office, "supervisor", "en")

    def found(query: str) -> set[int]:
        page = desk.get(f"/plans/?{query}").content.decode()
        return {known.pk for known in (plan, other) if f'/plans/{known.pk}/"' in page}

    assert found("tag_services=public") == {plan.pk} and found("tag_services=-") == {other.pk}
    shown = desk.get("/plans/?show=tag_services").content.decode()
    assert "服务全民科学素质" in shown[shown.index("<table") :]
    book = lines_of(b"".join(desk.post("/plans/export/").streaming_content))
    assert any("Services" in line for line in book) and any("服务全民科学素质" in line for line in book)
    asks = program(office, "supervisor", at=timezone.now())
    assert [row["id"] for row in asks.get("plans?tag_services=public").data["rows"]] == [plan.pk]
    plan.refresh_from_db()
    done = asks.post(f"plans/{plan.pk}/steps/tag", {"seen": plan.version, "given": {"groups": ["农民"]}})
    assert said(done) == (200, "")
    assert asks.get(f"plans/{plan.pk}").data["tags"]["groups"] == [{"code": "farmers", "word": "农民"}]


def test_several_plans_are_tagged_from_the_list(office: Office, plan: Plan) -> None:
    rows = [plan, published(office, year=2027)]
    desk = signed_in(office, "supervisor", "en")
    page = desk.post("/plans/bulk/?", {"step": "tag", "row": [row.pk for row in rows]}).content.decode()
    held = page.split('name="bulk_rows" value="')[1].split('"')[0]
    sent = {"bulk_rows": held, "bulk_step": "tag", "bulk_will": "2", "mode": "add", "once": str(uuid4())}
    assert desk.post("/plans/bulk/", {**sent, "services": ["public"]}).status_code == 302
    assert [codes_of(row) for row in rows] == [{"services": ["public"]}] * 2


def test_a_longer_list_of_plans_needs_no_more_queries(office: Office, plan: Plan) -> None:
    plans = [plan, *(published(office, year=2027 + n) for n in range(3))]
    desk = signed_in(office, "supervisor", "en")

    def count() -> int:
        desk.get("/plans/?show=tag_services")
        with CaptureQueriesContext(connection) as asked:
            assert desk.get("/plans/?show=tag_services").status_code == 200
        return len(asked)

    step(office, plans[0], "tag", services=["public"])
    before = count()
    for known in plans[1:]:
        step(office, known, "tag", services=["public", "growth"])
    assert count() == before

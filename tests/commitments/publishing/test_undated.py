"""Words of a date, but no date: listed before publishing, and passed only knowingly, on the page and over the API."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from luoshi.base.record_errors import RecordError
from luoshi.commitments.publishing.queries import undated_rows
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.bulk_edit import set_together
from luoshi.plans.rows.rules.doubts import is_date_missing
from many_appeals import signed_in
from office import Office
from plans import PUBLISH, by, decided, received, row_of, step
from programs import program, said

TEXT = "云岭县2026年科普工作要点\n一、阵地建设\n县科协新建科普示范基地3个。\n县科技局9月底前举办科技培训12期。\n"


@pytest.fixture
def plan(office: Office) -> Plan:
    """A decided plan in which the date of one row was lost."""
    made = decided(office, received(office, TEXT))
    PlanRow.objects.filter(pk=row_of(made, "科技培训").pk).update(due=None, phrase="")
    return made


@pytest.mark.parametrize(
    ("words", "listed"),
    [
        ("上半年完成招标", True),
        ("上半年增长5%", True),
        ("3月底前新建科普馆1座", True),
        ("2026年11月15日前报送方案", True),
        ("9月下旬举办科普周", True),
        ("学期末前完成", True),
        ("全年培训600人次", False),
        ("2025年12月建成的科普馆投入使用", False),
        ("自3月起每日巡查", False),
        ("尽快完成", False),
        ("新建科普馆1座", False),
    ],
)
def test_words_that_name_a_time_are_found(words: str, listed: bool) -> None:
    assert is_date_missing(words, None, "", [], 2026) is listed
    assert not is_date_missing(words, date(2026, 9, 30), "", [], 2026)
    assert not is_date_missing(words, None, "P1M", [], 2026)
    assert not is_date_missing(words, None, "", ["date_none"], 2026)  # a person said so


def test_the_reader_may_say_it_where_no_known_words_do() -> None:
    assert is_date_missing("汛后完成", None, "", ["date_unread"], 2026)


def test_publishing_is_refused_with_the_list_until_someone_says_so(office: Office, plan: Plan) -> None:
    with pytest.raises(RecordError, match="县科技局9月底前举办科技培训12期") as refused:
        step(office, plan, "publish", **PUBLISH)
    assert refused.value.code == "guarded" and "没有日期，就这样发布" in str(refused.value.remedy)
    assert not plan.editions.exists()
    made = step(office, plan, "publish", **PUBLISH, undated="on")
    assert made.state == "published"
    assert made.commitments.get(words__contains="科技培训").due == date(2026, 12, 31)


def undated_plan(office: Office, count: int) -> Plan:
    """A decided plan with so many rows that have words of a date but no date."""
    lines = "".join(f"县科技局6月底前新建第{number}所科普馆1座。\n" for number in range(1, count + 1))
    made = decided(office, received(office, f"云岭县2026年科普工作要点\n一、阵地\n{lines}"))
    made.rows.filter(state=PlanRow.KEPT).update(due=None, every="")
    return made


@pytest.mark.parametrize(("count", "ending"), [(3, "第3所科普馆1座。”。"), (5, "第3所科普馆1座。”，另有2行。")])
def test_a_refusal_names_three_rows_and_says_how_many_more(office: Office, count: int, ending: str) -> None:
    with pytest.raises(RecordError) as refused:
        step(office, undated_plan(office, count), "publish", **PUBLISH)
    assert refused.value.what.startswith(f"有 {count} 行有时间字样却没有日期：“县科技局6月底前新建第1所")
    assert refused.value.what.endswith(ending) and refused.value.what.count("“") == 3


def test_the_page_lists_the_rows_with_links_and_its_form_has_the_tick(office: Office, plan: Plan) -> None:
    client, row = signed_in(office, "supervisor"), row_of(plan, "科技培训")
    page = client.get(f"/plans/{plan.pk}/review/").content.decode()
    assert "有时间字样，没有日期" in page and f"?row={row.pk}#row-{row.pk}" in page
    form = client.get(reverse("records:step", args=["plans", plan.pk, "publish"])).content.decode()
    assert "没有日期，就这样发布" in form
    correct.change_row(plan, row.pk, row.version, {"due": date(2026, 9, 30)}, by(office), keep=True)
    page = client.get(f"/plans/{plan.pk}/review/").content.decode()
    form = client.get(reverse("records:step", args=["plans", plan.pk, "publish"])).content.decode()
    assert "有时间字样" not in page and "没有日期，就这样发布" not in form
    assert step(office, plan, "publish", **PUBLISH).state == "published"


def test_the_answer_that_the_words_name_no_date_settles_it_and_is_undone(office: Office, plan: Plan) -> None:
    row = row_of(plan, "科技培训")
    set_together(plan, {row.pk: row.version}, {"due": None}, by(office))
    assert undated_rows(plan) == []
    correct.undo_last_edit(plan, by(office))
    assert [undated.pk for undated in undated_rows(plan)] == [row.pk]


def test_the_api_refuses_with_the_list_and_takes_the_acknowledgement(office: Office, plan: Plan) -> None:
    asks = program(office, "supervisor", at=timezone.now())
    address, plan = f"plans/{plan.pk}/steps/publish", Plan.objects.get(pk=plan.pk)
    refused = asks.post(address, {"seen": plan.version, "given": PUBLISH})
    assert said(refused) == (422, "guarded") and "科技培训12期" in refused.text
    assert said(asks.post(address, {"seen": plan.version, "given": {**PUBLISH, "undated": True}})) == (200, "")


@pytest.mark.parametrize("count", [3, 12])
def test_the_list_needs_no_more_queries_for_more_rows(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    lines = "".join(f"县科技局新建第{number}所科普馆1座。\n" for number in range(1, count + 1))
    made = decided(office, received(office, f"云岭县2026年科普工作要点\n一、阵地\n{lines}"))
    kept = made.rows.filter(state=PlanRow.KEPT)
    kept.update(words="6月底前建成", due=None, every="")
    there = kept.count()
    with django_assert_max_num_queries(1):
        assert len(undated_rows(made)) == there >= count

"""A whole plan sent out in one step; dates that have passed are moved, kept, or noted as done before it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from assigned import at
from luoshi.commitments.lights.pages import lights_of
from luoshi.desk.lists.views.models import BulkRun
from luoshi.evidence.journal.models import Entry
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from many_appeals import signed_in
from office import Office
from plans import published

TEXT = """云岭县2026年科普工作要点
县科协新建科普示范基地3个，9月底前完成。
青石镇建设农村科普馆1座，6月底前建成。
县科技局举办科技培训12期，8月底前完成。
县科协开展流动科技馆巡展6场，年底前完成。
"""
KEY = "5f0b6c1e-1c52-4a0e-9a51-0f3a52a8f7d1"
NOW = at(10, 16)  # a Friday; what was due by June or September has passed


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with override("zh-hans"):
        yield


@pytest.fixture
def plan(office: Office) -> Plan:
    return published(office, TEXT)


def rows(plan: Plan) -> list[Commitment]:
    return list(plan.commitments.order_by("place", "pk"))


def sent(plan: Plan, **more: str) -> dict[str, Any]:
    return {"once": KEY, "row": [f"{row.pk}:{row.version}" for row in rows(plan)], **more}


def past(plan: Plan) -> list[Commitment]:
    return [row for row in rows(plan) if row.until and row.until < date(2026, 10, 16)]


def test_the_plan_offers_it_and_the_page_says_what_is_late_though_no_unit_had_it(office: Office, plan: Plan) -> None:
    client = signed_in(office, "supervisor")
    assert f'href="/plans/{plan.pk}/send/"' in client.get(f"/plans/{plan.pk}/").text
    page = client.get(f"/plans/{plan.pk}/send/").text
    assert len(past(plan)) == page.count("原时限已过 ") > 0
    assert "这些时限没有交办到任何单位，显示为逾期，但不追究任何单位" in page
    listed = client.get("/commitments/?due=late").text
    assert past(plan)[0].number in listed
    light = lights_of(past(plan), date(2026, 10, 16))[past(plan)[0].pk]
    assert (light.key, light.why.startswith("未交办；原时限已过")) == ("late", True)


def test_all_is_sent_in_one_run_moved_kept_and_done_each_by_its_own_step(office: Office, plan: Plan) -> None:
    client, some = signed_in(office, "supervisor"), past(plan)
    assert len(some) >= 3
    moved, kept, done = some[:3]
    given = sent(plan, every="move", every_to="2026-11-30", reason="文件印发较晚。")
    given |= {f"act_{kept.pk}": "keep", f"act_{done.pk}": "done"}
    answer = client.post(f"/plans/{plan.pk}/send/", given)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    run = BulkRun.objects.get()
    assert answer.headers["Location"].endswith(f"/commitments/bulk/{run.pk}/")
    again = client.post(f"/plans/{plan.pk}/send/", given)  # a double press
    assert again.headers["Location"] == answer.headers["Location"] and BulkRun.objects.count() == 1
    for record in (moved, kept, done):
        record.refresh_from_db()
    assert (moved.state, moved.until, moved.first_due, moved.due is not None) == (
        "issued", date(2026, 11, 30), date(2026, 11, 30), True,
    )  # fmt: skip
    assert [entry.step for entry in Entry.objects.filter(record=moved.pk).order_by("pk")] == ["list", "redate", "issue"]
    assert (done.state, done.done, done.issued) == ("verified", date(2026, 10, 16), None)
    assert (kept.state, kept.binds, kept.until) == ("issued", date(2026, 10, 16), kept.first_due)
    assert {row.state for row in rows(plan)} == {"issued", "verified"}
    light = lights_of([kept], date(2026, 10, 17))[kept.pk]
    assert "已到期，下一工作日起计逾期" in light.why and "交办时已过" in light.why and light.key == "soon"
    late = lights_of([kept], date(2026, 10, 19))[kept.pk]
    assert "1 个工作日（3 天）" in late.why and late.key == "late"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "请对每个时限已过的事项选择怎样处理"),
        ({"every": "move", "every_to": "2026-10-15", "reason": "因"}, "请填写今天或以后的日期"),
        ({"every": "move", "every_to": "十月", "reason": "因"}, "请填写今天或以后的日期"),
        ({"every": "done"}, "请填写调整时限的原因"),
        ({"every": "burn"}, "请对每个时限已过的事项选择怎样处理"),
    ],
)
def test_what_is_not_said_is_asked_for_and_nothing_is_done(
    office: Office, plan: Plan, more: dict[str, str], said: str
) -> None:
    answer = signed_in(office, "supervisor").post(f"/plans/{plan.pk}/send/", sent(plan, **more))
    assert answer.status_code == 422 and said in answer.content.decode()
    assert {row.state for row in rows(plan)} == {"listed"} and not BulkRun.objects.exists()


def test_what_is_left_is_not_sent_and_an_unseen_row_neither(office: Office, plan: Plan) -> None:
    given = sent(plan, every="wait")
    given["row"] = given["row"][:-1]
    signed_in(office, "supervisor").post(f"/plans/{plan.pk}/send/", given)
    left = {commitment.pk for commitment in [*past(plan), rows(plan)[-1]]}
    assert {row.pk for row in rows(plan) if row.state == "listed"} == left


@pytest.mark.parametrize(("who", "code"), [("supervisor", 200), ("clerk", 404), ("leader", 404), ("auditor", 404)])
def test_who_keeps_the_plan_sends_it_and_nobody_else(office: Office, plan: Plan, who: str, code: int) -> None:
    client = signed_in(office, who)
    assert client.get(f"/plans/{plan.pk}/send/").status_code == code
    if code == 404:
        client.post(f"/plans/{plan.pk}/send/", sent(plan, every="keep"))
        assert {row.state for row in rows(plan)} == {"listed"}


def test_before_publishing_rows_with_a_date_that_has_passed_are_shown(office: Office) -> None:
    from plans import decided, received

    plan = decided(office, received(office))
    page = signed_in(office, "supervisor").get(f"/plans/{plan.pk}/review/").text
    assert "时限已过的事项" in page and "交办以前显示为逾期" in page


def test_publishing_leads_to_the_page_that_sends_everything_out_and_an_amendment_to_the_plan(office: Office) -> None:
    from plans import PUBLISH, decided, received

    plan, client = decided(office, received(office, TEXT)), signed_in(office, "supervisor")
    asked = client.get(f"/plans/{plan.pk}/publish/")
    assert asked.context["form"]["approver"].value() == "林分管"  # the only leader
    led = client.post(f"/plans/{plan.pk}/publish/", {**PUBLISH, "seen": plan.version})
    assert led.status_code == 302 and led.url == f"/plans/{plan.pk}/send/"
    client.post(f"/plans/{plan.pk}/amend/", {"reason": "补正"})
    again = client.post(f"/plans/{plan.pk}/reissue/", PUBLISH)
    assert again.status_code == 302 and again.url == f"/plans/{plan.pk}/"


@pytest.mark.parametrize("count", [3, 12])
def test_a_longer_plan_needs_no_more_queries(office: Office, count: int, django_assert_max_num_queries: Any) -> None:
    lines = "".join(f"县科协建设第{n}号科普示范基地，9月底前完成。\n" for n in range(1, count + 1))
    plan = published(office, f"云岭县2026年要点\n{lines}")
    client = signed_in(office, "supervisor")
    client.get("/")
    with django_assert_max_num_queries(30):
        page = client.get(f"/plans/{plan.pk}/send/").text
    assert page.count('name="act_') == count

"""Before publishing: what is open, what the plan will ask of whom, and what an amendment changes."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from luoshi.commitments.publishing.queries import MOST_REPORTS
from luoshi.kernel.parameters.actions import set_value
from luoshi.org.actors.models import User
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.rows.actions import correct
from office import NOW, TODAY, Office
from plans import by, decided, published, received, row_of, step


def page(who: str, plan: Plan) -> tuple[int, str]:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(User.objects.get(username=who))
    answer = client.get(f"/plans/{plan.pk}/review/")
    return answer.status_code, answer.content.decode()


def test_it_names_what_is_still_open_and_offers_to_publish_only_when_nothing_is(office: Office) -> None:
    plan = received(office)
    status, words = page("supervisor", plan)
    assert status == 200 and "rows are still to be decided" in words and "/publish/" not in words
    _status, words = page("supervisor", decided(office, plan))
    assert "/publish/" in words and "still to be decided" not in words


def test_it_says_how_many_reports_of_how_many_units_and_who_stands_above_the_limit(office: Office) -> None:
    plan = decided(office, received(office))
    assert "Not computable" in page("supervisor", plan)[1]
    set_value(MOST_REPORTS, None, "1", TODAY, "云督〔2026〕2号", office.actor("admin"), at=NOW)
    words = page("supervisor", plan)[1]
    assert "must report more than 1 times a year" in words and "云岭县科学技术协会" in words
    set_value(MOST_REPORTS, None, "300", TODAY, "云督〔2026〕3号", office.actor("admin"), at=NOW)
    assert "No unit has to report more than 300 times" in page("supervisor", plan)[1]


def test_an_amendment_shows_old_and_new_side_by_side(office: Office) -> None:
    plan = step(office, published(office), "amend", reason="调整")
    assert "No row differs from the edition in force" in page("supervisor", plan)[1]
    row = row_of(plan, "农村科普馆")
    correct.change_row(plan, row.pk, row.version, {"words": "青石镇建设农村科普馆2座。"}, by(office), keep=True)
    words = page("supervisor", plan)[1]
    assert (
        "<del>青石镇建设农村科普馆1座，6月底前建成。</del>" in words and "<ins>青石镇建设农村科普馆2座。</ins>" in words
    )


@pytest.mark.parametrize(("who", "status"), [("supervisor", 200), ("clerk", 404), ("leader", 404), ("auditor", 404)])
def test_only_who_keeps_the_plan_sees_it(office: Office, who: str, status: int) -> None:
    assert page(who, received(office))[0] == status


def test_a_published_plan_has_nothing_before_it(office: Office) -> None:
    assert page("supervisor", published(office))[0] == 404


@pytest.mark.parametrize("count", [3, 60])
def test_sixty_rows_need_no_more_queries_than_three(
    office: Office, count: int, django_assert_max_num_queries: object
) -> None:
    text = "云岭县2026年工作要点\n一、重点\n" + "".join(
        f"县科协新建第{n}处科普画廊{n}个。\n" for n in range(1, count + 1)
    )
    plan = decided(office, received(office, text))
    client = Client()
    client.force_login(User.objects.get(username="supervisor"))
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        client.get(f"/plans/{plan.pk}/review/")

"""An open question about columns is said before publishing, on the page and over the API, and prevents nothing."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from luoshi.base.record_errors import RecordError
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.receiving.actions.task_columns import answer_task_columns
from many_appeals import signed_in
from office import Office
from plans import PUBLISH, UNNAMED_TASKS, by, decided, received, step
from programs import program, said

HEADS = ("序号", "领域名目", "名称细目", "责任单位", "完成时限")


@pytest.fixture
def plan(office: Office) -> Plan:
    return received(office, UNNAMED_TASKS, title="云岭县民生实事", year=2026)


def question_url(plan: Plan) -> str:
    return reverse("ledger:columns", args=[plan.pk, 1])


def review(office: Office, plan: Plan) -> str:
    return signed_in(office, "supervisor").get(f"/plans/{plan.pk}/review/").content.decode().split("<main")[1]


def test_the_page_names_the_document_and_links_to_the_question_until_it_is_answered(office: Office, plan: Plan) -> None:
    words, link = review(office, plan), f'<a href="{question_url(plan)}">{plan.sources.get()}</a>'
    assert "哪一列是任务？" in words and link in words
    answer_task_columns(plan, 1, {HEADS: 2}, by(office))
    words = review(office, plan)
    assert "哪一列是任务？" not in words and question_url(plan) not in words


def test_a_refusal_says_it_too(office: Office, plan: Plan) -> None:
    with pytest.raises(RecordError) as refused:
        step(office, plan, "publish", **PUBLISH)
    warning = f"“{plan.sources.get()}”哪一列是任务还没有人回答（{question_url(plan)}）。"
    assert refused.value.code == "guarded" and warning in refused.value.what
    answer_task_columns(plan, 1, {HEADS: 2}, by(office))
    with pytest.raises(RecordError) as refused:
        step(office, plan, "publish", **PUBLISH)
    assert "哪一列是任务" not in refused.value.what


def test_a_program_is_warned_and_may_publish(office: Office, plan: Plan) -> None:
    asks = program(office, "supervisor", at=timezone.now())
    (warning,) = asks.get(f"plans/{plan.pk}").data["warnings"]
    assert warning == f"Nobody has said which column of “{plan.sources.get()}” holds the tasks ({question_url(plan)})."
    refused = asks.post(f"plans/{plan.pk}/steps/publish", {"seen": plan.version, "given": PUBLISH})
    assert said(refused) == (422, "guarded") and warning in json.dumps(refused.data, ensure_ascii=False)
    ready = decided(office, plan)
    ready.refresh_from_db()
    assert said(asks.post(f"plans/{plan.pk}/steps/publish", {"seen": ready.version, "given": PUBLISH})) == (200, "")
    assert asks.get(f"plans/{plan.pk}").data["warnings"] == []


def test_a_plan_without_a_question_has_no_warning(office: Office) -> None:
    plan = received(office)
    assert "哪一列是任务" not in review(office, plan)
    assert program(office, "supervisor", at=timezone.now()).get(f"plans/{plan.pk}").data["warnings"] == []

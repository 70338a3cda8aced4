"""The form of a step: what it knows already, what it marks, and what it doubts while it is typed."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from appeal_factory import appeal
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from office import NOW, TODAY, Office

GIVEN = {"title": "建议增设科普活动室", "words": "周末孩子没有去处", "channel": "hotline"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def assigned(office: Office) -> Record:
    given = {**GIVEN, "unit": office.units["desk"].pk}
    record = appeal(office, **given)
    given = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    return take(record, "assign", office.actor("supervisor"), given, at=NOW).record


def signed_in(office: Office, who: str, language: str = "zh-hans") -> Client:
    client = Client()
    client.force_login(office.people[who].user)
    client.cookies["django_language"] = language
    return client


def box(text: str, name: str) -> str:
    """The tag of a field."""
    found = re.search(rf'<(?:input|select|textarea)[^>]*\bname="{name}"[^>]*>', text)
    assert found, name
    return found[0]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "dialog"])
@pytest.mark.parametrize(("who", "step"), [("clerk", "answer"), ("supervisor", "recall"), ("leader", "instruct")])
def test_no_box_of_a_form_says_which_state_comes_after(
    office: Office, who: str, step: str, headers: dict[str, str]
) -> None:
    text = signed_in(office, who).get(f"/appeals/{assigned(office).pk}/{step}/", headers=headers).text
    assert "办理后状态" not in text and "<form" in text


def test_the_day_of_an_act_is_today_until_another_is_typed(office: Office) -> None:
    client = signed_in(office, "clerk")
    assert f'value="{TODAY}"' in box(client.get("/activities/new/").text, "held")
    refused = client.post("/activities/new/", {"held": "2026-03-02"})
    assert 'value="2026-03-02"' in box(refused.text, "held")
    emptied = box(client.post("/activities/new/", {"held": ""}).text, "held")
    assert 'value=""' in emptied  # it is not proposed again


def test_a_clerk_has_the_one_unit_filled_in_and_who_serves_several_chooses(office: Office) -> None:
    assert 'value="云岭县科学技术协会"' in box(signed_in(office, "clerk").get("/activities/new/").text, "unit")
    assert "value=" not in box(signed_in(office, "supervisor").get("/activities/new/").text, "unit")


def test_what_must_be_filled_in_is_marked_and_the_rest_is_not(office: Office) -> None:
    text = signed_in(office, "clerk", "en").get("/appeals/new/").text
    labels = dict(re.findall(r'<label for="id_(\w+)">(.*?)</label>', text, re.S))
    assert 'class="must"' in labels["title"] and "required" in labels["title"]
    assert "must" not in labels["contact"]


def test_the_unit_of_a_number_stands_inside_its_box_and_is_read_with_its_label(office: Office) -> None:
    text = signed_in(office, "clerk").get("/contracts/new/").text
    assert re.search(r'<div class="unit"><input[^>]* name="amount"[^>]*><span aria-hidden="true">元</span></div>', text)
    label = re.search(r'<label for="id_amount">(.*?)</label>', text, re.S)
    assert label and re.sub(r"<[^>]+>|\s", "", label[1]) == "金额（元）"


def test_a_form_of_few_fields_stands_in_one_column(office: Office) -> None:
    client = signed_in(office, "clerk")
    assert "fields--two" in client.get("/appeals/new/").text
    assert "fields--two" not in client.get(f"/appeals/{assigned(office).pk}/return/").text


def test_a_day_in_the_future_is_doubted_while_it_is_typed_and_nothing_is_taken(office: Office) -> None:
    client = signed_in(office, "clerk")
    sent = {"held": "2026-03-21", "weigh": "1"}
    answer = client.post("/activities/new/", sent)
    assert answer.status_code == 200 and "id_held_doubt" in answer.text
    assert "这一天还没有到" in answer.text
    assert "必填" not in answer.text  # what is still empty is no doubt
    assert "<p>" not in client.post("/activities/new/", sent | {"held": "2026-03-20"}).text
    assert "<p>" not in client.post("/activities/new/", sent | {"held": ""}).text
    assert not Record.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("clerk", 200), ("supervisor", 404), ("stranger", 404), ("outside", 404)])
def test_only_who_may_take_a_step_has_its_form_weighed(office: Office, who: str, status: int) -> None:
    record = assigned(office)
    answer = signed_in(office, who).post(f"/appeals/{record.pk}/answer/", {"weigh": "1", "answer": "已列入计划"})
    assert answer.status_code == status
    assert Record.objects.get(pk=record.pk).state == "assigned"


def test_nobody_signed_out_has_a_form_weighed(office: Office) -> None:
    assert Client().post("/appeals/new/", {"weigh": "1"}).status_code == 302

"""What is reported done is verified one after the other: passed or returned by the declared steps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override
from lxml import html

from assigned import act, finished, running
from luoshi.commitments.verifying import queries, rules
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from many_appeals import signed_in
from office import NOW, Office
from plans import published

URL = "/verify/"
BASE = "科普示范基地"


@pytest.fixture(autouse=True)
def _alone(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    cache.clear()
    with override("en"):
        yield


def waiting(office: Office, count: int) -> list[Commitment]:
    """So many commitments of 县科协 that are reported done, each with a file."""
    text = "云岭县2026年科普工作要点\n一、工作任务\n"
    text += "".join(f"县科协建设第{at}号科普园地{at}个，9月底前完成。\n" for at in range(1, count + 1))
    plan = published(office, text)
    found = []
    for at in range(1, count + 1):
        one = running(office, plan, f"第{at}号科普园地")
        given = {"words": f"第{at}号已建成", "effect": "群众满意"}
        given |= {f"value_{target.pk}": str(at) for target in one.targets.filter(ended=None)}
        files = {"evidence": [SimpleUploadedFile(f"照片{at}.txt", f"照片{at}".encode())]}
        take(one, "finish", office.actor("clerk"), given, at=NOW, files=files)
        found.append(Commitment.objects.get(pk=one.pk))
    return found


def shown(answer: Any) -> Any:
    return html.fromstring(answer.content.decode())


def form(answer: Any) -> dict[str, Any]:
    """The fields of the page's form as a browser would send them."""
    (found,) = shown(answer).xpath('//form[contains(@class, "verify__form")]')
    sent: dict[str, Any] = {}
    for name, value in found.form_values():
        sent.setdefault(name, []).append(value)
    return sent


def place(answer: Any) -> str:
    return str(shown(answer).xpath('//*[@class="verify__place"]')[0].text)


def said(one: Commitment, step: str) -> dict[str, Any]:
    entry = Entry.objects.select_related("payload").filter(record=one.pk, step=step).latest("pk")
    found: dict[str, Any] = json.loads(entry.payload.data)
    return found


def test_usual_words_are_parted_and_bounded() -> None:
    assert rules.parse_usual_phrases("佐证不足；缺少盖章。；佐证不足\n看不清") == ("佐证不足", "缺少盖章", "看不清")
    for wrong in ("", "；", "；".join("甲乙丙丁戊己庚辛壬癸"), "长" * 61):
        with pytest.raises(ValueError):
            rules.parse_usual_phrases(wrong)
    assert rules.join_reasons(["缺少盖章", "看不清"], " 第3页 ") == "缺少盖章；看不清；第3页"
    assert rules.join_reasons(["缺少盖章"], " ") == "缺少盖章" and rules.join_reasons([], "") == ""
    assert rules.parse_usual_phrases(queries.RETURNED_FOR) and rules.parse_usual_phrases(queries.PASSED_WITH)


def test_the_next_follows_in_order_and_behind_the_last_the_first() -> None:
    assert [rules.next_in_queue([1, 2, 3], number) for number in (1, 2, 3)] == [2, 3, 1]
    assert (
        rules.next_in_queue([1], 1) is None and rules.next_in_queue([], 1) is None and rules.next_in_queue([2], 1) == 2
    )


def test_the_day_for_putting_right_is_the_offices_or_its_own_date() -> None:
    today = date(2026, 3, 20)
    assert rules.put_right_by(today, date(2026, 9, 30), 3) == date(2026, 3, 25)
    assert rules.put_right_by(today, date(2026, 9, 30), None) == date(2026, 9, 30)
    assert rules.put_right_by(today, today, None) is None and rules.put_right_by(today, None, None) is None


def test_reports_are_passed_and_returned_one_after_the_other(office: Office) -> None:
    one, two, three = waiting(office, 3)
    client = signed_in(office, "supervisor", "en")
    page = client.get(URL)
    text = page.content.decode()
    assert place(page) == "1 / 3" and "第1号已建成" in text and "群众满意" in text and "照片1.txt" in text
    assert [row.text_content().split() for row in shown(page).xpath('//*[@class="verify__values"]/tbody/tr')] == [
        ["建设第1号科普园地", "1个", "—", "1个"]
    ]
    page = client.post(URL, {**form(page), "pass": "1"}, follow=True)
    assert Commitment.objects.get(pk=one.pk).state == "verified" and place(page) == "2 / 3"
    assert said(one, "verify")["finding"] == rules.parse_usual_phrases(queries.PASSED_WITH)[0]
    reasons = list(rules.parse_usual_phrases(queries.RETURNED_FOR))[:2]
    limit = (timezone.localdate() + timedelta(days=9)).isoformat()
    sent = {**form(page), "reasons": reasons, "words": "请补第2页", "limit": limit, "return": "1"}
    page = client.post(URL, sent, follow=True)
    assert Commitment.objects.get(pk=two.pk).state == "returned" and place(page) == "3 / 3"
    assert said(two, "return") == {"reason": "；".join([*reasons, "请补第2页"]), "limit": limit}
    page = client.post(URL, {**form(page), "pass": "1"}, follow=True)
    assert Commitment.objects.get(pk=three.pk).state == "verified"
    assert "Everything is verified." in page.content.decode() and "Decided by you just now: 3" in page.content.decode()
    assert "You have nothing to verify" in client.get(URL).content.decode()


def test_a_later_report_shows_the_value_before_it(office: Office) -> None:
    (one,) = waiting(office, 1)
    act(office, one, "return", "supervisor", reason="佐证不足", limit="2026-09-01")
    one = act(office, one, "rework", "clerk")
    (target,) = one.targets.filter(ended=None)
    finished(office, one, **{f"value_{target.pk}": "3"})
    page = signed_in(office, "supervisor", "en").get(URL)
    assert [row.text_content().split() for row in shown(page).xpath('//*[@class="verify__values"]/tbody/tr')] == [
        ["建设第1号科普园地", "1个", "1个", "3个"]
    ]
    assert "Files of earlier reports" in page.content.decode() and "has no attached file" in page.content.decode()


def test_what_lacks_is_said_and_nothing_that_was_typed_is_lost(office: Office) -> None:
    (one,) = waiting(office, 1)
    client = signed_in(office, "supervisor", "en")
    start = form(client.get(URL))
    for wrong, words in (
        ({"finding": "", "pass": "1"}, "Finding: "),
        ({"words": "缺盖章", "pass": "1"}, "remove them to pass it"),
        ({"words": " ", "limit": "2099-01-01", "return": "1"}, "Reason: "),
        ({"words": "请补", "limit": "2020-01-01", "return": "1"}, "Correction due by: This day has passed."),
        ({"words": "长" * 501, "limit": "2099-01-01", "return": "1"}, "Reason: "),
    ):
        page = client.post(URL, {**start, **wrong})
        assert page.status_code == 422 and words in page.content.decode()
        assert form(page).get("words", [""])[0].strip() == wrong.get("words", "").strip()
    page = client.post(URL, {**start, "finding": "绝密★一年", "pass": "1"})
    text = page.content.decode()
    assert page.status_code == 422 and "state secret" in text and "绝密★一年" not in text and "data-forget" in text
    assert Commitment.objects.get(pk=one.pk).state == "reported"
    assert not Entry.objects.filter(record=one.pk, step__in=("verify", "return")).exists()


def test_what_somebody_else_decided_meanwhile_is_said_and_the_next_comes(office: Office) -> None:
    one, two = waiting(office, 2)
    client = signed_in(office, "supervisor", "en")
    stale = form(client.get(URL))
    act(office, one, "verify", "supervisor", finding="已核")
    page = client.post(URL, {**stale, "pass": "1"}, follow=True)
    assert f"already decided on {one.number}" in page.content.decode() and form(page)["row"] == [str(two.pk)]
    assert Entry.objects.filter(record=one.pk, step="verify").count() == 1
    assert f"already decided on {one.number}" in client.get(f"{URL}?row={one.pk}").content.decode()
    # Changed and still waiting: it is looked at again before anything is decided.
    stale = form(client.get(URL))
    take(two, "check", office.actor("supervisor"), {"way": "papers"}, at=NOW)
    page = client.post(URL, {**stale, "finding": "我的话", "pass": "1"})
    assert page.status_code == 409 and "meantime" in page.content.decode()
    assert form(page)["finding"][0].strip() == "我的话"
    client.post(URL, {**form(page), "pass": "1"})
    assert Commitment.objects.get(pk=two.pk).state == "verified"


def test_pressed_twice_it_is_decided_once_and_the_next_is_left_alone(office: Office) -> None:
    one, two = waiting(office, 2)
    client = signed_in(office, "supervisor", "en")
    sent = {**form(client.get(URL)), "pass": "1"}
    assert [client.post(URL, sent).status_code for _ in range(2)] == [302, 302]
    assert [Commitment.objects.get(pk=record.pk).state for record in (one, two)] == ["verified", "reported"]


def test_only_whoever_supervises_it_verifies_it(office: Office) -> None:
    (one,) = waiting(office, 1)
    sent = {**form(signed_in(office, "supervisor", "en").get(URL)), "pass": "1"}
    for who in ("clerk", "leader", "stranger", "auditor", "collector"):
        client = signed_in(office, who, "en")
        assert "You have nothing to verify" in client.get(f"{URL}?row={one.pk}").content.decode()
        assert client.post(URL, sent).status_code == (404 if who in ("stranger", "collector") else 403)
        assert Commitment.objects.get(pk=one.pk).state == "reported"


def test_nobody_passes_their_own_report_and_what_lacks_is_named(office: Office) -> None:
    (one,) = waiting(office, 1)
    Commitment.objects.filter(pk=one.pk).update(proofs="现场照片")
    client = signed_in(office, "supervisor", "en")
    page = client.post(URL, {**form(client.get(URL)), "pass": "1"})
    assert page.status_code == 422 and "Evidence is missing: 现场照片" in page.content.decode()


def test_an_offices_own_words_are_offered(office: Office) -> None:
    waiting(office, 1)
    for name, value in (("return_reasons", "甲；乙"), ("pass_findings", "丙"), ("put_right_days", "3")):
        Parameter.objects.create(name=f"ledger.{name}", value=value, start=date(2026, 1, 1), source="县督查办法")
    page = signed_in(office, "supervisor", "en").get(URL)
    assert shown(page).xpath('//input[@name="reasons"]/@value') == ["甲", "乙"]
    assert form(page)["finding"][0].strip() == "丙"
    assert form(page)["limit"] == [rules.put_right_by(timezone.localdate(), None, 3).isoformat()]  # type: ignore[union-attr]


@pytest.mark.parametrize("count", [3, 12])
def test_12_that_wait_need_no_more_queries_than_3(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    waiting(office, count)
    client = signed_in(office, "supervisor", "en")
    client.get(URL)
    cache.clear()
    with django_assert_max_num_queries(22):
        page = client.get(URL)
    assert place(page) == f"1 / {count}"

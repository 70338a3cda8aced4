"""Every error has a page that says what, where, what to do, and a number that stands in the log."""

from __future__ import annotations

import logging
import re

import pytest
from django.test import Client
from django.utils import timezone

from appeal_factory import appeal
from luoshi.base.texts import error_numbers as errors
from luoshi.kernel.steps.actions.steps import take
from office import Office


def number(words: str) -> str:
    found = re.search(r"(?<![\w-])\d{4}-[2-9A-Y]{5}(?!\w)", words)  # no piece of a form's random key
    assert found, words
    return found[0]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    monkeypatch.setattr(logging.getLogger("luoshi"), "propagate", True)
    return caplog


# Who, method, address, what is sent; {own}: a matter that this person may read, {seen}: an older version of it.
REFUSALS: list[tuple[int, str | None, str, str, dict[str, str]]] = [
    (400, "clerk", "get", "/search/?q=%00", {}),
    (403, "clerk", "get", "/appeals/{own}/assign/", {}),
    (403, "clerk", "post", "/appeals/{own}/assign/", {"grade": "urgent", "unit": "云岭县科学技术局"}),
    (404, "clerk", "get", "/nothing/at/all/", {}),
    (405, "clerk", "get", "/appeals/{own}/look/", {}),
    (405, "clerk", "post", "/journal/", {}),
    (405, None, "get", "/sign-out/", {}),
    (409, "clerk", "post", "/appeals/{own}/return/", {"reason": "属科技局职责", "seen": "1"}),
    (410, None, "get", "/reset/guessed/", {}),
    (422, "supervisor", "post", "/appeals/{own}/look/", {"reason": ""}),
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("status", "who", "method", "address", "given"), REFUSALS)
def test_every_refusal_says_what_where_what_to_do_and_a_number_that_is_in_the_log(
    office: Office,
    log: pytest.LogCaptureFixture,
    status: int,
    who: str | None,
    method: str,
    address: str,
    given: dict[str, str],
    language: str,
) -> None:
    asked = {"title": "增设科普活动室", "words": "周末", "channel": "web", "unit": office.units["desk"].pk}
    record = appeal(office, **asked, at=timezone.now())
    to = {"grade": "urgent", "unit": office.units["kexie"].pk}
    record = take(record, "assign", office.actor("supervisor"), to, at=timezone.now()).record
    client = Client()
    if who:
        client.force_login(office.people[who].user)
    client.cookies["django_language"] = language
    address = address.format(own=record.pk)
    answer = getattr(client, method)(address, given, follow=True)
    assert answer.status_code == status, answer.content.decode()
    words = answer.content.decode()
    known = number(words)
    (line,) = [found_line for found_line in log.text.splitlines() if known in found_line]
    typed = [value for value in given.values() if len(value) > 3]
    assert f"{known} {status} {method.upper()} " in line and not any(value in line for value in typed)
    shown_again = method == "post" and status in (403, 409)  # a form says at its head what is wrong
    assert ("form__wrong" if shown_again else 'class="problem__where"') in words
    assert shown_again or {"zh-hans": "怎么办", "en": "What to do"}[language] in words
    if status == 405:
        assert answer["Allow"] in ("POST", "GET, HEAD")


@pytest.mark.django_db
def test_what_is_not_there_is_said_with_a_number_that_is_in_the_log(
    client: Client, log: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/nothing/at/all/")
    page = answer.content.decode()
    assert answer.status_code == 404 and "没有这个页面" in page and "/nothing/at/all/" in page
    assert number(page) in log.text


@pytest.mark.control("8.1.4.4", "a mistake of the program shows no trace on a page")
def test_a_mistake_of_the_program_shows_no_trace(
    office: Office, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(office.people["clerk"].user)
    monkeypatch.setattr("luoshi.site.home.pages.records_with_steps", lambda *_: 1 / 0)
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 500 and "程序出错了" in page and "ZeroDivisionError" not in page
    assert number(page) in log.text and "ZeroDivisionError" in log.text


def test_a_form_without_its_token_is_refused_and_nothing_is_saved(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.people["supervisor"].user)
    answer = client.post("/appeals/new/", {"title": "x"})
    assert answer.status_code == 403 and "没有保存任何内容" in answer.content.decode()


def test_a_number_can_be_read_out() -> None:
    assert (
        len({errors.generate_error_number() for _ in range(20)}) == 20
    )  # of 27 ** 5: more would now and then be alike
    assert not set("".join(errors.generate_error_number() for _ in range(1000))) & set("OI1L0B8S") - set("0123456789-")

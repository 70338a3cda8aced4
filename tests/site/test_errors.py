"""Every error has a page that says what, where, what to do, and a number that stands in the log."""

from __future__ import annotations

import logging
import re

import pytest
from django.test import Client

from luoshi.site import errors
from office import Office


def number(words: str) -> str:
    found = re.search(r"\d{4}-[2-9A-Y]{5}", words)
    assert found, words
    return found[0]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    monkeypatch.setattr(logging.getLogger("luoshi"), "propagate", True)
    return caplog


@pytest.mark.django_db
def test_what_is_not_there_is_said_with_a_number_that_is_in_the_log(
    client: Client, log: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/nothing/at/all/")
    page = answer.content.decode()
    assert answer.status_code == 404 and "没有这个页面" in page and "/nothing/at/all/" in page
    assert number(page) in log.text


def test_a_mistake_of_the_program_shows_no_trace(
    office: Office, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(office.people["clerk"].user)
    monkeypatch.setattr("luoshi.site.pages.waiting", lambda *_: 1 / 0)
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
    assert len({errors.number() for _ in range(1000)}) == 1000
    assert not set("".join(errors.number() for _ in range(1000))) & set("OI1L0B8S") - set("0123456789-")

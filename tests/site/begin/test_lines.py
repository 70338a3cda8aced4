"""The page of Getting started on which an administrator chooses the lines of work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from appeal_factory import appeal
from luoshi.kernel.kinds.registry import install_snapshot, installed_snapshot
from luoshi.kernel.switches.models import LineSwitch
from luoshi.kernel.switches.queries import switchable_lines
from luoshi.site.begin.rules import SetupCounts, build_setup_steps
from many_appeals import signed_in
from office import NOW, Office


@pytest.fixture(autouse=True)
def all_on_again(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.LINES_EVERY, settings.SECOND_FACTOR = 0.0, "off"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    install_snapshot(installed_snapshot().with_uses(frozenset(), frozenset()))


def names(*without: str) -> list[str]:
    return [line.name for line in switchable_lines() if line.name not in without]


def test_the_ticks_are_saved_and_the_page_says_what_became_of_each_line(office: Office) -> None:
    appeal(office, title="增设科普活动室", words="周末", channel="web", unit=office.units["desk"].pk)
    admin = signed_in(office, "admin")
    page = admin.get("/begin/lines/")
    assert page.text.count("checked") == len(names()) and "群众反映什么" in page.text
    saved = admin.post("/begin/lines/", {"line": names("appeals", "contracts")}, follow=True)
    assert "已保存，改动了2项业务。" in saved.text and saved.text.count("checked") == len(names()) - 2
    assert "只能查看" in saved.text and "未启用" in saved.text
    assert "/contracts/" not in saved.text  # the menu of the very next page
    assert "已启用" in admin.get("/begin/").text
    back = admin.post("/begin/lines/", {"line": names()}, follow=True)
    assert "未启用" not in back.text


def test_a_line_that_others_need_stays_and_the_ticks_stay_as_they_were_sent(office: Office) -> None:
    admin = signed_in(office, "admin")
    refused = admin.post("/begin/lines/", {"line": names("funds")})
    assert refused.status_code == 422 and "要用到“资金”" in refused.text and not LineSwitch.objects.exists()
    assert refused.text.count("checked") == len(names()) - 1
    wrong = admin.post("/begin/lines/", {"line": "nosuch"})
    assert wrong.status_code == 422 and "没有这项业务：nosuch" in wrong.text


def test_the_auditor_looks_and_nobody_else_finds_the_page(office: Office) -> None:
    auditor = signed_in(office, "auditor")
    page = auditor.get("/begin/lines/")
    assert page.status_code == 200 and page.text.count("disabled") >= len(names()) and "由管理员修改" in page.text
    refused = auditor.post("/begin/lines/", {"line": names("appeals")})
    assert refused.status_code == 403 and "只有管理员" in refused.text
    for who in ("supervisor", "leader", "clerk", "outside"):
        assert signed_in(office, who).get("/begin/lines/").status_code == 404, who
        assert signed_in(office, who).post("/begin/lines/", {"line": []}).status_code == 404, who
    assert Client().get("/begin/lines/").status_code == 302
    assert not LineSwitch.objects.exists()


def test_an_office_that_works_already_is_not_asked_and_one_that_begins_once() -> None:
    def is_open(counts: SetupCounts) -> bool:
        return any(step.name == "lines" and not step.done for step in build_setup_steps(counts))

    assert is_open(SetupCounts())
    assert not is_open(SetupCounts(plans=1)) and not is_open(SetupCounts(chosen=True))

"""Web addresses in columns and rows are links, and nothing that only looks like one is."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from counted_kinds import event, events
from declared_lines import changed
from linked.models import Event, Member
from luoshi.kernel.kinds.compiled.words import address_in
from luoshi.kernel.kinds.forms.columns import column_form_field
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.parameters.rules import yes_or_no
from luoshi.org.tokens.actions import pace
from office import NOW, TODAY, Office
from rows_of_bodies import MEMBERS, founded, kind
from sample_line import one_kind

GOOD = "https://yunling.example/kp?a=1&b=茶"
OPENED = DeclaredParameter("events.public", "Open events", yes_or_no)
LINK = re.compile(r'<a\s+href="([^"]*)"\s+rel="noopener noreferrer"\s*>([^<]*)</a>')
STAYS = (
    "javascript:alert(1)",
    "ftp://yunling.example/kp",
    "https://",
    "//yunling.example",
    "https://yunling.example/ a",
    "java\nscript:alert(1)",
    "https://yunling.example\n/a",
    "https://[yunling",
    '"><script>alert(1)</script>',
)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def links(page: Any) -> list[tuple[str, str]]:
    """The links that lead out of the program, with their words."""
    return [(unescape(url), unescape(words)) for url, words in LINK.findall(page.content.decode())]


@pytest.mark.parametrize("text", STAYS)
def test_what_no_browser_should_open_is_no_address(text: str) -> None:
    assert address_in(Event, "page", text) == "" and address_in(Event, "page", GOOD) == GOOD


def test_other_columns_have_none() -> None:
    assert address_in(Event, "sort", GOOD) == address_in(Event, "page", None) == ""


def test_an_address_typed_without_its_scheme_is_taken_as_https() -> None:
    field = column_form_field(Event._meta.get_field("page"))
    assert field is not None and field.clean("yunling.example") == "https://yunling.example"


def test_list_and_record_link_to_it_and_any_other_scheme_stays_text(client: Client, office: Office) -> None:
    with one_kind(changed(events(), columns="page", shows="page")):
        good, bad = (event(office.units["kexie"], page=page) for page in (GOOD, STAYS[0]))
        client.force_login(office.people["supervisor"].user)
        listed = client.get("/events/")
        assert links(listed) == [(GOOD, GOOD)] and "javascript:alert(1)" in listed.content.decode()
        assert links(client.get(good.get_absolute_url())) == [(GOOD, GOOD)]
        page = client.get(bad.get_absolute_url())
        assert links(page) == [] and "javascript:alert(1)" in page.content.decode()
        assert 'href="javascript:' not in page.content.decode() + listed.content.decode()


def test_a_page_without_sign_in_links_to_it_too(client: Client, office: Office, settings: Any) -> None:
    settings.OPEN_PER_MINUTE = 0
    cache.clear()
    with one_kind(changed(events(Public("title page", OPENED)), columns="page", shows="page")):
        set_value(OPENED, None, "是", TODAY, "云科协〔2026〕3号", office.actor("admin"), at=NOW)
        event(office.units["kexie"], page=GOOD)
        event(office.units["kexie"], page=STAYS[0])
        page = client.get("/open/events/")
        assert links(page) == [(GOOD, GOOD)] and 'href="javascript:' not in page.content.decode()
        records = re.findall(r'href="(/open/events/[^"]+/)"', page.content.decode())
        assert [links(client.get(url)) for url in sorted(set(records))].count([(GOOD, GOOD)]) == 1
    cache.clear()
    pace._counts.clear()


def test_the_rows_of_a_record_link_to_it(client: Client, office: Office) -> None:
    rows = replace(MEMBERS, fields="name page", sums={}, masks={}, ends="", least=0, at="")
    with one_kind(kind(rows, (Step("members", "Members", "active >", "unit desk", rows="members"),))) as of:
        tea = founded(office, of)
        for place, page in enumerate((GOOD, STAYS[0])):
            Member.objects.create(record=tea, place=place, name=f"茶社{place}", page=page)
        client.force_login(office.people["clerk"].user)
        assert links(client.get(tea.get_absolute_url())) == [(GOOD, GOOD)]

"""Tabs and saved views say how many records they show, and one statement counts them all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from lxml import html

from appeal_factory import filed
from luoshi.base.database.kept_answers import keep_answers
from luoshi.desk.lists.queries.listing import filter_records
from luoshi.desk.lists.queries.record_pages import RowCount
from luoshi.desk.lists.queries.tab_counts import count_tabs
from luoshi.desk.lists.views.actions import save_view
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from many_appeals import signed_in
from office import NOW, TODAY, Office


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def counts(text: str) -> dict[str, str]:
    links = html.fromstring(text).xpath("//nav[contains(@class, 'views')]/a")
    return {link.text.strip(): "".join(link.xpath("span/text()")) for link in links}


@pytest.mark.parametrize("count", [3, 12])
def test_each_view_counts_what_it_shows_in_one_statement(office: Office, count: int) -> None:
    matters = filed(office, count)
    Record.objects.filter(pk=matters[0].pk).update(due=TODAY - timedelta(days=9))
    kind, actor = get_kind("appeals"), office.actor("supervisor")
    asked = ["", "due=late", "state=received", "state=answered", "face=none", "q=水", "state=nonsense", "unit=1"]
    with keep_answers(), CaptureQueriesContext(connection) as ran:
        filter_records(kind, actor, TODAY, {})  # the list has asked how many records the actor reads
        before = len(ran)
        found = count_tabs(kind, actor, TODAY, asked)
    assert len(ran) == before + 1
    assert set(asked) - set(found) == {"q=水", "unit=1"}  # their filters would ask the database each
    for tab, number in found.items():
        assert number == RowCount(filter_records(kind, actor, TODAY, QueryDict(tab)).qs.count()), tab
    assert (found[""], found["due=late"]) == (RowCount(count), RowCount(1))


def test_a_list_shows_the_numbers_and_only_of_what_its_reader_may_see(office: Office) -> None:
    filed(office, 4)
    kind = get_kind("appeals")
    for who in ("supervisor", "stranger"):
        save_view(kind, office.actor(who), "受理", "state=received", None)
    seen = counts(signed_in(office, "supervisor").get("/appeals/").content.decode())
    assert seen["全部"] == "4" and seen["受理"] == "4"
    assert counts(signed_in(office, "stranger").get("/appeals/").content.decode())["受理"] == "0"


def test_a_list_without_tabs_asks_nothing_more(office: Office) -> None:
    filed(office, 3)
    kind, actor = get_kind("appeals"), office.actor("supervisor")
    with CaptureQueriesContext(connection) as ran:
        assert count_tabs(kind, actor, TODAY, []) == {}
    assert len(ran) == 0


def test_the_parts_of_a_kind_are_counted(office: Office) -> None:
    kind = get_kind("activities")
    for sort in ("lecture", "lecture", "contest"):
        given = {"held": TODAY, "sort": sort, "place": "青石镇", "unit": office.units["kexie"].pk}
        begin(kind, office.actor("clerk"), given, at=NOW)
    seen = counts(signed_in(office, "clerk", "en").get("/activities/?face=lectures").content.decode())
    assert (seen["All"], seen["Lectures"], seen["Contests"], seen["Boards"]) == ("3", "2", "1", "0")

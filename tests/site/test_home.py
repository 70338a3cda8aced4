"""The home page: each figure leads to exactly the rows that it counts."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.utils.html import escape

from appeal_factory import filed
from assigned import act, at, finished, issued, running
from luoshi.desk.digests.queries import digest_counts
from luoshi.desk.lists.queries.inbox import due_filter, waiting_records
from luoshi.desk.lists.queries.listing import filter_records
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.site.home import pages
from many_appeals import signed_in
from office import Office
from plans import published

DAY = date(2026, 9, 28)  # a Monday


@pytest.fixture(autouse=True)
def _that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(9, 28))


def furnished(office: Office) -> None:
    """For 县科协 one commitment that is late, one due soon, one without haste; and appeals for the supervisor."""
    plan = published(office)
    running(office, plan, "科普示范基地")  # reports of March and June were missed
    soon = running(office, plan, "联席会议")
    for month, day in ((3, 30), (6, 29)):
        act(office, soon, "report", "clerk", at(month, day), words="已开", count=1, obstacles="无", following="继续")
    issued(office, plan, "宣传报道")
    finished(office, running(office, plan, "培训", who="stranger"), who="stranger")
    filed(office, 3)


def rows_of(page: str) -> list[str]:
    body = page.split('id="waiting"')[1].split("</table>")[0]
    return re.findall(r'scope="row"[^>]*>\s*<a[^>]*>\s*([^<]*?)\s*</a>', body)


@pytest.mark.parametrize("who", ["clerk", "supervisor", "stranger", "auditor"])
@pytest.mark.parametrize(("show", "figure"), [("", "waiting"), ("late", "late"), ("soon", "soon"), ("xyz", "waiting")])
def test_each_figure_leads_to_exactly_the_rows_that_it_counts(office: Office, who: str, show: str, figure: str) -> None:
    furnished(office)
    page = signed_in(office, who, "en").get("/", {"show": show} if show else {}).content.decode()
    counted = getattr(digest_counts(office.actor(who, DAY), DAY), figure)
    shown = rows_of(page) if counted else []
    expected = (
        waiting_records(office.actor(who, DAY), DAY).filter(due_filter(show, DAY)).values_list("title", flat=True)
    )
    assert (len(shown), shown) == (counted, [str(escape(title)) for title in expected])
    assert all(f'href="/?show={name}#waiting"' in page for name in ("late", "soon"))


def test_what_one_may_continue_is_counted_up_to_a_number(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    furnished(office)
    monkeypatch.setattr(pages, "goes_on", waiting_records)  # as if all could be continued at will
    browser = signed_in(office, "clerk", "en")

    def figure(page: str) -> str:
        found = re.search(r'show=next#waiting"[^>]*>.*?<span[^>]*>([^<]*)</span>', page, re.DOTALL)
        assert found
        return found[1]

    every = int(figure(browser.get("/").content.decode()))
    assert every > 1
    monkeypatch.setattr(pages, "COUNTED", 1)
    page = browser.get("/", {"show": "next"}).content.decode()
    assert (figure(page), len(rows_of(page))) == ("1+", every)


def test_late_and_soon_are_different_rows(office: Office) -> None:
    furnished(office)
    found = digest_counts(office.actor("clerk", DAY), DAY)
    assert (found.late, found.soon) == (2, 1) and found.waiting == 3


@pytest.mark.parametrize("count", [3, 60])
def test_60_rows_need_no_more_queries_than_3(office: Office, count: int, django_assert_max_num_queries: Any) -> None:
    filed(office, count)
    browser = signed_in(office, "supervisor", "en")
    with django_assert_max_num_queries(30):
        page = browser.get("/", {"page": 1}).content.decode()
    assert len(rows_of(page)) == min(count, 50)
    assert ("?page=2" in page) == (count == 60)


def test_who_verifies_finds_from_home_what_waits_for_it(office: Office) -> None:
    furnished(office)
    page = signed_in(office, "supervisor").get("/")
    asked = [count for count in page.context["counts"] if count["url"] == "/verify/"]
    assert [(count["label"], count["count"]) for count in asked] == [("待核验", 1)]
    assert 'href="/verify/"' in page.text
    assert all(count["url"] != "/verify/" for count in signed_in(office, "clerk").get("/").context["counts"])


def test_due_soon_is_only_what_is_owed(office: Office) -> None:
    plan = published(office)
    one = plan.commitments.get(words__contains="宣传报道")

    def found() -> list[bool]:
        one.refresh_from_db()
        assert one.due
        actor, day = office.actor("supervisor"), one.due
        rows = filter_records(get_kind("commitments"), actor, day, {"due": "soon"}).qs
        return [rows.filter(pk=one.pk).exists(), Record.objects.filter(due_filter("soon", day), pk=one.pk).exists()]

    assert found() == [False, False]
    issued(office, plan, "宣传报道")
    assert found() == [True, True]

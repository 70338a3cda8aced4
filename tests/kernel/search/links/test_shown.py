"""What a record links to, and what links to it, is shown to who may see it: in lists, pages, sheets and the API."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from linked.models import Body, Project
from linked_kinds import BODIES, PROJECTS, REVIEWS, linked_kinds, made
from luoshi.kernel.history.queries.history import entries_of
from luoshi.kernel.search.links.queries import entry_events
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, TODAY, Office

TEA, BEES = "云岭县茶叶学会", "云岭县养蜂协会"
TITLE = "茶园改造项目"


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    with linked_kinds():
        yield


@pytest.fixture
def bodies(office: Office) -> dict[str, Body]:
    """One of 县科协, one of 县科技局."""
    return {
        "tea": made(BODIES, 1, office.units["kexie"], TEA),
        "bees": made(BODIES, 2, office.units["bureau"], BEES),
    }


def _page(client: Client, office: Office, who: str, address: str, **more: Any) -> Any:
    client.force_login(office.people[who].user)
    return client.get(address, **more)


def test_the_page_leads_to_what_one_may_see_and_names_the_rest_by_number(client, office, bodies):
    own = made(PROJECTS, 1, office.units["kexie"], body=bodies["tea"])
    other = made(PROJECTS, 2, office.units["kexie"], body=bodies["bees"])
    way = f'<a href="/bodies/{bodies["tea"].pk}/"'
    for address, words in ((f"/trials/{own.pk}/", f">体2026-0001 {TEA}</a>"), ("/trials/", f">{TEA}</a>")):
        shown = "".join(_page(client, office, "clerk", address).text.split())
        assert "".join(way.split()) in shown and "".join(words.split()) in shown
    for address in (f"/trials/{other.pk}/", "/trials/", "/trials/print/"):
        page = _page(client, office, "clerk", address).text
        assert "体2026-0002" in page and BEES not in page and f"/bodies/{bodies['bees'].pk}/" not in page
    assert BEES in _page(client, office, "supervisor", f"/trials/{other.pk}/").text


def test_the_timeline_names_it_by_title_to_who_may_read_it(client, office, bodies):
    for body in bodies.values():
        begin(PROJECTS, office.actor("supervisor"), {"title": TITLE, "body": body.number}, at=NOW)
    own, other = Project.objects.order_by("pk")
    Project.objects.filter(pk=other.pk).update(unit=office.units["kexie"])  # its body stays another's
    happened = _page(client, office, "clerk", f"/trials/{own.pk}/").text
    assert happened.count(f"体2026-0001 {TEA}") == 2  # among the facts, and in what was entered
    assert BEES not in _page(client, office, "clerk", f"/trials/{other.pk}/").text
    said = [entry_events(entries_of(kind), office.actor("clerk"), TODAY)[0].given for kind in (own, other)]
    assert [dict(given)["Body"] for given in said] == [f"体2026-0001 {TEA}", "体2026-0002"]


@pytest.mark.parametrize("count", [3, 12])
def test_a_longer_timeline_needs_no_more_queries(client, office, bodies, count, django_assert_max_num_queries):
    project = begin(PROJECTS, office.actor("clerk"), {"title": TITLE, "body": bodies["tea"].number}, at=NOW).record
    for number in range(count):
        body = made(BODIES, 3 + number, office.units["kexie"])
        project = take(project, "pass", office.actor("clerk"), {"body": body.number, "why": "换组织"}, at=NOW).record
    with django_assert_max_num_queries(53):
        page = _page(client, office, "clerk", f"/trials/{project.pk}/").text
    assert page.count("换组织") == count


def test_of_an_erased_one_the_number_stays(client, office, bodies):
    project = made(PROJECTS, 1, office.units["kexie"], body=bodies["tea"])
    Body.objects.filter(pk=bodies["tea"].pk).update(erased=NOW)
    for address in (f"/trials/{project.pk}/", "/trials/"):
        page = _page(client, office, "supervisor", address).text
        assert "体2026-0001（已删除）" in page and TEA not in page


def test_more_rows_need_no_more_queries(client, office, bodies):
    addresses, numbers = ("/trials/", f"/bodies/{bodies['tea'].pk}/"), []
    for count in (3, 9):
        for number in range(count):
            body = made(BODIES, 10 * count + number, office.units["kexie"])
            made(PROJECTS, 10 * count + number, office.units["kexie"], body=body)
            made(PROJECTS, 100 * count + number, office.units["kexie"], body=bodies["tea"])
        for address in addresses:
            _page(client, office, "supervisor", address)
            with CaptureQueriesContext(connection) as sent:
                assert _page(client, office, "supervisor", address).status_code == 200
            numbers.append(len(sent))
    assert numbers[:2] == numbers[2:]


def test_a_list_is_narrowed_by_typing_and_says_by_what(client, office, bodies):
    made(PROJECTS, 1, office.units["kexie"], TITLE, body=bodies["tea"])
    made(PROJECTS, 2, office.units["kexie"], "别的", body=bodies["bees"])
    for words in ("体2026-0001", "茶叶", f"体2026-0001 {TEA}"):
        page = _page(client, office, "supervisor", "/trials/?body=" + words).text
        assert TITLE in page and "别的" not in page and f"Body: 体2026-0001 {TEA}" in page
    page = _page(client, office, "clerk", "/trials/?body=体2026-0002").text
    assert "没有找到“体2026-0002”" in page and "别的" not in page and BEES not in page
    page = _page(client, office, "supervisor", "/trials/?body=会").text
    assert page.count('name="body_pick"') == 2 and TITLE not in page
    assert TITLE in _page(client, office, "supervisor", "/trials/?body=会&body_pick=体2026-0001").text
    assert "<option" not in page[page.index('name="body"') : page.index('name="body"') + 400]


def test_links_sort_by_number(client, office, bodies):
    made(PROJECTS, 1, office.units["kexie"], "甲", body=bodies["bees"])
    made(PROJECTS, 2, office.units["kexie"], "乙", body=bodies["tea"])
    made(PROJECTS, 3, office.units["kexie"], "丙")
    page = _page(client, office, "supervisor", "/trials/?order-by=body").text
    assert page.index("乙") < page.index("甲") < page.index("丙")


def test_a_sheet_shows_number_and_title_of_what_one_may_see(client, office, bodies):
    made(PROJECTS, 1, office.units["kexie"], "甲", body=bodies["tea"])
    made(PROJECTS, 2, office.units["kexie"], "乙", body=bodies["bees"])
    made(PROJECTS, 3, office.units["kexie"], "丙")
    client.force_login(office.people["clerk"].user)
    answer = client.post("/trials/export/")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell for cell in row if cell] for row in sheet.iter_rows(values_only=True)]
    told = {row[1]: row[2] for row in rows if len(row) > 2 and str(row[0]).startswith("项")}
    assert told["甲"] == f"体2026-0001 {TEA}" and told["乙"] == "体2026-0002" and told["丙"] != ""
    assert not any(BEES in str(cell) for row in rows for cell in row)


def test_what_links_to_a_record_stands_on_its_page_a_page_at_a_time(client, office, bodies):
    for number in range(1, 402):
        made(PROJECTS, number, office.units["kexie"], f"第{number}项", body=bodies["tea"])
    address = f"/bodies/{bodies['tea'].pk}/"
    page = _page(client, office, "supervisor", address)
    card = page.text[page.text.index('aria-labelledby="trials-body"') :]
    assert len(page.content) < 60_000 and card.count("项2026-") == 20 and '<span class="count">401</span>' in card
    assert "/trials/?body=%E4%BD%932026-0001" in card and "第 1–20 行，共 401 行" in card
    last = _page(client, office, "supervisor", address + "?card=trials-body&page=21").text
    assert "第1项" in last and "第21项" not in last and "<html" in last
    part = _page(client, office, "supervisor", address + "?card=trials-body&page=21", headers={"HX-Request": "true"})
    assert "第1项" in part.text and "<html" not in part.text and "HX-Request" in part.headers["Vary"]
    gone = _page(client, office, "supervisor", address + "?card=nothing", headers={"HX-Request": "true"})
    assert gone.status_code == 404
    other = _page(client, office, "supervisor", address + "?card=other&page=21").text
    assert "第 1–20 行，共 401 行" in other


def test_back_links_hold_and_count_only_what_one_may_see(client, office, bodies):
    made(PROJECTS, 1, office.units["kexie"], TITLE, body=bodies["tea"])
    made(PROJECTS, 2, office.units["bureau"], "不可见的项目", body=bodies["tea"])
    address = f"/bodies/{bodies['tea'].pk}/"
    page = _page(client, office, "clerk", address).text
    assert TITLE in page and "不可见的项目" not in page and '<span class="count">1</span>' in page
    assert '<span class="count">2</span>' in _page(client, office, "supervisor", address).text
    Project.objects.filter(title=TITLE).delete()
    assert "trials-body" not in _page(client, office, "clerk", address).text


def test_a_link_may_be_left_out_of_the_other_ones_page(client, office, bodies, monkeypatch):
    made(PROJECTS, 1, office.units["kexie"], TITLE, body=bodies["tea"])
    monkeypatch.setattr(Project._meta.get_field("body"), "back", False)
    assert TITLE not in _page(client, office, "supervisor", f"/bodies/{bodies['tea'].pk}/").text


def test_parts_of_a_body_and_reviews_of_a_project_have_cards_too(client, office, bodies):
    made(BODIES, 3, office.units["kexie"], "分会", part_of=bodies["tea"])
    project = made(PROJECTS, 1, office.units["kexie"], TITLE, body=bodies["tea"])
    made(REVIEWS, 1, office.units["kexie"], "中期评审", project=project)
    page = _page(client, office, "supervisor", f"/bodies/{bodies['tea'].pk}/").text
    assert "分会" in page and TITLE in page and "中期评审" not in page
    assert "中期评审" in _page(client, office, "supervisor", f"/trials/{project.pk}/").text

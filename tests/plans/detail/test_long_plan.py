"""A plan of more rows than a page holds: some are shown at once, and every other can be reached without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luoshi.org.actors.models import User
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.rows.queries import correction_page, source_pieces
from luoshi.plans.rows.queries.correction_page import TOGETHER, WHOLE, OpenedPart
from office import Office
from plans import in_order, received
from worlds import world

HEADINGS, EACH = 46, 9


def text(headings: int, each: int) -> str:
    lines = ["云岭县2026年重点工作任务分解方案"]
    for number in range(headings):
        lines.append(f"（{number + 1}）第{number + 1}项工程")
        for at in range(each):
            lead = "不存在的单位" if at == 0 and number % 2 else "县科协"
            lines.append(f"新建科普示范基地{number * each + at + 1}个。（牵头单位：{lead}；完成时限：9月底前）")
        lines.append("要加强宣传报道，营造良好氛围。")
    return "\n".join(lines)


def _long(office: Office) -> Plan:
    made = received(office, text(HEADINGS, EACH))
    assert made.rows.count() > WHOLE
    return made


plan = world("plan", _long, on="office")


def client(who: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(username=who))
    return made


def rows_in(html: str) -> set[int]:
    return {int(pk) for pk in re.findall(r'id="row-([0-9]+)"', html)}


def test_only_some_rows_are_shown_at_once_and_the_counts_are_of_all(plan: Plan) -> None:
    html = client("supervisor").get(f"/plans/{plan.pk}/correct/").content.decode()
    found = correction_page.load_correction_page(plan)
    assert 0 < len(rows_in(html)) <= 2 * TOGETHER
    doubtful = [
        row.pk
        for row in in_order(plan)
        if row.look or (row.state == PlanRow.WAITING and correction_page.row_in_words(row).doubtful)
        if row.pk not in found.choosing.followers  # the same sentence under every heading is one question
    ]
    assert found.counts.rows == plan.rows.count() and found.twice_all == len(doubtful) > 0
    assert [row.row.pk for row in found.twice] == doubtful[:TOGETHER]
    assert {row.row.pk for row in found.twice} <= rows_in(html)


def test_every_row_is_reached_by_the_links_of_the_page(plan: Plan) -> None:
    browser, address = client("supervisor"), f"/plans/{plan.pk}/correct/"
    html = browser.get(address).content.decode()
    found = rows_in(html)
    queries = set(re.findall(re.escape(address) + r"(\?(?:part|outside)=[0-9-]+)#", html))
    for query in queries:
        found |= rows_in(browser.get(address + query).content.decode())
    assert found == set(plan.rows.exclude(state=PlanRow.GONE).values_list("pk", flat=True))


def test_all_words_of_the_source_are_shown_with_some_row(plan: Plan) -> None:
    source = plan.sources.get()
    shown: set[int] = set()
    for group in correction_page.load_correction_page(plan).groups:
        (seen,) = source_pieces.source_excerpts(plan, 0, group.pks)
        words = "".join(piece.words for piece in seen.pieces)
        start = seen.pieces[0].start
        assert source.document.text[start : start + len(words)] == words
        shown |= set(range(start, start + len(words)))
    assert shown == set(range(len(source.document.text)))


def test_a_row_that_is_asked_for_is_there_with_its_words(plan: Plan) -> None:
    for row in (plan.rows.order_by("-place")[0], plan.rows.filter(state=PlanRow.OUTSIDE).order_by("-place")[0]):
        html = client("supervisor").get(f"/plans/{plan.pk}/correct/?row={row.pk}").content.decode()
        assert f'id="row-{row.pk}"' in html and f'data-of="{row.pk}"' in html


def test_a_heading_and_the_source_come_alone_to_scripts(plan: Plan) -> None:
    browser, address = client("supervisor"), f"/plans/{plan.pk}/correct/"
    group = correction_page.load_correction_page(plan).groups[-1]
    part = browser.get(f"{address}?part={group.key}", headers={"X-Part": "1"}).content.decode()
    assert rows_in(part) == set(group.pks) and "<html" not in part
    words = browser.get(f"{address}?row={group.pks[0]}", headers={"X-Part": "1"}).content.decode()
    assert f'data-of="{group.pks[0]}"' in words and "crow" not in words


@pytest.mark.parametrize("query", ["?part=", "?part=0-99", "?part=x", "?part=9999-1"])
def test_a_heading_that_is_not_there_is_not_found_alone_and_the_first_is_shown_else(plan: Plan, query: str) -> None:
    browser, address = client("supervisor"), f"/plans/{plan.pk}/correct/{query}"
    assert browser.get(address, headers={"X-Part": "1"}).status_code == 404
    assert rows_in(browser.get(address).content.decode()) == rows_in(
        browser.get(address.split("?")[0]).content.decode()
    )


@pytest.mark.parametrize("query", ["?row=x", "?row=99999999999999999999", "?outside=-1", "?outside=99", "?row=²"])
def test_what_is_no_number_shows_the_first_rows(plan: Plan, query: str) -> None:
    assert client("supervisor").get(f"/plans/{plan.pk}/correct/{query}").status_code == 200


@pytest.mark.parametrize(("who", "code"), [("supervisor", 200), ("clerk", 404), ("stranger", 404), ("leader", 404)])
def test_a_part_of_a_draft_is_for_who_keeps_it_too(plan: Plan, who: str, code: int) -> None:
    key, row = correction_page.load_correction_page(plan).groups[0].key, plan.rows.latest("place").pk
    for query in (f"?part={key}", f"?row={row}"):
        answer = client(who).get(f"/plans/{plan.pk}/correct/{query}", headers={"X-Part": "1"})
        assert answer.status_code == code


def test_without_scripts_one_is_back_at_the_row_with_its_heading(plan: Plan) -> None:
    row = plan.rows.filter(state=PlanRow.WAITING).order_by("-place")[0]
    browser = client("supervisor")
    answer = browser.post(f"/plans/{plan.pk}/rows/confirm/", {"rows": f"{row.pk}:{row.version}"})
    assert answer["Location"] == f"/plans/{plan.pk}/correct/?row={row.pk}#row-{row.pk}"
    assert row.pk in rows_in(browser.get(answer["Location"]).content.decode())


def test_a_heading_of_many_rows_is_cut_into_hundreds(office: Office) -> None:
    plan = received(office, text(1, WHOLE + 50))
    groups = [group for group in correction_page.load_correction_page(plan).groups if group.part]
    assert {len(group.pks) for group in groups[:-1]} == {TOGETHER} and [group.open for group in groups].count(True) == 1
    second = correction_page.load_correction_page(plan, OpenedPart(key=groups[1].key))
    assert [group.key for group in second.groups if group.open] == [groups[1].key]


def test_a_long_plan_needs_no_more_queries_than_a_short_one(office: Office, plan: Plan) -> None:
    few = received(office, text(1, 2))
    browser = client("supervisor")
    browser.get(f"/plans/{few.pk}/correct/")

    def counted(one: Any) -> int:
        with CaptureQueriesContext(connection) as sent:
            browser.get(f"/plans/{one.pk}/correct/")
        return len(sent)

    assert counted(plan) <= counted(few) + 2  # one of the searches, one of names that nobody knows


@pytest.mark.parametrize(
    ("act", "most"), [("confirm", 30), ("change", 34)]
)  # new words go into the search; what was said of names is asked
def test_a_change_is_some_thirty_queries_at_most(
    office: Office, plan: Plan, act: str, most: int, django_assert_max_num_queries: Any
) -> None:
    """Whatever the size of plan and tree: it is what a clerk waits for, row by row."""
    browser, rows = client("supervisor"), [row for row in in_order(plan) if row.state == PlanRow.WAITING]
    given = {"lead": "县科协", "support": "青石镇", "words": "建成农村科普馆2座"} if act == "change" else {}

    def send(row: PlanRow) -> int:
        sent = {**given, "rows": f"{row.pk}:{row.version}"}
        return browser.post(f"/plans/{plan.pk}/rows/{act}/", sent, headers={"X-Part": "1"}).status_code

    send(rows[0])  # the units' names are known from now on
    with django_assert_max_num_queries(most):
        assert send(rows[1]) == 200

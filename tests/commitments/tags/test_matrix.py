"""The matrix of a plan by tags, and the tags that its headings propose."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.html import strip_tags
from django.utils.translation import override

from assigned import act, running
from commitments_tags import FIVE, GROUPS, SERVICES, THREE, codes_of, set_list
from luoshi.commitments.tags.models import RecordTag
from luoshi.commitments.tags.tag_lists import OFFICE
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from many_appeals import lines_of, signed_in
from office import Office
from plans import published

BASE = "科普示范基地"
TEXT = """云岭县2026年全民科学素质工作要点
一、青少年科学素质提升行动
新建科普示范基地3个。（牵头单位：县科协；完成时限：9月底前）
县科技局举办科技培训12期。（完成时限：9月底前）
二、农民科学素质提升行动
青石镇建设农村科普馆1座，6月底前建成。
三、活动组织
县科协每季度召开1次联席会议。
"""


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def plan(office: Office) -> Plan:
    set_list(office, SERVICES, THREE)
    set_list(office, GROUPS, FIVE)
    return published(office, TEXT)


def tagged(office: Office, plan: Plan) -> list[Commitment]:
    """The commitments of a plan: one with two groups, one with a service alone, the others without a tag."""
    rows = list(plan.commitments.order_by("place"))
    act(office, rows[0], "tag", "supervisor", services=["public"], groups=["minors", "farmers"])
    act(office, rows[1], "tag", "supervisor", services=["growth"])
    return rows


def cells(page: str) -> list[tuple[str, str]]:
    """The number and the address of each cell of the page's table that leads somewhere."""
    table = page[page.index("<table") : page.index("</table>")]
    return [(n, html.unescape(url)) for url, n in re.findall(r'<a\s+href="([^"]+)"[^>]*>(\d+)</a>', table)]


def listed_ids(page: str) -> set[str]:
    return set(re.findall(r'href="/commitments/(\d+)/"', page[page.index("<table") :]))


def test_each_number_leads_to_a_list_as_long(office: Office, plan: Plan) -> None:
    rows = tagged(office, plan)
    for who in ("supervisor", "head"):
        browser = signed_in(office, who, "en")
        page = browser.get(f"/plans/{plan.pk}/tags/").content.decode()
        found = cells(page)
        assert (found and str(len(rows)) in [n for n, _url in found]) or who == "head"
        for n, url in found:
            assert len(listed_ids(browser.get(url).content.decode())) == int(n), url


def test_empty_cells_are_named_and_so_is_what_has_no_counterpart(office: Office, plan: Plan) -> None:
    tagged(office, plan)
    page = signed_in(office, "supervisor", "en").get(f"/plans/{plan.pk}/tags/?rows=services&columns=groups")
    words = re.sub(r"\s+", " ", strip_tags(page.content.decode().replace("</", " </")))
    assert "Commitments without a tag: Services 2" in words
    assert "Tags without a commitment: Services 服务科技工作者" in words
    assert "Tags without a commitment: Key groups 城镇劳动者、领导干部、公务员、社区居民" in words
    assert "服务创新驱动发展 × 农民" in words and "服务全民科学素质 × 农民" not in words
    row = re.search(r"服务全民科学素质 (.*?) 服务创新|服务科技工作者 (none ){6}", words)
    assert row is not None


def test_what_was_removed_from_the_plan_does_not_count(office: Office, plan: Plan) -> None:
    rows = tagged(office, plan)
    Commitment.objects.filter(pk=rows[0].pk).update(state="withdrawn")
    page = signed_in(office, "supervisor", "en").get(f"/plans/{plan.pk}/tags/").content.decode()
    assert max(int(n) for n, _url in cells(page)) == len(rows) - 1


def test_the_workbook_has_the_same_numbers_and_is_journaled(office: Office, plan: Plan) -> None:
    rows = tagged(office, plan)
    desk = signed_in(office, "supervisor", "en")
    book = lines_of(b"".join(desk.post(f"/plans/{plan.pk}/tags/book/?rows=services&columns=groups").streaming_content))
    head = next(at for at, line in enumerate(book) if line[0] == "Services × Key groups")
    table = {line[0]: line[1:] for line in book[head + 1 :]}
    assert book[head][1:] == [*FIVE.values(), "No tag: Key groups", "Total"]
    assert table["服务全民科学素质"] == [1, 1, 0, 0, 0, 0, 1]
    assert table["Total (each commitment once)"] == [1, 1, 0, 0, 0, len(rows) - 1, len(rows)]


def test_one_list_makes_a_table_and_none_says_what_to_do(office: Office) -> None:
    plan = published(office, TEXT)
    desk, admin = signed_in(office, "supervisor", "en"), signed_in(office, "admin", "en")
    assert "No list of tags is set for 2026." in desk.get(f"/plans/{plan.pk}/tags/").content.decode()
    assert admin.get("/values/lists/ledger.tags.services/").status_code == 200
    set_list(office, SERVICES, THREE)
    page = desk.get(f"/plans/{plan.pk}/tags/").content.decode()
    assert "服务科技工作者" in page and "Pairs without" not in page


def test_only_who_may_read_the_plan_sees_its_matrix(office: Office, plan: Plan) -> None:
    assert signed_in(office, "collector", "en").get(f"/plans/{plan.pk}/tags/proposals/").status_code == 404
    assert signed_in(office, "head", "en").get(f"/plans/{plan.pk}/tags/proposals/").status_code == 404
    assert signed_in(office, "outside", "en").get(f"/plans/{plan.pk}/tags/").status_code == 404


def proposals(page: str) -> dict[str, str]:
    """The token and the key of each proposal on the page, by its token."""
    found = re.findall(r'name="proposal" value="([^"]+)">\s*<input type="hidden" name="once" value="([^"]+)"', page)
    return {html.unescape(token): once for token, once in found}


def test_a_heading_proposes_and_one_press_accepts_for_all_under_it(office: Office, plan: Plan) -> None:
    desk = signed_in(office, "supervisor", "en")
    address = f"/plans/{plan.pk}/tags/proposals/"
    page = desk.get(address).content.decode()
    assert "proposed" in page and not RecordTag.objects.exists()
    offered: Any = proposals(page)
    minors = next(token for token in offered if "minors" in token)
    assert not any("活动组织" in token for token in offered)
    for _time in range(2):
        done = desk.post(address, {"proposal": minors, "once": offered[minors]})
        assert done.status_code == 302 and "/commitments/bulk/" in done.url
    under = [row for row in plan.commitments.all() if "未成年人" in row.part or "青少年" in row.part]
    assert len(under) == 2 and all(codes_of(row) == {"groups": ["minors"]} for row in under)
    assert RecordTag.objects.count() == 2
    assert minors not in proposals(desk.get(address).content.decode())


def test_a_proposal_that_has_changed_since_is_not_accepted(office: Office, plan: Plan) -> None:
    desk = signed_in(office, "supervisor", "en")
    address = f"/plans/{plan.pk}/tags/proposals/"
    offered = proposals(desk.get(address).content.decode())
    minors = next(token for token in offered if "minors" in token)
    first = plan.commitments.order_by("place")[0]
    act(office, first, "tag", "supervisor", groups=["farmers"])
    done = desk.post(address, {"proposal": minors, "once": offered[minors]})
    assert done.status_code == 409 and "changed since" in done.content.decode()
    assert RecordTag.objects.count() == 1


def test_what_is_closed_is_still_tagged(office: Office, plan: Plan) -> None:
    one = running(office, plan, BASE)
    Commitment.objects.filter(pk=one.pk).update(state="closed")
    act(office, Commitment.objects.get(pk=one.pk), "tag", "supervisor", services=["public"])
    assert OFFICE.lists["ledger.tags.services"] is SERVICES and codes_of(one) == {"services": ["public"]}

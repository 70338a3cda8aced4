"""Pages of long lists: each row on one page, and counted only as far as is cheap."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from lxml import html

from appeal_factory import filed
from luoshi.desk.lists.queries import record_pages
from luoshi.desk.lists.queries.listing import filter_records
from luoshi.desk.lists.queries.record_pages import RecordPaginator, RowCount
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from many_appeals import signed_in
from office import NOW, TODAY, Office

ORDERS = ("", "number", "-number", "unit", "-unit", "state", "-state", "due", "-due")


@pytest.fixture(autouse=True)
def few_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr(record_pages, "COUNTED", 6)


def appeals(office: Office, count: int) -> list[Record]:
    """So many appeals; every third has no due date, and two each were opened at the same moment."""
    records = filed(office, count)
    for place, record in enumerate(records):
        due = TODAY + timedelta(days=place % 4) if place % 3 else None
        Record.objects.filter(pk=record.pk).update(due=due, opened=NOW - timedelta(hours=place // 2))
    return records


def pages(office: Office, asked: str = "", size: int = 3) -> RecordPaginator:
    kind = get_kind("appeals")
    narrowed = filter_records(kind, office.actor("supervisor"), TODAY, QueryDict(asked))
    return RecordPaginator(kind, narrowed.qs, narrowed.rows_to_count(), size)


@pytest.mark.parametrize("order", ORDERS)
def test_the_pages_together_are_the_list_in_its_order(office: Office, order: str) -> None:
    appeals(office, 11)
    asked = f"order-by={order}" if order else ""
    rows = list(filter_records(get_kind("appeals"), office.actor("supervisor"), TODAY, QueryDict(asked)).qs)
    assert len(rows) == 11
    assert [row for number in (1, 2, 3, 4) for row in pages(office, asked).get_page(number)] == rows
    assert list(pages(office, asked).get_page("last")) == rows[9:]


def test_by_number_the_oldest_come_first_also_among_those_opened_at_once(office: Office) -> None:
    appeals(office, 5)
    newest = [row.pk for row in pages(office, size=9).get_page(1)]
    assert [row.pk for row in pages(office, "order-by=number", size=9).get_page(1)] == newest[::-1]


@pytest.mark.parametrize(
    ("count", "page", "number", "counted"),
    [
        (0, None, 1, RowCount(0)),
        (3, "1", 1, RowCount(3)),
        (4, "1", 1, RowCount(4)),
        (6, "2", 2, RowCount(6)),
        (11, "1", 1, RowCount(6, more=True)),
        (11, "2", 2, RowCount(6, more=True)),
        (11, "3", 3, RowCount(9, more=True)),
        (11, "4", 4, RowCount(11)),
        (11, "last", 4, RowCount(11)),
        (11, "100000", 4, RowCount(11)),
        (11, "9" * 30, 4, RowCount(11)),
        (11, "0", 4, RowCount(11)),
        (11, "-1", 1, RowCount(6, more=True)),
        (11, "three", 1, RowCount(6, more=True)),
    ],
)
def test_rows_are_counted_as_far_as_the_page_needs(
    office: Office, count: int, page: Any, number: int, counted: RowCount
) -> None:
    appeals(office, count)
    found = pages(office)
    shown = found.get_page(page)
    assert (shown.number, found.counted) == (number, counted)
    assert shown.has_next() is (counted.more or number * 3 < count)


@pytest.mark.parametrize("who", ["supervisor", "clerk", "auditor"])
def test_a_list_is_counted_without_the_table_of_its_kind_where_no_filter_needs_it(office: Office, who: str) -> None:
    rows, kind = appeals(office, 9), get_kind("appeals")
    Record.objects.filter(pk__in=[row.pk for row in rows[:4]]).update(state="answered", closed=NOW)
    plain = ("", "state=answered", "q=水", "q=、", f"unit={rows[0].unit_id}", "closed_after=2026-03-20", "order-by=due",
             f"opened_before={TODAY}&state=received&state=answered")  # fmt: skip
    for asked in (*plain, "state=nonsense", "opened_after=soon", "due=late", "face=none", "due=soon&state=received"):
        narrowed = filter_records(kind, office.actor(who), TODAY, QueryDict(asked))
        to_count = narrowed.rows_to_count()
        assert to_count.count() == narrowed.qs.count(), asked
        assert to_count.model is (Record if asked in plain else kind.record), asked


def test_a_page_near_the_end_is_read_from_there(office: Office) -> None:
    appeals(office, 11)
    found = pages(office)
    with CaptureQueriesContext(connection) as sent:
        assert len(found.get_page("last")) == 2
    assert len(sent) == 3 and sent[1]["sql"].count("ASC") == 2 and sent[1]["sql"].endswith("LIMIT 2")


def test_the_usual_order_is_that_of_an_index(office: Office) -> None:
    sql = str(pages(office)._rows.query)
    assert sql.endswith('ORDER BY "records_record"."opened" DESC, "records_record"."id" DESC')


def test_a_list_that_is_not_counted_says_so_and_leads_to_its_last_page(office: Office) -> None:
    appeals(office, 61)
    client = signed_in(office, "supervisor")
    first = client.get("/appeals/")
    assert "共 50+ 行" in first.text and first.context["counted"] == "超过50件"
    ways = {link.text: link.get("href") for link in html.fromstring(first.text).xpath("//nav[@class='pager']//a")}
    assert ways == {"末页": "?page=last", "下一页": "?page=2"}
    last = client.get("/appeals/?page=last")
    assert "共 61 行" in last.text and last.text.count('scope="row"') == 11

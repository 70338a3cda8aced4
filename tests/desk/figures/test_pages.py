"""The pages of figures and coverages: every number leads to its rows, and nobody counts what they may not see."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from counted_kinds import EVENTS_A_YEAR, LARGE, counted_kinds, event, people, spent
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.parameters.actions import set_value
from office import NOW, Office

HELD = date(2026, 3, 2)
YEAR = {"first": "2026-01-01", "last": "2026-12-31"}


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with counted_kinds() as found:
        yield found


@pytest.fixture
def looking(client: Client, office: Office, kind: CompiledKind) -> Client:
    for name, sort, visits in (("kexie", "talk", 6230), ("society", "fair", 6066), ("bureau", "talk", None)):
        event(office.units[name], HELD, sort=sort, attendance=visits)
    client.force_login(office.people["supervisor"].user)
    return client


def _links(page: Any) -> dict[str, str]:
    """The address behind each number of a page's tables."""
    found = re.findall(r'<a\s+href="([^"]+figure=[^"]+)"\s*>([^<]+)</a>', page.content.decode())
    return {text.strip(): unescape(url) for url, text in found}


def test_every_number_leads_to_its_rows(looking: Client, office: Office) -> None:
    set_value(EVENTS_A_YEAR, None, "≥4", date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    page = looking.get("/events/figures/", YEAR)
    text = page.content.decode()
    assert page.status_code == 200 and "12,296 人次" in text and "≥4" in text
    rows = looking.get(_links(page)["3 场"])
    assert rows.context["count"] == 3
    by_unit = looking.get("/events/figures/", {**YEAR, "by": "unit"})
    links = _links(by_unit)
    assert {"12,296", "2", "1"} <= links.keys()
    assert looking.get(links["2"]).context["count"] == 2  # 县科协 with the society beneath it
    by_sort = looking.get("/events/figures/", {**YEAR, "by": "sort"})
    assert looking.get(_links(by_sort)["6066"]).context["count"] == 1
    matrix = looking.get("/events/figures/", {**YEAR, "by": "sort", "across": "reach", "figure": "talks"})
    assert matrix.status_code == 200
    assert "100" in _links(matrix)


@pytest.mark.parametrize("by", ["sort", "unit"])
def test_the_total_of_a_divided_figure_is_compared_with_its_target(looking: Client, office: Office, by: str) -> None:
    set_value(EVENTS_A_YEAR, None, "≥4", date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    page = looking.get("/events/figures/", {**YEAR, "by": by}).content.decode()
    lines, total = page.partition("<tfoot")[::2]
    assert "≥4：未达到，差1 场" in total and "≥4" not in lines
    assert _links(looking.get("/events/figures/", {**YEAR, "by": by}))["12,296"]
    sheet = looking.post(f"/events/figures/sheet/?first=2026-01-01&last=2026-12-31&by={by}")
    found = load_workbook(io.BytesIO(b"".join(sheet))).active  # type: ignore[call-overload]
    rows = list(found.iter_rows(min_row=3, values_only=True))
    words = [row[-1] for row in rows if row[0]]
    assert words[0] == "对照目标" and "≥4：未达到，差1 场" in words[-1] and not any(words[1:-1])


def test_a_clerk_counts_all_and_opens_their_own(client: Client, office: Office, looking: Client) -> None:
    client.force_login(office.people["clerk"].user)
    page = client.get("/events/figures/", YEAR)
    assert "12,296 人次" in page.content.decode() and "柯干事" in page.content.decode()
    rows = client.get(_links(page)["3 场"])
    assert rows.context["count"] == 1 and "3 条中有 1 条对您开放" in rows.content.decode()


def test_outside_people_and_administrators_count_what_they_may_see(
    client: Client, office: Office, kind: CompiledKind
) -> None:
    event(office.units["kexie"], HELD, sort="talk", attendance=5)
    for who in ("outside", "admin"):
        client.force_login(office.people[who].user)
        page = client.get("/events/figures/", YEAR)
        assert "1 场" not in page.content.decode() and "0 场" in page.content.decode()


def test_the_workbook_has_numbers_and_is_journaled(looking: Client) -> None:
    answer = looking.post("/events/figures/sheet/?first=2026-01-01&last=2026-12-31&by=sort")
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active  # type: ignore[call-overload]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert rows[0][:2] == ("Sort", "Events (场)")
    assert [row[1] for row in rows[1:]][:2] == [2, 1]
    assert Entry.objects.filter(step="export", subject="events").count() == 1


FIGURES, COVERAGE = 21, 14  # queries of a page, those of signing in among them


@pytest.mark.parametrize("count", [2, 12])
def test_more_rows_need_no_more_queries(looking: Client, office: Office, count: int) -> None:
    for _ in range(count):
        at = event(office.units["kexie"], HELD, from_day=HELD, sort="match", reach="town")
        spent(at, people(office.units["kexie"], ["甲"])[0], 3, HELD)
        event(office.units["town"], HELD, from_day=HELD)
    looking.get("/events/figures/")
    with CaptureQueriesContext(
        connection,
    ) as figures:
        assert looking.get("/events/figures/", {**YEAR, "by": "unit"}).status_code == 200
    with CaptureQueriesContext(connection) as coverage:
        assert looking.get("/events/coverage/missing/").status_code == 200
    assert (len(figures), len(coverage)) == (FIGURES, COVERAGE)


def test_who_lacks_something_is_listed_with_the_way_to_enter_it(looking: Client, office: Office) -> None:
    set_value(LARGE, None, "10", date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    one = people(office.units["kexie"], ["云岭县茶叶学会"], size=10)[0]
    page = looking.get("/events/coverage/equipped/")
    text = page.content.decode()
    assert page.status_code == 200 and "云岭县茶叶学会" in text and one.get_absolute_url() in text
    way = next(unescape(url) for url in re.findall(r'href="([^"]+)"', text) if "/hours/new/" in url)
    assert f'value="{one.number} 云岭县茶叶学会"' in looking.get(way).content.decode()
    assert looking.get("/events/coverage/equipped/", {"which": "yes"}).context["count"] == 0
    answer = looking.post("/events/coverage/equipped/sheet/")
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active  # type: ignore[call-overload]
    assert [row[:2] for row in sheet.iter_rows(min_row=4, values_only=True)] == [(one.number, "云岭县茶叶学会")]


@pytest.mark.parametrize("cell", ["", "people", "long"])
@pytest.mark.parametrize("which", ["", "yes", "no", "unknown", "unsure"])
def test_what_is_counted_is_what_is_listed(looking: Client, office: Office, which: str, cell: str) -> None:
    """The count over the list comes from the table above it, of each cell and answer."""
    unit = office.units["kexie"]
    at = [event(unit, HELD, from_day=HELD, sort="match", reach="town") for _ in range(4)]
    for found_event, hours in zip(at, (8, 1, None), strict=False):
        spent(found_event, people(unit, ["甲"])[0], hours, HELD)
    event(unit, HELD, from_day=None)
    context = looking.get("/events/coverage/missing/", {"which": which, "cell": cell}).context
    assert context["count"] == len(context["table"].rows)


@pytest.mark.parametrize(
    "asked",
    [
        {"year": "x", "first": "0001-01-01", "last": "9999-12-31", "unit": "%", "by": "no", "across": "'"},
        {"year": "99999999999999999999"},
        {"first": "2026-05-01", "last": "2026-01-01"},
        {"by": "sort", "across": "sort", "figure": "in_force"},
        {"by": "unit", "unit": "9" * 30},
    ],
)
def test_whatever_is_asked_is_answered(looking: Client, asked: dict[str, str]) -> None:
    page = looking.get("/events/figures/", asked)
    assert page.status_code == 200
    assert not (page.context["filters"]["form"].errors and page.context["table"].rows)
    assert looking.get("/events/coverage/missing/", {"day": asked.get("first", "x"), **asked}).status_code == 200
    for figure in ("events;2026-01-01", "no;2026-01-01;2026-02-01", "events;0001-01-01;9999-12-31", "%", "a" * 500):
        assert looking.get("/events/", {"figure": figure}).context["count"] == 0


def test_kinds_without_figures_have_no_page(looking: Client) -> None:
    assert looking.get("/bodies/figures/").status_code == 404
    assert looking.get("/events/coverage/none/").status_code == 404

"""Rows on pages: a table of boxes that works without scripts, a text from a sheet, cards with their steps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from examples import of_type, posted
from linked.models import Member
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import step_form
from luoshi.kernel.steps.actions.steps import take
from office import NOW, Office
from rows_of_bodies import edited, founded, kind, told
from sample_line import one_kind

COLUMNS = ("name", "percent", "sort", "to_day", "card", "reach")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def bodies() -> Iterator[CompiledKind]:
    with one_kind(kind()) as made:
        yield made


@pytest.fixture
def client(office: Office) -> Client:
    made = Client()
    made.force_login(office.people["clerk"].user)
    return made


def boxes(page: str) -> dict[str, str]:
    """What a browser would send of the boxes of rows, and of the version."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        ticked = 'type="checkbox"' not in tag or " checked" in tag
        if name and ticked and (name[1].startswith("members-") or name[1] in ("seen", "once")):
            found[name[1]] = value[1] if value else ""
    return found


def test_lines_are_added_moved_and_taken_out_without_scripts(
    office: Office, bodies: CompiledKind, client: Client
) -> None:
    record = founded(office, bodies)
    way = f"/bodies/{record.pk}/members/"
    page = client.get(way).text
    sent = boxes(page) | {"members-0-name": "青石镇", "members-0-percent": "40", "members-2-name": "白鹿中学"}
    more = client.post(way, sent | {"members-more": "1"})
    assert more.status_code == 200 and "此字段" not in more.text and Member.objects.count() == 0
    again = boxes(more.text)
    assert again["members-count"] == "10" and again["members-1-name"] == "白鹿中学" and again["seen"] == sent["seen"]
    assert client.post(way, again).status_code == 302
    (first, *_), (second, *_) = told(record)
    sent = boxes(client.get(way).text) | {"members-1-place": "1", "members-2-name": "云岭县科协"}
    assert client.post(way, sent).status_code == 302
    assert [chunk[:2] for chunk in told(record)][:2] == [(second, "白鹿中学"), (first, "青石镇")]
    sent = boxes(client.get(way).text) | {"members-0-gone": "1"}
    assert client.post(way, sent).status_code == 302
    assert [chunk[1] for chunk in told(record)] == ["青石镇", "云岭县科协"]


def test_a_text_from_a_sheet_becomes_lines_and_what_does_not_fit_is_named_and_stays(
    office: Office, bodies: CompiledKind, client: Client
) -> None:
    record = founded(office, bodies)
    way = f"/bodies/{record.pk}/members/"
    text = "Percent\tName\tSort\tTo\n40\t青石镇\tFirm\t2026/3/1\n多少\t白鹿中学\t\t\n1\t甲\t\t\t多余\n"
    page = client.post(way, boxes(client.get(way).text) | {"members-paste": text, "members-take": "1"})
    assert page.status_code == 200 and Member.objects.count() == 0
    assert "第 2 行“Percent”" in page.text and "第 4 行：“多余”不属于任何一列" in page.text
    assert "1\t甲\t\t\t多余</textarea>" in page.text
    got = boxes(page.text)
    assert [got[f"members-0-{name}"] for name in ("name", "percent", "to_day")] == ["青石镇", "40", "2026-03-01"]
    assert got["members-1-percent"] == "多少" and '<option value="firm" selected>' in page.text
    assert client.post(way, got | {"members-paste": "乙\t60", "members-1-percent": "60"}).status_code == 302
    assert [(name, str(percent)) for _pk, name, percent in told(record)] == [
        ("青石镇", "40"), ("白鹿中学", "60"), ("乙", "60"),
    ]  # fmt: skip


def test_what_came_meanwhile_is_not_taken_out_by_who_never_saw_it(
    office: Office, bodies: CompiledKind, client: Client
) -> None:
    record = founded(office, bodies)
    edited(office, record, {"name": "青石镇"})
    way = f"/bodies/{record.pk}/members/"
    mine = boxes(client.get(way).text) | {"members-1-name": "白鹿中学"}
    take(record, "join", office.actor("clerk"), {"members": {"name": "云岭县科协"}}, at=NOW)
    refused = client.post(way, mine)
    assert refused.status_code == 409 and [chunk[1] for chunk in told(record)] == ["青石镇", "云岭县科协"]
    assert client.post(way, boxes(refused.text)).status_code == 302
    assert [chunk[1] for chunk in told(record)] == ["青石镇", "白鹿中学", "云岭县科协"]


def test_the_card_has_the_rows_their_steps_and_pages_in_a_bounded_number_of_queries(
    office: Office, bodies: CompiledKind, client: Client, django_assert_max_num_queries: Any
) -> None:
    record = founded(office, bodies)
    edited(office, record, {"name": "青石镇", "percent": "40", "card": "330102199001010010"})
    page = client.get(f"/bodies/{record.pk}/").text
    card = page[page.index('id="members"') :]
    head = page[: page.index('id="members"')]
    assert f"/bodies/{record.pk}/members/" in card and f"/bodies/{record.pk}/members/" not in head
    assert f"/bodies/{record.pk}/leave/?row={told(record)[0][0]}" in card and "***" in card and "3301" not in page
    with django_assert_max_num_queries(200) as few:
        client.get(f"/bodies/{record.pk}/")
    rows = [Member(record_id=record.pk, place=n, name=f"第{n}户") for n in range(2, 100)]
    Member.objects.bulk_create(rows)
    with django_assert_max_num_queries(len(few)):
        page = client.get(f"/bodies/{record.pk}/?card=members&page=2").text
    assert "第51户" in page and "第2户" not in page
    part = client.get(f"/bodies/{record.pk}/?card=members&page=2", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<section") and "第51户" in part


def test_one_row_comes_and_ends_on_pages_of_its_own(office: Office, bodies: CompiledKind, client: Client) -> None:
    record = founded(office, bodies)
    join, leave = (f"/bodies/{record.pk}/{step}/" for step in ("join", "leave"))
    assert client.post(join, boxes(client.get(join).text)).status_code == 422
    assert client.post(join, boxes(client.get(join).text) | {"members-0-name": "青石镇"}).status_code == 302
    ((pk, _, _),) = told(record)
    page = client.get(f"{leave}?row={pk}").text
    assert f'<option value="{pk}" selected>' in page
    sent = boxes(page) | {"members-0-id": str(pk), "members-0-to_day": ""}
    assert client.post(leave, sent).status_code == 422
    assert client.post(leave, sent | {"members-0-to_day": "2026-03-14"}).status_code == 302
    assert str(Member.objects.get().to_day) == "2026-03-14"


def test_an_export_has_a_sheet_of_the_rows_by_the_numbers_of_their_records(
    office: Office, bodies: CompiledKind, client: Client
) -> None:
    records = [founded(office, bodies) for _ in range(2)]
    for at, record in enumerate(records):
        edited(office, record, {"name": f"第{at}户", "percent": "40.5", "to_day": "2026-03-14", "card": "330102"})
    answer = client.post("/bodies/export/")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[1]  # type: ignore[attr-defined]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert lines == [
        [record.number, f"第{at}户", "40.5", None, datetime(2026, 3, 14), "***", None]
        for at, record in enumerate(records)
    ]


def test_whatever_tries_a_kind_finds_rows_for_its_steps(office: Office, bodies: CompiledKind, client: Client) -> None:
    record = founded(office, bodies)
    for step in ("join", "leave", "members"):
        asks = step_form(bodies, bodies.cycle.by_name[step])
        assert asks is not None
        form = asks(record=record, actor=office.actor("clerk"), at=NOW)
        form.fields["members"].required = True
        rows = {"members": of_type(form.fields["members"], NOW)}
        assert client.post(f"/bodies/{record.pk}/{step}/", posted(rows)).status_code == 302
        record.refresh_from_db()
    assert Member.objects.count() == 3  # who sends no page's rows takes none out

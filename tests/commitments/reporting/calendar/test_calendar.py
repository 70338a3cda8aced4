"""The month's due dates, the calendar address, and the tree of units with counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from assigned import act, at, running
from ledger_rows import commitments
from luoshi.commitments.light_tables.actions.tables import set_table
from luoshi.commitments.lights.rules.presets import BY_NAME
from luoshi.commitments.reporting.calendar import queries as asks
from luoshi.commitments.reporting.calendar.rules import CalendarDay, render_ical
from luoshi.commitments.statistics.overview.queries import unit_tree_level
from luoshi.kernel.duties.models import Occurrence
from luoshi.org.tokens.models import Token
from many_appeals import signed_in
from office import Office
from plans import published

BASE = "科普示范基地"


@pytest.fixture(autouse=True)
def _late_in_march(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(3, 30))
    with override("en"):
        yield


def test_a_calendar_is_written_as_rfc_5545_has_it() -> None:
    one = CalendarDay(
        "2026-03-31.7@luoshi", date(2026, 3, 31), "3 matters; due, all", "https://luoshi.example/calendar/"
    )
    text = render_ical("Luoshi", [one], datetime(2026, 3, 30, 2, 0, tzinfo=UTC))
    assert text == "\r\n".join(
        [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Luoshi//Luoshi//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
            "X-WR-CALNAME:Luoshi", "REFRESH-INTERVAL;VALUE=DURATION:PT12H", "BEGIN:VEVENT", "UID:2026-03-31.7@luoshi",
            "DTSTAMP:20260330T020000Z", "DTSTART;VALUE=DATE:20260331", "DTEND;VALUE=DATE:20260401",
            "SUMMARY:3 matters\\; due\\, all", "URL:https://luoshi.example/calendar/", "TRANSP:TRANSPARENT",
            "END:VEVENT", "END:VCALENDAR", "",
        ]
    )  # fmt: skip


@pytest.mark.parametrize(("words", "value"), [("a\\b", "a\\\\b"), ("一\r\n二\n三", "一\\n二\\n三"), (";,", "\\;\\,")])
def test_text_is_escaped(words: str, value: str) -> None:
    one = CalendarDay("1@luoshi", date(2026, 3, 31), words, "https://luoshi.example/")
    text = render_ical(words, [one], datetime(2026, 3, 30, tzinfo=UTC))
    assert f"\r\nSUMMARY:{value}\r\n" in text and f"\r\nX-WR-CALNAME:{value}\r\n" in text


def test_long_lines_are_folded_by_octets_and_no_character_is_torn() -> None:
    one = CalendarDay("1@luoshi", date(2026, 3, 31), "落实" * 60, "https://luoshi.example/")
    text = render_ical("Luoshi", [one], datetime(2026, 3, 30, tzinfo=UTC))
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "\r\nSUMMARY:" + "落实" * 60 + "\r\n" in text.replace("\r\n ", "")


def test_the_month_shows_what_is_due_and_which_days_are_worked(office: Office) -> None:
    one = running(office, published(office), BASE)
    client = signed_in(office, "clerk", "en")
    page = client.get("/calendar/?month=2026-09").content.decode()
    assert page.count(one.get_absolute_url()) == 2  # the report and the end
    assert "2 dates are still owed" in page
    october = client.get("/calendar/?month=2026-10").content.decode()
    assert "国庆节" in october and "working day" in october
    for asked in ("", "2026-13", "x", "0001-01", "9999-12"):
        assert client.get(f"/calendar/?month={asked}").status_code == 200
    assert (
        one.get_absolute_url()
        not in signed_in(office, "stranger", "en").get("/calendar/?month=2026-09").content.decode()
    )
    assert (
        one.get_absolute_url() in signed_in(office, "supervisor", "en").get("/calendar/?month=2026-09").content.decode()
    )


def test_the_address_tells_days_counts_and_links_but_no_words(office: Office) -> None:
    one = running(office, published(office), BASE)
    client = signed_in(office, "clerk", "en")
    assert client.post("/calendar/address/make/").status_code == 302
    page = client.get("/calendar/").content.decode()
    address = page.split('id="made" readonly value="')[1].split('"')[0]
    assert address.split("/")[-1] not in client.get("/calendar/").content.decode()
    answer = Client().get(address)
    text = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "DTSTART;VALUE=DATE:20260331" in text and "DTSTART;VALUE=DATE:20260930" in text
    assert "month=2026-09" in text
    assert one.title not in text.replace("\r\n ", "") and one.number not in text and "科普" not in text


def test_an_ended_address_and_a_programs_token_give_nothing(office: Office) -> None:
    running(office, published(office), BASE)
    client = signed_in(office, "clerk", "en")
    client.post("/calendar/address/make/")
    first = client.get("/calendar/").content.decode().split('id="made" readonly value="')[1].split('"')[0]
    client.post("/calendar/address/make/")
    second = client.get("/calendar/").content.decode().split('id="made" readonly value="')[1].split('"')[0]
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    client.post("/calendar/address/end/")
    assert Client().get(second).status_code == 404
    assert not Token.objects.filter(ended=None).exists()
    from luoshi.org.tokens.actions import tokens

    _token, secret = tokens.create_token("程序", ["read"], 30, office.actor("clerk"), at=at(3, 30))
    assert Client().get(f"/calendar/feed/{secret}.ics").status_code == 404
    assert client.get("/calendar/address/make/").status_code == 405


def test_the_address_opens_nothing_of_the_api(office: Office) -> None:
    one = running(office, published(office), BASE)
    client = signed_in(office, "clerk", "en")
    client.post("/calendar/address/make/")
    address = client.get("/calendar/").content.decode().split('id="made" readonly value="')[1].split('"')[0]
    secret = address.split("/")[-1].removesuffix(".ics")
    answer = Client().get(f"/api/commitments/{one.pk}", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code in (401, 403, 404)


def test_the_tree_counts_each_branch_with_all_beneath_it(office: Office) -> None:
    plan = commitments(office, 3)
    actor, day = office.actor("supervisor", date(2026, 10, 30)), date(2026, 10, 30)
    roots = unit_tree_level(actor, day, None, day)
    assert roots and [(branch.name, branch.part.every) for branch in roots.branches] == [
        ("云岭县", plan.commitments.count())
    ]
    below = unit_tree_level(actor, day, office.units["county"].pk, day)
    assert below and sum(branch.part.every for branch in below.branches) == plan.commitments.count()
    kexie = next(branch for branch in below.branches if branch.unit == office.units["kexie"].pk)
    assert (kexie.part.lights["late"], kexie.beneath) == (3, 1)
    assert [branch.name for branch in below.branches] != []
    assert unit_tree_level(actor, day, 987654, day) is None


def test_every_count_of_the_tree_is_by_the_offices_lights_and_leads_to_exactly_its_rows(office: Office) -> None:
    plan = commitments(office, 3)
    suspended = plan.commitments.filter(unit=office.units["kexie"], state="running").order_by("-pk").first()
    assert suspended
    act(office, suspended, "suspend", "supervisor", at(3, 25), reason="停工", word_of="林分管")
    client = signed_in(office, "supervisor", "en")
    page = client.get(f"/units/progress/?unit={office.units['county'].pk}")
    seen = set()
    for row in page.context["table"].rows:
        _name, _beneath, every, open_, by_light = row.cells
        links = [(every.url, int(every.text)), (open_.url, int(open_.text))] if row.key != "own" else []
        links += [(number.url, number.count) for number in by_light.counted]
        assert sum(number.count for number in by_light.counted) == int(every.text), row.name
        for url, count in links:
            assert not count or len(client.get(url).context["table"].rows) == count, (row.name, url)
        seen |= {number.light.key for number in by_light.counted}
    assert {"off", "soon"} == seen
    before = page.content.decode()
    assert "Not counted" in before and "light--off" in before
    supervisor = office.actor("supervisor")
    set_table(BY_NAME["warning"], office.units["desk"], date(2026, 3, 26), "云办发", supervisor, at=at(3, 26))
    after = client.get(f"/units/progress/?unit={office.units['county'].pk}")
    codes = {number.light.key for row in after.context["table"].rows for number in row.cells[4].counted}
    assert codes != seen and "steady" in codes  # by that scheme most have no light before they are overdue


def test_in_the_tree_one_counts_only_what_one_may_read(office: Office) -> None:
    commitments(office, 3)
    stranger = signed_in(office, "stranger", "en").get(f"/units/progress/?unit={office.units['kexie'].pk}")
    assert stranger.status_code == 200
    day = date(2026, 3, 30)
    own = unit_tree_level(office.actor("stranger"), day, office.units["kexie"].pk, day)
    assert own and own.own and own.own.every == 0
    assert signed_in(office, "outside", "en").get(f"/units/progress/?unit={office.units['town'].pk}").status_code == 404
    assert signed_in(office, "clerk", "en").get("/units/progress/?unit=x").status_code == 404


def test_a_day_counts_all_and_names_the_first_that_are_owed(office: Office) -> None:
    commitments(office, 9)
    rows = Occurrence.objects.filter(due=date(2026, 9, 30), dropped=None).order_by("pk")
    met = list(rows.values_list("pk", flat=True)[:2])
    Occurrence.objects.filter(pk__in=met).update(settled=date(2026, 3, 20))
    (found,) = asks.due_days(office.actor("supervisor"), date(2026, 9, 1), date(2026, 9, 30), date(2026, 3, 30), False)
    assert (found.day, found.owed, found.met) == (date(2026, 9, 30), rows.count() - 2, 2) and found.owed > asks.SHOWN
    assert [due.pk for due in found.dates] == list(rows.exclude(pk__in=met).values_list("pk", flat=True)[: asks.SHOWN])


def test_a_crowded_day_names_open_dates_before_met_ones(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    commitments(office, 9)
    actor, days = office.actor("supervisor"), (date(2026, 1, 1), date(2026, 12, 31), date(2026, 3, 30))
    some = Occurrence.objects.filter(dropped=None).order_by("pk")
    Occurrence.objects.filter(pk__in=[due.pk for due in some[::2]]).update(settled=date(2026, 3, 1))
    found = asks.due_days(actor, *days, False)
    assert any(day.met and day.owed for day in found) and any(day.met + day.owed > len(day.dates) for day in found)
    for of_day in found:
        assert len(of_day.dates) == min(of_day.owed + of_day.met, asks.SHOWN)
        assert sum(due.settled is None for due in of_day.dates) == min(of_day.owed, asks.SHOWN)
    monkeypatch.setattr(asks, "FEW", 0)  # each day is asked for alone
    assert asks.due_days(actor, *days, False) == found


@pytest.mark.parametrize("count", [3, 12])
def test_12_rows_need_no_more_queries_than_3(office: Office, count: int, django_assert_max_num_queries: Any) -> None:
    commitments(office, count)
    client = signed_in(office, "supervisor", "en")
    client.get("/mine/")
    with django_assert_max_num_queries(18):
        page = client.get("/calendar/?month=2026-09")
    assert page.content.decode().count("late</span>") == 0
    with django_assert_max_num_queries(25):
        assert client.get(f"/units/progress/?unit={office.units['county'].pk}").status_code == 200
    assert (
        len(asks.due_days(office.actor("supervisor"), date(2026, 9, 1), date(2026, 9, 30), date(2026, 3, 30), False))
        == 1
    )

"""What is kept is kept by the value of its closing day, what is held is kept whatever its term, and who may say so."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from entries import answered, closed
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.desk.privacy.erasing.actions import ERASED, erase_due, lift_hold, place_hold
from luoshi.desk.privacy.erasing.models import Hold
from luoshi.desk.privacy.erasing.queries import due_for_erasure, expired_retentions, holds_in_force, past_term
from luoshi.evidence.journal.models import Entry, Payload
from luoshi.kernel.base.retention import first_day, last_closing, parse_retention_years
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.parameters import parameter_value
from luoshi.kernel.parameters.queries.values import declared_parameters, value_on
from office import FOUNDED, NOW, TODAY, Office

TERM = declared_parameters()["appeals.keep_years"]
SOURCE = "云档发〔2020〕1号"
TITLE = "建议增设科普活动室"


def kept(office: Office, text: str, start: date = FOUNDED, unit: str | None = None, source: str = SOURCE) -> Parameter:
    return Parameter.objects.create(
        name=TERM.name, unit=office.units[unit] if unit else None, value=text, start=start, source=source
    )


def due(day: date) -> list[int]:
    return [record.pk for record in due_for_erasure(day)]


def entered(office: Office, who: str) -> Client:
    made = Client()
    made.force_login(office.people[who].user)
    return made


# The rules


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(1, 40), st.integers(-3, 3))
def test_the_first_day_and_the_last_closing_say_the_same(at: date, term: int, off: int) -> None:
    day = first_day(at, term) + timedelta(days=off)
    assert (at <= last_closing(day, term)) == (first_day(at, term) <= day)


def test_years_end_on_the_same_day_or_the_months_last() -> None:
    closings = [date(2020, 3, 20), date(2024, 2, 29), date(2023, 2, 28), date(2024, 2, 28)]
    found = [first_day(closings[0], 5), *(first_day(closing, 1) for closing in closings[1:])]
    assert found == [date(2025, 3, 21), date(2025, 3, 1), date(2024, 2, 29), date(2025, 3, 1)]


def test_a_term_is_whole_years_or_for_ever() -> None:
    assert [parse_retention_years(text) for text in ("1", "30", "100", "永久")] == [1, 30, 100, None]
    for text in ("", "0", "101", "-5", "5.0", "五", "1_0", " 5", "forever", "٣"):
        with pytest.raises(ValueError):
            parse_retention_years(text)


# The value


@pytest.mark.control("PIPL 19, 47", "a record goes the day after its term and not before")
def test_a_record_goes_the_day_after_its_term_and_not_before(office: Office) -> None:
    record = closed(office)
    kept(office, "5")
    last, after = date(2031, 3, 20), date(2031, 3, 21)
    assert (due(last), due(after)) == ([], [record.pk])
    at = NOW + timedelta(days=5 * 366)
    assert (erase_due(last, at), erase_due(after, at)) == (0, 1)
    assert Record.objects.get(pk=record.pk).title == ERASED
    entry = Entry.objects.get(step="erase")
    said = '"years": 5' in (Payload.objects.get(entry=entry).data or "").replace('":5', '": 5')
    assert (entry.person_id, said, SOURCE in (Payload.objects.get(entry=entry).data or "")) == (None, True, True)


def test_what_no_one_set_a_term_for_is_kept_for_ever(office: Office) -> None:
    closed(office)
    assert (due(date(2120, 1, 1)), value_on(TERM, TODAY).row) == ([], None)
    kept(office, "永久")
    assert due(date(2120, 1, 1)) == []


def test_a_term_set_after_the_closing_does_not_reach_back(office: Office) -> None:
    closed(office)
    kept(office, "1", TODAY + timedelta(days=1))
    assert due(date(2120, 1, 1)) == []


def test_what_was_closed_earlier_keeps_the_earlier_term(office: Office) -> None:
    change = timedelta(days=10)
    early, late = closed(office), closed(office, NOW + change)
    kept(office, "10")
    kept(office, "5", TODAY + change)
    assert due(date(2031, 3, 31)) == [late.pk]
    assert due(date(2036, 3, 20)) == [late.pk] and due(date(2036, 3, 21)) == [early.pk, late.pk]


def test_the_nearest_unit_says_the_term(office: Office) -> None:
    record = closed(office)  # of 县科协
    kept(office, "5")
    kept(office, "7", unit="county")
    kept(office, "1", unit="bureau")
    assert (due(date(2033, 3, 20)), due(date(2033, 3, 21))) == ([], [record.pk])
    kept(office, "永久", unit="kexie")
    assert due(date(2120, 1, 1)) == []
    assert parameter_value(TERM, record.unit_id, TODAY) is None


def test_the_database_finds_the_value_that_is_in_force(office: Office) -> None:
    rows = [
        ("9", 0, None),
        ("8", 3, None),
        ("7", 1, "county"),
        ("6", 5, "county"),
        ("4", 4, "kexie"),
        ("3", 6, "kexie"),
    ]
    for text, shift, unit in rows:
        kept(office, text, TODAY + timedelta(days=shift), unit)
    records = [closed(office, NOW + timedelta(days=shift)) for shift in range(8)]
    found = {
        retention.record.pk: retention.years for retention in expired_retentions(past_term(date(2120, 1, 1)), TODAY)
    }
    assert found == {
        record.pk: parameter_value(TERM, record.unit_id, timezone.localdate(record.closed))
        for record in records
        if record.closed
    }


@pytest.mark.control("PIPL 19, 47", "what is held is kept past its term")
def test_what_is_held_is_kept_past_its_term(office: Office) -> None:
    record = closed(office)
    kept(office, "5")
    after = date(2031, 3, 21)
    held = place_hold(record, "诉讼", TODAY, office.actor("supervisor"), at=NOW, until=after + timedelta(days=5))
    assert (due(after), [retention.held for retention in expired_retentions(past_term(after), after)]) == ([], [True])
    assert due(after + timedelta(days=5)) == [record.pk]
    lift_hold(held, "判决生效", office.actor("supervisor"), at=NOW)
    assert due(after) == [record.pk]


# The actions


@pytest.mark.parametrize("who", ["clerk", "head", "leader", "auditor", "admin", "stranger"])
def test_only_the_supervision_office_holds_and_lifts(office: Office, who: str) -> None:
    record = answered(office)
    held = place_hold(record, "诉讼", TODAY, office.actor("supervisor"), at=NOW)
    for act in (
        lambda: place_hold(record, "诉讼", TODAY, office.actor(who), at=NOW),
        lambda: lift_hold(held, "判决生效", office.actor(who), at=NOW),
    ):
        with pytest.raises(RecordError) as caught:
            act()
        assert caught.value.code == ("missing" if who in ("admin", "stranger") else "refused")
    assert list(holds_in_force(TODAY)) == [held]


def test_a_hold_needs_a_reason_and_a_later_day_and_a_lift_a_reason(office: Office) -> None:
    record, desk = answered(office), office.actor("supervisor")
    with pytest.raises(RecordError) as caught:
        place_hold(record, " ", TODAY, desk, at=NOW, until=TODAY)
    assert (caught.value.code, set(caught.value.fields)) == ("incomplete", {"reason", "until"})
    held = place_hold(record, "诉讼", TODAY, desk, at=NOW)
    with pytest.raises(RecordError) as caught:
        lift_hold(held, " ", desk, at=NOW)
    assert (caught.value.code, list(holds_in_force(TODAY))) == ("incomplete", [held])
    lift_hold(held, "判决生效", desk, at=NOW)
    with pytest.raises(RecordError) as caught:
        lift_hold(held, "判决生效", desk, at=NOW)
    assert (caught.value.code, Entry.objects.filter(step="hold.lift").count()) == ("changed", 1)


# The pages


def test_a_supervisor_sets_a_hold_from_the_records_page_and_lifts_it(office: Office) -> None:
    record, desk = answered(office), entered(office, "supervisor")
    page = desk.get(record.get_absolute_url()).text
    assert "/journal/holds/new/?number=" in page
    given_ = {"number": record.number, "reason": "行政诉讼", "until": ""}
    assert desk.post("/journal/holds/new/", given_ | {"number": "诉2026-9999"}).status_code == 422
    assert desk.post("/journal/holds/new/", given_ | {"until": "2020-01-01"}).status_code == 422
    assert Hold.objects.count() == 0
    assert desk.post("/journal/holds/new/", given_)["Location"] == "/journal/holds/"
    held = Hold.objects.get()
    page = desk.get("/journal/holds/").text
    assert all(words in page for words in (record.number, TITLE, "行政诉讼", f"/journal/holds/{held.pk}/"))
    shown = desk.get(record.get_absolute_url()).text
    assert "行政诉讼" in shown and f"/journal/holds/{held.pk}/" in shown
    assert desk.post(f"/journal/holds/{held.pk}/", {"reason": ""}).status_code == 422
    assert TITLE in desk.get(f"/journal/holds/{held.pk}/").text
    assert desk.post(f"/journal/holds/{held.pk}/", {"reason": "判决生效"}).status_code == 302
    assert desk.get(f"/journal/holds/{held.pk}/").status_code == 404
    desk.get("/journal/holds/")  # says once that it is lifted
    assert record.number not in desk.get("/journal/holds/").text


def test_each_sees_of_the_holds_what_is_theirs(office: Office) -> None:
    record = answered(office)
    held = place_hold(record, "行政诉讼", TODAY, office.actor("supervisor"), at=NOW)
    Hold.objects.update(start=FOUNDED)
    office.person("bureau_desk", "局督查", "bureau", Role.SUPERVISOR, ["bureau"])
    paths = ["/journal/holds/", "/journal/holds/new/", f"/journal/holds/{held.pk}/"]
    found = {who: [entered(office, who).get(path).status_code for path in paths] for who in office.people}
    none = [404, 404, 404]
    assert found == {
        **dict.fromkeys(office.people, none),
        "supervisor": [200, 200, 200],
        "bureau_desk": [200, 200, 404],
        "auditor": [200, 404, 404],
        "admin": [200, 404, 404],
    }
    words = [record.number, TITLE, "行政诉讼", record.get_absolute_url(), paths[2]]
    said = {
        who: [word in entered(office, who).get(paths[0]).text for word in words] for who in found if found[who] != none
    }
    assert said == {
        "supervisor": [True, True, True, True, True],
        "bureau_desk": [False, False, False, False, False],
        "auditor": [True, True, True, True, False],
        "admin": [True, False, False, False, False],
    }
    assert entered(office, "auditor").post(paths[2], {"reason": "x"}).status_code == 404
    other = entered(office, "bureau_desk")
    assert other.post(paths[1], {"number": record.number, "reason": "x"}).status_code == 422
    assert other.post(paths[2], {"reason": "x"}).status_code == 404
    assert list(Hold.objects.values_list("pk", "until")) == [(held.pk, held.until)]
    assert "/journal/holds/new/" not in entered(office, "clerk").get(record.get_absolute_url()).text


def test_the_list_of_erasures_says_what_falls_due_by_which_value_and_what_is_held(office: Office) -> None:
    today = timezone.localdate()
    now = timezone.now()
    page = entered(office, "supervisor").get("/journal/erasures/").text
    assert "/journal/holds/" in page and "永久" in page
    soon, held_back, far = closed(office), closed(office), closed(office)
    for record, day in ((soon, 30), (held_back, 60), (far, 120)):
        ends = datetime.combine(today + timedelta(days=day), now.timetz())
        Record.objects.filter(pk=record.pk).update(closed=ends.replace(year=ends.year - 1))
    kept(office, "1", source="云档发〔2024〕8号")
    place_hold(held_back, "诉讼", today, office.actor("supervisor", today), at=now)
    for who in ("supervisor", "admin"):
        page = entered(office, who).get("/journal/erasures/").text
        assert [appeal.number in page for appeal in (soon, held_back, far)] == [True, True, False]
        assert "云档发〔2024〕8号" in page and page.count("保留中") == 1 and TITLE not in page
    office.person("bureau_desk", "局督查", "bureau", Role.SUPERVISOR, ["bureau"])
    assert soon.number not in entered(office, "bureau_desk").get("/journal/erasures/").text


def test_an_administrator_sets_the_term_and_reads_what_unset_means(office: Office) -> None:
    admin, today = entered(office, "admin"), timezone.localdate()
    path = f"/values/{TERM.name}/"
    assert "永久保管" in admin.get(path).text and "无法计算" not in admin.get(path).text
    given_ = {"value": "永远", "start": today.isoformat(), "source": SOURCE}
    assert admin.post(path + "set/", given_).status_code == 422
    assert admin.post(path + "set/", given_ | {"value": "10"}).status_code == 302
    row = Parameter.objects.get()
    assert (row.name, row.value, row.source) == (TERM.name, "10", SOURCE)
    with pytest.raises(RecordError):
        set_value(TERM, None, "0", today, SOURCE, office.actor("admin", today), at=timezone.now())


@pytest.mark.parametrize("count", [1, 12])
def test_the_pages_need_no_more_queries_for_many(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    kept(office, "1")
    for _each in range(count):
        place_hold(closed(office), "诉讼", TODAY, office.actor("supervisor"), at=NOW)
    Hold.objects.update(start=FOUNDED)
    Record.objects.update(closed=NOW - timedelta(days=4000))
    Parameter.objects.update(start=date(2000, 1, 1))
    desk = entered(office, "supervisor")
    for path in ("/journal/holds/", "/journal/erasures/"):
        with django_assert_max_num_queries(21):
            assert desk.get(path).status_code == 200


def test_the_pages_are_whole_in_english(office: Office) -> None:
    desk = entered(office, "supervisor")
    desk.cookies["django_language"] = "en"
    assert "Nothing is on hold." in desk.get("/journal/holds/").text
    assert "Retention of closed matters" in desk.get("/journal/erasures/").text

"""What is particular to shared things and their bookings: slots that do not overlap, hours used of those open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client

from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.sharing.line import VALUES
from luoshi.lines.sharing.models import Booking
from luoshi.parts.slots.models import BookedSlot
from many_appeals import workbook
from office import NOW, TODAY, Office
from programs import program
from sharing_office import add_firms, at, book, share_thing, typed, use

THINGS = get_kind("things")


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def firms(office: Office) -> list[Any]:
    return add_firms(office)


def figures(office: Office, first: date, last: date, by: tuple[str, ...] = ()) -> dict[Any, Any]:
    names = ("open", "booked", "used", "rate")
    found = compute_figures(THINGS, names, FigureSpan(first, last), office.actor("supervisor"), TODAY)
    ((_key, values),) = found.items()
    return {name: value.round_value(1) for name, value in values.items()}


YEARS = {year: (date(year, 1, 1), date(year, 12, 31)) for year in (2025, 2026)}


def test_1040_of_1600_open_hours_are_65_per_cent_and_a_taken_slot_is_refused(office: Office, firms: list[Any]) -> None:
    """Acceptance example L4.3, by the API."""
    thing = share_thing(office, firms[0])
    open_hours = [{"from_day": "2025-01-01", "to_day": "2025-12-31", "hours": "1600"}]
    take(thing, "hours", office.actor("clerk"), {"open": open_hours}, at=NOW)
    api = program(office, "clerk")
    for month, hours in ((2, "600"), (5, "440")):
        booking = book(office, thing, firms[1], at(2025, month, 1), at(2025, month, 28))
        use(office, booking, hours, date(2025, month, 28))
    assert figures(office, *YEARS[2025]) == {"open": 1600, "booked": 2 * 27 * 24, "used": 1040, "rate": Decimal("65.0")}
    answer = api.get("things/figures?first=2025-01-01&last=2025-12-31")
    rate = next(figure for figure in answer.data["total"] if figure["name"] == "rate")
    assert (rate["value"], rate["unit"]) == ("65", "%"), rate
    over = {"thing": thing.number, "user_org": firms[2].number, "from_at": "2025-02-27T23:00:00+08:00",
            "to_at": "2025-02-28T09:00:00+08:00"}  # fmt: skip
    refused = api.post("bookings", {"given": over})
    assert refused.status_code == 422, refused.data
    assert "2025-02-01 – 2025-02-27" in str(refused.data)
    assert Booking.objects.count() == 2 and BookedSlot.objects.count() == 2


def test_slots_that_adjoin_stand_and_those_that_overlap_are_refused_by_name(office: Office, firms: list[Any]) -> None:
    thing = share_thing(office, firms[0])
    first = book(office, thing, firms[1], at(2026, 4, 1, 9), at(2026, 4, 1, 11))
    book(office, thing, firms[2], at(2026, 4, 1, 11), at(2026, 4, 1, 12))
    with pytest.raises(RecordError) as refused:
        book(office, thing, firms[2], at(2026, 4, 1, 10), at(2026, 4, 1, 13))
    assert refused.value.what == f"“高效液相色谱仪”已被占用：2026-04-01 09:00–11:00，{first.number}。"
    assert "from_at" in refused.value.fields
    # who may not read the booking learns the slot and nothing else
    with pytest.raises(RecordError) as blind:
        book(office, thing, firms[2], at(2026, 4, 1, 10), at(2026, 4, 1, 11), who="stranger")
    assert blind.value.what == "“高效液相色谱仪”已被占用：2026-04-01 09:00–11:00。"
    other = share_thing(office, firms[0], title="气相色谱仪")
    book(office, other, firms[2], at(2026, 4, 1, 10), at(2026, 4, 1, 11))


def test_a_cancelled_slot_is_free_and_a_moved_one_frees_its_own(office: Office, firms: list[Any]) -> None:
    clerk, thing = office.actor("clerk"), share_thing(office, firms[0])
    first = book(office, thing, firms[1], at(2026, 4, 1, 9), at(2026, 4, 1, 11))
    second = book(office, thing, firms[2], at(2026, 4, 1, 11), at(2026, 4, 1, 12))
    with pytest.raises(RecordError, match="占用"):
        take(first, "move", clerk, {"from_at": "2026-04-01T10:00", "to_at": "2026-04-01T11:30"}, at=NOW)
    moved = {"from_at": "2026-04-01T08:00", "to_at": "2026-04-01T10:00"}  # overlaps with what it had itself
    first = take(first, "move", clerk, moved, at=NOW).record
    take(second, "cancel", clerk, {"reason": "试验推迟。"}, at=NOW)
    book(office, thing, firms[2], at(2026, 4, 1, 10), at(2026, 4, 1, 12))
    assert [typed(slot.from_at) for slot in BookedSlot.objects.order_by("from_at")] == [
        "2026-04-01T08:00",
        "2026-04-01T10:00",
    ]


def test_a_booking_lies_in_the_shared_days_and_ends_after_it_begins(office: Office, firms: list[Any]) -> None:
    thing = share_thing(office, firms[0], to_day="2026-06-30")
    for first, last, words in (
        (at(2024, 12, 31, 23), at(2025, 1, 1, 1), "从 2025-01-01 起共享"),
        (at(2026, 6, 30, 9), at(2026, 7, 1, 9), "共享至 2026-06-30"),
        (at(2026, 4, 1, 9), at(2026, 4, 1, 9), "晚于"),
        (at(2026, 4, 1, 9), at(9999, 12, 31), "最长一年"),
    ):
        with pytest.raises(RecordError, match=words):
            book(office, thing, firms[1], first, last)
    book(office, thing, firms[1], at(2026, 6, 30, 9), at(2026, 7, 1))
    assert Booking.objects.count() == 1
    take(thing, "shut", office.actor("clerk"), {"reason": "检修。"}, at=NOW)
    with pytest.raises(RecordError):
        book(office, thing, firms[1], at(2026, 5, 1, 9), at(2026, 5, 1, 10))


def test_within_a_year_no_rate_is_told_and_hours_are_those_of_whole_years(office: Office, firms: list[Any]) -> None:
    """Half a year has no open hours of its own; the end of a year has those of all of it, used and open alike."""
    thing, clerk = share_thing(office, firms[0]), office.actor("clerk")
    for row, words in (
        ({"from_day": "2025-03-01", "to_day": "2025-12-31", "hours": "9"}, "整年"),
        ({"from_day": "2025-01-01", "to_day": "2025-12-31", "hours": "8761"}, "2025"),
    ):
        with pytest.raises(RecordError, match=words):
            take(thing, "hours", clerk, {"open": [row]}, at=NOW)
    take(thing, "hours", clerk, {"open": [{"from_day": "2025-01-01", "to_day": "2025-12-31", "hours": "600"}]}, at=NOW)
    booking = book(office, thing, firms[1], at(2025, 2, 1), at(2025, 2, 28))
    use(office, booking, "300", date(2025, 2, 28))
    assert figures(office, date(2025, 1, 1), date(2025, 6, 30))["rate"] is None
    assert figures(office, date(2025, 7, 1), date(2025, 12, 31))["rate"] == figures(office, *YEARS[2025])["rate"] == 50


def test_a_use_is_entered_after_its_slot_began_and_not_longer_than_it(office: Office, firms: list[Any]) -> None:
    thing = share_thing(office, firms[0])
    later = book(office, thing, firms[1], at(2026, 6, 1, 9), at(2026, 6, 1, 11))
    with pytest.raises(RecordError, match="还没有开始"):
        use(office, later, "1", TODAY)
    past = book(office, thing, firms[1], at(2025, 2, 1, 9), at(2025, 2, 1, 11))
    with pytest.raises(RecordError, match="时段"):
        use(office, past, "5000", date(2025, 2, 1))


def test_a_booking_over_new_year_counts_in_each_year_by_its_hours(office: Office, firms: list[Any]) -> None:
    thing = share_thing(office, firms[0])
    booking = book(office, thing, firms[1], at(2025, 12, 31, 20), at(2026, 1, 1, 8))
    use(office, booking, "9", date(2026, 1, 1))
    told = {year: figures(office, *YEARS[year]) for year in YEARS}
    assert [(told[year]["booked"], told[year]["used"]) for year in YEARS] == [(4, 3), (8, 6)]
    assert told[2025]["rate"] is None  # of no open hours nothing can be said


def test_the_fee_is_that_of_the_day_of_booking_and_of_the_hours_used(office: Office, firms: list[Any]) -> None:
    clerk, thing = office.actor("clerk"), share_thing(office, firms[0])
    booking = book(office, thing, firms[1], at(2026, 3, 2, 9), at(2026, 3, 2, 13), who="stranger")
    assert (booking.hours, booking.unit) == (4, thing.unit)
    take(thing, "amend", clerk, {"fee": "100"}, at=NOW)
    booking = use(office, booking, "2.5", date(2026, 3, 2))
    assert (booking.fee, booking.cost) == (Decimal("80.5"), Decimal("201.25"))
    booking = take(booking, "settle", clerk, {}, at=NOW).record
    for wrong in ("0", "6", "4.5"):
        with pytest.raises(RecordError):
            take(booking, "rate", office.actor("stranger"), {"mark": wrong}, at=NOW)
    booking = take(booking, "rate", office.actor("stranger"), {"mark": "4"}, at=NOW).record
    assert booking.mark == 4
    with pytest.raises(RecordError):  # the owner does not rate itself
        take(booking, "rate", clerk, {"mark": "5"}, at=NOW)


def test_the_page_of_a_thing_shows_what_is_free_and_leads_to_the_form(office: Office, firms: list[Any]) -> None:
    thing = share_thing(office, firms[0])
    booking = book(office, thing, firms[1], at(2026, 3, 24, 9), at(2026, 3, 24, 11))
    pages = {}
    for who in ("clerk", "stranger", "auditor"):
        client = Client()
        client.force_login(office.people[who].user)
        pages[who] = client.get(thing.get_absolute_url()).text
    assert all("09:00–11:00" in page for page in pages.values())
    form = f"/bookings/new/?thing={thing.number}"
    assert "from_at=2026-03-25T09" in pages["stranger"] and "from_at=" not in pages["auditor"]
    client = Client()
    client.force_login(office.people["stranger"].user)
    shown = client.get(f"{form}&from_at=2026-03-25T09:00").text
    assert thing.number in shown and "2026-03-25T09:00" in shown
    assert client.get(booking.get_absolute_url()).status_code == 404  # taken, but by whom is not theirs to know
    assert booking.number not in pages["stranger"] and booking.number in pages["clerk"]


def test_anybody_sees_open_instruments_with_their_slots_once_the_office_opened_them(
    office: Office, firms: list[Any]
) -> None:
    thing = share_thing(office, firms[0], model="LC-20")
    book(office, thing, firms[1], at(2026, 3, 24, 9), at(2026, 3, 24, 11))
    assert Client().get("/open/things/").status_code == 404
    opened = VALUES["things.open"]
    set_value(opened, office.units["kexie"], "是", TODAY, "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    listed = Client().get("/open/things/").text
    assert "LC-20" in listed and "80.5" in listed
    address = listed.split('href="/open/things/')[1].split('"')[0]
    page = Client().get(f"/open/things/{address}").text
    assert "09:00–11:00" in page and firms[1].title not in page and "/bookings/" not in page


def test_a_sheet_with_a_line_that_is_taken_writes_no_line_and_names_it(office: Office, firms: list[Any]) -> None:
    thing = share_thing(office, firms[0])
    book(office, thing, firms[1], at(2026, 4, 1, 9), at(2026, 4, 1, 11))
    client = Client()
    client.force_login(office.people["clerk"].user)

    def brought(*slots: tuple[str, str]) -> tuple[int, str]:
        rows = [[thing.number, firms[2].number, first, last] for first, last in slots]
        sheet = SimpleUploadedFile("预约.xlsx", workbook([["资源", "用户单位", "起", "止"], *rows]))
        trial = client.post("/bookings/import/", {"file": sheet})["Location"]
        answer = client.post(trial)
        return Booking.objects.count(), client.get(trial).text if answer.status_code == 302 else answer.text

    count, page = brought(("2026-04-01 12:00", "2026-04-01 13:00"), ("2026-04-01 10:00", "2026-04-01 12:00"))
    assert count == BookedSlot.objects.count() == 1 and "2026-04-01 09:00–11:00" in page
    assert brought(("2026-04-01 12:00", "2026-04-01 13:00"), ("2026-04-01 13:00", "2026-04-01 14:00"))[0] == 3


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time and no such constraint")
def test_the_database_itself_refuses_slots_that_overlap(office: Office, firms: list[Any]) -> None:
    thing = share_thing(office, firms[0])
    booking = book(office, thing, firms[1], at(2026, 4, 1, 9), at(2026, 4, 1, 11))
    slot = BookedSlot.objects.get()
    more = {"record": slot.record, "thing": slot.thing, "day": slot.day, "year_end": slot.year_end, "hours": 1}
    BookedSlot.objects.create(from_at=at(2026, 4, 1, 11), to_at=at(2026, 4, 1, 12), **more)
    with pytest.raises(IntegrityError, match="slots_of_a_thing_do_not_overlap"), transaction.atomic():
        BookedSlot.objects.create(from_at=at(2026, 4, 1, 10), to_at=at(2026, 4, 1, 12), **more)
    assert booking.number


def test_what_departments_share_and_its_hours_are_listed_by_department(office: Office, firms: list[Any]) -> None:
    """S002-15: pooled resources of departments, and how far each is used."""
    one, other = share_thing(office, firms[0]), share_thing(office, firms[1], title="显微镜")
    share_thing(office, firms[1], title="无人机")
    use(office, book(office, one, firms[2], at(2026, 3, 1), at(2026, 3, 2)), "20", date(2026, 3, 2))
    book(office, other, firms[2], at(2026, 3, 3), at(2026, 3, 4))
    lines = program(office, "clerk").get(f"things/figures?by=owner_org&first=2026-01-01&last={TODAY}").data["lines"]
    told = {line["label"]: {found["name"]: found["value"] for found in line["figures"]} for line in lines}
    assert {name.split()[-1]: values for name, values in told.items()} == {
        firms[0].title: {"stock": "1", "booked": "24", "used": "20"},
        firms[1].title: {"stock": "2", "booked": "24", "used": "0"},
    }


def test_what_is_booked_is_not_taken_off_the_list(office: Office, firms: list[Any]) -> None:
    thing = share_thing(office, firms[0])
    booking = book(office, thing, firms[1], at(2026, 5, 1), at(2026, 5, 2))
    given = {"to_day": TODAY.isoformat(), "reason": "仪器报废"}
    with pytest.raises(RecordError, match="还有未使用的预约"):
        take(thing, "retire", office.actor("clerk"), given, at=NOW)
    take(booking, "cancel", office.actor("clerk"), {"reason": "仪器报废"}, at=NOW)
    thing.refresh_from_db()
    assert take(thing, "retire", office.actor("clerk"), given, at=NOW).record.state == "retired"

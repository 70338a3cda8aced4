"""The acceptance examples of REQUIREMENTS N4 through the pages: seals, copies, first person asked, cars, shifts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override

from housekeeping_office import House, ten
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.kernel.base.jobs import JOBS
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.housekeeping.models import Shift, Trip
from luoshi.lines.housekeeping.rules import upcoming_breaks
from many_appeals import workbook
from office import Office
from programs import program, said


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch) -> House:
    def clock(at: Any) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    made = House(office, clock)
    made.on(2026, 9, 21)
    return made


def figure(house: House, of: str, name: str) -> Any:
    """A figure of the year, as the office's supervisor reads it."""
    year = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))
    return compute_figures(get_kind(of), [name], year, house.office.actor("supervisor"), timezone.localdate())[()][
        name
    ].round_value(0)


def sealed(house: House, who: str = "clerk") -> Record:
    unit = house.office.units["kexie" if who != "supervisor" else "desk"].name
    return house.opens(who, "seals", title="关于科普经费的请示", seal="office", copies="2", unit=unit)


def test_no_seal_without_an_approver_by_page_and_by_api(house: House) -> None:
    """N4, example 2."""
    one = sealed(house)
    words = house.presses("supervisor", one, "stamp", 403)
    assert "“Stamp” cannot be done now: the matter is in the state “Waits for approval”." in words
    keeper = program(house.office, "supervisor", at=timezone.now())
    refused = keeper.post(f"seals/{one.pk}/steps/stamp", {"seen": 1})
    assert (said(refused), house.state(one)) == ((403, "refused"), "requested")
    assert "the matter is in the state “Waits for approval”" in refused.data["what"]
    shown = house.reads("supervisor", one.get_absolute_url()).split("What happened")[0]
    named = re.findall(r"(?:After that you: )?\bStamp\b(?: only once)?", shown)  # the line of states says “Stamped”
    assert named == ["Stamp only once", "After that you: Stamp"], named
    house.presses("head", one, "approve")
    allowed = keeper.post(f"seals/{one.pk}/steps/stamp", {"seen": 2})
    assert (allowed.status_code, house.state(one)) == (200, "stamped")
    sealed(house)  # one that waits is no use yet
    assert figure(house, "seals", "seals") == 1


@pytest.mark.control("business", "who asked for a seal does not approve it, by page and by API")
def test_who_asked_for_a_seal_does_not_approve_it(house: House) -> None:
    one = sealed(house, "head")
    words = house.presses("head", one, "approve", 403)
    assert "You entered it yourself: “Approve” is for somebody else." in words
    by_api = program(house.office, "head", at=timezone.now()).post(f"seals/{one.pk}/steps/approve", {"seen": 1})
    assert said(by_api) == (403, "refused")
    house.presses("leader", one, "refuse", reason="先报预算")
    assert house.state(one) == "refused"
    assert "先报预算" in house.reads("head", one.get_absolute_url())


def test_of_three_copies_two_come_back_and_one_is_open_with_its_holder(house: House) -> None:
    """N4, example 4."""
    holders = ("head", "clerk", "stranger")
    copies = [
        house.opens("supervisor", "copies", paper="云办〔2026〕12号", serial=str(number), owner=house.post(who))
        for number, who in enumerate(holders, 1)
    ]
    again = {"paper": "云办〔2026〕12号", "serial": "3", "owner": house.post("head")}
    refused = house.client("supervisor").post("/copies/new/", again)
    assert (
        f"{copies[2].number} already has the same: Number of the paper、Number of the copy." in refused.content.decode()
    )
    for copy in copies[:2]:
        house.presses("supervisor", copy, "take_back")
    words = house.reads("supervisor", "/copies/")
    assert "Copies 3 issued, 2 returned, 1 open" in words
    assert f"Not returned, with holders 云办〔2026〕12号第3份: {house.post('stranger')}" in words
    assert copies[2].title in house.reads("stranger", "/copies/")
    assert copies[2].title not in house.reads("clerk", "/copies/")
    house.presses("supervisor", copies[0], "destroy", witness="申审计")
    assert house.state(copies[0]) == "destroyed"


def test_a_copy_that_another_holds_by_now_was_not_out_all_along(house: House) -> None:
    paper = {"paper": "云办〔2026〕12号", "serial": "1"}
    first = house.opens("supervisor", "copies", **paper, owner=house.post("head"))
    house.presses("supervisor", first, "take_back")
    other = house.opens("supervisor", "copies", **paper, owner=house.post("stranger"))
    words = house.presses("supervisor", first, "out_again", 422, reason="登记有误")
    assert f"{other.number} already has the same: Number of the paper、Number of the copy." in words
    assert house.state(first) == "returned"


def test_what_is_handed_on_stays_with_who_was_asked_first_until_they_close_it(house: House) -> None:
    """N4, example 3: A is the clerk of the association, B the clerk of the bureau."""
    one = house.opens("clerk", "services", title="办理专利补助", words="怎样申请？")
    assert Record.objects.get(pk=one.pk).owner == house.office.posts["clerk"]
    assert house.client("stranger").get(one.get_absolute_url()).status_code == 404
    house.presses("clerk", one, "hand", second=house.post("stranger"))
    house.on(2026, 9, 23)
    for who in ("clerk", "stranger"):  # A's as well as B's
        assert one.title in house.reads(who, "/services/")
        assert one.title in house.reads(who, "/"), who
    house.presses("stranger", one, "close", 403, told="2026-09-23")
    house.presses("stranger", one, "answer", answer="带发票到窗口。")
    assert one.title in house.reads("clerk", "/")
    assert one.title not in house.reads("stranger", "/").split("For me to do now")[-1]
    house.presses("head", one, "close", 403, told="2026-09-23")
    assert "It began on 2026-09-21" in house.presses("clerk", one, "close", 422, told="2026-09-20")
    assert "This day is in the future" in house.presses("clerk", one, "close", 422, told="2026-09-24")
    house.presses("clerk", one, "close", told="2026-09-23")
    assert house.state(one) == "closed"
    assert one.title not in house.reads("clerk", "/").split("For me to do now")[-1]
    assert figure(house, "services", "told") == 1


def test_nobody_hands_a_question_on_to_themselves(house: House) -> None:
    one = house.opens("clerk", "services", title="办理专利补助", words="怎样申请？")
    assert "pass it on to another post" in house.presses("clerk", one, "hand", 422, second=house.post("clerk"))
    assert house.state(one) == "asked"


def travelled(house: House, cost: str, status: int = 302) -> tuple[Record, str]:
    """A journey asked for, approved, made and settled; and what is said of its cost."""
    one = house.opens("clerk", "trips", title="送展品到青石镇", day="2026-09-21", unit="云岭县科学技术协会")
    house.presses("head", one, "approve")
    house.presses("supervisor", one, "use", km="86.5")
    return one, house.presses("supervisor", one, "settle", status, cost=cost)


def value(name: str, text: str, **more: Any) -> None:
    set_so = {"start": date(2026, 1, 1), "source": "云财〔2026〕1号", **more}
    Parameter.objects.create(name=name, value=text, **set_so)


def line(house: House, amount: str, **more: Any) -> Record:
    """The fund from which the cars of 县科协 are paid, with its line for the year."""
    given = {
        "title": "公务用车经费",
        "sort": "cars",
        "way": "budget",
        "from_day": "2026-01-01",
        "uses": [{"use": "cars"}],
    }
    who, at = house.office.actor("supervisor"), ten(date(2026, 9, 21))
    fund = begin(get_kind("funds"), who, {**given, "unit": str(house.office.units["kexie"].pk)}, at=at).record
    house.presses("supervisor", fund, "allot", year="2026", sum=amount, basis="云财〔2026〕1号")
    return fund


def test_a_budget_line_used_by_nine_tenths_warns_at_the_border_and_is_not_exceeded(house: House) -> None:
    """N4, example 5."""
    earlier, _words = travelled(house, "449.99")
    value("housekeeping.trip_limit", "1000.00", unit=house.office.units["kexie"])  # as it was said before
    assert "yearly line so far: 1000.00 yuan; open a fund" in house.reads("supervisor", "/trips/")
    fund = line(house, "1000.00")
    used = "公务用车经费 2026"
    assert f"{used} 1000.00 of 1000.00 yuan left (0.0 % used)" in house.reads("clerk", "/trips/")
    house.presses("supervisor", earlier, "put_right", fund=fund.number, reason="补记经费")
    assert f"{used} 550.01 of 1000.00 yuan left (45.0 % used)" in house.reads("clerk", "/trips/")
    value("funds.border", "90", unit=house.office.units["county"])
    travelled(house, "450.00")
    words = house.reads("supervisor", "/trips/")
    assert f"{used} 100.01 of 1000.00 yuan left (90.0 % used)" in words  # a cent below the border is below it
    assert "warning" not in words
    travelled(house, "0.01")
    assert "100.00 of 1000.00 yuan left (90.0 % used); warning: 90 % reached" in house.reads("supervisor", "/trips/")
    one, said_of_it = travelled(house, "100.01", 422)
    assert "The 2026 line of “公务用车经费” " in said_of_it and "has only 100.00 yuan left, 0.01 too" in said_of_it
    assert (house.state(one), Trip.objects.get(pk=one.pk).cost) == ("used", None)
    house.presses("supervisor", fund, "allot", year="2026", sum="1000.01", basis="云财〔2026〕9号")
    house.presses("supervisor", one, "settle", cost="100.01")
    assert "0.00 of 1000.01 yuan left (100.0 % used); warning: 90 % reached" in house.reads("clerk", "/trips/")
    again = line(house, "5.00")
    two, said_of_it = travelled(house, "1.00", 422)
    assert "Several funds can pay for this" in said_of_it and again.number in said_of_it
    house.presses("supervisor", two, "settle", cost="1.00", fund=again.number)


def planned(house: House, day: date, part: str, who: str) -> Record:
    return house.opens("supervisor", "shifts", day=day.isoformat(), part=part, owner=house.post(who))


def test_a_break_of_seven_days_needs_seven_days_and_seven_nights(house: House) -> None:
    """N4, example 1: the National Day's break of 2026 is the seven days from 1 October."""
    house.on(2026, 9, 28)
    value("housekeeping.roster_days", "14", unit=house.office.units["county"])
    days = [date(2026, 10, 1) + timedelta(days=n) for n in range(7)]
    words = house.reads("supervisor", "/shifts/")
    assert "Alarm: nobody on duty 云岭县, 14 empty: 2026-10-01 Day shift; 2026-10-01 Night shift;" in words
    rows = [
        [day.isoformat(), part, house.post("clerk" if day.day % 2 else "stranger")]
        for day in days
        for part in ("白班", "夜班")
        if (day.day, part) != (4, "夜班")
    ]
    sheet = SimpleUploadedFile("值班表.xlsx", workbook([["日期", "班次", "值班人（单位和岗位）"], *rows]))
    desk = house.client("supervisor")
    trial = desk.post("/shifts/import/", {"file": sheet})["Location"]
    assert (desk.post(trial).status_code, Shift.objects.count()) == (302, 13)
    assert "Alarm: nobody on duty 云岭县, 1 empty: 2026-10-04 Night shift" in house.reads("supervisor", "/shifts/")
    for _time in range(2):  # once a day, however often the worker comes by
        JOBS["roster"].run(ten(date(2026, 9, 28)))
    told = Message.objects.filter(code="housekeeping.empty")
    assert [(message.post, message.values["due"]) for message in told] == [
        (house.office.posts["supervisor"], "2026-10-04")
    ]
    assert "from 2026-10-04 on there are shifts with nobody on duty" in house.reads("supervisor", "/inbox/")
    JOBS["roster"].run(ten(date(2026, 9, 29)))
    assert told.all().count() == 2
    night = planned(house, date(2026, 10, 4), "night", "head")
    assert "nobody on duty" not in house.reads("supervisor", "/shifts/")
    JOBS["roster"].run(ten(date(2026, 9, 30)))
    assert told.all().count() == 2
    house.presses("supervisor", night, "cancel", reason="本人出差")
    assert "1 empty: 2026-10-04 Night shift" in house.reads("leader", "/shifts/")


def test_three_days_off_are_a_break_and_a_weekend_is_none() -> None:
    dragon_boats = (date(2026, 6, 19), date(2026, 6, 21))
    assert upcoming_breaks(date(2026, 6, 15), 4) == upcoming_breaks(date(2026, 6, 20), 7) == [dragon_boats]
    assert upcoming_breaks(date(2026, 6, 15), 3) == upcoming_breaks(date(2026, 6, 8), 5) == []


def test_a_shift_is_handed_over_by_the_next_day(house: House) -> None:
    one = planned(house, date(2026, 9, 24), "night", "clerk")
    assert Record.objects.get(pk=one.pk).due == date(2026, 9, 25)
    assert "This shift is not today." in house.presses("clerk", one, "start", 422)
    house.on(2026, 9, 24)
    house.presses("head", one, "start", 403)
    house.presses("clerk", one, "start")
    house.on(2026, 9, 26)
    assert "late" in house.reads("clerk", one.get_absolute_url())
    house.presses("clerk", one, "hand_over", handover="一切正常，钥匙已交柯主席。")
    assert house.state(one) == "over"
    planned(house, date(2026, 9, 25), "night", "clerk")
    assert figure(house, "shifts", "shifts") == 1


def test_one_entry_in_the_menu_leads_to_all_five_lists(house: House) -> None:
    words = house.client("clerk").get("/trips/").content.decode()
    menu = words.split('aria-label="Main navigation"')[1].split("</nav>")[0]
    lists = [f"/{name}/" for name in ("shifts", "seals", "copies", "trips", "services")]
    assert (
        menu.count("<span>Housekeeping</span>") == 1 and sum(menu.count(f'"{list_name}"') for list_name in lists) == 1
    )
    tabs = words.split('aria-label="Lists of this line of work"')[1].split("</nav>")[0]
    assert [list_name in tabs for list_name in lists] == [True] * 5

"""The acceptance examples of REQUIREMENTS L10, and who is due: by page and API, with their figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from openpyxl import load_workbook

from housekeeping_office import House, ten
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.societies.line import VALUES
from luoshi.lines.societies.models import Mechanism, Quality, Society
from luoshi.parts.publicity.models import Posting
from office import Office
from pdfs import raw
from programs import program, said

INSPECTIONS = get_kind("inspections")
SOCIETIES = get_kind("societies")


@pytest.fixture(autouse=True)
def _in_english(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    with override("en"):
        yield


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch) -> House:
    def clock(at: Any) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    made = House(office, clock)
    made.on(2026, 3, 20)
    return made


def at(day: date) -> Any:
    return ten(day)


def entry(office: Office, title: str, day: date = date(2025, 3, 3), **more: Any) -> Any:
    given = {"title": title, "sort": "enterprise", "unit": office.units["kexie"].pk, **more}
    return begin(get_kind("organisations"), office.actor("clerk", day), given, at=at(day)).record


def society(office: Office, title: str, sort: str, day: date = date(2025, 3, 3), **more: Any) -> Any:
    given = {"organisation": entry(office, title, day).number, "sort": sort, "founded": day}
    given |= {"unit": office.units["kexie"].pk, **more}
    return begin(SOCIETIES, office.actor("clerk", day), given, at=at(day)).record


def value(office: Office, parameter: Any, words: str) -> None:
    admin = office.actor("admin")
    set_value(parameter, None, words, date(2020, 1, 1), "云科协〔2019〕3号", admin, at=at(date(2019, 12, 2)))


def stands(record: Any, name: str) -> list[tuple[Any, ...]]:
    """Each due date of a duty with the day on which it was met."""
    rows = Occurrence.objects.filter(duty__record=record.pk, duty__name=name, dropped=None)
    return list(rows.order_by("due").values_list("due", "settled"))


def test_of_9_10_and_11_professionals_10_and_11_must_have_one_and_lead_to_the_form_filled(house: House) -> None:
    """L10.1."""
    office = house.office
    ten_of = entry(office, "幻石科技公司", professionals=10)
    entry(office, "幻泉农机公司", professionals=9)
    entry(office, "幻峰制药公司", professionals=11)
    entry(office, "幻溪小店")
    host = entry(office, "幻林研究所", professionals=30)
    society(office, "幻林学会", "society", host=host.number)
    address = "/societies/coverage/missing/"
    assert "Not computable" in house.reads("supervisor", address)  # nobody has set from how many on
    value(office, VALUES["societies.professionals"], "10")
    page = house.client("clerk").get(address).content.decode()
    assert [
        words
        for words in ("幻石科技公司", "幻泉农机公司", "幻峰制药公司", "幻溪小店", "幻林研究所")
        if f">{words}<" in page
    ] == [
        "幻石科技公司",
        "幻峰制药公司",
    ]
    assert "Not known whether they count" in page  # 幻溪小店 and 幻林学会 say nothing of theirs
    found = re.search(r'href="(/societies/new/\?organisation=[^"]+)"', page)
    assert found
    form = house.client("clerk").get(found[1]).content.decode()
    assert "幻石科技公司" in form or "幻峰制药公司" in form
    founded = house.opens("clerk", "societies", organisation=ten_of.number, sort="firm", founded="2026-03-18",
                          unit=office.units["kexie"].name)  # fmt: skip
    assert (founded.title, founded.state) == ("幻石科技公司 企业科协", "founded")
    assert ">幻石科技公司<" not in house.client("clerk").get(address).content.decode()


def test_a_year_without_inspection_stays_missed_and_the_act_counts_for_the_period_that_was_chosen(house: House) -> None:
    """L10.2: the duty and the missed year."""
    office = house.office
    farm = society(office, "幻村稻谷协会", "farm", date(2024, 12, 2))
    clerk = office.actor("clerk")
    first = {"body": farm.number, "on": "2024-12-20"}
    begin(INSPECTIONS, office.actor("clerk", date(2024, 12, 20)), first, at=at(date(2024, 12, 20)))
    house.on(2026, 1, 5)
    one = house.client("clerk").get(f"/inspections/new/?body={farm.number}").content.decode()
    assert "2025" in one and "Period concerned" in one
    api = program(office, "clerk", at=at(date(2026, 1, 5)))
    sent = {"given": {"body": farm.number, "on": "2026-01-02", "for_period": "2025-01-01"}}
    answer = api.post("inspections", sent)
    assert said(answer) == (201, ""), answer.data
    assert stands(farm, "inspection")[:2] == [
        (date(2024, 12, 31), date(2024, 12, 20)),
        (date(2025, 12, 31), date(2026, 1, 2)),  # met late, and so it stays
    ]
    assert "2026-01-02" in house.reads("clerk", "/who-is-due/?year=2025")
    assert stands(farm, "inspection")[2:3] == [(date(2026, 12, 31), None)]  # it fills no other year
    assert clerk.person


def test_not_inspected_by_the_last_of_december_it_is_overdue(house: House) -> None:
    farm = society(house.office, "幻村茶叶协会", "farm", date(2025, 2, 3))
    house.on(2025, 12, 31)
    assert "still open" in house.reads("clerk", "/who-is-due/?year=2025")
    house.on(2026, 1, 5)
    page = house.reads("clerk", "/who-is-due/?year=2025")
    assert "missed" in page and "1 missed" in page
    assert stands(farm, "inspection")[0] == (date(2025, 12, 31), None)


def test_no_farm_association_is_ended_because_a_cooperative_was_founded_and_the_refusal_is_kept(house: House) -> None:
    """L10.3."""
    office = house.office
    farm = society(office, "幻村桃子协会", "farm", card="农技001")
    words = house.presses("supervisor", farm, "end", 422, why="cooperative", ended="2026-03-19")
    assert "it is not ended for that reason" in words
    assert [item.step for item in Entry.objects.filter(record=farm.pk).order_by("pk")] == ["found", "refused"]
    api = program(office, "supervisor", at=at(date(2026, 3, 20)))
    refused = api.post(f"societies/{farm.pk}/steps/end",
                       {"seen": 1, "given": {"why": "cooperative", "ended": "2026-03-19"}})  # fmt: skip
    assert (refused.status_code, house.state(farm)) == (422, "founded")
    house.presses("supervisor", farm, "end", why="inactive", ended="2026-03-19")
    ended = Society.objects.get(pk=farm.pk)
    assert (ended.state, ended.ended, ended.why) == ("ended", date(2026, 3, 19), "inactive")
    society(office, "幻村梨子协会", "farm", card="农技001")  # its card is free again
    words = house.presses("supervisor", ended, "put_right", 422, why="cooperative", reason="误填")
    assert "it is not ended for that reason" in words and Society.objects.get(pk=farm.pk).why == "inactive"


def test_a_society_may_end_for_whatever_reason(house: House) -> None:
    one = society(house.office, "幻海学会", "society")
    house.presses("supervisor", one, "end", why="cooperative", ended="2026-03-19")
    assert house.state(one) == "ended"


def test_four_of_five_goods_name_the_fifth(house: House) -> None:
    """L10.5: not met: the sales team."""
    office = house.office
    farm, whole, new = (society(office, f"幻村{name}协会", "farm") for name in ("柿子", "枣子", "李子"))
    four = dict.fromkeys(("head_ok", "charter_ok", "rules_ok", "mechanism_ok"), "true")
    house.presses("clerk", farm, "goods", **four, sales_ok="false")
    house.presses("clerk", whole, "goods", **four, sales_ok="true")
    page = house.reads("clerk", "/societies/coverage/goods/")
    assert "1 of 3" in page
    rows = page.split("Entries")[-1]
    assert whole.number not in rows and farm.number in rows and new.number in rows
    lacks = house.reads("clerk", "/societies/coverage/goods/?cell=sales&which=no").split("Entries")[-1]
    assert farm.number in lacks and new.number not in lacks
    for name in ("head", "charter", "rules", "mechanism"):
        assert farm.number not in house.reads("clerk", f"/societies/coverage/goods/?cell={name}&which=no")
    unknown = house.reads("clerk", "/societies/coverage/goods/?which=unknown").split("Entries")[-1]
    assert new.number in unknown and farm.number not in unknown  # nobody has looked: no “no”


@pytest.mark.parametrize(("last", "listed"), [("2026-04-19", True), ("2026-04-20", False), ("2026-03-19", True)])
def test_an_agreement_that_ends_in_30_days_stands_on_the_list_to_renew(house: House, last: str, listed: bool) -> None:
    """L10.5: the very day included; what has ended and was not renewed, too."""
    office = house.office
    value(office, VALUES["functions.warn_days"], "30")
    body, giver = society(office, "幻海学会", "society"), entry(office, "幻海科技局")
    day = date(2026, 3, 2)
    one = begin(get_kind("functions"), office.actor("clerk", day), {
        "sort": "titles", "giver": giver.number, "basis": "云政发〔2026〕1号", "unit": office.units["kexie"].pk,
    }, at=at(day)).record  # fmt: skip
    one = take(one, "offer", office.actor("clerk", day), {"body": body.number}, at=at(day)).record
    one = take(one, "check", office.actor("supervisor", day), {}, at=at(day)).record
    agreement = SimpleUploadedFile("协议.pdf", raw("0 0 300 300"))
    house.presses("clerk", one, "agree", from_day="2026-03-01", to_day=last, agreement=agreement)
    which = "ended" if last < "2026-03-20" else "ending"
    rows = house.client("clerk").get(f"/functions/?validity={which}").content.decode()
    assert (one.number in rows) is listed
    if last == "2026-03-19":
        with pytest.raises(RecordError, match="not valid today"):
            take(type(one).objects.get(pk=one.pk), "start", office.actor("clerk"), {}, at=at(date(2026, 3, 20)))


def test_it_was_founded_by_now_when_it_is_entered_and_when_that_is_put_right(house: House) -> None:
    office, tomorrow = house.office, date(2026, 3, 21)
    with pytest.raises(RecordError, match="Founded on: This day is in the future"):
        society(office, "幻泉农技协", "farm", date(2026, 3, 20), founded=tomorrow)
    farm = society(office, "幻云农技协", "farm", date(2026, 3, 20))
    given = {"founded": tomorrow, "reason": "错填"}
    with pytest.raises(RecordError, match="Founded on: This day is in the future"):
        take(farm, "put_right", office.actor("supervisor"), given, at=at(date(2026, 3, 20)))


def test_the_host_gives_more_than_nothing_each_year_and_a_congress_ends_the_term(house: House) -> None:
    office = house.office
    one = society(office, "幻海学会", "society", term_from="2025-03-03", term_to="2026-03-02")
    clerk = office.actor("clerk")
    with pytest.raises(RecordError, match="more than 0"):
        take(one, "support", clerk, {"support": {"received": "2026-03-01", "funds": "0"}, "for_period": "2026-01-01"},
             at=at(date(2026, 3, 20)))  # fmt: skip
    one = take(one, "support", clerk, {"support": {"received": "2026-03-01", "funds": "3000"},
               "for_period": "2026-01-01"}, at=at(date(2026, 3, 20))).record  # fmt: skip
    assert stands(one, "support")[:2] == [(date(2025, 12, 31), None), (date(2026, 12, 31), date(2026, 3, 20))]
    assert stands(one, "congress") == [(date(2026, 3, 2), None)]
    given = {"congress": "2026-03-18", "term_from": "2026-03-18", "term_to": "2031-03-17"}
    one = take(one, "congress", clerk, given, at=at(date(2026, 3, 20))).record
    assert stands(one, "congress") == [(date(2026, 3, 2), date(2026, 3, 18)), (date(2031, 3, 17), None)]
    figures = house.reads("clerk", "/societies/figures/?year=2026")
    assert "3000" in figures.replace(",", "").replace("\N{NARROW NO-BREAK SPACE}", "")


def test_who_is_due_leads_to_each_form_and_is_narrowed_by_face(house: House) -> None:
    office = house.office
    farm = society(office, "幻村稻谷协会", "farm", date(2026, 2, 2))
    one = society(office, "幻海学会", "society", date(2026, 2, 2), term_from="2022-01-05", term_to="2026-06-30")
    page = house.client("clerk").get("/who-is-due/").content.decode()
    assert page.count("/inspections/new/?body=") >= 1
    assert f"{one.get_absolute_url()}congress/" in page and f"{one.get_absolute_url()}support/" in page
    assert "not computable" in page  # in how many months a society is checked nobody has set
    assert farm.title in page
    learned = house.reads("clerk", "/who-is-due/?face=learned")
    assert one.title in learned and farm.title not in learned
    assert house.client("stranger").get("/who-is-due/").content.decode().count(farm.title) == 0
    assert "Nothing falls due" in house.reads("clerk", "/who-is-due/?year=2020")


@pytest.mark.parametrize("count", [3, 12])
def test_who_is_due_of_more_organisations_needs_no_more_queries(
    house: House, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        society(house.office, f"幻村{number}号协会", "farm", date(2026, 2, 2))
    client = house.client("clerk")
    client.get("/who-is-due/")
    with django_assert_max_num_queries(30):
        page = client.get("/who-is-due/").content.decode()
    assert page.count("/inspections/new/?body=") >= count


def test_members_are_named_to_who_may_read_their_entries(house: House) -> None:
    office = house.office
    one, clerk, day = society(office, "幻海学会", "society"), office.actor("clerk"), date(2026, 3, 20)
    person = begin(get_kind("persons"), clerk, {"title": "幻知远", "unit": office.units["kexie"].pk}, at=at(day)).record
    one = take(one, "join", clerk, {"members": {"person": person.number, "from_day": "2026-03-02"}}, at=at(day)).record
    assert f"{person.number} 幻知远" in house.reads("clerk", one.get_absolute_url())
    by_leader = house.reads("leader", one.get_absolute_url())
    assert person.number in by_leader and "幻知远" not in by_leader
    sheets = {}
    for who in ("clerk", "leader"):
        sent = b"".join(house.client(who).post("/societies/export/").streaming_content)
        sheets[who] = [row[1] for row in load_workbook(BytesIO(sent))["Members"].values][-1]
    assert sheets == {"clerk": f"{person.number} 幻知远", "leader": person.number}


def test_what_is_seldom_looked_at_stands_behind_one_button(house: House) -> None:
    page = house.client("clerk").get("/societies/").content.decode()
    head, _summary, rest = page.partition('<details class="pull">')
    folded = rest.partition("</details>")[0]
    assert folded.count("<a ") == 8 and "/societies/coverage/missing/" in folded and "/societies/held/posts/" in folded
    assert "/societies/figures/" in head and "/societies/coverage/" not in head
    few = house.client("clerk").get("/charges/").content.decode()  # one list alone stands beside the others
    assert "/charges/held/charge/" in few.partition('<details class="pull">')[0]


QUALITIES = [{"quality": f"q{number}", "own": "80", "evidence": "见附件"} for number in range(1, 8)]
MECHANISMS = [{"mechanism": name, "own": "80"} for name in ("responsible", "accountable", "supervised", "effective")]


def does(house: House, one: Any, step: str, day: date, who: str = "supervisor", **given: Any) -> Any:
    fresh = type(one)._default_manager.get(pk=one.pk)
    return take(fresh, step, house.office.actor(who, day), given, at=at(day)).record


def scored(rows: Any, **more: str) -> list[dict[str, Any]]:
    return [{"id": record.pk, "score": "88.5", **more} for record in rows.objects.order_by("pk")]


def test_a_model_society_is_scored_on_seven_qualities_and_publicised_before_it_is_named(house: House) -> None:
    """S003-27."""
    office, day = house.office, date(2026, 3, 20)
    body = society(office, "幻模范学会", "society")
    value(office, VALUES["exemplars.publicity"], "5个工作日")
    value(office, VALUES["exemplars.recheck_months"], "12")
    given = {"body": body.number, "applied": day.isoformat(), "points": QUALITIES[:6]}
    with pytest.raises(RecordError, match="7"):
        begin(get_kind("exemplars"), office.actor("clerk"), given, at=at(day))
    given["points"] = QUALITIES
    one = begin(get_kind("exemplars"), office.actor("clerk"), given, at=at(day)).record
    with pytest.raises(RecordError, match="Score every point first"):
        does(house, one, "score", day, points=[*scored(Quality)[:6], {"id": Quality.objects.latest("pk").pk}])
    does(house, one, "score", day, points=scored(Quality))
    does(house, one, "publish", day, "clerk")
    with pytest.raises(RecordError, match="until its last day"):
        does(house, one, "name", date(2026, 3, 27), from_day="2026-03-27")
    house.on(2026, 3, 27)
    assert "幻模范学会" in house.reads("stranger", f"/publicity/{Posting.objects.get().pk}/")
    named = does(house, one, "name", date(2026, 3, 28), from_day="2026-03-28", to_day="2029-03-27")
    assert named.state == "named" and named.due == date(2027, 3, 28)
    again = does(house, named, "recheck", date(2027, 3, 20), rechecked="2027-03-20")
    assert again.due == date(2028, 3, 20)  # checked in time, and owed again a year after
    with pytest.raises(RecordError):  # it is a model society, or on its way: once
        begin(get_kind("exemplars"), office.actor("clerk"), given, at=at(day))


def test_where_a_reform_falls_short_it_is_put_right_before_it_is_closed(house: House) -> None:
    """S003-22."""
    office, day = house.office, date(2026, 3, 20)
    value(office, VALUES["reforms.publicity"], "3日")
    body = society(office, "幻改革学会", "society")
    given = {"body": body.number, "year": "2026", "points": MECHANISMS}
    one = begin(get_kind("reforms"), office.actor("clerk"), given, at=at(day)).record
    rows = scored(Mechanism)
    rows[2]["lacks"] = "财务没有向会员公开"
    does(house, one, "check", day, checked=day.isoformat(), points=rows)
    does(house, one, "publish", day, "clerk")
    later = date(2026, 3, 25)
    house.on(2026, 3, 25)
    with pytest.raises(RecordError, match="not been corrected yet"):
        does(house, one, "close", later)
    right = [{"id": row["id"]} for row in rows]
    right[2]["put_right"] = "2026-03-24"
    does(house, one, "right", later, "clerk", points=right)
    assert does(house, one, "close", later).state == "corrected"


def test_who_is_late_with_an_inspection_gets_no_support_until_it_is_made_up(house: House) -> None:
    """S002-92: no benefit for who is in default in another line."""
    office = house.office
    farm = society(office, "幻村茶叶协会", "farm", date(2025, 2, 3))
    sound = entry(office, "幻村果树协会")
    house.on(2026, 1, 5)
    day, asked = date(2026, 1, 5), {"title": "送科技下乡", "tool": "money", "unit": office.units["kexie"].pk}
    granted = {"amount": "20000", "basis": "云财〔2026〕8号", "granted": day.isoformat()}

    def wanted(receiver: str) -> Any:
        given, before = asked | {"receiver": receiver}, date(2025, 12, 31)  # while nothing was late
        return begin(get_kind("supports"), office.actor("clerk", before), given, at=at(before)).record

    one, other = wanted(farm.organisation.number), wanted(sound.number)
    with pytest.raises(RecordError) as refused:
        does(house, one, "grant", day, **granted)
    assert "late with the yearly inspection" in str(refused.value) and farm.number in str(refused.value)
    assert does(house, other, "grant", day, **granted).state == "granted"
    with pytest.raises(RecordError, match="late with the yearly inspection"):  # nor by a correction
        does(house, other, "put_right", day, receiver=farm.organisation.number, reason="误填")
    made_up = {"body": farm.number, "on": "2026-01-05", "for_period": "2025-01-01"}
    begin(INSPECTIONS, office.actor("clerk", day), made_up, at=at(day))
    assert does(house, one, "grant", day, **granted).state == "granted"

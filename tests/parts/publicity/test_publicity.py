"""Publicity: who reads what, until when, what waits for its end, and objections that stop the clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django import forms
from django.utils.translation import override
from hypothesis import given as samples
from hypothesis import strategies as some

from declared_lines import declared
from faults.threads import at_once, of
from housekeeping_office import House, ten
from linked.models import Grant
from luoshi.codes.contact import mask_name
from luoshi.dates.counting import after
from luoshi.dates.workdays import work
from luoshi.org.rights.rules.rights import Place, Relation, Rights, Role
from luoshi.parts.publicity.models import Objection, Posting
from luoshi.parts.publicity.part import Publicity
from luoshi.parts.publicity.queries import RUNS
from luoshi.parts.publicity.rules import last_day, stopped_days
from luoshi.records.base.errors import RecordError
from luoshi.records.journal.queries.verification import _other_state
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.lines import Line
from luoshi.records.kinds.parts import Protected, stars
from luoshi.records.kinds.public import Public
from luoshi.records.kinds.registry import kind
from luoshi.records.kinds.rules import Cycle, Step
from luoshi.records.lists.queries.inbox import waits
from luoshi.records.messages.models import Message
from luoshi.records.parameters.actions import set_value
from luoshi.records.parameters.queries.parameters import Parameter
from luoshi.records.parameters.rules import limit, yes_or_no
from luoshi.records.steps.actions.steps import begin, take
from office import Office
from programs import program, said

DAYS = Parameter("grants.publicity", "How long a grant stands in publicity", limit)
OPEN = Parameter("grants.open", "Whether anybody may read it", yes_or_no)
RIGHTS = Rights(
    (
        Relation("unit", "Unit", reaches=((Role.HEAD, Place.OWN), (Role.CLERK, Place.OWN))),
        Relation("desk", "Desk", reaches=((Role.SUPERVISOR, Place.UNDER),)),
    ),
    ("unit", "desk"),
)
NAME: dict[str, Any] = {"title": forms.CharField(label="Title", max_length=200)}
CYCLE = Cycle(
    {"asked": "Asked", "published": "In publicity", "approved": "Approved", "refused": "Refused"},
    "approved refused",
    (
        Step("ask", "Ask", "> asked", "unit desk", "title sort amount unit", own=NAME),
        Step("publish", "Publish", "asked > published", "unit", bulk=True, tone="main"),
        Step("amend", "Amend", "asked published >", "unit", "sort amount"),
        Step("approve", "Approve", "published > approved", "desk", bulk=True, tone="main"),
        Step("back", "Send back", "published > asked", "desk"),
        Step("refuse", "Refuse", "asked published > refused", "desk", own={"reason": True}),
    ),
)
PART = Publicity("published", DAYS, "sort amount", then="approve")


def grants(*parts: Any, **more: Any) -> Kind:
    return Kind(
        **{
            "name": "grants",
            "label": "Grants",
            "one": "Grant",
            "record": Grant,
            "cycle": CYCLE,
            "rights": RIGHTS,
            "columns": "sort amount",
            "shows": "sort amount",
            "parts": parts or (PART,),
            "corrects": "desk",
            "prefix": "拨",
            **more,
        }
    )


def others(*parts: Any) -> Kind:
    return grants(*parts, name="others", prefix="另")


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    with declared(Line("grants", "Grants", (grants(),))), override("en"):
        yield


def moving(office: Office, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House(office, lambda at: monkeypatch.setattr("django.utils.timezone.now", lambda: at))
    office.person("reader", "柯读者", "kexie", Role.COLLECTOR)
    made.on(2026, 9, 24)
    return made


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch) -> House:
    return moving(office, monkeypatch)


def lasts(house: House, text: str = "7日", day: date = date(2026, 9, 1)) -> None:
    set_value(DAYS, None, text, day, "云科协发〔2026〕3号", house.office.actor("admin"), at=ten(day))


def asked(house: House, day: date, of: str = "grants") -> Any:
    given = {"title": "不应公示的题名", "sort": "study", "amount": "600", "unit": str(house.office.units["kexie"].pk)}
    return begin(kind(of), house.office.actor("supervisor", day), given, at=ten(day)).record


def does(house: House, one: Any, step: str, day: date, who: str = "clerk", **given: Any) -> Any:
    fresh = type(one)._default_manager.get(pk=one.pk)
    return take(fresh, step, house.office.actor(who, day), given, at=ten(day)).record


def published(house: House, day: date = date(2026, 9, 24), of: str = "grants") -> Any:
    house.on(day.year, day.month, day.day)
    return does(house, asked(house, day, of), "publish", day)


def objects(house: House, one: Any, day: date, who: str = "reader", **more: Any) -> Any:
    given = {"about": one.number, "facts": "情况不实：该项目去年已经完成。", **more}
    return begin(kind("objections"), house.office.actor(who, day), given, at=ten(day)).record


def answers(house: House, objection: Any, day: date, result: str = "rejected") -> Any:
    return does(house, objection, "answer", day, "supervisor", result=result, reply="经核实，材料属实。")


def until(one: Any) -> date | None:
    return Posting.objects.get(record=one.pk, ended=None).until


def shut(house: House, one: Any, day: date) -> str:
    with pytest.raises(RecordError) as refused:
        does(house, one, "approve", day, "supervisor")
    assert type(one).objects.get(pk=one.pk).state == "published"
    return str(refused.value)


def test_days_are_counted_from_the_day_after_and_the_last_moves_behind_the_break() -> None:
    thursday = date(2026, 9, 24)
    assert last_day(thursday, 5, workdays=False) == date(2026, 9, 29)
    assert last_day(thursday, 7, workdays=False) == date(2026, 10, 8)  # 1 October and all up to the 7th are off
    assert last_day(thursday, 1, workdays=True) == date(2026, 9, 28)  # 25 to 27 September are off
    stops = [(date(2026, 9, 28), date(2026, 9, 30)), (date(2026, 9, 29), date(2026, 10, 2))]
    assert last_day(thursday, 9, workdays=False, stops=stops) == date(2026, 10, 8)
    assert last_day(thursday, 7, workdays=True, stops=stops) == date(2026, 10, 15)
    assert stopped_days(thursday, date(2026, 10, 8), stops) == 5  # a day with two open objections is one
    assert last_day(thursday, 7, workdays=False, stops=[(thursday, None)]) is None


DAY = some.dates(date(2024, 1, 1), date(2026, 12, 1))
STOP = some.tuples(some.integers(0, 40), some.integers(0, 15))


@samples(DAY, some.integers(1, 40), some.booleans(), some.lists(STOP, max_size=4))
def test_so_many_days_run_however_objections_lie(
    posted: date, count: int, workdays: bool, given: list[tuple[int, int]]
) -> None:
    first = posted + timedelta(days=1)
    stops = [(first + timedelta(days=at), first + timedelta(days=at + long)) for at, long in given]
    last = last_day(posted, count, workdays, stops)
    assert last is not None and work(last)
    days = [posted + timedelta(days=one) for one in range(1, (last - posted).days + 1)]
    ran = [day for day in days if not any(a <= day <= b for a, b in stops) and (work(day) or not workdays)]
    assert len(ran) >= count and last in ran
    if workdays:
        assert len(ran) == count
    else:  # what is more was added because the last day was not worked
        assert all(not work(day) for day in ran[count - 1 : -1])
    if not stops:
        assert last == after(posted, count, "workday" if workdays else "day").day


def test_it_is_read_by_its_unit_in_what_is_declared_and_by_nobody_else(house: House) -> None:
    lasts(house)
    one = published(house)
    page = f"/publicity/{Posting.objects.get().pk}/"
    for who, status in (("reader", 200), ("clerk", 200), ("supervisor", 200), ("stranger", 404), ("outside", 404)):
        assert house.client(who).get(page).status_code == status, who
        assert (one.number in house.reads(who, "/publicity/")) is (status == 200), who
    assert house.client("reader").get(one.get_absolute_url()).status_code == 404  # the matter itself is closed
    words = house.reads("reader", page)
    assert "Study" in words and "600" in words and "2026-10-08" in words and "7 days" in words
    assert "不应公示的题名" not in words + house.reads("reader", "/publicity/")


def test_read_by_the_office_it_is_read_by_everyone_who_works_there(house: House) -> None:
    lasts(house)
    with declared(Line("others", "Others", (others(replace(PART, reads="office")),))):
        published(house, of="others")
        page = f"/publicity/{Posting.objects.get().pk}/"
        for who, status in (("stranger", 200), ("reader", 200), ("outside", 404), ("admin", 404)):
            assert house.client(who).get(page).status_code == status, who


def test_what_waits_is_shut_until_the_last_day_is_over_in_every_way(house: House) -> None:
    lasts(house, "5日")
    one, last = published(house), date(2026, 9, 29)
    for day in (date(2026, 9, 24), last):
        house.on(day.year, day.month, day.day)
        assert "until its last day" in shut(house, one, day)
        client = house.client("supervisor")
        assert f"{one.get_absolute_url()}approve/" not in client.get(one.get_absolute_url()).text
        assert client.post(f"{one.get_absolute_url()}approve/", {"seen": "2"}).status_code in (409, 422)
        assert one.pk not in [each.pk for each in waits(house.office.actor("supervisor", day), day)]
        page = client.post("/grants/bulk/", {"step": "approve", "row": [str(one.pk)]}).text
        assert "0 rows of 1 chosen" in page and "until its last day" in page
    assert Grant.objects.get(pk=one.pk).state == "published"
    house.on(2026, 9, 30)
    assert f"{one.get_absolute_url()}approve/" in house.client("supervisor").get("/").text
    assert does(house, one, "approve", date(2026, 9, 30), "supervisor").state == "approved"
    assert list(_other_state(kind("grants"))) == []


def test_over_a_long_holiday_with_two_objections(house: House) -> None:
    lasts(house)
    one = published(house)
    first = objects(house, one, date(2026, 9, 28))
    assert until(one) is None
    second = objects(house, one, date(2026, 9, 29), "head")
    answers(house, first, date(2026, 9, 30))
    assert until(one) is None and "objection" in shut(house, one, date(2026, 9, 30))
    answers(house, second, date(2026, 10, 2))
    assert until(one) == date(2026, 10, 8)  # 25, 26, 27 September, 3 to 6 October; then the break
    house.on(2026, 10, 8)
    words = house.reads("supervisor", one.get_absolute_url())
    assert "2026-10-08" in words and " 5 " in words
    shut(house, one, date(2026, 10, 8))
    assert does(house, one, "approve", date(2026, 10, 9), "supervisor").state == "approved"


def test_one_on_the_last_day_stops_it_and_one_day_is_left_after_the_answer(house: House) -> None:
    lasts(house, "5日")
    one = published(house)
    late = objects(house, one, date(2026, 9, 29))
    shut(house, one, date(2026, 9, 30))
    answers(house, late, date(2026, 10, 8))
    assert until(one) == date(2026, 10, 9)
    with pytest.raises(RecordError, match="Nothing that you may read"):
        objects(house, one, date(2026, 10, 10))


def test_upheld_nothing_follows_until_it_is_changed_and_posted_anew(house: House) -> None:
    lasts(house, "5日")
    one = published(house)
    bad = objects(house, one, date(2026, 9, 28))
    answers(house, bad, date(2026, 9, 29), "upheld")
    assert "upheld" in shut(house, one, date(2026, 10, 20))
    does(house, one, "amend", date(2026, 10, 20), sort="study", amount="600")  # nothing is another
    assert Posting.objects.count() == 1
    does(house, one, "amend", date(2026, 10, 20), sort="study", amount="500")
    assert Posting.objects.filter(record=one.pk).count() == 2 and until(one) == date(2026, 10, 26)
    shut(house, one, date(2026, 10, 26))
    assert does(house, one, "approve", date(2026, 10, 27), "supervisor").state == "approved"


def test_what_is_put_right_is_posted_anew_too(house: House) -> None:
    lasts(house, "5日")
    one = published(house)
    house.on(2026, 9, 29)
    does(house, one, "put_right", date(2026, 9, 29), "supervisor", amount="900", reason="笔误")
    assert until(one) == date(2026, 10, 8)


def test_without_days_nothing_is_posted(house: House) -> None:
    one = asked(house, date(2026, 9, 24))
    with pytest.raises(RecordError, match="How long a grant stands in publicity"):
        does(house, one, "publish", date(2026, 9, 24))
    assert Grant.objects.get(pk=one.pk).state == "asked" and not Posting.objects.exists()


@pytest.mark.parametrize("step", ["back", "refuse"])
def test_taken_down_its_page_is_gone_at_once(house: House, step: str) -> None:
    lasts(house)
    one = published(house)
    page = f"/publicity/{Posting.objects.get().pk}/"
    given = {"reason": "撤回"} if step == "refuse" else {}
    does(house, one, step, date(2026, 9, 25), "supervisor", **given)
    assert house.client("reader").get(page).status_code == 404
    assert one.number not in house.reads("reader", "/publicity/")
    with pytest.raises(RecordError, match="Nothing that you may read"):
        objects(house, one, date(2026, 9, 25))
    if step == "back":
        does(house, one, "publish", date(2026, 9, 28))
        assert until(one) == date(2026, 10, 8) and Posting.objects.count() == 2


def test_over_its_page_is_gone_and_erased_too(house: House) -> None:
    lasts(house, "5日")
    one = published(house)
    page = f"/publicity/{Posting.objects.get().pk}/"
    house.on(2026, 9, 29)
    assert house.client("reader").get(page).status_code == 200
    Grant.objects.filter(pk=one.pk).update(erased=ten(date(2026, 9, 29)))
    assert house.client("reader").get(page).status_code == 404
    Grant.objects.filter(pk=one.pk).update(erased=None)
    house.on(2026, 9, 30)
    assert house.client("reader").get(page).status_code == 404


def test_who_objects_is_read_by_the_desk_and_by_themselves_alone(house: House) -> None:
    lasts(house)
    one, day = published(house), date(2026, 9, 28)
    house.on(2026, 9, 28)
    objection = objects(house, one, day, "reader", name="幻名字", contact="13900000000")
    page = objection.get_absolute_url()
    for who, status in (("supervisor", 200), ("reader", 200), ("head", 404), ("clerk", 404), ("leader", 404)):
        assert house.client(who).get(page).status_code == status, who
    assert objection.number in house.reads("supervisor", one.get_absolute_url())
    words = house.reads("clerk", one.get_absolute_url())
    assert objection.number not in words and "情况不实" not in words and "an objection is open" in words
    assert "幻名字" not in house.reads("supervisor", page)  # until asked for
    told = Message.objects.get(code="objections.raised")
    assert told.post == house.office.posts["supervisor"] and "reader" not in str(told.values)
    with pytest.raises(RecordError, match="not"):
        does(house, objection, "answer", day, "clerk", result="rejected", reply="我们自己答复")
    answers(house, objection, day)
    assert Message.objects.filter(code="objections.answered", person=house.office.people["reader"].pk).exists()
    words = house.reads("reader", page)
    assert "材料属实" in words and "不应公示的题名" not in words


def test_an_objection_through_the_page_and_through_a_program(house: House) -> None:
    lasts(house)
    one, day = published(house), date(2026, 9, 25)
    house.on(2026, 9, 25)
    client = house.client("reader")
    form = client.get(f"/objections/new/?about={one.number}").text
    assert one.number in form
    client.post("/objections/new/", {"about": one.number, "facts": "情况不实"})
    assert Objection.objects.get().title == one.number
    mine, stranger = (program(house.office, who, at=ten(day)) for who in ("reader", "stranger"))
    answer = mine.post("objections", {"given": {"about": one.number, "facts": "还有一条"}})
    assert answer.status_code == 201, answer.text
    for number, asks in ((one.number, stranger), ("拨2026-9999", mine)):
        answer = asks.post("objections", {"given": {"about": number, "facts": "无关"}})
        assert said(answer) == (422, "incomplete") and "Nothing that you may read" in answer.text
    lacking = client.post("/objections/new/", {"about": one.number, "facts": "代人反映", "name": "幻某"})
    assert lacking.status_code == 422 and "how they are reached" in lacking.text
    assert Objection.objects.count() == 2


def test_withdrawn_the_clock_goes_on(house: House) -> None:
    lasts(house, "5日")
    one = published(house)
    objection = objects(house, one, date(2026, 9, 28))
    does(house, objection, "withdraw", date(2026, 9, 28), "reader", reason="已经了解清楚")
    assert until(one) == date(2026, 9, 30)


def test_opened_to_everybody_it_is_there_while_it_runs(house: House) -> None:
    open_part = Public("number title sort", OPEN, where=RUNS)
    lasts(house, "5日")
    with declared(Line("others", "Others", (others(PART, open_part),))):
        day = date(2026, 9, 1)
        set_value(OPEN, None, "是", day, "云科协发〔2026〕4号", house.office.actor("admin"), at=ten(day))
        one = published(house, of="others")
        anyone = house.client("reader")
        anyone.logout()
        assert one.number in anyone.get("/open/others/").text
        house.on(2026, 9, 30)
        assert one.number not in anyone.get("/open/others/").text


def test_the_list_asks_alike_for_few_and_for_many(house: House, django_assert_max_num_queries: Any) -> None:
    lasts(house)
    for _one in range(3):
        published(house)
    client = house.client("reader")
    client.get("/publicity/")
    with django_assert_max_num_queries(16) as few:
        client.get("/publicity/")
    for _one in range(9):
        published(house)
    with django_assert_max_num_queries(len(few)) as many:
        assert "12" in client.get("/publicity/").text
    assert len(many) == len(few)


@pytest.mark.django_db(transaction=True)
def test_answered_at_once_by_eight_the_clock_is_that_of_all(
    real_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = moving(real_office, monkeypatch)
    lasts(house, "5日")
    one = published(house)
    raised = [objects(house, one, date(2026, 9, 25)) for _each in range(8)]
    at_once(lambda number: answers(house, raised[number], date(2026, 9, 28)))
    assert until(one) == last_day(date(2026, 9, 24), 5, False, [(date(2026, 9, 25), date(2026, 9, 28))])


@pytest.mark.django_db(transaction=True)
def test_taken_down_while_eight_object_each_is_in_time_or_refused(
    real_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = moving(real_office, monkeypatch)
    lasts(house, "5日")
    one, day = published(house), date(2026, 9, 25)

    def press(number: int) -> Any:
        if number == 3:
            return does(house, one, "back", day, "supervisor")
        return objects(house, one, day)

    told = of(at_once(press))
    posting = Posting.objects.get()
    assert posting.ended == day and told["done"] == 1 + Objection.objects.count()
    assert told.get("done", 0) + told.get("guarded", 0) + told.get("incomplete", 0) == 8


def test_a_limit_is_read_as_laws_write_it() -> None:
    for text, count, unit in (("7日", 7, "day"), ("10个工作日", 10, "workday"), ("5 working days", 5, "workday"),
                              ("3", 3, "day"), ("１５天", 15, "day")):  # fmt: skip
        assert (limit(text).count, limit(text).unit) == (count, unit)
    for text in ("0", "七", "-1日", "7小时", "99999", ""):
        with pytest.raises(ValueError, match="no number of days"):
            limit(text)


def test_a_declaration_that_could_not_work_is_refused_at_the_start() -> None:
    hidden = Protected({"amount": stars}, "desk")
    named = Protected({"amount": mask_name}, "desk")
    for part, words in (
        (replace(PART, state="posted"), "no state posted"),
        (replace(PART, then="refund"), "no step from published"),
        (replace(PART, then=""), "no step waits"),
        (replace(PART, shows="worth"), "no field worth"),
        (replace(PART, reads="world"), "neither unit nor office"),
    ):
        with pytest.raises(ValueError, match=words):
            grants(part)
    with pytest.raises(ValueError, match="never shown"):
        grants(PART, hidden, columns="sort")
    grants(PART, named, columns="sort")
    with pytest.raises(ValueError, match="no number"):
        grants(PART, prefix="")

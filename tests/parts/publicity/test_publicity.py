"""Publicity: who reads what, until when, what waits for its end, and objections that stop the clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override
from granted import OPEN, PART, answers, asked, does, grants, lasts, moving, objects, others, published, shut, until

from declared_lines import declared
from housekeeping_office import House, ten
from linked.models import Grant
from luoshi.base.record_errors import RecordError
from luoshi.desk.lists.queries.inbox import waiting_records
from luoshi.kernel.history.queries.verification import _other_state
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message
from luoshi.kernel.parameters.actions import set_value
from luoshi.parts.publicity.models import Objection, Posting
from luoshi.parts.publicity.queries import RUNS
from office import Office
from programs import program, said


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    with declared(Line("grants", "Grants", (grants().declaration,))), override("en"):
        yield


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch) -> House:
    return moving(office, monkeypatch)


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
    with declared(Line("others", "Others", (others(replace(PART, reads="office")).declaration,))):
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
        assert one.pk not in [record.pk for record in waiting_records(house.office.actor("supervisor", day), day)]
        page = client.post("/grants/bulk/", {"step": "approve", "row": [str(one.pk)]}).text
        assert "0 rows of 1 chosen" in page and "until its last day" in page
    assert Grant.objects.get(pk=one.pk).state == "published"
    house.on(2026, 9, 30)
    assert f"{one.get_absolute_url()}approve/" in house.client("supervisor").get("/").text
    assert does(house, one, "approve", date(2026, 9, 30), "supervisor").state == "approved"
    assert list(_other_state(get_kind("grants"))) == []


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
    with pytest.raises(RecordError, match="There is no public notice"):
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
    with pytest.raises(RecordError, match="There is no public notice"):
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
        assert said(answer) == (422, "incomplete") and "There is no public notice" in answer.text
    lacking = client.post("/objections/new/", {"about": one.number, "facts": "代人反映", "name": "幻某"})
    assert lacking.status_code == 422 and "contact data" in lacking.text
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
    with declared(Line("others", "Others", (others(PART, open_part).declaration,))):
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
    with django_assert_max_num_queries(17) as few:
        client.get("/publicity/")
    for _one in range(9):
        published(house)
    with django_assert_max_num_queries(len(few)) as many:
        assert "12" in client.get("/publicity/").text
    assert len(many) == len(few)

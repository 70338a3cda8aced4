"""An entry of a register: who finds it, what it was on a day, and that two of them prove to be one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from deals import deals, done, entered, signed
from django.db import connection
from django.test import Client

from linked.models import Deal
from luoshi.base.record_errors import RecordError
from luoshi.codes.identity import check_character
from luoshi.desk.figures.queries.coverage import coverage_entries
from luoshi.desk.privacy.erasing.actions import erase_content
from luoshi.evidence.journal.models import Payload
from luoshi.kernel.kinds.language.figures import Coverage
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.unique.queries import double_marks
from luoshi.parts.registers.line import VALUES
from luoshi.parts.registers.models import FormerValue, Organisation, Person
from office import NOW, TODAY, Office

CREDIT = "516300005000002340"
NUMBER = "639999199001010" + "01"
NUMBER += check_character(NUMBER)
OTHER_NUMBER = "63999919900101003"
OTHER_NUMBER += check_character(OTHER_NUMBER)


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    with deals():
        yield


def page(office: Office, who: str, path: str) -> str:
    client = Client()
    client.force_login(office.people[who].user)
    client.cookies["django_language"] = "en"
    answer = client.get(path)
    return answer.text if answer.status_code == 200 else f"status {answer.status_code}"


def offered(office: Office, who: str, name: str, words: str) -> list[str]:
    client = Client()
    client.force_login(office.people[who].user)
    return [option["label"] for option in client.get(f"/{name}/choose/", {"q": words}).json()["options"]]


def test_everyone_of_the_office_finds_an_organisation_and_few_a_person(office: Office) -> None:
    tea = entered(office, "organisations", "云岭县茶叶协会")
    person = entered(office, "persons", "施茶香", organisation=tea.number)
    village = entered(office, "places", "青石村", division="632801100201")
    assert offered(office, "stranger", "organisations", "茶叶") == [f"{tea.number} 云岭县茶叶协会"]
    assert offered(office, "stranger", "places", "632801100201") == [f"{village.number} 青石村"]
    assert [offered(office, who, "persons", "施茶香") for who in ("clerk", "supervisor", "stranger")] == [
        [f"{person.number} 施茶香"],
        [f"{person.number} 施茶香"],
        [],
    ]
    assert page(office, "stranger", person.get_absolute_url()) == "status 404"
    assert page(office, "outside", tea.get_absolute_url()) == "status 404"


def test_a_mistyped_code_or_number_is_refused_and_nobody_is_shown_the_number(office: Office) -> None:
    with pytest.raises(RecordError, match="校验位不符"):
        entered(office, "organisations", "云岭县蜂业协会", credit="516300005000000150")
    mistyped = NUMBER[:16] + str((int(NUMBER[16]) + 1) % 10) + NUMBER[17]
    for wrong, why in [(mistyped, "末位"), ("99" + NUMBER[2:], "没有以 99 开头"), ("12", "18 位")]:
        with pytest.raises(RecordError, match=why):
            entered(office, "persons", "施茶香", identity=wrong)
    person = entered(office, "persons", "施茶香", identity=f" {NUMBER[:6]} {NUMBER[6:]}", phone="13900000001")
    assert (person.sex, str(person.birth), person.identity) == ("male", "1990-01-01", NUMBER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity, phone FROM registers_person")
        kept = " ".join(cursor.fetchone())
    assert NUMBER not in kept and "13900000001" not in kept
    shown = page(office, "clerk", person.get_absolute_url()) + json.dumps(
        [*Payload.objects.values_list("data", flat=True)]
    )
    assert "639*************" in shown  # the mask
    assert all(words not in shown for words in (NUMBER, "13900000001"))


def test_a_number_or_code_stands_in_one_entry_until_that_is_merged_or_erased(office: Office) -> None:
    first = entered(office, "persons", "施茶香", identity=NUMBER)
    second = entered(office, "persons", "施茶香")
    with pytest.raises(RecordError, match=first.number):
        done(office, second, "identify", identity=f"{NUMBER[:6]} {NUMBER[6:]}")
    with pytest.raises(RecordError, match="身份证号码"):
        entered(office, "persons", "施茶香", "supervisor", identity=NUMBER)
    with pytest.raises(RecordError, match="与身份证号码不一致"):
        done(office, first, "identify", identity=NUMBER, sex="female")
    with pytest.raises(RecordError, match="身份证号码上的"):
        done(office, first, "put_right", birth="1990-01-02", reason="笔误")
    tea = entered(office, "organisations", "云岭县茶叶协会", credit=CREDIT, as_unit=str(office.units["society"].pk))
    for given in ({"credit": CREDIT.lower()}, {"as_unit": str(office.units["society"].pk)}):
        with pytest.raises(RecordError, match=tea.number):
            entered(office, "organisations", "云岭县茶叶学会", **given)
    erase_content(first, {"basis": "term"}, office.actor("admin"), NOW)
    assert done(office, second, "identify", identity=NUMBER).sex == "male"


def test_whoever_counts_persons_is_told_how_many_may_be_there_twice(office: Office) -> None:
    known, stays, double = (entered(office, "persons", "施茶香", **fields) for fields in ({"identity": NUMBER}, {}, {}))
    assert "3; 2 of them have no identity number" in page(office, "clerk", "/persons/")
    done(office, double, "merge", same_as=stays.number)
    assert "2; 1 of them have no identity number" in page(office, "clerk", "/persons/")
    assert known.sex == "male" and "of them have no identity number" not in page(office, "stranger", "/persons/")


def test_one_name_at_one_place_is_a_doubt_until_the_two_are_merged(office: Office) -> None:
    village = entered(office, "places", "青石村")
    stays, double = (entered(office, "organisations", "茶叶协会", place=village.number) for _one in range(2))
    desk = office.actor("supervisor")
    assert double_marks(get_kind("organisations"), [double.pk], desk, TODAY)[double.pk].number == stays.number
    done(office, double, "merge", same_as=stays.number)
    assert double_marks(get_kind("organisations"), [stays.pk, double.pk], desk, TODAY) == {}


def test_a_deal_keeps_the_name_it_was_signed_under(office: Office) -> None:
    tea = entered(office, "organisations", "云岭县茶叶协会", head="施茶香")
    old = signed(office, tea, "2026-03-09")  # the last day on which it was so
    done(office, tea, "change", title="云岭县茶产业联合会", changed="2026-03-10", reason="更名批复")
    new = signed(office, tea, "2026-03-10")
    assert (get_kind("organisations").record.objects.get().title, FormerValue.objects.count()) == (
        "云岭县茶产业联合会",
        1,
    )
    before, after = (page(office, "clerk", person.get_absolute_url()) for person in (old, new))
    assert "云岭县茶叶协会" in before and "organisation as of 2026-03-09" in before.lower()
    assert "云岭县茶叶协会" not in after and "2026-03-10" in after and "施茶香" in after


def test_what_is_put_right_was_never_so_and_what_changes_does_so_in_its_order(office: Office) -> None:
    tea = entered(office, "organisations", "云岭县茶叶协会", head="施茶香")
    done(office, tea, "put_right", title="云岭县茶叶学会", reason="笔误")
    assert not FormerValue.objects.exists()
    done(office, tea, "change", head="乔接任", changed="2026-03-10")
    with pytest.raises(RecordError, match="2026-03-09"):
        done(office, tea, "change", head="卢更早", changed="2026-03-09")
    with pytest.raises(RecordError, match=r"表单: 与原来登记的没有不同。$"):
        done(office, tea, "change", head="乔接任", changed="2026-03-12")
    done(office, tea, "change", head="郝当日", changed="2026-03-10")  # it held on no day
    tea = done(office, tea, "change", head="沈再任", changed="2026-03-15")
    assert "Formerly" in (shown := page(office, "clerk", tea.get_absolute_url())) and "郝当日" in shown
    spans = FormerValue.objects.order_by("to_day").values_list("value", "from_day", "to_day")
    assert [(value, str(first), str(last)) for value, first, last in spans] == [
        ("施茶香", "None", "2026-03-09"),
        ("郝当日", "2026-03-10", "2026-03-14"),
    ]


def test_two_entries_that_are_one_are_merged_by_one_act(office: Office) -> None:
    stays, double = (entered(office, "organisations", name) for name in ("云岭县茶叶协会", "云岭县茶叶协会"))
    older = entered(office, "organisations", "云岭茶协")
    done(office, older, "merge", same_as=double.number)
    deal, person = (
        signed(office, double, "2026-03-02"),
        entered(office, "persons", "施茶香", organisation=double.number),
    )
    form = page(office, "supervisor", f"{double.get_absolute_url()}merge/")
    assert "Deals 1" in form and "Persons 1" in form
    with pytest.raises(RecordError, match="本条"):
        done(office, double, "merge", same_as=double.number)
    with pytest.raises(RecordError):
        done(office, double, "merge", "clerk", same_as=stays.number)
    gone = done(office, double, "merge", same_as=stays.number)
    assert (gone.state, gone.same_as.pk, gone.closed) == ("merged", stays.pk, NOW)
    assert Deal.objects.get(pk=deal.pk).organisation_id == stays.pk
    assert Person.objects.get(pk=person.pk).organisation_id == stays.pk
    assert Organisation.objects.get(pk=older.pk).same_as_id == stays.pk
    assert stays.number in page(office, "clerk", gone.get_absolute_url())
    assert double.number in page(office, "clerk", stays.get_absolute_url())
    with pytest.raises(RecordError):  # what is merged cannot be chosen
        signed(office, double, "2026-03-03")


def test_what_is_erased_is_known_no_more(office: Office) -> None:
    person = entered(office, "persons", "施茶香", identity=NUMBER, position="会长")
    person = done(office, person, "change", position="顾问", changed="2026-03-10")
    assert FormerValue.objects.filter(record=person.pk).exists()
    erase_content(person, {"basis": "term"}, office.actor("admin"), NOW)
    left = Person.objects.get(pk=person.pk)
    assert (left.identity, left.birth) == ("", None)
    assert not FormerValue.objects.filter(record=person.pk).exists()


@pytest.mark.parametrize(
    ("first", "second", "doubted"),
    [
        ({}, {}, True),  # neither place nor code is known
        ({"place": "one"}, {}, True),
        ({"place": "one"}, {"place": "one"}, True),
        ({"place": "one"}, {"place": "other"}, False),  # the same name in another village
    ],
)
def test_an_entry_with_a_name_that_stands_is_a_doubt_at_once_and_no_gap_list_has_it_twice(
    office: Office, first: dict[str, str], second: dict[str, str], doubted: bool
) -> None:
    villages = {"one": entered(office, "places", "幻坪村"), "other": entered(office, "places", "幻岭村")}
    given = [{name: villages[value].number for name, value in said.items()} for said in (first, second)]
    stays, later = (entered(office, "organisations", "幻坪茶叶协会", **fields) for fields in given)
    desk = office.actor("supervisor")
    found = double_marks(get_kind("organisations"), [stays.pk, later.pk], desk, TODAY)
    assert set(found) == ({later.pk} if doubted else set())
    (coverage,) = [period for period in get_kind("societies").every(Coverage) if period.name == "by_kind"]
    there = coverage_entries(get_kind("societies"), coverage, desk, TODAY, TODAY, answers=("yes", "no", "unknown"))
    assert there.filter(title="幻坪茶叶协会").count() == (1 if doubted else 2)


def test_two_persons_of_one_name_are_a_doubt_until_both_have_a_number(office: Office) -> None:
    one, other = entered(office, "persons", "施茶香"), entered(office, "persons", "施茶香", identity=NUMBER)
    desk = office.actor("supervisor")
    assert set(double_marks(get_kind("persons"), [one.pk, other.pk], desk, TODAY)) == {other.pk}
    done(office, one, "identify", identity=OTHER_NUMBER)
    assert double_marks(get_kind("persons"), [one.pk, other.pk], desk, TODAY) == {}


@pytest.mark.parametrize(("kind", "word"), [("persons", "姓名"), ("organisations", "名称")])
def test_a_list_calls_the_name_of_an_entry_as_its_form_does(office: Office, kind: str, word: str) -> None:
    entered(office, kind, "施茶香")
    client = Client()
    client.force_login(office.people["supervisor"].user)
    sheet = client.get(f"/{kind}/").text
    heads = [re.sub(r"<[^>]+>|\s", "", head) for head in re.findall(r"<th[^>]*>.*?</th>", sheet, re.S)]
    assert word in heads and word in client.get(f"/{kind}/new/").text


def test_service_organisations_are_counted_as_they_stand_on_a_day_and_merged_ones_are_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S001-10: 70 and more; who is known since no day is there from the beginning, and who is the same is no other."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    set_value(VALUES["organisations.service"], None, "≥3", date(2026, 1, 1), "云科发〔2026〕3号", office.actor("admin"),
              at=NOW)  # fmt: skip
    kept = entered(office, "organisations", "幻检测中心", sort="service")
    double = entered(office, "organisations", "幻检测中心（县）", sort="service")
    entered(office, "organisations", "幻转移中心", sort="service", from_day="2026-02-01")
    gone = entered(office, "organisations", "幻咨询公司", sort="service", from_day="2026-02-01")
    entered(office, "organisations", "幻茶业公司", sort="enterprise")
    done(office, double, "merge", "supervisor", same_as=kept.number, reason="同一机构")
    done(office, gone, "end", "supervisor", to_day="2026-03-19")
    browser = Client()
    browser.force_login(office.people["supervisor"].user)

    def services(last: str) -> tuple[Any, Any]:
        asked = {"by": "sort", "first": "2026-01-01", "last": last}
        lines = browser.get("/api/organisations/figures", asked).json()["lines"]
        (found,) = (line["figures"][0] for line in lines if line["key"] == "service")
        return found["value"], found["met"]

    assert [services(day) for day in ("2026-01-15", "2026-03-19", "2026-03-20")] == [
        ("1", False), ("3", True), ("2", False)]  # fmt: skip

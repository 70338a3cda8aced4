"""Who is late on a supervisor's home page: by unit, with the telephone on demand and the chase in the row."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assigned import at, issued, running
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.org.people.models import Person
from luoshi.plans.base.models.commitment import Commitment
from luoshi.site.today.queries import late_by_unit, late_commitments
from many_appeals import signed_in
from office import Office
from plans import published

DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(11, 20))


def late(office: Office) -> Commitment:
    """One late commitment of 县科协, two of the town, of which one was sent out to it late."""
    plan = published(office)
    issued(office, plan, "农村科普馆")
    one = running(office, plan, "科普示范基地")
    other = issued(office, plan, "宣传报道")
    Commitment.objects.filter(pk=other.pk).update(unit=office.units["town"], binds=DAY - timedelta(days=9))
    return one


def rows(office: Office, who: str = "supervisor") -> dict[str, Any]:
    face = signed_in(office, who).get("/").context["face"]
    return {row["name"]: row for row in face["late"]["rows"]} if "late" in face else {}


def test_each_late_unit_stands_with_its_count_its_oldest_matter_and_the_person(office: Office) -> None:
    one = late(office)
    found = rows(office)
    assert [(row["name"], row["count"]) for row in found.values()] == [("青石镇", 2), ("云岭县科学技术协会", 1)]
    kexie = found["云岭县科学技术协会"]
    assert (kexie["title"], kexie["who"], kexie["days"]) == (one.title, "柯干事", (DAY - date(2026, 9, 30)).days)
    page = signed_in(office, "supervisor").get("/").text
    assert "<strong>2 个单位</strong></a>有" in page and "3 项逾期" in page
    assert sum(row["count"] for row in found.values()) == late_commitments(office.actor("supervisor", DAY), DAY).count()


def test_each_count_leads_to_exactly_its_rows(office: Office) -> None:
    late(office)
    client = signed_in(office, "supervisor")
    for row in rows(office).values():
        assert client.get(row["url"]).context["count"] == row["count"]
    assert client.get("/today/late/").context["count"] == 3
    assert client.get("/today/none/").status_code == 404


@pytest.mark.parametrize("who", ["clerk", "head", "stranger", "collector", "outside", "auditor", "admin"])
def test_others_have_no_such_section_and_get_no_telephone(office: Office, who: str) -> None:
    one = late(office)
    client = signed_in(office, who)
    assert "late" not in client.get("/").context["face"]
    for fragment in ({}, {"HTTP_HX_REQUEST": "true"}):
        assert client.post(reverse("late_call", args=[one.pk]), **fragment).status_code == 404
    assert not Entry.objects.filter(step__startswith="person.look").exists()


def test_of_a_leader_the_telephone_is_on_their_own_page(office: Office) -> None:
    one = late(office)
    assert signed_in(office, "leader").post(reverse("late_call", args=[one.pk])).status_code == 404


def test_one_press_shows_the_number_and_the_look_is_journaled(office: Office) -> None:
    one, who = late(office), office.people["clerk"]
    Person.objects.filter(pk=who.pk).update(phone="13900000000")
    client, url = signed_in(office, "supervisor"), reverse("late_call", args=[one.pk])
    assert "13900000000" not in client.get("/").text and url in client.get("/").text
    answer = client.post(url, HTTP_HX_REQUEST="true")
    assert 'href="tel:13900000000"' in answer.text and "<html" not in answer.text
    assert answer["Cache-Control"] == "no-store"
    (entry,) = Entry.objects.filter(step="person.look", subject=f"person:{who.pk}")
    assert one.number in str(vars(entry.payload))
    whole = client.post(url)  # without scripts: a page, with the way back
    assert "<html" in whole.text and 'href="tel:13900000000"' in whole.text and 'href="/">首页' in whole.text
    assert client.get(url).status_code == 405 and Client().post(url).status_code == 302


def test_of_what_is_not_late_no_number_is_shown(office: Office) -> None:
    one = late(office)
    later = DAY + timedelta(days=9)
    Commitment.objects.filter(pk=one.pk).update(binds=later, pressing=later, report_due=None, until=later)
    for pk in (one.pk, 987654):
        assert signed_in(office, "supervisor").post(reverse("late_call", args=[pk])).status_code == 404
    assert not Entry.objects.filter(step="person.look").exists()


def test_one_late_matter_is_chased_by_its_form_and_several_by_that_for_many(office: Office) -> None:
    one = late(office)
    found, client = rows(office), signed_in(office, "supervisor")
    assert found["云岭县科学技术协会"]["chase"]["url"] == reverse("records:step", args=["commitments", one.pk, "push"])
    chase = found["青石镇"]["chase"]
    assert len(chase["rows"]) == 2
    seen = client.post(chase["url"], {"step": chase["step"], "row": chase["rows"]})
    assert seen.status_code == 200 and seen.context["will"] == 2
    sent = {name: seen.context["form"].initial[name] for name in ("bulk_rows", "bulk_step", "bulk_will")}
    done = client.post(chase["url"], {**sent, "bulk_undoes": "", "words": "请于三日内报送。", "limit": ""}, follow=True)
    assert done.status_code == 200
    assert Entry.objects.filter(step="push", record__in=chase["rows"]).count() == 2


def test_who_does_not_supervise_a_matter_is_offered_no_chase(office: Office) -> None:
    late(office)
    found = late_by_unit(office.actor("auditor", DAY), DAY, 8).first
    assert len(found) == 2 and all(not unit.chased for unit in found)
    found = late_by_unit(office.actor("supervisor", DAY), DAY, 8).first
    assert [len(unit.chased) for unit in found] == [2, 1]


def test_a_unit_s_clerk_sees_of_the_list_only_what_they_may_read(office: Office) -> None:
    late(office)
    assert signed_in(office, "stranger").get("/today/late/").context["count"] == 0
    assert signed_in(office, "clerk").get("/today/late/").context["count"] == 1


def test_units_beyond_those_shown_are_one_click_away(office: Office) -> None:
    one = late(office)
    units = [office.unit(f"u{n}", f"第{n}局", "county") for n in range(9)]
    for n, unit in enumerate(units):
        other = published(office).commitments.get(words__contains="科普示范基地")
        Record.objects.filter(pk=other.pk).update(unit=unit, state=one.state, due=one.due)
        Commitment.objects.filter(pk=other.pk).update(binds=DAY - timedelta(days=n + 9))
    late_section = signed_in(office, "supervisor").get("/").context["face"]["late"]
    assert len(late_section["rows"]) == 8 and late_section["units"] == 11
    assert late_section["more"] == {"label": "全部 11 个单位", "url": "/today/late/"}


@pytest.mark.parametrize("count", [3, 12])
def test_12_late_units_need_no_more_queries_than_3(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    plan = published(office)
    for n in range(count):
        plan = published(office)
        one = running(office, plan, "科普示范基地")
        Record.objects.filter(pk=one.pk).update(unit=office.unit(f"u{n}", f"第{n}局", "county"))
    client = signed_in(office, "supervisor")
    client.get("/")
    with django_assert_max_num_queries(45):
        rows_shown = client.get("/").context["face"]["late"]["rows"]
    assert len(rows_shown) == min(count + 2, 8)  # and those of the plan that were never sent out

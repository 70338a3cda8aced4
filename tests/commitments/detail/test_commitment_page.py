"""A commitment's page: its targets, and the way to the document that it stands in and to last year's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from assigned import act, running
from luoshi.commitments.progress.models import Progress
from luoshi.evidence.journal.models import Entry
from luoshi.org.actors.models import User
from luoshi.plans.base.models.commitment import Commitment
from office import Office
from plans import published


@pytest.mark.parametrize("who", ["supervisor", "clerk"])
def test_it_shows_what_is_promised_and_leads_to_its_source(office: Office, who: str) -> None:
    plan = published(office)
    one = Commitment.objects.get(plan=plan, words__contains="新建科普示范基地")
    client = Client()
    client.force_login(User.objects.get(username=who))
    words = client.get(f"/commitments/{one.pk}/").content.decode()
    assert "3个" in words and "120件" in words
    assert f"/plans/{plan.pk}/original/1/" in words and f"/plans/{plan.pk}/" in words


def test_its_first_entry_names_the_edition_that_says_the_rest(office: Office) -> None:
    one = Commitment.objects.filter(plan=published(office)).first()
    entry = Entry.objects.get(record=one, step="list")
    given = json.loads(entry.payload.data or "{}")
    assert given["edition"] == 1 and "quote" not in given and "words" not in given


@pytest.mark.parametrize("who", ["stranger", "outside"])
def test_who_has_no_part_in_it_does_not_see_it(office: Office, who: str) -> None:
    one = Commitment.objects.get(plan=published(office), words__contains="新建科普示范基地")
    client = Client()
    client.force_login(User.objects.get(username=who))
    assert client.get(f"/commitments/{one.pk}/").status_code == 404


def test_what_has_nothing_to_be_about_is_not_offered(office: Office) -> None:
    one = running(office, published(office), "科普示范基地")
    client = Client()
    client.force_login(User.objects.get(username="clerk"))

    def offered() -> set[str]:
        words = client.get(f"/commitments/{one.pk}/").content.decode()
        return {name for name in ("report", "confirm", "take_back_report") if f"/commitments/{one.pk}/{name}/" in words}

    assert offered() == {"report"}
    act(office, one, "report_told", "supervisor", told_by="柯干事", words="已建成2个")
    assert offered() == {"report", "confirm", "take_back_report"}
    told = Progress.objects.get(commitment=one)
    act(office, one, "confirm", "clerk", report=told.pk)
    assert offered() == {"report", "take_back_report"}
    act(office, one, "take_back_report", "clerk", report=told.pk, reason="数字有误")
    assert offered() == {"report"}


def test_its_page_asks_only_for_tables_that_refer_to_it(office: Office, django_assert_max_num_queries: Any) -> None:
    one = running(office, published(office), "科普示范基地")
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    client.get("/mine/")
    with django_assert_max_num_queries(33) as sent:
        client.get(f"/commitments/{one.pk}/")
    asked = [query["sql"] for query in sent.captured_queries if not query["sql"].startswith("SELECT EXISTS")]
    nothing = ("ledger_support", "ledger_twin", "ledger_check", "ledger_reminder", "ledger_keptlight", "records_hold")
    assert [sql for sql in asked if any(f'FROM "{table}"' in sql for table in nothing)] == []

"""The page of a record: its head, the sentence under it, particulars and evidence folded, changed values."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appeal_factory import appeal
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.conditions.queries.steps import open_steps
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.steps.actions.steps import take
from many_appeals import signed_in
from office import NOW, TODAY, Office


@pytest.fixture
def filed(office: Office) -> Record:
    return appeal(
        office, title="增设科普活动室", words="周末没有地方去，孩子们只好在街上玩", unit=office.units["desk"].pk
    )


def assigned(office: Office, record: Record, grade: str = "urgent") -> Record:
    to = {"grade": grade, "unit": office.units["kexie"].pk}
    return take(record, "assign", office.actor("supervisor"), to, at=NOW).record


def page_of(office: Office, record: Any, who: str = "supervisor", language: str = "en") -> Any:
    answer = signed_in(office, who, language).get(record.get_absolute_url())
    assert answer.status_code == 200
    return lxml.html.document_fromstring(answer.content.decode())


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def the(page: Any, path: str) -> Any:
    (node,) = page.xpath(path)
    return node


def in_sight(page: Any) -> list[str]:
    return [words(link) for link in page.xpath("//div[contains(@class, 'acts')]/a")]


def in_menu(page: Any) -> list[str]:
    return [
        words(link) for link in page.xpath("//div[contains(@class, 'acts')]//div[@class='menu']/a[@href!='#evidence']")
    ]


def test_one_sentence_says_who_has_it_what_comes_next_and_what_one_does_after_that(
    office: Office, filed: Record
) -> None:
    told = words(the(page_of(office, filed), "//p[@class='with']"))
    assert told == "Received now with 云岭县督查室: Grade and assign. After that: Answer."
    page = page_of(office, assigned(office, filed))
    told = words(the(page, "//p[@class='with']"))
    assert told.startswith("With the unit now with 云岭县科学技术协会: Answer.")


def test_the_main_step_is_in_sight_and_careful_ones_are_behind_the_dots(office: Office, filed: Record) -> None:
    page = page_of(office, filed)
    assert words(the(page, "//a[contains(@class, 'button--main')]")) == "Grade and assign"
    assert len(in_sight(page)) <= 3
    told = take(assigned(office, filed), "answer", office.actor("clerk"), {"answer": "列入计划"}, at=NOW).record
    given = {"told": TODAY, "how": "电话"}
    told = take(told, "tell", office.actor("supervisor"), given, at=NOW).record
    page = page_of(office, told)
    assert (in_sight(page)[0], "Reopen" in in_menu(page)) == ("Close it", True)


@pytest.mark.parametrize("who", ["supervisor", "clerk", "head", "leader"])
def test_every_open_step_can_be_reached_from_the_page(office: Office, filed: Record, who: str) -> None:
    record, actor = assigned(office, filed), office.actor(who)
    offered = {step.name for step in open_steps([record], actor, TODAY)[record.pk]}
    ways = set(page_of(office, record, who).xpath("//main//a/@href"))
    assert offered and {name for name in offered if f"{record.get_absolute_url()}{name}/" not in ways} == set()
    closed_to = {step.name for step in kind_of(record).cycle.steps} - offered
    assert not {name for name in closed_to if f"{record.get_absolute_url()}{name}/" in ways}


def test_what_one_does_later_is_named_with_the_state_it_waits_for(office: Office, filed: Record) -> None:
    refused = page_of(office, filed).xpath("//main//span[@class='menu__refused']")
    assert [words(act) for act in refused] == [
        "Inform the applicant only once it is “Answered”",
        "Close it only once it is “Applicant informed”",
    ]
    assert not any(act.xpath(".//a") for act in refused)


def test_numbers_and_hashes_of_entries_are_folded_and_complete(office: Office, filed: Record) -> None:
    record = assigned(office, filed)
    fold = the(page_of(office, record), "//details[@id='evidence']")
    assert fold.get("open") is None
    entries = list(Entry.objects.filter(record=record.pk).order_by("pk"))
    assert fold.xpath(".//code/text()") == [entry.payload_hash for entry in entries]
    shown = words(the(page_of(office, record), "//main")).replace(words(fold), "")
    assert entries and not any(entry.payload_hash in shown for entry in entries)


def test_empty_fields_and_the_moment_of_entry_are_under_all_particulars(office: Office, filed: Record) -> None:
    fold = the(page_of(office, filed), "//section[@aria-labelledby='facts']//details")
    assert words(fold).startswith("All particulars Due none Opened 2026-03-20") and "Not filled in" in words(fold)
    assert fold.get("open") is None


def test_a_long_text_stands_in_the_wide_column(office: Office, filed: Record) -> None:
    page = page_of(office, filed)
    assert "周末没有地方去" in words(the(page, "//p[contains(@class, 'longtext')]"))
    assert "周末没有地方去" not in words(the(page, "//section[@aria-labelledby='facts']"))


def test_a_value_that_changed_stands_with_the_former_one(office: Office, filed: Record) -> None:
    record = assigned(office, filed)
    record = take(
        record, "recall", office.actor("supervisor"), {"reason": "重新分级"}, at=NOW + timedelta(hours=1)
    ).record
    record = assigned(office, record, "ordinary")
    row = page_of(office, record).xpath("//ol[@class='timeline']/li")[0]
    assert words(the(row, ".//del[@class='value__was']")).endswith("urgent".capitalize())
    assert row.xpath(".//ins[@class='value__now']")


def test_a_longer_history_needs_no_more_queries(office: Office, filed: Record) -> None:
    client, record = signed_in(office, "supervisor", "en"), assigned(office, filed)
    counts = []
    for _time in range(2):
        client.get(record.get_absolute_url())
        with CaptureQueriesContext(connection) as found:
            client.get(record.get_absolute_url())
        counts.append(len(found))
        for _again in range(4):
            record = take(record, "recall", office.actor("supervisor"), {"reason": "重新分级"}, at=NOW).record
            record = assigned(office, record)
    assert counts[0] == counts[1]

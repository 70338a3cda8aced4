"""The list of commitments as a workbook: as many queries for many as for few, whatever units they name."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from many_appeals import lines_of
from office import Office
from plans import published


def exported(office: Office) -> tuple[bytes, int]:
    browser = Client()
    browser.force_login(office.people["supervisor"].user)
    browser.get("/commitments/")
    with CaptureQueriesContext(connection) as sent:
        found = b"".join(browser.post("/commitments/export/").streaming_content)
    return found, len(sent)


def test_more_commitments_need_no_more_queries(office: Office) -> None:
    published(office)
    few, queries = exported(office)
    published(office)
    many, again = exported(office)
    assert len(lines_of(many)) > len(lines_of(few)) > 4 and again == queries


def test_the_desk_is_named_by_its_name(office: Office) -> None:
    published(office)
    lines = lines_of(exported(office)[0])
    assert all("云岭县督查室" in line for line in lines[3:])

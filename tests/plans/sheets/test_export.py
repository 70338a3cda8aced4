"""The list of commitments as a workbook: as many queries for many as for few, whatever units they name."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assigned import at, running
from luoshi.kernel.kinds.models import Record
from many_appeals import lines_of
from office import Office
from plans import published
from programs import program


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


@pytest.fixture
def _in_october(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(10, 12))


@pytest.mark.usefixtures("_in_october")
def test_sheet_and_programs_get_the_light_of_the_rule_table_with_its_reason(office: Office) -> None:
    """By the due date alone both rows would only be “late” or “in time”."""
    plan = published(office)
    one = running(office, plan, "科普示范基地")
    heads, *lines = lines_of(exported(office)[0])[2:]
    line = dict(zip(heads, next(row for row in lines if row[0] == one.number), strict=True))
    assert (line["亮灯"], line["亮灯原因"]) == ("逾期", "4 个工作日（12 天）")
    waits = dict(zip(heads, next(row for row in lines if row[0] != one.number), strict=True))
    assert (waits["亮灯"], waits["亮灯原因"]) == ("不计", "未交办")
    asks = program(office, "supervisor", ["read"], at=at(10, 12))
    answered = asks.get(f"commitments/{one.pk}").data
    assert answered["stands"]["code"] == "late" == answered["light"] and answered["stands"]["why"]
    listed = asks.get("commitments?light=red").data
    assert [row["stands"] for row in listed["rows"]] == [answered["stands"]]
    late = asks.get("commitments?light=late").data["rows"]  # and what nobody sent out by its date
    assert answered["stands"] in [row["stands"] for row in late]
    assert {row["stands"]["code"] for row in late} == {"late"} and len(late) == 2


@pytest.mark.usefixtures("_in_october")
def test_a_kind_without_rules_of_its_own_says_its_light_by_the_date_alone(office: Office) -> None:
    published(office)
    row = program(office, "supervisor", ["read"], at=at(10, 12)).get("plans").data["rows"][0]
    assert row["light"] == "none" and "stands" not in row
    assert Record.objects.filter(kind="plans").count() == 1

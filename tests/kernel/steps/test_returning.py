"""A matter given back to a unit that closed meanwhile goes to who goes on in its place, or stays where it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from appeal_factory import appeal
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry, Payload
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import Appeal
from luoshi.org.orders.actions import unit_closures
from luoshi.org.orders.rules import Estate
from luoshi.org.tree.models import Unit
from office import NOW, TODAY, Office
from programs import program, said

GIVEN = {"title": "科普活动室", "words": "周末开放", "channel": "web"}
REASON = {"reason": "另作安排"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def window(office: Office) -> Unit:
    """A window that received appeals and owes nothing: it has neither posts nor anything open."""
    return office.unit("window", "云岭县便民窗口", "county")


def assigned(office: Office, received: Unit) -> Record:
    """An appeal that the window received and 县科协 has now."""
    supervisor = office.actor("supervisor")
    record = appeal(office, unit=received.pk)
    given = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    return take(record, "assign", supervisor, given, at=NOW).record


def close(office: Office, unit: Unit, heir: Unit | None = None, day: date = TODAY) -> None:
    admin = office.actor("admin")
    if heir is None:
        unit_closures.close_unit(unit, day, Estate(None), admin, at=NOW)
    else:
        unit_closures.merge_units([unit], heir, day, Estate(None), admin, at=NOW)


def now(record: Record) -> tuple[str, str, int]:
    fresh = Appeal.objects.select_related("unit").get(pk=record.pk)
    return fresh.state, fresh.unit.name, fresh.version


@pytest.mark.parametrize(("step", "who"), [("recall", "supervisor"), ("return", "clerk")])
def test_to_a_unit_that_stands_it_goes_back_as_ever(office: Office, window: Unit, step: str, who: str) -> None:
    record = assigned(office, window)
    take(record, step, office.actor(who), REASON, at=NOW)
    assert now(record) == ("received", "云岭县便民窗口", 3)
    assert "heir" not in Payload.objects.get(entry=Entry.objects.filter(record=record).latest("pk")).data


@pytest.mark.parametrize(("step", "who"), [("recall", "supervisor"), ("return", "clerk")])
def test_where_the_unit_was_merged_it_goes_to_the_successor_and_the_entry_says_so(
    office: Office, window: Unit, step: str, who: str
) -> None:
    record = assigned(office, window)
    close(office, window, office.units["desk"])
    take(record, step, office.actor(who), REASON, at=NOW)
    assert now(record) == ("received", "云岭县督查室", 3)
    data = Payload.objects.get(entry=Entry.objects.filter(record=record).latest("pk")).data
    assert '"heir":{"id":' in data and '"name":"云岭县督查室"' in data
    page = Client()
    page.force_login(office.people["supervisor"].user)
    assert "云岭县督查室" in page.get(record.get_absolute_url()).text


def test_a_successor_that_closed_too_is_passed_over_for_its_own(office: Office, window: Unit) -> None:
    record, hall = assigned(office, window), office.unit("hall", "云岭县政务大厅", "county")
    close(office, window, hall, TODAY - timedelta(2))
    close(office, hall, office.units["desk"])
    take(record, "recall", office.actor("supervisor"), REASON, at=NOW)
    assert now(record) == ("received", "云岭县督查室", 3)


def test_a_unit_that_closes_only_tomorrow_still_takes_it_today(office: Office, window: Unit) -> None:
    record = assigned(office, window)
    close(office, window, office.units["desk"], TODAY + timedelta(1))
    take(record, "recall", office.actor("supervisor"), REASON, at=NOW)
    assert now(record)[:2] == ("received", "云岭县便民窗口")


@pytest.mark.parametrize(("step", "who"), [("recall", "supervisor"), ("return", "clerk")])
def test_where_nobody_goes_on_the_step_is_refused_and_nothing_is_half_done(
    office: Office, window: Unit, step: str, who: str
) -> None:
    record = assigned(office, window)
    close(office, window)
    before, entries = now(record), Entry.objects.count()
    with pytest.raises(RecordError) as caught:
        take(record, step, office.actor(who), REASON, at=NOW)
    assert (caught.value.code, now(record), Entry.objects.count()) == ("guarded", before, entries)
    assert "云岭县便民窗口" in caught.value.what and caught.value.remedy


def test_page_and_program_are_told_why(office: Office, window: Unit) -> None:
    record = assigned(office, window)
    close(office, window)
    here = Client()
    here.force_login(office.people["supervisor"].user)
    answer: Any = here.post(f"/appeals/{record.pk}/recall/", {**REASON, "seen": "2"})
    assert (answer.status_code, "不能退回云岭县便民窗口" in answer.text) == (422, True)
    assert "另作安排" in answer.text  # what was typed is kept
    asked = program(office, "supervisor").post(f"appeals/{record.pk}/steps/recall", {"seen": 2, "given": REASON})
    assert (said(asked), "云岭县便民窗口" in asked.data["what"]) == ((422, "guarded"), True)
    assert now(record) == ("assigned", "云岭县科学技术协会", 2)

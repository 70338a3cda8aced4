"""Whose name everybody may read: of a minor only while a guardian's consent holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Payload
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.registers.guardians import open_names
from luoshi.parts.registers.models import GuardianConsent
from luoshi.parts.registers.rules import consent_holds, full_years, is_minor
from office import NOW, TODAY, Office

PERSONS = get_kind("persons")
YESTERDAY = TODAY - timedelta(1)


def person(office: Office, name: str, birth: str = "") -> Any:
    asked = {"unit": office.units["kexie"].pk, "title": name, "birth": birth}
    return begin(PERSONS, office.actor("clerk"), asked, at=NOW).record


def agree(office: Office, who: Any, given: date = YESTERDAY, name: str = "幻监护") -> Any:
    row = {"guardian": name, "given": given.isoformat(), "proof": "学校德育处"}
    return take(who, "consent", office.actor("clerk"), {"consents": [row]}, at=NOW).record


def withdraw(office: Office, who: Any, day: date = TODAY) -> Any:
    row = {"id": GuardianConsent.objects.filter(record=who.pk).latest("pk").pk, "withdrawn": day.isoformat()}
    return take(who, "revoke", office.actor("clerk"), {"consents": [row]}, at=NOW).record


@pytest.mark.parametrize(
    ("born", "marked", "minor"),
    [
        (None, True, True),  # a pupil of unknown age
        (None, False, False),  # anybody else of unknown age
        (date(2008, 7, 15), True, True),  # one day before the eighteenth birthday
        (date(2008, 7, 14), True, False),  # a pupil of age
        (date(2010, 1, 1), False, True),  # the register knows it, whatever the place says
    ],
)
def test_a_pupil_of_unknown_age_is_a_minor_and_the_register_knows_better(born, marked, minor):
    assert is_minor(born, marked, date(2026, 7, 14)) is minor


def test_somebody_born_on_29_february_is_a_year_older_on_1_march():
    assert [full_years(date(2008, 2, 29), date(2026, *day)) for day in ((2, 28), (3, 1))] == [17, 18]


def test_a_consent_ends_on_the_day_of_its_withdrawal_and_a_later_one_holds():
    first, last, again = date(2026, 3, 1), date(2026, 5, 1), date(2026, 6, 1)
    assert not consent_holds([(first, None)], date(2026, 2, 28))
    assert consent_holds([(first, last)], date(2026, 4, 30)) and not consent_holds([(first, last)], last)
    assert not consent_holds([(first, last), (date(2026, 4, 1), None)], last)  # withdrawn after both
    assert consent_holds([(first, last), (again, None)], again)


def test_a_name_is_open_from_consent_to_withdrawal(office: Office, django_assert_max_num_queries: Any) -> None:
    pupil, tutor, child = person(office, "幻小禾"), person(office, "幻老师"), person(office, "幻小苗", "2016-05-01")
    people = [(pupil, True), (tutor, False), (child, False)]
    assert open_names(people, TODAY) == {tutor.pk: "幻老师"}
    agree(office, pupil)
    with django_assert_max_num_queries(2):
        assert open_names(people, TODAY) == {pupil.pk: "幻小禾", tutor.pk: "幻老师"}
    with pytest.raises(RecordError):  # nobody withdraws in advance
        withdraw(office, pupil, TODAY + timedelta(1))
    withdraw(office, pupil)
    assert open_names(people, TODAY) == {tutor.pk: "幻老师"}
    assert not any("幻监护" in str(payload.data) for payload in Payload.objects.all())


def test_a_consent_cannot_be_given_ahead_and_a_stranger_enters_none(office: Office) -> None:
    pupil = person(office, "幻小禾")
    with pytest.raises(RecordError):
        agree(office, pupil, TODAY + timedelta(1))
    row = {"guardian": "幻监护", "given": TODAY.isoformat()}
    with pytest.raises(RecordError) as refused:
        take(pupil, "consent", office.actor("stranger"), {"consents": [row]}, at=NOW)
    assert refused.value.code == "missing" and not GuardianConsent.objects.exists()


def test_merged_entries_count_together_and_a_withdrawal_in_either_closes_the_name(office: Office) -> None:
    first, second = person(office, "幻小禾"), person(office, "幻小禾")
    agree(office, first, YESTERDAY - timedelta(9))
    agree(office, second, YESTERDAY - timedelta(9))
    withdraw(office, first, YESTERDAY)
    take(first, "merge", office.actor("supervisor"), {"same_as": second.number, "reason": "同一名学生"}, at=NOW)
    second.refresh_from_db()
    assert open_names([(second, True)], TODAY) == {}


def test_what_was_agreed_in_an_entry_that_was_merged_can_still_be_withdrawn(office: Office) -> None:
    first, second = person(office, "幻小禾"), person(office, "幻小禾")
    agree(office, first)
    first.refresh_from_db()
    take(first, "merge", office.actor("supervisor"), {"same_as": second.number, "reason": "同一名学生"}, at=NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert open_names([(second, True)], TODAY) == {second.pk: "幻小禾"}
    withdraw(office, first)
    assert open_names([(second, True)], TODAY) == {}

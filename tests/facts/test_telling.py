"""Values that are told: one counts for a key, what is taken back lets the one before count, nothing is changed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from figures_told import counting, entry, told
from luoshi.base.record_errors import RecordError
from luoshi.facts.base.models.fact import Fact, Question
from luoshi.facts.base.models.indicator import Indicator
from luoshi.facts.fact_store.actions import tell_facts, withdraw_facts
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.facts.indicators.actions import reassign_indicator
from office import Office

SEPTEMBER, OCTOBER = 7_2026_0930, 7_2026_1031


@pytest.fixture
def bases(db: None) -> Indicator:
    return Indicator.objects.create(name="科普示范基地", unit="个")


def test_another_value_ends_the_one_before_and_both_stay_in_the_table(office: Office, bases: Indicator) -> None:
    first = told(office, bases.pk, "kexie", SEPTEMBER, 2)
    second = told(office, bases.pk, "kexie", SEPTEMBER, 3)
    rows = Fact.objects.order_by("pk").values_list("value", "entry", "ended")
    assert list(rows) == [(2, first.pk, second.pk), (3, second.pk, None)]
    told(office, bases.pk, "kexie", OCTOBER, 5), told(office, bases.pk, "town", SEPTEMBER, 1)
    assert counting() == {
        (bases.pk, "云岭县科学技术协会", SEPTEMBER): 3,
        (bases.pk, "云岭县科学技术协会", OCTOBER): 5,
        (bases.pk, "青石镇", SEPTEMBER): 1,
    }


def test_of_two_that_count_for_one_key_the_database_keeps_one(office: Office, bases: Indicator) -> None:
    made = told(office, bases.pk, "kexie", SEPTEMBER, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Fact.objects.create(value=3, entry=made, indicator=bases, unit=office.units["kexie"], period=SEPTEMBER)


def test_a_fact_has_a_value_or_says_why_not(office: Office, bases: Indicator) -> None:
    made, key = entry(office), FactKey(bases.pk, office.units["kexie"].pk, SEPTEMBER)
    tell_facts([FactValue(key, None, Fact.NIL)], made)
    assert Fact.objects.get().state == Fact.NIL
    with pytest.raises(IntegrityError), transaction.atomic():
        Fact.objects.create(value=None, entry=made, indicator=bases, unit=office.units["kexie"], period=OCTOBER)


def test_nothing_of_a_fact_is_changed_and_none_is_deleted(office: Office, bases: Indicator) -> None:
    told(office, bases.pk, "kexie", SEPTEMBER, 2)
    for change in ({"value": 9}, {"period": OCTOBER}, {"unit": office.units["town"]}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Fact.objects.update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Fact.objects.all()._raw_delete(Fact.objects.db)


def test_taken_back_the_one_before_counts_again_with_who_told_it(
    office: Office, bases: Indicator, monkeypatch: pytest.MonkeyPatch
) -> None:
    withdrawn: set[int] = set()
    monkeypatch.setattr("luoshi.facts.fact_store.queries.WITHDRAWN", [withdrawn.intersection])
    first = told(office, bases.pk, "kexie", SEPTEMBER, 2)
    second = told(office, bases.pk, "kexie", SEPTEMBER, 3)
    back = entry(office)
    units = {office.units["kexie"].pk}
    withdrawn.add(second.pk)
    assert withdraw_facts(second.pk, {bases.pk}, units, back) == 1
    now = Fact.objects.get(ended=None)
    assert (now.value, now.entry_id, now.told_id) == (2, back.pk, first.pk)
    again = entry(office)
    assert withdraw_facts(first.pk, {bases.pk}, units, again) == 1  # where another entry brought it again, too
    assert counting() == {}
    assert withdraw_facts(first.pk, {bases.pk}, units, entry(office)) == 0


def test_what_another_told_since_stays(office: Office, bases: Indicator) -> None:
    first = told(office, bases.pk, "kexie", SEPTEMBER, 2)
    told(office, bases.pk, "kexie", SEPTEMBER, 3)
    assert withdraw_facts(first.pk, {bases.pk}, {office.units["kexie"].pk}, entry(office)) == 0
    assert [*counting().values()] == [Decimal(3)]


def test_two_indicators_become_one_with_all_that_was_told_and_what_differs_is_a_question(
    office: Office, bases: Indicator
) -> None:
    other = Indicator.objects.create(name="科普基地", unit="个")
    ours = told(office, bases.pk, "kexie", SEPTEMBER, 2)
    told(office, other.pk, "kexie", SEPTEMBER, 4)
    theirs = told(office, other.pk, "town", SEPTEMBER, 1)
    told(office, other.pk, "kexie", OCTOBER, 5), told(office, bases.pk, "kexie", OCTOBER, 5)
    made = entry(office)
    assert reassign_indicator(other.pk, bases.pk, made) == 3
    assert counting() == {
        (bases.pk, "云岭县科学技术协会", SEPTEMBER): 4,  # told last
        (bases.pk, "云岭县科学技术协会", OCTOBER): 5,
        (bases.pk, "青石镇", SEPTEMBER): 1,
    }
    moved = Fact.objects.get(indicator=bases, unit=office.units["town"])
    assert (moved.entry_id, moved.told_id) == (made.pk, theirs.pk)
    asked = Question.objects.get()
    assert (asked.stays.value, asked.other.value, asked.other.entry_id, asked.settled) == (4, 2, ours.pk, None)
    assert Indicator.objects.get(pk=other.pk).same_as == bases


def test_who_was_overtaken_is_told_and_changes_nothing(office: Office, bases: Indicator) -> None:
    early = entry(office)
    told(office, bases.pk, "kexie", SEPTEMBER, 3)
    with pytest.raises(RecordError) as refused:
        told(office, bases.pk, "kexie", SEPTEMBER, 2, by=early)
    assert refused.value.code == "changed"
    assert [*counting().values()] == [Decimal(3)]

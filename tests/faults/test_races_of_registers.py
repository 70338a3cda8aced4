"""Entries are merged while others are being linked to them: nothing is left behind, and nobody waits for ever."""

from __future__ import annotations

import pytest
from deals import deals, done, entered, signed

from faults.threads import EIGHT, at_once, of
from linked.models import Deal
from luoshi.kernel.kinds.models import Record
from luoshi.parts.registers.actions import lock_all
from luoshi.parts.registers.models import Organisation
from office import Office


def test_what_is_linked_while_its_entry_is_merged_leads_to_the_one_that_stays_or_is_refused(
    real_office: Office,
) -> None:
    with deals():
        stays, double = (entered(real_office, "organisations", name) for name in ("云岭县茶叶协会", "云岭茶协"))
        signed(real_office, double, "2026-03-01")

        def act(number: int) -> object:
            if number == 3:
                return done(real_office, double, "merge", same_as=stays.number)
            return signed(real_office, double, "2026-03-02")

        found = of(at_once(act))
    assert set(found) <= {"done", "guarded", "incomplete"}
    assert Organisation.objects.get(pk=double.pk).state == "merged"
    assert set(Deal.objects.values_list("organisation", flat=True)) == {stays.pk}
    assert Deal.objects.count() == found["done"]  # the merger among those that were done, the first deal not


def test_of_two_that_are_merged_into_each_other_one_stays(real_office: Office) -> None:
    with deals():
        one, other = (entered(real_office, "organisations", name) for name in ("云岭县茶叶协会", "云岭茶协"))
        ways = ((one, other), (other, one))

        def act(number: int) -> object:
            gone, stays = ways[number % 2]
            return done(real_office, gone, "merge", same_as=stays.number)

        found = of(at_once(act))
    assert found["done"] == 1 and sum(found.values()) == EIGHT
    assert sorted(Organisation.objects.values_list("state", flat=True)) == ["active", "merged"]


def test_what_was_merged_into_an_entry_is_locked_with_it_and_not_ahead(
    real_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with deals():
        one, other = (entered(real_office, "organisations", name) for name in ("云岭县茶叶协会", "云岭茶协"))
        done(real_office, other, "merge", same_as=one.number)
        locked: list[set[int]] = []
        monkeypatch.setattr(Record, "lock", lambda pks: locked.append(set(pks)))
        lock_all(one, {"same_as": other.number})
    assert locked == [set(), {one.pk, other.pk}]

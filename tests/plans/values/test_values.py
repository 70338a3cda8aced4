"""What reports tell of targets: the newest counts, it goes with the matter to another unit, and comes back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from assigned import act, at, running
from luoshi.base.record_errors import RecordError
from luoshi.commitments.progress.models import Progress
from luoshi.facts.base.models.fact import Fact
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.values.queries import current_targets, latest_target_values, told_in
from office import Office
from plans import published

BASE = "科普示范基地"
SAID = {"words": "已建成一些。", "obstacles": "无", "following": "继续"}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def told(one: Commitment) -> list[tuple[int, str]]:
    """The newest value of each target with the day on which it was told."""
    one = Commitment.objects.get(pk=one.pk)
    return [
        (int(value.value), str(value.day))
        for value in latest_target_values(current_targets(one), {one.pk: one.unit_id}).values()
    ]


def report(office: Office, one: Commitment, value: int, when: Any = None, who: str = "clerk") -> Progress:
    given: dict[str, Any] = {**SAID, f"value_{current_targets(one)[0].pk}": str(value)}
    act(office, one, "report", who, when or at(3, 30), **given)
    return Progress.objects.filter(commitment=one).latest("pk")


def back(office: Office, one: Commitment, said: Progress, when: Any = None) -> None:
    act(office, one, "take_back_report", "clerk", when or at(3, 31), report=said.pk, reason="数字有误")


def test_a_report_tells_from_january_to_the_end_of_the_month(office: Office) -> None:
    one = running(office, published(office), BASE)
    said = report(office, one, 2)
    fact = Fact.objects.get()
    assert (fact.period, fact.unit_id, fact.entry_id) == (7_2026_0331, one.unit_id, said.entry_id)
    assert Progress.objects.get().figures == 1


@pytest.mark.parametrize("seed", range(4))
def test_the_newest_report_that_was_not_taken_back_counts(office: Office, seed: int) -> None:
    choose = random.Random(seed)
    one = running(office, published(office), BASE)
    stands: list[tuple[Progress, int]] = []
    for _turn in range(9):
        if stands and choose.random() < 0.4:
            try:
                back(office, one, stands[-1][0])
            except RecordError:  # a report of an earlier time cannot be taken back any more
                continue
            stands.pop()
        else:
            value = choose.randint(0, 3)
            stands.append((report(office, one, value), value))
        assert [value for value, _day in told(one)] == [value for _said, value in stands[-1:]]


def test_another_unit_that_leads_it_goes_on_from_what_was_told(office: Office) -> None:
    one = running(office, published(office), BASE)
    first, second = report(office, one, 1), report(office, one, 2)
    moved = act(office, one, "transfer", "supervisor", at(4, 1), unit=office.units["bureau"].pk, reason="职责调整")
    assert moved.unit_id == office.units["bureau"].pk
    assert told(moved) == [(2, "2026-03-30")]
    now = Fact.objects.get(ended=None)
    assert (now.unit_id, now.told_id) == (moved.unit_id, second.entry_id)
    assert Fact.objects.filter(told=first.entry).exclude(ended=None).exists()
    assert [float(fact.value) for fact in told_in([first], current_targets(moved))[first.pk]] == [1]


def test_the_same_told_twice_stands_when_the_first_is_taken_back(office: Office) -> None:
    one = running(office, published(office), BASE)
    first, second = report(office, one, 2), report(office, one, 2)
    assert Fact.objects.get(ended=None).entry_id == second.entry_id
    back(office, one, second)
    assert told(one) == [(2, "2026-03-30")] and Fact.objects.get(ended=None).told_id == first.entry_id

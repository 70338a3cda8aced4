"""Any order of telling, taking back, merging indicators and moving units leaves what a full recount says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from figures_told import entry
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.models.indicator import Indicator
from luoshi.facts.fact_store.actions import move_facts, tell_facts, withdraw_facts
from luoshi.facts.fact_store.queries import all_of
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.facts.indicators.actions import reassign_indicator
from office import Office

SEPTEMBER, OCTOBER = 7_2026_0930, 7_2026_1031
NUMBERS = st.integers(0, 2)
TELL = st.tuples(st.just("tell"), NUMBERS, NUMBERS, st.sampled_from([SEPTEMBER, OCTOBER]), st.integers(0, 3))
BACK = st.tuples(st.just("back"), st.integers(0, 30))
JOIN = st.tuples(st.just("join"), NUMBERS, NUMBERS)
MOVE = st.tuples(st.just("move"), st.integers(0, 30), NUMBERS)


class Recount:
    """What was told, where each of it stands, and what was taken back: counted anew whenever asked."""

    def __init__(self) -> None:
        self.told: dict[int, tuple[FactKey, Decimal]] = {}
        self.withdrawn: set[int] = set()

    def counts(self) -> dict[FactKey, Decimal]:
        return {key: value for pk, (key, value) in sorted(self.told.items()) if pk not in self.withdrawn}


@pytest.fixture
def recount(monkeypatch: pytest.MonkeyPatch) -> Recount:
    made = Recount()
    monkeypatch.setattr("luoshi.facts.fact_store.queries.WITHDRAWN", [lambda entries: made.withdrawn & set(entries)])
    return made


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(acts=st.lists(st.one_of(TELL, TELL, BACK, JOIN, MOVE), max_size=14))
def test_any_order_leaves_what_a_recount_says(office: Office, recount: Recount, acts: list[Any]) -> None:
    with transaction.atomic():
        _any_order(office, recount, acts)
        transaction.set_rollback(True)


def _any_order(office: Office, recount: Recount, acts: list[Any]) -> None:
    recount.told, recount.withdrawn = {}, set()
    own = [Indicator.objects.create(name=name).pk for name in "甲乙丙"]
    units = [office.units[name].pk for name in ("kexie", "town", "bureau")]
    told, stays = recount.told, {pk: pk for pk in own}

    def keep(changed: Any) -> None:
        for pk, (key, value) in told.items():
            told[pk] = (changed(pk, key), value)

    for act in acts:
        by = entry(office)
        if act[0] == "tell":
            key = FactKey(stays[own[act[1]]], units[act[2]], act[3])
            tell_facts([FactValue(key, Decimal(act[4]))], by, repeats=True)
            told[by.pk] = (key, Decimal(act[4]))
        elif act[0] == "join":
            gone, into = stays[own[act[1]]], stays[own[act[2]]]
            if gone != into:
                reassign_indicator(gone, into, by)
                stays = {pk: into if to == gone else to for pk, to in stays.items()}
                keep(lambda _pk, key, gone=gone, into=into: key._replace(indicator=into) if key[0] == gone else key)
        elif told:
            pk = [*told][act[1] % len(told)]
            key, _value = told[pk]
            if act[0] == "back":
                withdraw_facts(pk, {key.indicator}, {key.unit}, by)
                recount.withdrawn.add(pk)
            elif key.unit != units[act[2]]:
                mine = [fact for fact in all_of({key.indicator}) if fact.source == pk]
                move_facts(mine, lambda key: key._replace(unit=units[act[2]]), by)  # noqa: B023
                told[pk] = (key._replace(unit=units[act[2]]), told[pk][1])
    rows = Fact.objects.filter(ended=None, indicator__in=own)
    assert {FactKey(row.indicator_id, row.unit_id, row.period): row.value for row in rows} == recount.counts()

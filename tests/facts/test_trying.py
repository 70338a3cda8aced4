"""What the checks of an indicator would have said of old values, before they are switched on."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from figures_told import act, defined, told
from luoshi.facts.indicators.models import Definition
from luoshi.facts.indicators.queries import try_indicator_checks
from many_appeals import signed_in
from office import Office


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with override("en"):
        yield


def checked(office: Office, one: Definition, *checks: dict[str, Any]) -> Definition:
    act(office, one, "list", names=[], parts=[], checks=[{"hard": False, "live": False, **check} for check in checks])
    return Definition.objects.get(pk=one.pk)


def test_jumps_balances_and_outliers_are_found_in_what_was_told(office: Office) -> None:
    one, other = defined(office, "志愿者", code="people"), defined(office, "活动", code="acts")
    assert one.indicator_id and other.indicator_id
    for month, value in ((1, 40), (2, 42), (3, 400)):
        told(office, one.indicator_id, "kexie", 3_2026_0001 + month * 100, value)
        told(office, other.indicator_id, "kexie", 3_2026_0001 + month * 100, 41)
    for unit, value in (("town", 398), ("bureau", 401), ("desk", 402), ("society", 9_000)):
        told(office, one.indicator_id, unit, 3_2026_0301, value)
    one = checked(
        office,
        one,
        {"sort": "jump", "border": "50"},
        {"sort": "balance", "text": "people >= acts"},
        {"sort": "peers"},
    )
    jump, balance, peers = try_indicator_checks(one)
    kexie, society = office.units["kexie"].pk, office.units["society"].pk
    assert (jump.looked, jump.hits) == (2, [(kexie, 3_2026_0301)])
    assert (balance.looked, balance.hits) == (3, [(kexie, 3_2026_0101)])
    assert peers.hits == [(society, 3_2026_0301)]
    page = signed_in(office, "supervisor", "en").get(one.get_absolute_url()).text
    assert "What its checks would say about the reported values" in page and "not switched on" in page
    assert "What its checks would say" not in signed_in(office, "stranger", "en").get(one.get_absolute_url()).text


def test_totals_to_date_are_compared_within_their_year(office: Office) -> None:
    one = defined(office, "累计活动", nature="total", period="ytd")
    assert one.indicator_id
    for code, value in ((7_2025_1231, 100), (7_2026_0131, 4), (7_2026_0228, 20)):
        told(office, one.indicator_id, "kexie", code, value)
    (jump,) = try_indicator_checks(checked(office, one, {"sort": "jump", "border": "100"}))
    assert (jump.looked, [code for _unit, code in jump.hits]) == (1, [7_2026_0228])

"""What a call's quotas and conditions refuse. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

# How long it takes until what the server had received whole by the end of a window has surely been taken. Only then
# what was received is fixed, whether the clock closed the window or somebody; who sent after the end is late all the
# same.
SETTLING = timedelta(minutes=5)
Place = tuple[str, str]  # class and grade
BudgetLine = tuple[str, Decimal, Decimal]  # item, money asked for, own money


@dataclass(frozen=True, slots=True)
class Quota:
    """The places of a class at a grade; ``exact``: so many are chosen, not fewer."""

    cls: str
    grade: str
    n: int
    exact: bool = False


def places_by_class(quotas: Iterable[Quota]) -> dict[str, int]:
    """Return the places of each class, in the order of the quotas."""
    found: dict[str, int] = {}
    for quota in quotas:
        found[quota.cls] = found.get(quota.cls, 0) + quota.n
    return found


def quota_fault(quotas: Iterable[Quota], taken: Mapping[Place, int], place: Place) -> str:
    """Say why one more cannot be chosen at a place: "unset" (no quota for it), "full", or "".

    Args:
        taken: how many are chosen at each place already, without the one that is asked for.
    """
    places = {(quota.cls, quota.grade): quota.n for quota in quotas}
    if place not in places:
        return "unset"
    return "full" if taken.get(place, 0) >= places[place] else ""


def unfilled_quotas(quotas: Iterable[Quota], taken: Mapping[Place, int]) -> list[tuple[Quota, int]]:
    """List the exact quotas that are not full, each with how many are chosen."""
    counted = [(quota, taken.get((quota.cls, quota.grade), 0)) for quota in quotas if quota.exact]
    return [(quota, n) for quota, n in counted if n != quota.n]


def cycle_of_year(last: int | None, interval: int | None, year: int) -> tuple[int, int]:
    """Return the first and last year of the cycle to which a year belongs; the year itself if no cycle is known.

    Held in 2023 and every three years: 2024 belongs to 2023–2025, so its honours count with those of 2023.
    """
    if last is None or not interval:
        return year, year
    first = last + (year - last) // interval * interval
    return first, first + interval - 1


def budget_fault(sort: str, item: str, most: int, budget: Iterable[BudgetLine]) -> bool:
    """Return whether a budget breaks a condition of its call; computed exactly, equal is allowed.

    Args:
        sort: ``asked_most`` (yuan), ``item_share`` (per cent of the money asked for), ``own_share`` (own money, at
            least this per cent of the money asked for).
        budget: item, money asked for and own money of each line.
    """
    lines = list(budget)
    asked = sum((amount for _item, amount, _own in lines), Decimal(0))
    if sort == "asked_most":
        return asked > most
    if sort == "item_share":
        return 100 * sum((amount for name, amount, _own in lines if name == item), Decimal(0)) > most * asked
    return 100 * sum((own for _item, _amount, own in lines), Decimal(0)) < most * asked

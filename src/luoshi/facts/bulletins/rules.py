"""Differences between two published sets of values. Pure, exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

DIGITS = 4  # of a value without finite decimals


class BulletinPlace(NamedTuple):
    """The key of a value in a bulletin: an indicator's definition and a unit."""

    definition: int
    unit: int


@dataclass(frozen=True)
class Differs:
    """The values of two bulletins for one key; None: the bulletin has no value."""

    of: BulletinPlace
    one: Decimal | None
    other: Decimal | None

    @property
    def by(self) -> Decimal | None:
        """The second value minus the first; None if either is missing."""
        return None if self.one is None or self.other is None else self.other - self.one


def list_value_differences(
    one: Mapping[BulletinPlace, Decimal | None], other: Mapping[BulletinPlace, Decimal | None]
) -> list[Differs]:
    """List the keys whose values differ, in the order of the first set and then of the second."""
    every = dict.fromkeys((*one, *other))
    found = [Differs(of, one.get(of), other.get(of)) for of in every]
    return [each for each in found if each.one != each.other]

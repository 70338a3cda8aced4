"""How two published sets differ, and what each changed fact did to them. Pure, exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

DIGITS = 4  # of a value that has no end


class BulletinPlace(NamedTuple):
    """A place in a bulletin: an indicator's definition and a unit."""

    definition: int
    unit: int


@dataclass(frozen=True)
class Differs:
    """What stands in two bulletins at one place; None: the bulletin has no value there."""

    of: BulletinPlace
    one: Decimal | None
    other: Decimal | None

    @property
    def by(self) -> Decimal | None:
        """The other less the one; None where either is not known."""
        return None if self.one is None or self.other is None else self.other - self.one


def list_value_differences(
    one: Mapping[BulletinPlace, Decimal | None], other: Mapping[BulletinPlace, Decimal | None]
) -> list[Differs]:
    """Where two sets say something else, in the order of the first and then of the second."""
    every = dict.fromkeys((*one, *other))
    found = [Differs(of, one.get(of), other.get(of)) for of in every]
    return [each for each in found if each.one != each.other]

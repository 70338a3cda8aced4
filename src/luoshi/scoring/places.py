"""Ranks, and who has a place: exact values, equal values equal ranks, and no place by the order of entry."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from luoshi.figures.ranks import rank_values

Thing = TypeVar("Thing", bound=Hashable)


@dataclass(frozen=True, slots=True)
class FilledPlaces(Generic[Thing]):
    """Who has a place, in order, and between whom only a vote can decide, with the number of places left for them."""

    chosen: tuple[Thing, ...]
    tied: tuple[Thing, ...] = ()
    left: int = 0


def rank_objects(values: Mapping[Thing, Fraction]) -> dict[Thing, int]:
    """Return the rank of each object: equal values have equal ranks, 1, 2, 2, 4."""
    ranks = rank_values([*values.values()])
    return {name: rank for name, rank in zip(values, ranks, strict=True) if rank is not None}


def fill_places(
    values: Mapping[Thing, Fraction], places: int, ties: Mapping[Thing, Sequence[Fraction]] | None = None
) -> FilledPlaces[Thing]:
    """Give so many places to the highest values.

    Args:
        ties: by object, its means on the items that decide between equal values, the most important first.
    """
    keys = {name: (value, *(ties or {}).get(name, ())) for name, value in values.items()}
    order = sorted(keys, key=lambda name: keys[name], reverse=True)
    if places >= len(order):
        return FilledPlaces(tuple(order))
    if places <= 0:
        return FilledPlaces(())
    cut = keys[order[places - 1]]
    if keys[order[places]] != cut:
        return FilledPlaces(tuple(order[:places]))
    above = tuple(name for name in order if keys[name] > cut)
    tied = tuple(name for name in order if keys[name] == cut)
    return FilledPlaces(above, tied, places - len(above))


@dataclass(frozen=True, slots=True)
class PlacesCut:
    """The cut between the last value that has a place and the first that has none.

    Attributes:
        value: the middle between the two.
        error: the larger standard error of the two; None: unknown.
    """

    value: Fraction
    error: Fraction | None


def find_cut(values: Mapping[Thing, tuple[Fraction, Fraction | None]], places: int) -> PlacesCut | None:
    """Return the cut; None if nothing or everything has a place.

    Args:
        values: value and standard error (None: unknown), by object.
    """
    order = sorted(values.values(), key=lambda estimate: (estimate[0], estimate[1] or 0), reverse=True)
    if not 0 < places < len(order):
        return None
    beside = order[places - 1 : places + 1]
    errors = [error for _value, error in beside if error is not None]
    return PlacesCut(
        sum((value for value, _error in beside), Fraction(0)) / 2, max(errors) if len(errors) == 2 else None
    )


def close_to_cut(values: Mapping[Thing, tuple[Fraction, Fraction | None]], places: int) -> frozenset[Thing]:
    """Return the objects that cannot be told from the cut: within twice their standard error of the middle between the
    last that has a place and the first that has none.

    Args:
        values: value and standard error (None: unknown), by object.
    """
    cut = find_cut(values, places)
    if cut is None:
        return frozenset()
    return frozenset(
        name for name, (value, error) in values.items() if error is not None and abs(value - cut.value) <= 2 * error
    )

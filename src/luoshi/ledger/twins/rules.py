"""Commitments that are one task, as groups: who is linked to somebody of a group belongs to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable


def group_twin_links(links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The group of each that is linked, by the least of its members."""
    above: dict[int, int] = {}

    def least(one: int) -> int:
        while above.setdefault(one, one) != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for member, other in links:
        first, second = sorted((least(member), least(other)))
        above[second] = first
    return {member: least(member) for member in list(above)}


def count_twin_surplus(inside: Collection[int], group_of: dict[int, int]) -> int:
    """By how many the distinct tasks of a list are fewer than its items; ``inside``: those of it that are linked."""
    return len(inside) - len({group_of[member] for member in inside})

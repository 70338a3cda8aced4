"""Groups of commitments that are one task: a commitment linked to a member belongs to the group."""

from __future__ import annotations

from collections.abc import Collection, Iterable


def group_twin_links(links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return the group of each linked commitment, identified by its lowest member."""
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
    """Return by how much the distinct tasks of a list are fewer than its items; ``inside``: its linked items."""
    return len(inside) - len({group_of[member] for member in inside})

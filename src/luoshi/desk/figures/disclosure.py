"""Disclosure control: which numbers about few people are hidden, and which others, so that none can be derived.

Numbers have addresses; a ``SumLine`` says that several add up to another one. A number counts the people behind it whom
its reader does not already know. Besides its size, the rule counts how many of them have changed since the number was
last shown: two answers that differ by one person reveal that person. Pure.

Source: PARTS P19 (never figures with n < P); complementary suppression with a linear audit (Fellegi, 1972).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

GROWS = 8  # a whole gets a new number once an eighth of the shown one has changed: large wholes take few steps
Address = Hashable
People = Mapping[Address, Collection[Hashable]]
Hide = Callable[[Iterable[Address]], bool]


class SumLine(NamedTuple):
    """A whole and the parts that add up to it."""

    whole: Address
    parts: tuple[Address, ...]

    @property
    def members(self) -> tuple[Address, ...]:
        """The addresses of the whole and its parts."""
        return (self.whole, *self.parts)


class MembershipChange(NamedTuple):
    """A person joined or left the given numbers on a day."""

    day: date
    who: Hashable
    addresses: tuple[Address, ...]
    left: bool = False


def is_few(people: Collection[Hashable], least: int) -> bool:
    """Return whether there is somebody, but fewer people than may be shown."""
    return 0 < len(people) < least


def suppressed_addresses(
    measures: Sequence[People],
    lines: Iterable[SumLine],
    least: int,
    partners: Mapping[Address, Address] | None = None,
) -> set[Address]:
    """Return the addresses to hide: those of few people, and as many others as keep these from being derived.

    Args:
        measures: The people of each number, and those of it who have changed; a missing address concerns nobody.
        partners: Addresses that are shown only together with another one.
    """
    there = {address for people in measures for address in people}
    held = {address for people in measures for address, who in people.items() if is_few(who, least)}
    first = set(held)
    known = [SumLine(line.whole, tuple(part for part in line.parts if part in there)) for line in lines]
    by_size = {address: max(len(people.get(address, ())) for people in measures) for address in there}

    def hide_smallest(addresses: Iterable[Address]) -> bool:
        shown = [address for address in addresses if address in there and address not in held]
        if shown:
            held.add(min(shown, key=lambda address: (by_size[address], str(address))))
        return bool(shown)

    while True:
        again = [_hide_beside(line, held, measures, least, hide_smallest) for line in known]
        if any(again):
            continue
        leaking = derivable_addresses(held, known) & first
        if not leaking:
            break
        near = [line for line in known if not leaking.isdisjoint(line.members)]
        wider = [line for line in known if not held.isdisjoint(line.members)]
        if not any(hide_smallest(address for line in some for address in line.members) for some in (near, wider)):
            break
    return held | {partners[address] for address in held if partners and address in partners}


def _hide_beside(
    line: SumLine, held: set[Address], measures: Sequence[People], least: int, hide_smallest: Hide
) -> bool:
    """Hide one more number of a line if its hidden ones follow from the rest or together concern few people."""
    parts = [part for part in line.parts if part in held]
    if line.whole in held:
        return not parts and bool(line.parts) and hide_smallest(line.parts)
    if not parts:
        return False
    together = [{who for part in parts for who in people.get(part, ())} for people in measures]
    if len(parts) > 1 and not any(is_few(people, least) for people in together):
        return False
    return hide_smallest(line.parts) or hide_smallest((line.whole,))


def derivable_addresses(held: Collection[Address], lines: Iterable[SumLine]) -> set[Address]:
    """Return the hidden addresses whose numbers follow from the lines and the shown numbers.

    The result is exact: the hidden numbers form a system of linear equations, which is brought to reduced form.
    """
    equations = _entangled(
        [{part: Fraction(1 if part == line.whole else -1) for part in line.members if part in held} for line in lines]
    )
    reduced: dict[Address, dict[Address, Fraction]] = {}
    for equation in sorted(equations, key=len):
        row = dict(equation)
        for pivot in [address for address in row if address in reduced]:
            _subtract(row, reduced[pivot], row[pivot])
        if not row:
            continue
        pivot = next(iter(row))
        row = {address: factor / row[pivot] for address, factor in row.items()}
        for other in reduced.values():
            if pivot in other:
                _subtract(other, row, other[pivot])
        reduced[pivot] = row
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def _entangled(equations: list[dict[Address, Fraction]]) -> list[dict[Address, Fraction]]:
    """Return the equations that can determine something: those without an unknown that occurs nowhere else."""
    while True:
        times = Counter(address for equation in equations for address in equation)
        kept = [
            equation
            for equation in equations
            if len(equation) == 1 or (equation and all(times[address] > 1 for address in equation))
        ]
        if len(kept) == len(equations):
            return kept
        equations = kept


def _subtract(row: dict[Address, Fraction], other: Mapping[Address, Fraction], factor: Fraction) -> None:
    for address, value in other.items():
        left = row.get(address, Fraction(0)) - factor * value
        if left:
            row[address] = left
        else:
            row.pop(address, None)


class _State:
    """The people at each address, and those who have changed since its number was last shown."""

    def __init__(self) -> None:
        self.present: dict[Address, Counter[Hashable]] = defaultdict(Counter)
        self.changed: dict[Address, set[Hashable]] = defaultdict(set)
        self.since: set[Hashable] = set()  # people who changed anywhere since the last step

    def add(self, change: MembershipChange) -> None:
        for address in change.addresses:
            people = self.present[address]
            people[change.who] += -1 if change.left else 1
            if not people[change.who]:
                del people[change.who]
            self.changed[address].add(change.who)
        self.since.add(change.who)


def told_last(
    changes: Iterable[MembershipChange],
    lines: Sequence[SumLine],
    least: int | None,
    *,
    partners: Mapping[Address, Address] | None = None,
    ends: Sequence[date] = (),
) -> dict[Address, date | None]:
    """Return for each address of somebody the day as of which its number was last shown; None if it never was.

    It goes from day to day, as readers do, and decides each time by what lies before, so that no shown number is
    regretted. A new number is shown once enough people have changed; until then the former one is repeated.

    Args:
        least: The least number of people for which a number is shown; None: none is shown.
        ends: The days on which numbers are shown; by default each day on which enough people have changed.
    """
    state, told = _State(), dict[Address, date | None]()
    ordered = sorted(changes, key=lambda change: change.day)
    for change in ordered:
        told |= dict.fromkeys(change.addresses)
    if least is None:
        return told

    def step(day: date) -> None:
        measures: list[People] = [state.present, {address: who for address, who in state.changed.items() if who}]
        held = suppressed_addresses(measures, lines, least, partners)
        for address in {*state.present, *state.changed} - held:
            told[address] = day
            state.changed.pop(address, None)
        state.since.clear()

    size, waits, known = 0, list(ends), set[Hashable]()
    for place, change in enumerate(ordered):
        while waits and waits[0] < change.day:
            step(waits.pop(0))
        state.add(change)
        known.add(change.who)
        is_last = place + 1 == len(ordered) or ordered[place + 1].day != change.day
        if not ends and is_last and len(state.since) >= max(least, size // GROWS):
            step(change.day)
            size = len(known)
    for day in waits:
        step(day)
    return told

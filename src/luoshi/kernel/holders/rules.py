"""Pure rules for holdings over days: vacancies, too many holders, and what a step makes worse."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from luoshi.dates.workdays import ONE_DAY
from luoshi.org.people.rules import Gap, role_coverage_gaps
from luoshi.org.people.rules import RoleTenure as OfPost


@dataclass(frozen=True)
class HoldingPeriod:
    """A tenure from ``first`` to ``last``, both included; without ``last``, it continues.

    Attributes:
        id: the row that states it; two terms of one row have the same.
        who: the holder: an entry's id, or a name.
        role: the code of what is held; "" if there is only one thing.
    """

    id: int
    who: Hashable
    role: str
    first: date
    last: date | None = None

    def state_on(self, day: date) -> Literal["now", "later", "former"]:
        """Return the state on a day: a tenure with a last day ahead counts until that day is over."""
        if self.last is not None and self.last < day:
            return "former"
        return "now" if self.first <= day else "later"


class Vacancy(NamedTuple):
    """Consecutive days with fewer holders than needed.

    Attributes:
        since: the first vacant day; if the holder leaves on 14 March, it is vacant from the 15th.
        until: the last vacant day, as far as known; None: there is no successor.
        lacking: the number of missing holders on its last day within the query.
    """

    since: date
    until: date | None
    lacking: int


class Clash(NamedTuple):
    """Consecutive days, both included, with too many holders; ``last`` None: without end."""

    first: date
    last: date | None
    persons: int


def find_vacancies(
    holdings: Iterable[HoldingPeriod], least: int, begins: date, ends: date | None, *, first: date, last: date
) -> list[Vacancy]:
    """Return the vacancies of one thing with at least a day between two days, both included; in order.

    Holders are counted, not rows: a holder with two rows on a day counts once.

    Args:
        holdings: of this one thing.
        begins, ends: the first and last day on which a holder is needed; ``ends`` None: without end.
    """
    every = list(holdings)
    over = day_after_changes(every, begins, last) if ends is None else ends
    found: list[list[Gap]] = []
    for gap in role_coverage_gaps(_persons(every), begins, over, at_least=least):
        if found and found[-1][-1].last + ONE_DAY == gap.first:
            found[-1].append(gap)
        else:
            found.append([gap])
    made = []
    for stretch in found:
        since, until = stretch[0].first, stretch[-1].last
        if since > last or until < first:
            continue
        asked = [gap for gap in stretch if gap.first <= last][-1]
        made.append(Vacancy(since, None if ends is None and until == over else until, least - asked.persons))
    return made


def days_open(vacancy: Vacancy, day: date) -> int:
    """Return the number of vacant days up to a day; the first day and, if it is still vacant, that day are counted.

    If the holder leaves on 14 March and is followed on 2 April, it is vacant for 18 days: 15 March to 1 April.
    """
    until = day if vacancy.until is None else min(vacancy.until, day)
    return max(0, (until - vacancy.since).days + 1)


def is_vacancy_overdue(vacancy: Vacancy, day: date, fill: int | None) -> bool:
    """Whether a vacancy still exists on a day and is longer than allowed; never if ``fill`` is not set.

    With 30 days, a vacancy since 15 March is in time up to 13 April and overdue on the 14th.
    """
    still = vacancy.since <= day and (vacancy.until is None or vacancy.until >= day)
    return fill is not None and still and days_open(vacancy, day) > fill


def too_many(holdings: Iterable[HoldingPeriod], most: int) -> list[Clash]:
    """Return the days with more holders of one thing than allowed; a change of their number begins a new span."""
    every = list(holdings)
    return _clashes(every, _persons(every), most)


def made_worse(before: Iterable[HoldingPeriod], after: Iterable[HoldingPeriod], most: int) -> Clash | None:
    """Return the first days on which a step leaves too many holders of one thing, and more than before.

    A violation that existed before the step, for instance after a merger, can thus be fixed bit by bit.
    """
    worse = _grown(too_many(before, most), too_many(after, most))
    return next(worse, None)


def held_twice(before: Iterable[HoldingPeriod], after: Iterable[HoldingPeriod]) -> Clash | None:
    """Return the first days on which a step leaves one person with more overlapping tenures of one thing than before.

    Args:
        before, after: what one person holds of one thing.
    """
    return made_worse(_each_row(before), _each_row(after), 1)


def held_elsewhere(
    before: Mapping[int, Sequence[HoldingPeriod]], after: Mapping[int, Sequence[HoldingPeriod]]
) -> Clash | None:
    """Return the first days on which a step leaves one person holding something for more records at a time than before.

    Args:
        before, after: what one person holds, by record.
    """
    return made_worse(_each_record(before), _each_record(after), 1)


def _grown(before: Sequence[Clash], after: Sequence[Clash]) -> Iterator[Clash]:
    """Yield for each later clash the first of its days on which there were fewer holders before."""
    for clash in after:
        first: date | None = clash.first
        last = clash.last
        for old in before:  # in order of days, without overlap
            if first is None or old.persons < clash.persons or (old.last is not None and old.last < first):
                continue
            if old.first > first:
                last = old.first - ONE_DAY if last is None or old.first <= last else last
                break
            first = None if old.last is None or old.last == date.max else old.last + ONE_DAY
        if first is not None and (last is None or first <= last):
            yield Clash(first, last, clash.persons)


def _clashes(every: Sequence[HoldingPeriod], counted: Iterable[OfPost], most: int) -> list[Clash]:
    if not every:
        return []
    begins = min(holding.first for holding in every)
    over = day_after_changes(every, begins)
    found = [gap for gap in role_coverage_gaps(counted, begins, over, exactly=most) if gap.persons > most]
    return [Clash(gap.first, None if gap.last == over else gap.last, gap.persons) for gap in found]


def day_after_changes(holdings: Iterable[HoldingPeriod], *days: date) -> date:
    """Return a day after which nothing changes: past these days and all changes of the holdings."""
    known = [day for holding in holdings for day in (holding.first, holding.last) if day is not None]
    latest = max((*known, *days))
    return latest if latest == date.max else latest + ONE_DAY


def _persons(holdings: Iterable[HoldingPeriod]) -> list[OfPost]:
    return [OfPost(holding.who, holding.first, holding.last) for holding in holdings]


def _each_row(holdings: Iterable[HoldingPeriod]) -> list[HoldingPeriod]:
    return [replace(holding, who=holding.id) for holding in holdings]


def _each_role(holdings: Iterable[HoldingPeriod]) -> list[HoldingPeriod]:
    return [replace(holding, who=holding.role) for holding in holdings]


def _each_record(held: Mapping[int, Sequence[HoldingPeriod]]) -> list[HoldingPeriod]:
    return [replace(holding, who=record) for record, some in held.items() for holding in some]


def of_period(holdings: Iterable[HoldingPeriod], first: date, last: date) -> HoldingPeriod | None:
    """Return the holder who owes a period: on its first day, otherwise the first within it; None: nobody.

    A holder until 14 March owes March, and a holder from 2 April owes April.
    """
    there = [
        holding for holding in holdings if holding.first <= last and (holding.last is None or holding.last >= first)
    ]
    return min(there, key=lambda one: (max(one.first, first), one.first, one.id), default=None)


def by_role(holdings: Iterable[HoldingPeriod]) -> dict[str, list[HoldingPeriod]]:
    """Group holdings by the code of what is held."""
    found: dict[str, list[HoldingPeriod]] = {}
    for holding in holdings:
        found.setdefault(holding.role, []).append(holding)
    return found


class HoldingRefusal(NamedTuple):
    """The reason for refusing a step: what has too many holders, on which days, and its earlier holders.

    Attributes:
        role: its code; of roles that are held apart, those that one person would hold, with blanks between them.
        twice: one person would hold it twice at a time; ``apart``: roles held apart; otherwise there would be more than
            ``most``.
    """

    role: str
    clash: Clash
    most: int
    holders: tuple[HoldingPeriod, ...]
    twice: bool = False
    apart: bool = False


def holding_refusals(
    before: Sequence[HoldingPeriod],
    after: Sequence[HoldingPeriod],
    most: Mapping[str, int],
    *,
    once: bool,
    apart: Collection[str] = (),
) -> list[HoldingRefusal]:
    """Return the reasons against a step that leaves one record with the holdings ``after``, by role code."""
    was, now = by_role(before), by_role(after)
    found = []
    for role in sorted(now):
        stood, stands = was.get(role, []), now[role]
        if role in most and (clash := made_worse(stood, stands, most[role])):
            found.append(HoldingRefusal(role, clash, most[role], _before(stood, stands, clash.first)))
        for who in dict.fromkeys(holding.who for holding in stands) if once else ():
            was_theirs, theirs = ([holding for holding in some if holding.who == who] for some in (stood, stands))
            if clash := held_twice(was_theirs, theirs):
                found.append(HoldingRefusal(role, clash, 1, _before(was_theirs, theirs, clash.first), twice=True))
    return [*found, *_held_together(before, after, apart)]


def _held_together(
    before: Sequence[HoldingPeriod], after: Sequence[HoldingPeriod], apart: Collection[str]
) -> Iterator[HoldingRefusal]:
    """Yield for each person the reason against holding several of the roles that are held apart."""
    stood, stands = ([holding for holding in some if holding.role in apart] for some in (before, after))
    for who in dict.fromkeys(holding.who for holding in stands):
        was, now = ([holding for holding in some if holding.who == who] for some in (stood, stands))
        if clash := made_worse(_each_role(was), _each_role(now), 1):
            held = {holding.role for holding in now if holding.state_on(clash.first) == "now"}
            roles = " ".join(role for role in apart if role in held)
            yield HoldingRefusal(roles, clash, 1, _before(was, now, clash.first), apart=True)


def _before(stood: Sequence[HoldingPeriod], stands: Sequence[HoldingPeriod], day: date) -> tuple[HoldingPeriod, ...]:
    """Return the holders before the step; if all come with the step, all of them."""
    there = [holding for holding in stands if holding.state_on(day) == "now"]
    return tuple([holding for holding in there if holding in stood] or there)

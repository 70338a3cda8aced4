"""Who held what on which days: where nobody did, where too many did, and what a step makes worse. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from luoshi.dates.workdays import ONE_DAY
from luoshi.org.people.rules import Gap, role_coverage_gaps
from luoshi.org.people.rules import RoleTenure as OfPost


@dataclass(frozen=True)
class HoldingPeriod:
    """That somebody holds something from ``first`` to ``last``, both included; without ``last``, still.

    Attributes:
        id: the row that says so; two terms of one row have the same.
        who: who it is: an entry's id, or a name.
        role: the code of what is held; "" where there is one thing alone.
    """

    id: int
    who: Hashable
    role: str
    first: date
    last: date | None = None

    def stands(self, day: date) -> Literal["now", "later", "former"]:
        """How it stands on a day: a last day that lies ahead still counts until it is over."""
        if self.last is not None and self.last < day:
            return "former"
        return "now" if self.first <= day else "later"


class Vacancy(NamedTuple):
    """Days on end on which fewer hold something than must.

    Attributes:
        since: the first day without; who left on 14 March leaves it vacant from the 15th.
        until: the last day without, as far as is known; None: nobody is to come.
        lacking: how many are missing on its last day that was asked for.
    """

    since: date
    until: date | None
    lacking: int


class Clash(NamedTuple):
    """Days on end, both included, on which so many hold what fewer may; ``last`` None: without end."""

    first: date
    last: date | None
    persons: int


def find_vacancies(
    holdings: Iterable[HoldingPeriod], least: int, begins: date, ends: date | None, *, first: date, last: date
) -> list[Vacancy]:
    """The vacancies of one thing of which at least a day lies between two days, both included; by their days.

    Holders are counted, not rows: who stands there twice on a day counts once.

    Args:
        holdings: of this one thing.
        begins, ends: the days from and until which somebody must hold it; ``ends`` None: without end.
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
    """The days without a holder up to a day: the first one and the day itself are counted, if it lasts until then.

    Who left on 14 March and is followed on 2 April leaves it open for 18 days: 15 March to 1 April.
    """
    until = day if vacancy.until is None else min(vacancy.until, day)
    return max(0, (until - vacancy.since).days + 1)


def is_vacancy_overdue(vacancy: Vacancy, day: date, fill: int | None) -> bool:
    """Whether on a day it is still open, and for more days than it may be; never where ``fill`` is not set.

    With 30 days, what is vacant since 15 March is in time up to 13 April and overdue on the 14th.
    """
    still = vacancy.since <= day and (vacancy.until is None or vacancy.until >= day)
    return fill is not None and still and days_open(vacancy, day) > fill


def too_many(holdings: Iterable[HoldingPeriod], most: int) -> list[Clash]:
    """The days on which more persons hold one thing than may; a change of their number begins a new stretch."""
    every = list(holdings)
    return _clashes(every, _persons(every), most)


def made_worse(before: Iterable[HoldingPeriod], after: Iterable[HoldingPeriod], most: int) -> Clash | None:
    """The first days on which a step leaves more persons than may hold one thing, and more than there were.

    What was wrong before the step, after a merger for instance, keeps nobody from putting it right bit by bit.
    """
    worse = _grown(too_many(before, most), too_many(after, most))
    return next(worse, None)


def held_twice(before: Iterable[HoldingPeriod], after: Iterable[HoldingPeriod]) -> Clash | None:
    """The first days on which a step leaves one person holding one thing more often at a time than before.

    Args:
        before, after: what one person holds of one thing.
    """
    return made_worse(_each_row(before), _each_row(after), 1)


def held_elsewhere(
    before: Mapping[int, Sequence[HoldingPeriod]], after: Mapping[int, Sequence[HoldingPeriod]]
) -> Clash | None:
    """The first days on which a step leaves one person holding something of more records at a time than before.

    Args:
        before, after: what one person holds, by record.
    """
    return made_worse(_each_record(before), _each_record(after), 1)


def _grown(before: Sequence[Clash], after: Sequence[Clash]) -> Iterator[Clash]:
    """What of the clashes after lies on days on which there were fewer before: of each the first such days."""
    for clash in after:
        first: date | None = clash.first
        last = clash.last
        for old in before:  # by their days, none of which lies in two of them
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
    """A day after which nothing changes any more: these days are over, and all holdings have begun and ended."""
    known = [day for holding in holdings for day in (holding.first, holding.last) if day is not None]
    latest = max((*known, *days))
    return latest if latest == date.max else latest + ONE_DAY


def _persons(holdings: Iterable[HoldingPeriod]) -> list[OfPost]:
    return [OfPost(holding.who, holding.first, holding.last) for holding in holdings]


def _each_row(holdings: Iterable[HoldingPeriod]) -> list[HoldingPeriod]:
    return [replace(holding, who=holding.id) for holding in holdings]


def _each_record(held: Mapping[int, Sequence[HoldingPeriod]]) -> list[HoldingPeriod]:
    return [replace(holding, who=record) for record, some in held.items() for holding in some]


def of_period(holdings: Iterable[HoldingPeriod], first: date, last: date) -> HoldingPeriod | None:
    """Whose a period is: who holds it on its first day, else the first who does within it; None: nobody.

    Who held it until 14 March answers for March, and who holds it from 2 April for April.
    """
    there = [
        holding for holding in holdings if holding.first <= last and (holding.last is None or holding.last >= first)
    ]
    return min(there, key=lambda one: (max(one.first, first), one.first, one.id), default=None)


def by_role(holdings: Iterable[HoldingPeriod]) -> dict[str, list[HoldingPeriod]]:
    """What is held of each thing, by its code."""
    found: dict[str, list[HoldingPeriod]] = {}
    for holding in holdings:
        found.setdefault(holding.role, []).append(holding)
    return found


class HoldingRefusal(NamedTuple):
    """Why a step is refused: of what too many hold it, on which days, and who those are that held it before.

    Attributes:
        twice: one person would hold it twice at a time; else there would be more than ``most``.
    """

    role: str
    clash: Clash
    most: int
    holders: tuple[HoldingPeriod, ...]
    twice: bool = False


def holding_refusals(
    before: Sequence[HoldingPeriod], after: Sequence[HoldingPeriod], most: Mapping[str, int], *, once: bool
) -> list[HoldingRefusal]:
    """What speaks against a step that leaves of what one record has what stands in ``after``; by the role's code."""
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
    return found


def _before(stood: Sequence[HoldingPeriod], stands: Sequence[HoldingPeriod], day: date) -> tuple[HoldingPeriod, ...]:
    """Who held it on the day before the step came; where both come with it, all of them."""
    there = [holding for holding in stands if holding.stands(day) == "now"]
    return tuple([holding for holding in there if holding in stood] or there)

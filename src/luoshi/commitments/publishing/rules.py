"""How much a plan will demand of each unit in its year, calculated before it is published.

Source: 政府督查工作条例 art. 15; 整治形式主义为基层减负若干规定 (2024): few reports, none twice (02 §2.1).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from luoshi.commitments.detail.rules import report_rule
from luoshi.kernel.duties.rules.duties import DutyRule, occurrences_until


@dataclass(frozen=True, slots=True)
class ReportingDemand:
    """The reporting that one row of the plan demands.

    Each unit of ``lead`` reports for itself; the lead also reports for the supporting units.
    """

    lead: tuple[int, ...]
    support: tuple[int, ...]
    due: date | None
    every: str
    rhythm: str


@dataclass(frozen=True, slots=True)
class Load:
    """What is demanded of a unit in the year.

    ``cells``: one row reported on one day. ``occasions``: distinct days, since all rows due on one day are reported
    together. ``rows``: rows it leads. ``helps``: further rows it supports.
    """

    unit: int
    cells: int = 0
    occasions: int = 0
    rows: int = 0
    helps: int = 0


@dataclass(frozen=True, slots=True)
class Burden:
    """The loads of all units named, the heaviest first, and the demand on each day.

    ``days``: cells by day, all units together. ``leaderless``: rows without a lead unit, which demand nothing yet.
    """

    loads: tuple[Load, ...]
    days: tuple[tuple[date, int], ...]
    leaderless: int

    @property
    def cells(self) -> int:
        """Reports on single rows, of all units."""
        return sum(load.cells for load in self.loads)

    @property
    def occasions(self) -> int:
        """Times that some unit must sit down to report."""
        return sum(load.occasions for load in self.loads)

    @property
    def units(self) -> int:
        """Units that must report at all."""
        return sum(load.cells > 0 for load in self.loads)

    def above(self, limit: int | None) -> tuple[Load, ...] | None:
        """Return the units with more reports (cells) than the limit; None if no limit is set."""
        return None if limit is None else tuple(load for load in self.loads if load.cells > limit)


def reckon_burden(rows: Iterable[ReportingDemand], start: date, year: int) -> Burden:
    """Calculate what these rows demand of each unit in the year, if owed from ``start``.

    Publication uses the same dates.

    Raises:
        DateError: a row has an invalid recurrence.
    """
    cells: Counter[int] = Counter()
    leads: Counter[int] = Counter()
    helps: Counter[int] = Counter()
    days: Counter[date] = Counter()
    occasions: defaultdict[int, set[date]] = defaultdict(set)
    made: dict[tuple[str, date | None, str], tuple[date, ...]] = {}
    leaderless = 0
    for row in rows:
        leaderless += not row.lead
        key = (row.rhythm, row.due, row.every)
        if key not in made:
            made[key] = _reported(*key, start, year)
        for unit in set(row.lead):
            leads[unit] += 1
            cells[unit] += len(made[key])
            occasions[unit].update(made[key])
            for day in made[key]:
                days[day] += 1
        helps.update(set(row.support) - set(row.lead))
    loads = [Load(unit, cells[unit], len(occasions[unit]), leads[unit], helps[unit]) for unit in leads | helps]
    loads.sort(key=lambda load: (-load.cells, -load.occasions, load.unit))
    return Burden(tuple(loads), tuple(sorted(days.items())), leaderless)


def _reported(rhythm: str, due: date | None, every: str, start: date, year: int) -> tuple[date, ...]:
    """Return the days of one row's reports that lie in the year."""
    rule = DutyRule.from_json(report_rule(rhythm, due, every, start, year))
    return tuple(
        occurrence.due
        for occurrence in occurrences_until(rule, start, date(year, 12, 31))
        if occurrence.due.year == year
    )

"""Rules of reports: prefilled cells, the meaning of a submitted row, missing contents, and quarters.

Source: 整治形式主义为基层减负若干规定 (2024), domain sheet 02 §2.1: data reused, no repeated forms.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.commitments.lights.rules.attainment import WHOLE, attained_share, is_rate
from luoshi.kernel.duties.rules.states import OccurrenceState

REPORT, NOTHING, BOTH, LEFT = "report", "nothing_new", "both", ""
NO_NEWS = "nothing"  # a kind of progress: models.Progress.NOTHING
NOT_TYPED = ("period", "once", "seen", "row")  # filled before anybody types


@dataclass(frozen=True, slots=True)
class ReportCells:
    """The cells of a report: how many were prefilled, and how many there are."""

    filled: int = 0
    every: int = 0

    def __add__(self, other: ReportCells) -> ReportCells:
        return ReportCells(self.filled + other.filled, self.every + other.every)


def lacks_effect(kind: str, effect: str) -> bool:
    """Check whether a report lacks the effect. With nothing new, the effect given before still holds."""
    return kind != NO_NEWS and not effect.strip()


def lacks_backing(promised: bool, given: Iterable[object]) -> bool:
    """Check whether a report has neither a number nor a file although a target or evidence requires one."""
    return promised and not any(value not in (None, "", []) for value in given)


def build_report_cells(known: Iterable[str], chosen: Iterable[object], asked: int) -> ReportCells:
    """Count the cells of one row.

    Args:
        known: what is shown without being asked: task, unit, person, day, date, targets, last values; empty ones do not
            count.
        chosen: the fields that are asked but come prefilled.
        asked: how many fields are asked.
    """
    shown = sum(bool(cell) for cell in known)
    ready = sum(bool(field) for field in chosen)
    return ReportCells(shown + ready, shown + asked)


def sent_for(given: Mapping[str, str], files: int) -> str:
    """Return the step a row was sent for: a report, nothing new, both (a contradiction), or none."""
    reason = bool(given.get("nothing", "").strip())
    told = files > 0 or any(value.strip() for name, value in given.items() if name not in (*NOT_TYPED, "nothing"))
    if reason and told:
        return BOTH
    return NOTHING if reason else REPORT if told else LEFT


@dataclass(frozen=True, slots=True)
class Quarter:
    """The state of the reports owed in one quarter of a year.

    ``owed`` and ``reported``: due dates, and those met; ``soon``: one is due soon; ``workdays`` and ``days_late``: how
    late the latest of them is or was; ``told``: ids of the journal entries of these reports.
    """

    year: int
    number: int
    owed: int
    reported: int
    missing: bool
    late: bool
    soon: bool
    workdays: int
    days_late: int
    dues: tuple[date, ...]
    told: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Whether every report owed in it has been given."""
        return self.reported == self.owed


def quarter_number(day: date) -> int:
    """Return the number of the quarter in which a day lies, from 1."""
    return (day.month + 2) // 3


def group_reports_by_quarter(standings: Iterable[tuple[OccurrenceState, Collection[int]]]) -> list[Quarter]:
    """Group reports by quarter, from the states of their due dates with the entries of the reports that meet them.

    A due date belongs to the quarter in which its period ends, even if the date was moved.
    """
    found: dict[tuple[int, int], list[tuple[OccurrenceState, Collection[int]]]] = {}
    for standing, told in standings:
        day = standing.due.last or standing.due.first_due
        found.setdefault((day.year, quarter_number(day)), []).append((standing, told))
    return [_quarter(year, number, found[year, number]) for year, number in sorted(found)]


def _quarter(year: int, number: int, some: Sequence[tuple[OccurrenceState, Collection[int]]]) -> Quarter:
    every = [standing for standing, _told in some]
    return Quarter(
        year,
        number,
        owed=len(every),
        reported=sum(standing.met_on is not None for standing in every),
        missing=any(standing.state == "missed" for standing in every),
        late=any(standing.state == "met_late" for standing in every),
        soon=any(standing.state in ("due_soon", "due_today", "passed") for standing in every),
        workdays=max(standing.late_workdays for standing in every),
        days_late=max(standing.late_days for standing in every),
        dues=tuple(standing.due.due for standing in every),
        told=tuple(dict.fromkeys(entry for _one, told in some for entry in told)),
    )


def least_attained_share(targets: Collection[Any], known: Mapping[int, Decimal], *, final: bool = False) -> int | None:
    """Return the share reached, the lowest among the targets; None if unknown.

    In hundredths of a per cent, rounded down.

    Args:
        targets: each with ``pk``, ``bound``, ``aspect``, ``unit`` and ``value``.
        known: the newest value of each, by its id.
        final: everything should be done. Otherwise rates are ignored beside targets that add up over the year, because
            a rate is never half reached.
    """
    looked = targets
    if not final and any(not is_rate(target.aspect, target.unit) for target in targets):
        looked = [target for target in targets if not is_rate(target.aspect, target.unit)]
    shares = [
        attained_share(target.bound, target.aspect, target.value, known[target.pk])
        for target in looked
        if target.pk in known
    ]
    if found := [share for share in shares if share is not None]:
        return min(found)
    return WHOLE if final and not looked else None

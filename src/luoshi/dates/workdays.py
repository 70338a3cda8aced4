"""Working days. Data: holiday-cn (MIT), one file a year, each naming its State Council notice."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from hashlib import sha256
from itertools import accumulate
from typing import Literal

from luoshi.dates.errors import DateError

Off = Literal["春节", "清明节", "端午节", "中秋节", "劳动节", "国庆节", "元旦"]

ONE_DAY = timedelta(days=1)
# Holidays with a fixed date, for years whose notice is not out yet. Source: 全国年节及纪念日放假办法, art. 2 (2024).
FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
# Limit for every walk over days; no time limit in a document comes near it.
MOST_DAYS = 40_000


@dataclass(frozen=True, slots=True)
class WorkdayCalendar:
    """The days listed in the notices, whether or not they differ from the weekly pattern. ``years`` have a notice.

    ``digest`` tells whether what was found by an earlier calendar still holds.
    """

    listed: dict[date, tuple[bool, str]]  # day → (off, name of the holiday)
    years: frozenset[int]
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        said = repr((sorted(self.listed.items()), sorted(self.years)))
        object.__setattr__(self, "digest", sha256(said.encode()).hexdigest())


@cache
def load_workday_calendar() -> WorkdayCalendar:
    """Load all notices at once, because a file may hold days of the year before. Read on first use."""
    from importlib.resources import files  # saves 12 ms on most pages

    listed: dict[date, tuple[bool, str]] = {}
    years: set[int] = set()
    for path in sorted((files(__package__) / "data" / "holidays").iterdir(), key=lambda entry: entry.name):
        if not path.name.endswith(".json"):
            continue
        notice = json.loads(path.read_text(encoding="utf-8"))
        years.add(int(notice["year"]))
        for day in notice["days"]:
            listed[date.fromisoformat(day["date"])] = (bool(day["isOffDay"]), str(day["name"]))
    return WorkdayCalendar(listed, frozenset(years))


def workday_digest() -> str:
    """Return the digest of the calendar in use: what was found by another one no longer holds."""
    return load_workday_calendar().digest


def is_workday_provisional(day: date) -> bool:
    """Check whether the answer for ``day`` may still change, because the notice of its year is not shipped."""
    return day.year not in load_workday_calendar().years and day not in load_workday_calendar().listed


def is_workday(day: date) -> bool:
    """Check whether ``day`` is a working day: as listed, else Monday to Friday (without a notice, less fixed holidays).

    Source: 全国年节及纪念日放假办法, arts 2, 6, 7.
    """
    known = load_workday_calendar()
    entry = known.listed.get(day)
    if entry is not None:
        return not entry[0]
    if day.year not in known.years and (day.month, day.day) in FIXED:
        return False
    return day.weekday() < 5


def next_work(day: date) -> date:
    """Return ``day`` itself if it is a working day, else the first working day after it."""
    while not is_workday(day):
        day = shift_calendar_days(day, 1)
    return day


def previous_work(day: date) -> date:
    """Return ``day`` itself if it is a working day, else the last working day before it."""
    while not is_workday(day):
        day = shift_calendar_days(day, -1)
    return day


def shift_calendar_days(day: date, days: int) -> date:
    """Move ``day`` by calendar days.

    Raises:
        DateError: ``dates.beyond``, the result lies outside the years 1 to 9999.
    """
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise DateError("dates.beyond", day=day.isoformat(), days=days) from None


def working_days(first: date, last: date) -> int:
    """Count the working days from ``first`` to ``last``, both included; 0 when ``last`` is earlier."""
    if last < first:
        return 0
    digest = workday_digest()
    whole_years = sum(_running_workdays(year, digest)[-1] for year in range(first.year, last.year))
    before = _running_workdays(first.year, digest)[_day_of_year(first) - 1]
    return whole_years + _running_workdays(last.year, digest)[_day_of_year(last)] - before


@lru_cache(maxsize=100)
def _running_workdays(year: int, digest: str) -> tuple[int, ...]:
    """Return how many working days the first n days of a year have, from n = 0 to the whole year.

    Kept, because a list compares hundreds of due dates with the same day, each some months away.

    Args:
        digest: of the calendar in use: another calendar has its own counts.
    """
    start = date(year, 1, 1)
    days = (start + timedelta(days=n) for n in range(_day_of_year(date(year, 12, 31))))
    return tuple(accumulate(map(is_workday, days), initial=0))


def _day_of_year(day: date) -> int:
    return (day - date(day.year, 1, 1)).days + 1


def count_workdays_late(due: date, done: date) -> int:
    """Return by how many working days ``done`` is late: the working days in (due, done]."""
    return working_days(shift_calendar_days(due, 1), done) if done > due else 0


def off_days(holiday: Off, year: int) -> tuple[date, date] | None:
    """Return the first and last day of the break of ``holiday`` in ``year``, or None where no notice is shipped.

    Names in the notices vary and are shared (中秋节、国庆节), so the name alone is not enough: the break must also lie
    in the weeks where the holiday can fall.
    """
    (m1, d1), (m2, d2) = SEASON[holiday]
    known = load_workday_calendar()
    found = [
        day
        for day, (off, name) in known.listed.items()
        if off and (date(year, m1, d1) <= day <= date(year, m2, d2)) and any(word in name for word in WORDS[holiday])
    ]
    if not found:
        return None
    first = last = min(found)
    while (before := known.listed.get(first - ONE_DAY)) and before[0]:
        first -= ONE_DAY
    while not is_workday(last + ONE_DAY):
        last += ONE_DAY
    return first, last


# When the holiday itself can fall (lunar holidays vary by a month), and its name in the notices.
SEASON: dict[Off, tuple[tuple[int, int], tuple[int, int]]] = {
    "元旦": ((1, 1), (1, 3)),
    "春节": ((1, 20), (2, 22)),
    "清明节": ((4, 2), (4, 7)),
    "劳动节": ((5, 1), (5, 5)),
    "端午节": ((5, 25), (6, 28)),
    "中秋节": ((9, 5), (10, 10)),
    "国庆节": ((10, 1), (10, 7)),
}
WORDS: dict[Off, tuple[str, ...]] = {
    "元旦": ("元旦",),
    "春节": ("春节",),
    "清明节": ("清明",),
    "劳动节": ("劳动", "五一"),
    "端午节": ("端午",),
    "中秋节": ("中秋",),
    "国庆节": ("国庆", "十一"),
}

"""The invented county from its tables, and the times of its events. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any, NotRequired, TypedDict

from luoshi.dates.workdays import ONE_DAY, is_workday

LEAST_BREAK, YEAR_AHEAD = 3, 400  # days off in a row that are a holiday; within how many days there is one
OPENS = timedelta(hours=8, minutes=40)  # when the office's day begins
SPREAD, BETWEEN = 300, 25  # minutes over which a day's matters spread, and between two steps of one


class MoveRow(TypedDict):
    """Where a unit moves, ``ago`` working days ago."""

    to: str
    ago: int


class NameRow(TypedDict):
    """A unit's new name, since ``ago`` working days."""

    name: str
    ago: int


class UnitRow(TypedDict):
    """A unit by its code; ``under``: the code of the unit above it."""

    code: str
    name: str
    short: NotRequired[str]
    under: NotRequired[str]
    moves: NotRequired[MoveRow]
    renamed: NotRequired[NameRow]


class PersonRow(TypedDict):
    """A person with an account and a post in a unit; ``charges``: the units in its charge."""

    account: str
    name: str
    unit: str
    post: str
    role: str
    charges: NotRequired[list[str]]
    before: NotRequired[HolderRow]


class HolderRow(TypedDict):
    """The former holder of a post, until ``ago`` working days ago."""

    account: str
    name: str
    ago: int


DeputyRow = TypedDict("DeputyRow", {"by": str, "of": str, "from": int, "until": int})
MandateRow = TypedDict("MandateRow", {"leader": str, "secretary": str, "basis": str, "from": int, "until": int})
ProposalRow = TypedDict("ProposalRow", {"deputy": str, "of": str, "by": str, "from": int, "until": int})


class ValueRow(TypedDict):
    """A parameter's value with its source; ``ago``: it was set later than at the start."""

    name: str
    value: str
    source: str
    ago: NotRequired[int]


@dataclass(frozen=True)
class County:
    """Units, people and other entries of an administrator, as tables."""

    founded: date
    units: tuple[UnitRow, ...]
    people: tuple[PersonRow, ...]
    deputies: tuple[DeputyRow, ...]
    mandates: tuple[MandateRow, ...]
    proposals: tuple[ProposalRow, ...]
    values: tuple[ValueRow, ...]
    papers: bool = True  # whether its plans are made too

    @property
    def begins(self) -> int:
        """How many working days ago the first event was: setting the first value."""
        return max(row["ago"] for row in self.values if "ago" in row)


@cache
def load_county() -> County:
    """Load the county from this package's tables."""
    tables = _table("county.toml")
    rows = {name: tuple(tables.get(name, ())) for name in ("deputy", "mandate", "proposal", "value")}
    return County(
        tables["founded"],
        tuple(tables["unit"]),
        tuple(tables["person"]),
        rows["deputy"],
        rows["mandate"],
        rows["proposal"],
        rows["value"],
    )


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))


def day_before(today: date, ago: int) -> date:
    """Return the working day this many working days before today; after today if negative."""
    day, way = today, -ONE_DAY if ago > 0 else ONE_DAY
    for _ in range(abs(ago)):
        day += way
        while not is_workday(day):
            day += way
    return day


def demo_moment(today: date, ago: int, row: int, place: int, zone: tzinfo) -> datetime:
    """Return the time of an event: on that day, within office hours, the steps of one matter in sequence."""
    minutes = timedelta(minutes=(row * 17) % SPREAD + place * BETWEEN)
    return datetime.combine(day_before(today, ago), time(), zone) + OPENS + minutes


def find_break(today: date) -> tuple[date, date]:
    """Return the first and last day of the holiday that is on or next: at least three consecutive days off."""
    day = today
    while not is_workday(day) and not is_workday(day - ONE_DAY):
        day -= ONE_DAY
    for _ in range(YEAR_AHEAD):
        last = day
        while not is_workday(last):
            last += ONE_DAY
        if (last - day).days >= LEAST_BREAK and last > today:
            return day, last - ONE_DAY
        day = last + ONE_DAY
    raise ValueError(today)

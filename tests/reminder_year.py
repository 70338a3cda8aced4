"""A year of reminders for tests and for the bench: units, commitments written in bulk, and what becomes of each.

What should be said is reckoned here by another way than the program's: from the notice of the State Council itself.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.kinds.models import Party, Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.org.tree.models import Unit
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from office import NOW, Office

NOTICE = Path(__file__).resolve().parent.parent / "src/luoshi/dates/data/holidays/2026.json"
LISTED = {day["date"]: day["isOffDay"] for day in json.loads(NOTICE.read_text(encoding="utf-8"))["days"]}
RUNGS = {"T-5": -5, "T-1": -1, "T+1": 1, "T+3": 3, "T+5": 5, "T+10": 10}
START = date(2026, 1, 4)
# Ends of periods, on days worked and off, before and in the long holidays.
DUES = [
    date(2026, 2, 14),
    date(2026, 3, 31),
    date(2026, 5, 2),
    date(2026, 6, 30),
    date(2026, 9, 30),
    date(2026, 11, 30),
]
ONE = timedelta(days=1)


def worked(day: date) -> bool:
    off = LISTED.get(day.isoformat())
    return day.weekday() < 5 if off is None else not off


DAYS = [START + ONE * n for n in range((date(2026, 12, 31) - START).days + 1)]
WORKED = [day for day in DAYS if worked(day)]


def rung_day(due: date, offset: int) -> date | None:
    """The day of a rung, by counting in the list of worked days; None where it lies outside of the year."""
    later = [day for day in WORKED if day > due]
    earlier = [day for day in WORKED if day < due]
    side = later[offset - 1 : offset] if offset > 0 else earlier[offset : len(earlier) + offset + 1]
    return side[0] if side else None


@dataclass
class One:
    """A commitment: its due dates by duty, and what happens to it on which day."""

    record: int
    dates: dict[str, tuple[int, date]]  # by duty: occurrence, due
    events: dict[date, tuple[str, ...]]
    state: str = "running"
    said: dict[tuple[int, date], int] = field(default_factory=dict)  # the highest rung said

    def apply(self, day: date) -> None:
        """What happens to it on a day, in the tables, in as few statements as there are facts."""
        event = self.events.get(day)
        if event is None:
            return
        what = event[0]
        if what == "answer":  # the report of a period
            occurrence, _due = self.dates.pop(event[1])
            Occurrence.objects.filter(pk=occurrence).update(settled=day)
            return
        if what == "move" and "deliver" in self.dates:
            occurrence, _due = self.dates["deliver"]
            until = date.fromisoformat(event[1])
            self.dates["deliver"] = (occurrence, until)
            Occurrence.objects.filter(pk=occurrence).update(due=until)
            Record.objects.filter(pk=self.record).update(state="running")
            self.state = "running"
            return
        if what == "finish":
            Occurrence.objects.filter(pk__in=[pk for pk, _due in self.dates.values()]).update(settled=day)
            self.dates = {}
        self.state = {"finish": "reported", "ask": "asking", "decline": "running", "suspend": "suspended"}[what]
        Record.objects.filter(pk=self.record).update(state=self.state)

    def expects(self, day: date, calendar: dict[date, dict[int, date | None]]) -> list[tuple[int, str, str]]:
        """Occurrence, due date and rung of what should be said of it on a day."""
        if self.state != "running":
            return []
        found = []
        names = list(RUNGS)
        for duty, (occurrence, due) in self.dates.items():
            if duty == "report" and any(other == due for name, (_pk, other) in self.dates.items() if name == "deliver"):
                continue
            days = calendar[due]
            come = [place for place, offset in enumerate(RUNGS.values()) if (at := days[offset]) and START < at <= day]
            if come and self.said.get((occurrence, due), -1) < come[-1]:
                self.said[occurrence, due] = come[-1]
                found.append((occurrence, due.isoformat(), names[come[-1]]))
        return found


def build(office: Office, plan: Plan, units: int, count: int, seed: int) -> list[One]:
    """Units with a head and a clerk who sign in, and commitments under way in them, each with its fate."""
    chance = random.Random(seed)
    made: list[tuple[Unit, Any]] = []
    for number in range(units):
        office.unit(f"u{number}", f"云岭县第{number}单位", "kexie" if number % 2 else "county")
        office.person(f"c{number}", f"办事员{number}", f"u{number}", Role.CLERK)
        made.append((office.units[f"u{number}"], office.posts[f"c{number}"]))
    first = plan.commitments.order_by("pk").first()
    assert first
    same = {"plan": plan, "row": first.row, "desk": office.units["desk"], "rhythm": "quarters", "first_due": None}
    values = []
    for number in range(count):
        unit, _post = made[number % units]
        due = chance.choice(DUES)
        values.append(
            {**same, "title": f"事项{number}", "words": f"事项{number}", "unit": unit, "place": number, "due": due}
        )
    records = open_many(get_kind("commitments"), values, PROGRAM, at=NOW, says=("unit",))
    Party.objects.bulk_create([Party(record=record, name="desk", unit=office.units["desk"]) for record in records])
    owners = {unit.pk: post.pk for unit, post in made}
    by_unit = defaultdict(list)
    for record in records:
        by_unit[record.unit_id].append(record.pk)
    for unit, pks in by_unit.items():
        Record.objects.filter(pk__in=pks).update(state="running", owner=owners[unit])
    return [
        _fate(chance, commitment)
        for commitment in Commitment.objects.filter(pk__in=[record.pk for record in records]).order_by("pk")
    ]


def _fate(chance: random.Random, one: Commitment) -> One:
    until = one.until
    assert until
    dates = {"deliver": until}
    kind_of = chance.randrange(8)
    if kind_of % 2:
        dates["report"] = until if kind_of == 1 else chance.choice([day for day in DUES if day <= until])
    found = {}
    for name, due in dates.items():
        duty = Duty.objects.create(record_id=one.pk, name=name, unit_id=one.unit_id, rule={}, start=START)
        found[name] = (Occurrence.objects.create(duty=duty, unit_id=one.unit_id, due=due, first_due=due).pk, due)
    at = until + ONE * chance.randrange(-12, 25)
    events: dict[date, tuple[str, ...]] = {}
    if kind_of in (0, 1, 2):
        events[at] = ("finish",)
    elif kind_of == 3:
        events[until - ONE * 3] = ("ask",)
        events[until + ONE * chance.randrange(1, 12)] = ("decline",)
        events[until + ONE * 40] = ("finish",)
    elif kind_of == 4:
        events[until - ONE * 9] = ("ask",)
        events[until - ONE * 2] = ("move", min(until + ONE * 30, date(2026, 12, 8)).isoformat())
    elif kind_of == 5:
        events[at] = ("suspend",)
    elif kind_of == 7:
        events[dates["report"] + ONE * chance.randrange(-9, 9)] = ("answer", "report")
    return One(one.pk, found, {day: event for day, event in events.items() if day >= START})

"""What commitments were on a past day, found from what they owed, what was reported and which steps were taken.

Months of the plan's progress and the words of a date are taken as they are now; warning slips are not known of the past
and count as none measured.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from luoshi.ledger.models import Commitment, Progress
from luoshi.ledger.queries.progress import DELIVER, RECUR, REPORT
from luoshi.ledger.rules.measures import Facts
from luoshi.records.kinds import kind
from luoshi.records.models import Entry, Occurrence


@dataclass
class Past:
    """All that happened to one commitment, by which it is told what it was on a day."""

    commitment: Commitment
    owed: list[tuple[str, date, date, date, date | None, date | None]] = field(default_factory=list)
    moved: list[date] = field(default_factory=list)  # the days on which more time was granted
    reached: list[tuple[date, int]] = field(default_factory=list)
    states: list[tuple[date, str]] = field(default_factory=list)
    judged: list[tuple[date, dict[str, Any]]] = field(default_factory=list)

    def on(self, day: date) -> Facts | None:
        """Its facts at the end of a day; None where it was not in a plan yet."""
        one = self.commitment
        state = next((now for when, now in reversed(self.states) if when <= day), None if self.states else one.state)
        if state is None:
            return None
        before = bool(self.moved) and self.moved[0] > day  # the dates were the first ones then
        running = [
            (name, start, first if before else bound, settled, dropped)
            for name, start, first, bound, settled, dropped in self.owed
            if start <= day
        ]
        open_now = [
            (name, bound)
            for name, _start, bound, settled, dropped in running
            if (settled is None or settled > day) and (dropped is None or dropped > day)
        ]
        ends = [bound for name, _start, bound, _settled, dropped in running
                if name == DELIVER and (dropped is None or dropped > day)]  # fmt: skip
        said: dict[str, Any] = next((words for when, words in reversed(self.judged) if when <= day), {})
        return Facts(
            state=state,
            pressing=min((bound for _name, bound in open_now), default=None),
            report_due=min((bound for name, bound in open_now if name in (REPORT, RECUR)), default=None),
            begins=one.begins,
            ends=one.ends,
            reached=next((value for when, value in reversed(self.reached) if when <= day), None),
            done=one.done if one.done is not None and one.done <= day else None,
            binds=ends[-1] if ends else one.binds,
            misses=sum(_missed(*row[2:], day) for row in running),
            slips=one.slips,
            outlook=said.get("outlook") or "",
            judged=said.get("judged") or "",
        )


def _missed(bound: date, settled: date | None, dropped: date | None, day: date) -> bool:
    if bound >= day or (dropped is not None and dropped <= bound):
        return False
    return settled is None or settled > bound


def past_of(commitments: Sequence[Commitment]) -> dict[int, Past]:
    """What happened to each of these commitments. Three queries."""
    found = {one.pk: Past(one) for one in commitments}
    pks = list(found)
    rows = Occurrence.objects.filter(duty__record__in=pks).order_by("pk")
    for pk, name, start, first, due, expired, settled, dropped in rows.values_list(
        "duty__record", "duty__name", "duty__start", "first_due", "due", "expired", "settled", "dropped"
    ):
        found[pk].owed.append((name, start, first, expired or due, settled, dropped))
    told = Progress.objects.filter(commitment__in=pks, taken_back=None).exclude(reached=None).order_by("day", "pk")
    for pk, when, value in told.values_list("commitment", "day", "reached"):
        found[pk].reached.append((when, value or 0))
    _steps(found)
    return found


def _steps(found: dict[int, Past]) -> None:
    """Note the states into which steps brought each, and what was said of how it goes, oldest first. One query."""
    cycle = kind("commitments").cycle
    after = {name: step.after for name, step in cycle.by_name.items()}
    rows = Entry.objects.filter(record__in=list(found), step__in=list(after)).order_by("pk")
    for pk, step, when, data in rows.values_list("record", "step", "at", "payload__data"):
        day = timezone.localdate(when)
        if after[step]:
            found[pk].states.append((day, after[step]))
        if step == "grant":
            found[pk].moved.append(day)
        if step == "judge" and data:
            found[pk].judged.append((day, json.loads(data)))

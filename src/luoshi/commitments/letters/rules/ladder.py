"""Ladders of reminders: the day, recipients and form of each rung; presets, or an office's own.

Pure: dates in, rungs out. Source: domain sheets 02 §2.5 (forms, escalation) and 12 §12.2 (limits of single places).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from luoshi.dates.time_limits import count_limit_after, count_limit_before
from luoshi.dates.workdays import next_work, previous_work
from luoshi.plans.base import states as at

# The recipients, and their words in an office's own ladder.
DOER, CLERK, HEAD, LEADER, DESK = "doer", "clerk", "head", "leader", "desk"
TO = {DOER: "承办人", CLERK: "联络员", HEAD: "单位负责人", LEADER: "分管领导", DESK: "督查室"}
# The forms, from mildest to most severe. The last three are drafted for a person and never sent by rule; the second
# push is also sent as a message to its recipients.
NOTICE, PUSH, WRITTEN, SLIP, PROPOSAL = "notice", "push", "written", "slip", "proposal"
FORMS = {NOTICE: "提醒", PUSH: "催办", WRITTEN: "书面催办", SLIP: "督办单", PROPOSAL: "约谈通报"}
DRAFTED = (WRITTEN, SLIP, PROPOSAL)
SAID = (NOTICE, PUSH, WRITTEN)

WORKDAYS, DAYS, SHARE = "T", "D", "of"  # how the day of a rung is counted
LONG = 250  # working days; no rung lies further from a due date

# If several due dates of one matter fall on one day, only the most important one is reminded of.
WEIGHT = {"accept": 0, "report": 1, "recur": 2, "deliver": 3}
# A ladder runs in these states. An extension request, a pause, a check or an end stops it.
REMINDED = (at.ISSUED, at.ACCEPTED, at.RUNNING, at.RETURNED, at.STANDING)


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: its day relative to the due date, its recipients, and its form.

    Attributes:
        by: ``T`` in working days, ``D`` in calendar days from the due date, ``of`` a share of the time from its start.
    """

    by: str
    place: Fraction | int
    to: tuple[str, ...]
    form: str

    @property
    def name(self) -> str:
        """Its name: T-5, T+1, D-3, 1/3."""
        return str(self.place) if self.by == SHARE else f"{self.by}{int(self.place):+d}"

    @property
    def order(self) -> tuple[int, int | Fraction]:
        """Its sort key. Shares of the time come before everything counted from the due date."""
        return int(self.by != SHARE), self.place

    def day(self, start: date, due: date) -> date:
        """Return the rung's working day: up to the due date the last one before a day off, after it the next one.

        Source: domain sheet 10.3: always on a working day at or before the nominal one.
        """
        if self.by == SHARE:
            return previous_work(start + timedelta(days=int((due - start).days * self.place)))
        return _counted(self.by, int(self.place), due)


@lru_cache(4096)  # thousands of matters share few due dates
def _counted(by: str, count: int, due: date) -> date:
    if by == DAYS or not count:
        return (next_work if count > 0 else previous_work)(due + timedelta(days=count))
    return count_limit_after(due, count, "workday").day if count > 0 else count_limit_before(due, -count, "workday").day


@dataclass(frozen=True, slots=True)
class ReminderLadder:
    """A checked table of rungs, in order."""

    name: str
    rungs: tuple[Rung, ...]
    source: str = ""

    def __post_init__(self) -> None:
        if faults := list(self.faults()):
            raise ValueError(f"ladder {self.name}: " + "; ".join(faults))

    def faults(self) -> Iterator[str]:
        """Yield a ladder's faults: no rungs, wrong order, two on one day, milder later on, drafted before the date."""
        if not self.rungs:
            yield "it has no rungs"
        for rung in self.rungs:
            if not rung.to or not set(rung.to) <= set(TO) or len(set(rung.to)) != len(rung.to):
                yield f"{rung.name}: who is told is not clear"
            if rung.form not in FORMS:
                yield f"{rung.name}: unknown form {rung.form}"
            elif rung.form in DRAFTED and (rung.by == SHARE or rung.place <= 0):
                yield f"{rung.name}: nothing is drafted before the date has passed"
            if rung.by == SHARE and int(rung.place) != 0:
                yield f"{rung.name}: a share of the time lies between 0 and 1"
            if rung.by != SHARE and abs(int(rung.place)) > LONG:
                yield f"{rung.name}: too far from the date"
        forms = list(FORMS)
        for earlier, later in zip(self.rungs, self.rungs[1:], strict=False):
            if later.order == earlier.order:
                yield f"{later.name}: two rungs on one day"
            elif later.order < earlier.order:
                yield f"{later.name}: stands after {earlier.name}, which comes later"
            if {earlier.form, later.form} <= set(forms) and forms.index(later.form) < forms.index(earlier.form):
                yield f"{later.name}: milder than {earlier.name} before it"

    def horizon(self, day: date) -> date | None:
        """Return the last due date that can be reminded of on a day; None if unlimited (shares of the time)."""
        if any(rung.by == SHARE for rung in self.rungs):
            return None
        found = day
        free = next_work(day + timedelta(1)) - timedelta(1)  # rungs on the following days off are sent on this day
        for rung in self.rungs:
            if rung.place <= 0:
                count = -int(rung.place)
                counted = rung.by == WORKDAYS and count
                found = max(found, count_limit_after(day, count, "workday").day if counted else free + timedelta(count))
        return found


def falls_due(ladder: ReminderLadder, start: date, due: date, day: date, said: Collection[str]) -> Rung | None:
    """Return the rung to send on a day for a due date: the highest one reached, or None.

    Lower rungs skipped since the last run are left out, and nothing is sent twice.

    Args:
        start: the day on which the duty began; rungs on or before it are ignored.
        said: names of rungs sent for this due date.
    """
    found = None
    for rung in ladder.rungs:
        when = rung.day(start, due)
        if start < when <= day:
            found = rung
    if found is None:
        return None
    names = [rung.name for rung in ladder.rungs]
    higher = names[names.index(found.name) :]
    return None if any(name in said for name in higher) else found


def is_top_due_date(name: str, others: Iterable[str]) -> bool:
    """Check whether this due date outranks the others of the same matter on the same day."""
    return all(WEIGHT.get(other_duty, 0) < WEIGHT.get(name, 0) for other_duty in others)


def rung_recipients(to: Iterable[str], seats: Mapping[str, Collection[int]]) -> set[int]:
    """Return the posts that receive a rung. If a role is vacant, the next higher one receives it.

    Args:
        seats: held posts, by their role in the matter.
    """
    found: set[int] = set()
    for recipient in to:
        way = (DOER, CLERK, HEAD, DESK)
        steps = way[way.index(recipient) :] if recipient in way else (recipient, HEAD, DESK)
        found |= set(next((seats[step] for step in steps if seats.get(step)), ()))
    return found


def requested_step(state: str, duty: str) -> str:
    """Return the step that a reminder asks its unit for, in a state."""
    by_state = {at.ISSUED: "accept", at.ACCEPTED: "take_up", at.RETURNED: "rework"}
    return by_state.get(state, "finish" if duty == "deliver" and state == at.RUNNING else "report")


DEFAULT = ReminderLadder(
    "default",
    (
        Rung(WORKDAYS, -5, (DOER,), NOTICE),
        Rung(WORKDAYS, -1, (DOER,), NOTICE),
        Rung(WORKDAYS, 1, (CLERK,), PUSH),
        Rung(WORKDAYS, 3, (LEADER,), WRITTEN),
        Rung(WORKDAYS, 5, (HEAD,), SLIP),
        Rung(WORKDAYS, 10, (DESK,), PROPOSAL),
    ),
    "our own; its forms: sheet 02 §2.5",
)
"""For offices without a ladder of their own. Its days are our own choice, not a rule of any place."""

PRESETS = {
    ladder.name: ladder
    for ladder in (
        DEFAULT,
        ReminderLadder(
            "thirds",
            (
                Rung(SHARE, Fraction(1, 3), (DOER,), NOTICE),
                Rung(SHARE, Fraction(2, 3), (DOER, CLERK), NOTICE),
                Rung(WORKDAYS, 0, (DOER, CLERK, DESK), NOTICE),
            ),
            "瑞海 chinazhongduo.com 146_18532: remind at 1/3, notify at 2/3, check at due",
        ),
        ReminderLadder(
            "three-days",
            (Rung(DAYS, -3, (DOER, CLERK, HEAD, LEADER), PUSH),),
            "西安纪委 qinfeng.gov.cn 3058: push when at most 3 days are left, to everyone, leaders too",
        ),
        ReminderLadder(
            "next-day",
            (Rung(WORKDAYS, 1, (CLERK, LEADER), WRITTEN), Rung(WORKDAYS, 6, (DESK,), PROPOSAL)),
            "12345, fsou.com 172733: 催办通知书 the next day, copied to the leader in charge; 5 working days: 通报",
        ),
    )
}
ALSO = {"默认": "default", "三分法": "thirds", "三日": "three-days", "次日": "next-day"}

_RUNG = re.compile(r"(?:(?P<by>[TD])(?P<place>[+-]?\d{1,3})|(?P<share>\d{1,2}/\d{1,2}))\s+(?P<to>\S+)\s+(?P<form>\S+)")
_WHO = {word: key for key, word in TO.items()} | {key: key for key in TO}
_HOW = {word: key for key, word in FORMS.items()} | {key: key for key in FORMS}


@lru_cache(maxsize=64)
def read_ladder(words: str) -> ReminderLadder:
    """Parse a ladder from a preset's name, or an office's own: ``T-3 承办人 提醒；T+1 联络员+分管领导 催办``.

    Raises:
        ValueError: it is neither, or the checks find faults.
    """
    text = words.strip().replace("−", "-").replace("＋", "+").replace("－", "-")
    name = ALSO.get(text, text)
    if name in PRESETS:
        return PRESETS[name]
    rungs = []
    for part in re.split(r"[;；\n]+", text):
        if not part.strip():
            continue
        found = _RUNG.fullmatch(part.strip())
        if found is None:
            raise ValueError(f"no rung: {part.strip()}")
        to = tuple(_WHO.get(word, word) for word in re.split(r"[+、]", found["to"]))
        share = found["share"]
        if share and not int(share.partition("/")[2]):
            raise ValueError(f"no rung: {part.strip()}")
        place: int | Fraction = Fraction(share) if share else int(found["place"])
        rungs.append(Rung(SHARE if share else found["by"], place, to, _HOW.get(found["form"], found["form"])))
    return ReminderLadder("own", tuple(rungs))
